/** A review session as its teacher leads it: where it stands, who is there, who reviews what, what was written, what it counts. */

import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { PHASES, type Phase, roundOf } from '../../../shared/review/phase.ts'
import * as api from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { useTitle } from '../../ui/title.ts'
import { NotFound } from '../plain.tsx'
import styles from './board.module.css'
import { Grades } from './grades.tsx'
import { Grid } from './grid.tsx'
import { PhaseRail, PhaseSheet } from './phase-sheet.tsx'
import { Remarks } from './remarks.tsx'
import { SettingsButton } from './settings.tsx'
import { Students } from './students.tsx'
import { Trying } from './trying.tsx'
import { type Shown, useBoard } from './use-board.ts'

export function Board({ id }: { id: string }) {
  const { t } = useTranslation()
  const found = useBoard(id)
  useTitle(found.data?.board.name ?? t('sessions.title'))
  const code = found.isError ? api.codeOf(found.error) : null
  // What was read before stays in view when the next look fails.
  if (code === 'not-found') return <NotFound />
  return (
    <Frame>
      {found.isPending && <Lines count={6} />}
      {code && !found.data && (
        <Notice title={t('sessions.broken')} words={t(`errors.${code}`)} level="h1">
          <Button onClick={() => void found.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      {found.data && <Session shown={found.data} />}
    </Frame>
  )
}

function Session({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { board } = shown
  const { phase } = board.clock
  const trying = { name: 'sample', label: t('sessions.sample.title'), content: <Trying board={board} /> }
  const round = roundOf({ phase, round: board.round })
  const missing = board.students.filter(({ hasJoined }) => !hasJoined).length
  return (
    <>
      <Link href={`/classes/${board.class}`} className={styles.back}>
        <ArrowLeft size={16} aria-hidden="true" />
        {t('sessions.backToClass')}
      </Link>
      <header className={styles.head}>
        <h1 className={styles.title}>{board.name}</h1>
        {round > 1 && <span className={styles.round}>{t('reviews.round', { number: round })}</span>}
        <SettingsButton board={board} />
      </header>
      <PhaseRail phase={phase} hasSample={board.sample !== null} />
      <PhaseSheet shown={shown} />
      <Tabs
        label={t('sessions.parts')}
        sheets={[
          ...(phase === 'calibrate' ? [trying] : []),
          { name: 'texts', label: t('sessions.texts'), content: <Grid board={board} /> },
          {
            name: 'students',
            label: t('sessions.students'),
            waiting: { count: missing, words: t('sessions.missingCount', { count: missing }) },
            content: <Students board={board} />,
          },
          ...(isFrom('review', phase)
            ? [{ name: 'reviews', label: t('sessions.remarks'), content: <Remarks board={board} /> }]
            : []),
          ...(isFrom('review', phase)
            ? [{ name: 'grades', label: t('sessions.grades'), content: <Grades board={board} /> }]
            : []),
          ...(phase !== 'calibrate' && board.sample !== null ? [trying] : []),
        ]}
      />
    </>
  )
}

const isFrom = (first: Phase, phase: Phase): boolean => PHASES.indexOf(phase) >= PHASES.indexOf(first)
