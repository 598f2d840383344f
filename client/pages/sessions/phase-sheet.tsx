/** Where the session stands: its phases, what the present one means, the clock, and how it goes on. */

import { Ellipsis, Maximize2, Pause, Play } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PHASES, type Phase } from '../../../shared/review/phase.ts'
import * as requests from '../../sessions/requests.ts'
import { clockWords } from '../../sessions/time.ts'
import { useTimeLeft } from '../../sessions/time-left.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Wall } from '../../ui/wall.tsx'
import { Allocation } from './allocation.tsx'
import shared from './board.module.css'
import { OnTheWall, triedIn } from './class-answers.tsx'
import { EnterPhase } from './enter-phase.tsx'
import { Leaks } from './leaks.tsx'
import styles from './phase-sheet.module.css'
import { clockIn, type Shown, useAct } from './use-board.ts'

/** The way that most sessions go. */
const WAY: readonly Phase[] = ['setup', 'drafting', 'lock', 'review', 'hold', 'release', 'closed']
const nextOf = (phase: Phase): Phase | undefined =>
  phase === 'calibrate' ? 'lock' : phase === 'closed' ? 'drafting' : WAY[WAY.indexOf(phase) + 1]

export function PhaseRail({ phase, hasSample }: { phase: Phase; hasSample: boolean }) {
  const { t } = useTranslation()
  const way = phase === 'calibrate' || hasSample ? PHASES : WAY
  return (
    <ol className={styles.rail} aria-label={t('sessions.phases')}>
      {way.map((one) => (
        <li
          key={one}
          className={styles.station}
          aria-current={one === phase ? 'step' : undefined}
          ref={one === phase ? intoView : undefined}
          data-done={way.indexOf(one) < way.indexOf(phase) || undefined}
        >
          {t(`sessions.phase.${one}`)}
        </li>
      ))}
    </ol>
  )
}

/** On a phone not all of them have room. */
const intoView = (station: HTMLElement | null) =>
  station?.scrollIntoView({ block: 'nearest', inline: 'center' })

const FIVE_MINUTES = 5 * 60_000

export function PhaseSheet({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { board } = shown
  const { phase, endsAt, pausedAt } = board.clock
  const act = useAct(board.id)
  const left = useTimeLeft(clockIn(shown))
  const [entering, setEntering] = useState<Phase | null>(null)
  const [large, setLarge] = useState(false)
  const next = nextOf(phase)
  const isPaused = pausedAt !== null
  /** Nothing is handed out yet: that comes first. */
  const isWaiting = phase === 'lock' && board.texts.every(({ reviews }) => reviews.length === 0)
  /** What came of the practice is shown before it goes on. */
  const isPractising = phase === 'calibrate' && board.sample !== null && !board.sample.isShown
  return (
    <section className={styles.sheet} aria-labelledby="phase">
      <div className={styles.now}>
        <div className={styles.means}>
          <h2 id="phase" className={styles.phase}>
            {t(`sessions.phase.${phase}`)}
          </h2>
          <p className={shared.soft}>{t(`sessions.means.${phase}`)}</p>
        </div>
        {left !== null && (
          <p className={styles.clock} data-over={left === 0 || undefined}>
            <span className="only-read">{t('sessions.timeLeft')}</span>
            {clockWords(left)}
            {isPaused && <span className={styles.paused}>{t('sessions.paused')}</span>}
          </p>
        )}
      </div>
      {(phase === 'lock' || phase === 'drafting') && <Leaks board={board} />}
      {(phase === 'lock' || phase === 'review') && <Allocation board={board} />}
      <div className={shared.buttons}>
        {next && (
          <Button
            look={isWaiting || isPractising || phase === 'closed' ? 'plain' : 'primary'}
            onClick={() => setEntering(next)}
          >
            {phase === 'closed' ? t('sessions.anotherRound') : t(`sessions.goTo.${next}`)}
          </Button>
        )}
        {phase === 'drafting' && board.sample !== null && (
          <Button onClick={() => setEntering('calibrate')}>{t('sessions.goTo.calibrate')}</Button>
        )}
        {endsAt !== null && (
          <>
            <Button onClick={() => void act(requests.changeSession(board.id, { isPaused: !isPaused }))}>
              {isPaused ? <Play size={16} aria-hidden="true" /> : <Pause size={16} aria-hidden="true" />}
              {isPaused ? t('sessions.resume') : t('sessions.pause')}
            </Button>
            <Button
              onClick={() => void act(requests.changeSession(board.id, { endsAt: endsAt + FIVE_MINUTES }))}
            >
              {t('sessions.fiveMore')}
            </Button>
          </>
        )}
        <Button look="quiet" onClick={() => setLarge(true)}>
          <Maximize2 size={16} aria-hidden="true" />
          {t('sessions.large')}
        </Button>
        <Menu
          trigger={<IconButton label={t('sessions.otherPhases')} icon={<Ellipsis size={18} />} align="end" />}
          entries={[
            { kind: 'note', words: t('sessions.goElsewhere') },
            ...PHASES.filter((one) => one !== phase && one !== next).map(
              (one) =>
                ({
                  kind: 'action',
                  name: one,
                  label: t(`sessions.phase.${one}`),
                  onChoose: () => setEntering(one),
                }) as const,
            ),
          ]}
        />
      </div>
      {entering && <EnterPhase shown={shown} to={entering} onClose={() => setEntering(null)} />}
      {large && <Projector shown={shown} onClose={() => setLarge(false)} />}
    </section>
  )
}

/** Over the whole screen, for the wall: nobody's name is on it. */
function Projector({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const { board } = shown
  const { t } = useTranslation()
  const left = useTimeLeft(clockIn(shown))
  const all = board.texts.flatMap(({ reviews }) => reviews)
  const done = all.filter(({ state }) => state === 'submitted').length
  const { sample } = board
  const tries = board.clock.phase === 'calibrate' && sample !== null
  return (
    <Wall
      name={board.name}
      title={t(`sessions.phase.${board.clock.phase}`)}
      foot={
        <>
          <span>{t(`sessions.tells.${board.clock.phase}`)}</span>
          {tries && <span>{t('sessions.sample.handedIn', triedIn(board))}</span>}
          {!tries && all.length > 0 && <span>{t('sessions.handedIn', { done, count: all.length })}</span>}
        </>
      }
      onClose={onClose}
    >
      {left !== null && <p className={styles.wallClock}>{clockWords(left)}</p>}
      {tries && sample.isShown && <OnTheWall board={board} sample={sample} />}
    </Wall>
  )
}
