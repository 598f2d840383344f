/** What the author of a text said to one's remarks, and one's answer: neither learns who the other is. */

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { randomToken } from '../../../shared/ids.ts'
import { commentUnitsMax } from '../../../shared/limits.ts'
import type { OwnReview, RemarkReplies } from '../../../shared/protocol/review-answers.ts'
import { orThrow } from '../../api.ts'
import { browserRandom } from '../../clock.ts'
import { type CopyRemark, remarksOn } from '../../sessions/copy-remarks.ts'
import { answerAuthor, replies } from '../../sessions/requests.ts'
import { Form } from '../../ui/form.tsx'
import styles from './replies.module.css'
import { Talk } from './talk.tsx'

type RepliesProps = { session: string; review: OwnReview }

const refreshMs = 10_000
const ID_LENGTH = 16
const newId = () => randomToken(browserRandom, ID_LENGTH)

/** Nothing, where nobody has said anything. */
export function Replies({ session, review }: RepliesProps) {
  const { t } = useTranslation()
  const said = useQuery({
    queryKey: ['sessions', session, 'replies', review.id],
    queryFn: () => orThrow(replies(session, review.id)),
    refetchInterval: refreshMs,
  })
  const remarks = said.data?.remarks ?? []
  const words = useQuery({
    queryKey: ['sessions', session, 'remarks', review.article],
    queryFn: () => orThrow(remarksOn(review.article)),
    enabled: remarks.length > 0,
  })
  if (remarks.length === 0) return null
  return (
    <section className={styles.replies}>
      <h4 className={styles.title}>{t('reviews.replies.title')}</h4>
      <ul className={styles.talks}>
        {remarks.map((talk) => (
          <li key={talk.remark} className={styles.talk}>
            <Remark remark={words.data?.find(({ id }) => id === talk.remark)} />
            <Talk replies={talk.replies} reviewer={t('reviews.replies.reviewer')} />
            {talk.mayAnswer && (
              <Answer session={session} review={review} talk={talk} onDone={() => said.refetch()} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Remark({ remark }: { remark: CopyRemark | undefined }) {
  const { t } = useTranslation()
  if (remark === undefined) return null
  const quote = remark.kind === 'comment' ? remark.quote : t('reviews.replies.onSuggestion')
  return (
    <>
      {quote !== '' && (
        <blockquote className={styles.quote} dir="auto">
          {quote}
        </blockquote>
      )}
      <p className={styles.said} dir="auto">
        {remark.words}
      </p>
    </>
  )
}

type AnswerProps = RepliesProps & { talk: RemarkReplies; onDone: () => Promise<unknown> }

function Answer({ session, review, talk, onDone }: AnswerProps) {
  const { t } = useTranslation()
  const field = useId()
  const isBlind = review.authors === null
  const [body, setBody] = useState('')
  /** The same until it is there: sent again it is there once. */
  const [id, setId] = useState(newId)
  return (
    <Form
      label={t('reviews.replies.send')}
      send={() => answerAuthor(session, review.id, talk.remark, id, body.trim())}
      onDone={async () => {
        setBody('')
        setId(newId())
        await onDone()
      }}
    >
      <label htmlFor={field} className={styles.label}>
        {t('reviews.replies.answerTo')}
      </label>
      <textarea
        id={field}
        className={styles.field}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        maxLength={commentUnitsMax}
        rows={2}
        dir="auto"
        required
        aria-describedby={isBlind ? `${field}-hint` : undefined}
      />
      {isBlind && (
        <p id={`${field}-hint`} className={styles.hint}>
          {t('reviews.replies.blind')}
        </p>
      )}
    </Form>
  )
}
