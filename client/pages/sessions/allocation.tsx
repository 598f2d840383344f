/** Who would review what, said before it is done: how many reviews, who goes short and why; then it is allocated as it was shown. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unreachable } from '../../../shared/assert.ts'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import type { Allocation as Allocated } from '../../../shared/review/allocation.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import styles from './board.module.css'
import { useNames } from './names.ts'
import { useAct } from './use-board.ts'

export function Allocation({ board }: { board: Board }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [busy, setBusy] = useState(false)
  const found = useQuery({
    queryKey: ['session', board.id, 'allocation', board.rev],
    queryFn: () => api.orThrow(requests.previewAllocation(board.id)),
    placeholderData: (before) => before,
  })
  if (board.texts.length === 0) return <p className={styles.soft}>{t('sessions.noTexts')}</p>
  if (!found.data) return null
  const { rev, allocation } = found.data
  const { pairs, added, removed } = allocation
  const isSettled = added.length === 0 && removed.length === 0
  if (board.clock.phase === 'review' && isSettled) return null
  return (
    <section className={styles.allocation} aria-labelledby="allocation">
      <h3 id="allocation" className={styles.partTitle}>
        {isSettled
          ? t('sessions.allocated', { count: pairs.length })
          : t('sessions.wouldAllocate', { count: pairs.length })}
      </h3>
      {!isSettled && (
        <p className={styles.soft}>
          {t('sessions.allocationChange', { added: added.length, removed: removed.length })}
        </p>
      )}
      <Reasons board={board} allocation={allocation} />
      {!isSettled && (
        <div className={styles.buttons}>
          <Button
            look="primary"
            busy={busy}
            onClick={() => {
              setBusy(true)
              void act(requests.allocate(board.id, rev)).then(() => setBusy(false))
            }}
          >
            {t('sessions.allocate')}
          </Button>
          <span className={styles.soft}>{t('sessions.seed', { seed: allocation.seed })}</span>
        </div>
      )}
    </section>
  )
}

/** Why some get fewer reviews than they should, and what else a teacher should know. */
function Reasons({ board, allocation }: { board: Board; allocation: Allocated }) {
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
