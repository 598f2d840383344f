/** Who is in the session: joined or not, here or gone, how far with their reviews, and who takes one more. */

import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board, BoardStudent } from '../../../shared/protocol/review-answers.ts'
import type { Phase } from '../../../shared/review/phase.ts'
import * as requests from '../../sessions/requests.ts'
import { minutesSince } from '../../sessions/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import shared from './board.module.css'
import styles from './grid.module.css'
import { HandInFor } from './hand-in-for.tsx'
import { useAct } from './use-board.ts'
import { useGiveExtra } from './use-give-extra.ts'

/** Phases in which a text can still join the others. */
const MAY_COME: readonly Phase[] = ['setup', 'drafting', 'calibrate', 'lock', 'review']

export function Students({ board }: { board: Board }) {
  const { t } = useTranslation()
  if (board.students.length === 0)
    return <Notice title={t('sessions.nobody')} words={t('sessions.nobodyWords')} />
  return (
    <ul>
      {board.students.map((student) => (
        <Student key={student.id} board={board} student={student} />
      ))}
    </ul>
  )
}

function Student({ board, student }: { board: Board; student: BoardStudent }) {
  const { t } = useTranslation()
  const own = board.texts.find(({ authors }) => authors.includes(student.id))
  const words = [
    student.group,
    own ? t('sessions.article', { number: own.number }) : t('sessions.withoutText'),
    student.given > 0 ? t('sessions.hasDone', { done: student.done, count: student.given }) : null,
    student.extra > 0 ? t('sessions.extras', { count: student.extra }) : null,
    student.phase === board.clock.phase
      ? null
      : t('sessions.otherTime', { phase: t(`sessions.phase.${student.phase}`) }),
  ].filter((one) => one !== null)
  return (
    <li className={styles.student} data-absent={student.state !== 'here' || undefined}>
      <div className={styles.textName}>
        <strong className={styles.handle}>{student.handle}</strong>
        <span className={shared.soft}>{words.join(' · ')}</span>
      </div>
      {student.idleSince !== null && (
        <span className={styles.idle}>
          {t('sessions.idle', { count: minutesSince(student.idleSince, board.now) })}
        </span>
      )}
      <span className={styles.attendance} data-state={student.hasJoined ? student.state : 'missing'}>
        {student.hasJoined ? t(`sessions.attendance.${student.state}`) : t('sessions.notJoined')}
      </span>
      <StudentMenu board={board} student={student} />
    </li>
  )
}

function StudentMenu({ board, student }: { board: Board; student: BoardStudent }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const giveExtra = useGiveExtra(board)
  const { id, handle } = student
  const [handsIn, setHandsIn] = useState(false)
  const isWithoutText = !board.texts.some(({ authors }) => authors.includes(id))
  const entries: MenuEntry[] = [
    {
      kind: 'choice',
      label: t('sessions.attendanceOf', { name: handle }),
      value: student.state,
      choices: (['here', 'away', 'left'] as const).map((state) => ({
        value: state,
        label: t(`sessions.attendance.${state}`),
        hint: t(`sessions.attendanceHint.${state}`),
      })),
      onChoose: (state) =>
        void act(requests.setAttendance(board.id, id, { state: state as BoardStudent['state'] })),
    },
    ...(student.hasJoined && isWithoutText && MAY_COME.includes(board.clock.phase)
      ? [
          { kind: 'line' } as const,
          {
            kind: 'action',
            name: 'hand-in',
            label: t('sessions.handInFor', { name: handle }),
            onChoose: () => setHandsIn(true),
          } as const,
        ]
      : []),
    ...(board.clock.phase === 'review' || board.clock.phase === 'lock'
      ? [
          { kind: 'line' } as const,
          {
            kind: 'action',
            name: 'extra',
            label: t('sessions.oneMore'),
            onChoose: () => void giveExtra(student),
          } as const,
        ]
      : []),
  ]
  return (
    <>
      <Menu
        trigger={
          <IconButton
            label={t('sessions.moreAbout', { name: handle })}
            icon={<Ellipsis size={18} />}
            align="end"
          />
        }
        entries={entries}
      />
      {handsIn && <HandInFor board={board} student={student} onClose={() => setHandsIn(false)} />}
    </>
  )
}
