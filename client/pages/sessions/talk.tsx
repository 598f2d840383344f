/** What was said to one remark after the release, one after the other. */

import { useTranslation } from 'react-i18next'
import type { RemarkReplies } from '../../../shared/protocol/review-answers.ts'
import { dateTime } from '../../when.ts'
import styles from './replies.module.css'

/** `reviewer`: what its reviewer is called here. */
type TalkProps = { replies: RemarkReplies['replies']; reviewer: string }

export function Talk({ replies, reviewer }: TalkProps) {
  const { t, i18n } = useTranslation()
  const called = { author: t('reviews.replies.author'), teacher: t('reviews.replies.teacher'), reviewer }
  return (
    <ol className={styles.list}>
      {replies.map(({ id, by, number, name, body, at }) => (
        <li key={id} data-by={by} className={styles.reply}>
          <p className={styles.head}>
            <strong>
              {name ?? (number === null ? called[by] : t('reviews.replies.authorOf', { number }))}
            </strong>{' '}
            <time dateTime={new Date(at).toISOString()}>{dateTime(at, i18n.language)}</time>
          </p>
          <p className={styles.said} dir="auto">
            {body}
          </p>
        </li>
      ))}
    </ol>
  )
}
