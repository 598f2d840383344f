/** What is asked before the session goes to another phase: what that means, and for how long it shall be. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Phase } from '../../../shared/review/phase.ts'
import * as api from '../../api.ts'
import { browserClock } from '../../clock.ts'
import * as requests from '../../sessions/requests.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import styles from './enter-phase.module.css'
import { type Shown, useAct } from './use-board.ts'

/** Phases that end by themselves when somebody says when, and how many minutes most teachers give them. */
const MINUTES: Partial<Record<Phase, number>> = { drafting: 20, review: 20, release: 15 }
const MINUTE = 60_000

type EnterPhaseProps = { shown: Shown; to: Phase; onClose: () => void }

export function EnterPhase({ shown, to, onClose }: EnterPhaseProps) {
  const { board, heardAt } = shown
  const { t } = useTranslation()
  const act = useAct(board.id)
  const usual = MINUTES[to]
  /** Out of one that was released; what is written now is for the next lock. */
  const isAnother = to === 'drafting' && board.releasedAt !== null
  const title = isAnother ? t('sessions.anotherRound') : t(`sessions.goTo.${to}`)
  // As it was when this was opened: a colleague, or the clock, may be faster than who reads it.
  const [from] = useState(board.clock.phase)
  const [minutes, setMinutes] = useState(usual === undefined ? '' : String(usual))
  const found = useQuery({
    queryKey: ['session', board.id, 'consequences', to, board.rev],
    queryFn: () => api.orThrow(requests.consequences(board.id, to)),
  })
  return (
    <Dialog open onClose={onClose} title={title} words={found.data ? undefined : t('sessions.looking')}>
      <Form
        label={title}
        send={() => {
          const ms = Number(minutes) * MINUTE
          const now = board.now + browserClock.now() - heardAt // the server's
          const endsAt = usual === undefined || !(ms > 0) ? null : Math.round(now + ms)
          return requests.enterPhase(board.id, to, endsAt, from)
        }}
        onDone={async () => {
          await act(Promise.resolve({ ok: true, value: null }))
          onClose()
        }}
      >
        {isAnother && <p>{t('sessions.anotherRoundWords', { number: board.round + 1 })}</p>}
        {(found.data?.consequences.length ?? 0) > 0 && (
          <ul className={styles.consequences}>
            {found.data?.consequences.map((one) => (
              <li key={one}>{t(`sessions.consequence.${one}`)}</li>
            ))}
          </ul>
        )}
        {usual !== undefined && (
          <Field
            label={t('sessions.minutes')}
            hint={t('sessions.minutesHint')}
            value={minutes}
            onValue={setMinutes}
            type="number"
            inputMode="numeric"
            min={1}
            max={20_000}
          />
        )}
      </Form>
    </Dialog>
  )
}
