/** The articles as a table of contents: headline, what one may do, when it last changed. */

import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis, RotateCcw, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Article } from '../../../shared/protocol/http.ts'
import { can } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Menu } from '../../ui/menu.tsx'
import { useToast } from '../../ui/toast.tsx'
import { ago } from '../../when.ts'
import styles from './home.module.css'

type ArticleListProps = { articles: readonly Article[]; trash: boolean; now: number }

export function ArticleList({ articles, trash, now }: ArticleListProps) {
  return (
    <ul className={styles.list}>
      {articles.map((article) => (
        <Row key={article.id} article={article} trash={trash} now={now} />
      ))}
    </ul>
  )
}

function Row({ article, trash, now }: { article: Article; trash: boolean; now: number }) {
  const { t, i18n } = useTranslation()
  const title = article.title || t('article.untitled')
  const name = classes(styles.headline, !article.title && styles.untitled)
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        {trash ? (
          <span className={name}>{title}</span>
        ) : (
          <Link href={`/articles/${article.id}`} className={name}>
            {title}
          </Link>
        )}
        <p className={styles.meta}>
          <span>{t(`roles.${article.role}`)}</span>
          <span>{t('home.changed', { ago: ago(article.updatedAt, now, i18n.language) })}</span>
        </p>
      </div>
      {can(article.role, 'delete') && <Actions article={article} title={title} trash={trash} />}
    </li>
  )
}

function Actions({ article, title, trash }: { article: Article; title: string; trash: boolean }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()

  async function setTrashed(trashed: boolean) {
    const answer = await (trashed ? api.trashArticle(article.id) : api.restoreArticle(article.id))
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: ['articles'] })
    if (!trashed) return say(t('home.restored', { title }))
    say(t('home.trashed', { title }), { label: t('undo'), run: () => void setTrashed(false) })
  }

  if (trash) {
    return (
      <Button onClick={() => void setTrashed(false)} aria-label={t('home.restoreOne', { title })}>
        <RotateCcw size={16} aria-hidden="true" />
        {t('home.restore')}
      </Button>
    )
  }
  return (
    <Menu
      trigger={<IconButton label={t('home.more', { title })} icon={<Ellipsis size={18} />} align="end" />}
      entries={[
        {
          kind: 'action',
          name: 'trash',
          icon: <Trash2 size={16} />,
          label: t('home.toTrash'),
          onChoose: () => void setTrashed(true),
        },
      ]}
    />
  )
}
