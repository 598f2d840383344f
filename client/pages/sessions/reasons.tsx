/** Why some texts get fewer reviews than they should, and what else a teacher should know of an allocation. */

import { useTranslation } from 'react-i18next'
import { unreachable } from '../../../shared/assert.ts'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import type { Allocation } from '../../../shared/review/allocation.ts'
import styles from './board.module.css'
import { useNames } from './names.ts'

export function Reasons({ board, allocation }: { board: Board; allocation: Allocation }) {
  const { t } = useTranslation()
  const { numberOf, nameOf } = useNames(board)
  const texts = (ids: readonly string[]) =>
    ids
      .map(numberOf)
      .sort((a, b) => a - b)
      .join(', ')
  const unmet = allocation.unmet.map(({ code, short, missing, allowed, places, wanted }) => {
    const numbers = texts(short.map(({ text }) => text))
    return t(`sessions.unmet.${code}`, {
      ...{ count: short.length, texts: numbers, missing, allowed: allowed.length, places, wanted },
    })
  })
  const notices = allocation.notices.map((notice) => {
    switch (notice.code) {
      case 'small-class':
        return t('sessions.notice.small-class', { each: notice.each, target: notice.target })
      case 'each-other':
        return t('sessions.notice.each-other')
      case 'goes-to-teacher':
        return t('sessions.notice.goes-to-teacher', { texts: texts(notice.texts) })
      case 'stays-although':
        return t('sessions.notice.stays-although', { count: notice.pairs.length })
      case 'above-quota':
        return t('sessions.notice.above-quota', { names: notice.ids.map(nameOf).join(', ') })
      case 'above-cap':
        return t('sessions.notice.above-cap', { texts: texts(notice.ids) })
      default:
        return unreachable(notice)
    }
  })
  const all = [...unmet, ...notices]
  if (all.length === 0) return null
  return (
    <ul className={styles.reasons}>
      {all.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  )
}
