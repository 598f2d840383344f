/** What handing out anew would change, pair by pair, before it is done. Whose it is is shown when the teacher asks, and that they did is noted. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import type { Allocation } from '../../../shared/review/allocation.ts'
import { pairKey } from '../../../shared/review/pairs.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Switch } from '../../ui/switch.tsx'
import styles from './hand-over.module.css'
import { useNames } from './names.ts'
import { Reasons } from './reasons.tsx'

type ChangesProps = {
  board: Board
  allocation: Allocation
  busy: boolean
  /** False: something has changed meanwhile, and is shown. */
  hand: () => Promise<boolean>
  onClose: () => void
}

export function Changes({ board, allocation, busy, hand, onClose }: ChangesProps) {
  const { t } = useTranslation()
  const { nameOf, numberOf } = useNames(board)
  const [names, setNames] = useState(false)
  const looked = useQuery({
    queryKey: ['session', board.id, 'pairs', board.rev],
    queryFn: () => api.orThrow(requests.pairs(board.id)),
    enabled: names,
    placeholderData: (before) => before,
  })
  const isShown = names && looked.data !== undefined
  const rows = rowsOf(allocation)
  const who = (reviewer: string) => (isShown ? nameOf(reviewer) : t('sessions.change.somebody'))
  const { added, removed, moved, pairs } = allocation
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.change.title')}
      words={
        rows.length === 0
          ? t('sessions.allocated', { count: pairs.length })
          : [
              ...(moved.length > 0 ? [t('sessions.change.moves', { count: moved.length })] : []),
              t('sessions.change.sum', {
                added: added.length,
                removed: removed.length,
                count: pairs.length,
              }),
            ].join(' ')
      }
      foot={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {rows.length > 0 && (
            <Button
              look="primary"
              busy={busy}
              onClick={() => void hand().then((isDone) => isDone && onClose())}
            >
              {t('sessions.change.do')}
            </Button>
          )}
        </>
      }
    >
      {rows.length > 0 && (
        <Switch
          label={t('sessions.showNames')}
          hint={t('sessions.showNamesHint')}
          on={names}
          onSwitch={setNames}
        />
      )}
      <ul className={styles.changes} aria-label={t('sessions.change.title')}>
        {rows.map(({ kind, reviewer, text, ...row }) => (
          <li key={`${kind} ${pairKey({ reviewer, text })}`} className={styles.change}>
            <span className={styles.kind} data-kind={kind}>
              {t(`sessions.change.kind.${kind}`)}
            </span>
            <span>
              {t(`sessions.change.row.${kind}`, {
                name: who(reviewer),
                number: numberOf(text),
                to: 'to' in row ? numberOf(row.to) : 0,
              })}
              {'because' in row && ` ${t(`sessions.change.because.${row.because}`)}`}
            </span>
          </li>
        ))}
      </ul>
      <Reasons board={board} allocation={allocation} />
    </Dialog>
  )
}

/** What moves, what is new beside that, and what is taken back. */
function rowsOf({ added, removed, moved }: Allocation) {
  const isMoved = new Set(
    moved.flatMap(({ reviewer, to }) => (to === null ? [] : [pairKey({ reviewer, text: to })])),
  )
  const wasMoved = new Set(
    moved.flatMap(({ reviewer, from, to }) => (to === null ? [] : [pairKey({ reviewer, text: from })])),
  )
  return [
    ...moved.flatMap(({ reviewer, from, to }) =>
      to === null ? [] : [{ kind: 'moved' as const, reviewer, text: from, to }],
    ),
    ...added
      .filter((pair) => !isMoved.has(pairKey(pair)))
      .map((pair) => ({ kind: 'added' as const, ...pair })),
    ...removed
      .filter((pair) => !wasMoved.has(pairKey(pair)))
      .map((pair) => ({ kind: 'removed' as const, ...pair })),
  ]
}
