/**
 * Who would review what, said before it is done: how many reviews, who goes short and why; then it is allocated as it was shown. In the
 * middle of a session it says who has come or gone as well, and who has time for one more.
 */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board, BoardStudent } from '../../../shared/protocol/review-answers.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import styles from './allocation.module.css'
import shared from './board.module.css'
import { Changes } from './changes.tsx'
import { Reasons } from './reasons.tsx'
import { useAct } from './use-board.ts'
import { useGiveExtra } from './use-give-extra.ts'

export function Allocation({ board }: { board: Board }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  // Who joins the class changes no session.
  const joined = board.students.filter(({ hasJoined }) => hasJoined).length
  const found = useQuery({
    queryKey: ['session', board.id, 'allocation', board.rev, joined],
    queryFn: () => api.orThrow(requests.previewAllocation(board.id)),
    placeholderData: (before) => before,
  })
  if (board.texts.length === 0) return <p className={shared.soft}>{t('sessions.noTexts')}</p>
  if (!found.data) return null
  const { rev, allocation, more } = found.data
  const { pairs, added, removed, moved } = allocation
  const isSettled = added.length === 0 && removed.length === 0
  /** Something was handed out before. */
  const isUnderWay = board.texts.some(({ reviews }) => reviews.length > 0)
  const fast = board.students.filter((student) => hasFinished(student) && more.includes(student.id))
  if (board.clock.phase === 'review' && isSettled && fast.length === 0) return null
  const hand = () => {
    setBusy(true)
    return act(requests.allocate(board.id, rev)).then((answer) => {
      setBusy(false)
      return answer !== null
    })
  }
  return (
    <section className={styles.allocation} aria-labelledby="allocation">
      <h3 id="allocation" className={shared.partTitle}>
        {isSettled
          ? t('sessions.allocated', { count: pairs.length })
          : t('sessions.wouldAllocate', { count: pairs.length })}
      </h3>
      {isUnderWay && <ComersAndGoers board={board} />}
      {!isSettled && (
        <p className={shared.soft}>
          {isUnderWay && moved.length > 0 && `${t('sessions.change.moves', { count: moved.length })} `}
          {t('sessions.allocationChange', { added: added.length, removed: removed.length })}
        </p>
      )}
      <Reasons board={board} allocation={allocation} />
      {fast.length > 0 && <Volunteers board={board} fast={fast} />}
      {!isSettled && (
        <div className={shared.buttons}>
          <Button look="primary" busy={busy} onClick={() => (isUnderWay ? setAsked(true) : void hand())}>
            {t(isUnderWay ? 'sessions.change.look' : 'sessions.allocate')}
          </Button>
          <span className={shared.soft}>{t('sessions.seed', { seed: allocation.seed })}</span>
        </div>
      )}
      {asked && (
        <Changes
          board={board}
          allocation={allocation}
          busy={busy}
          hand={hand}
          onClose={() => setAsked(false)}
        />
      )}
    </section>
  )
}

const hasFinished = ({ state, given, done }: BoardStudent): boolean =>
  state === 'here' && given > 0 && done === given

/** Who is here with nothing to read, and who is not and keeps texts that they have not begun. */
function ComersAndGoers({ board }: { board: Board }) {
  const { t } = useTranslation()
  const come = board.students.filter(
    ({ hasJoined, state, given }) => hasJoined && state === 'here' && given === 0,
  )
  const gone = board.students.filter(({ state, given, begun }) => state !== 'here' && begun < given)
  if (come.length === 0 && gone.length === 0) return null
  return (
    <ul className={shared.reasons}>
      {come.length > 0 && (
        <li>
          {t('sessions.change.come', {
            count: come.length,
            names: come.map(({ handle }) => handle).join(', '),
          })}
        </li>
      )}
      {gone.map(({ id, handle, state, given, begun }) => (
        <li key={id}>
          {t(state === 'left' ? 'sessions.change.left' : 'sessions.change.away', {
            name: handle,
            count: given - begun,
          })}
        </li>
      ))}
    </ul>
  )
}

/** Who has handed in all of theirs, where a text goes short that they may read: each may take one more. */
function Volunteers({ board, fast }: { board: Board; fast: readonly BoardStudent[] }) {
  const { t } = useTranslation()
  const giveExtra = useGiveExtra(board)
  return (
    <div className={styles.volunteers}>
      <p id="volunteers">{t('sessions.change.fast')}</p>
      <ul className={shared.buttons} aria-labelledby="volunteers">
        {fast.map((student) => (
          <li key={student.id}>
            <Button onClick={() => void giveExtra(student)}>
              {t('sessions.change.oneMoreFor', { name: student.handle })}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
