/** The front page: every article one may read, the latest change first, and the way to a new one. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { PenLine } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { may } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { useNow } from '../../now.ts'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageTabs } from '../../ui/page-tabs.tsx'
import { useTitle } from '../../ui/title.ts'
import { useToast } from '../../ui/toast.tsx'
import { longDate } from '../../when.ts'
import { ArticleList } from './article-list.tsx'
import styles from './home.module.css'
import { SessionStrip } from './session-strip.tsx'

const lists = { articles: api.articles, trash: api.trashedArticles }

export function Home() {
  const { t, i18n } = useTranslation()
  useTitle(t('home.title'))
  const account = useAccount()
  const now = useNow()
  const [shown, setShown] = useState<keyof typeof lists>('articles')
  const list = useQuery({ queryKey: ['articles', shown], queryFn: () => api.orThrow(lists[shown]()) })

  return (
    <Frame>
      <Nameplate name={account.publication} />
      <div className={styles.dateline}>
        <time className={styles.date}>{longDate(now, i18n.language)}</time>
        <NewArticle />
      </div>
      {account.position !== 'guest' && <SessionStrip />}
      {account.position !== 'guest' && (
        <PageTabs
          label={t('home.lists')}
          shown={shown}
          onShow={setShown}
          tabs={[
            { name: 'articles', label: t('home.articles') },
            { name: 'trash', label: t('home.trash') },
          ]}
        />
      )}
      <h2 className="only-read">{t(`home.${shown}`)}</h2>
      <div aria-busy={list.isPending}>
        {list.isPending && <Waiting />}
        {list.isError && (
          <Notice title={t('home.broken')} words={t(`errors.${api.codeOf(list.error)}`)}>
            <Button onClick={() => void list.refetch()}>{t('tryAgain')}</Button>
          </Notice>
        )}
        {list.data && list.data.articles.length > 0 && (
          <ArticleList articles={list.data.articles} trash={shown === 'trash'} now={now} />
        )}
        {list.data?.articles.length === 0 && <Empty trash={shown === 'trash'} />}
      </div>
    </Frame>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <div className={styles.waiting}>
      <p className="only-read">{t('loading')}</p>
      <Lines count={7} />
    </div>
  )
}

function Empty({ trash }: { trash: boolean }) {
  const { t } = useTranslation()
  const { position } = useAccount()
  if (trash) return <Notice title={t('home.trashEmpty')} words={t('home.trashEmptyWords')} />
  // A guest came by a link, which has opened something: with nothing left it has ended.
  if (position === 'guest') return <Notice title={t('join.ended')} words={t('guest.endedWords')} />
  return (
    <Notice title={t('home.empty')} words={t('home.emptyWords')}>
      <NewArticle />
    </Notice>
  )
}

function NewArticle() {
  const { t } = useTranslation()
  const account = useAccount()
  const [, go] = useLocation()
  const say = useToast()
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: () => api.orThrow(api.createArticle('')),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['articles'] })
      go(`/articles/${id}`)
    },
    onError: (error) => say(t(`errors.${api.codeOf(error)}`)),
  })
  if (!may(account, 'createArticle')) return null
  return (
    <Button look="primary" busy={create.isPending} onClick={() => create.mutate()}>
      <PenLine size={16} aria-hidden="true" />
      {t('home.new')}
    </Button>
  )
}
