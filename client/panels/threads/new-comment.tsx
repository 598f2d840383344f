/** The card in which a new thread is written: about words, a figure, or the whole article. */

import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Draft } from '../../threads/drafts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { classes } from '../../ui/classes.ts'
import styles from './card.module.css'
import { useCardTools } from './card-tools.ts'
import { Composer } from './composer.tsx'

type NewCommentProps = {
  draft: Draft
  isActive: boolean
  /** Whether the words that it is about are named: away from them it would not be clear. */
  quotes: boolean
  onActivate: () => void
  onChange: (draft: Draft) => void
  onPost: (draft: Draft) => void
  onClose: () => void
}

export function NewComment({
  draft,
  isActive,
  quotes,
  onActivate,
  onChange,
  onPost,
  onClose,
}: NewCommentProps) {
  const { t } = useTranslation()
  const { own, nameOf, faceOf } = useCardTools()
  const title = useId()
  const quote = draft.about?.quote ?? ''
  return (
    <article
      className={classes(styles.card, isActive && styles.active)}
      aria-labelledby={title}
      data-thread={draft.thread}
      onFocus={onActivate}
    >
      <h3 id={title} className="only-read">
        {t('threads.newHeading')}
      </h3>
      <div className={styles.author}>
        <Avatar {...faceOf(own)} />
        <span className={styles.authorName}>{nameOf(own)}</span>
      </div>
      {draft.about === null ? (
        <p className={styles.about}>{t('threads.onArticle')}</p>
      ) : (
        quotes && <blockquote className={styles.quote}>{quote || t('threads.figure')}</blockquote>
      )}
      <Composer
        draft={draft}
        label={t('threads.newHeading')}
        placeholder={t('threads.write')}
        post={t('threads.post')}
        autoFocus={isActive}
        onChange={onChange}
        onPost={onPost}
        onClose={onClose}
      />
    </article>
  )
}
