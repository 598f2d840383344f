/** What a class has answered about the sample, question by question, beside what its teacher would: on the board, and without names on the wall. */

import { useTranslation } from 'react-i18next'
import type { Board, BoardSample } from '../../../shared/protocol/review-answers.ts'
import { type ClassAnswer, stepsIn, stepsOf, toldFrom } from '../../../shared/review/calibration.ts'
import type { Answer, Criterion } from '../../../shared/review/rubric.ts'
import { MiddleWords } from './middle-words.tsx'
import styles from './sample.module.css'

type Of = { board: Pick<Board, 'settings'>; sample: BoardSample }

/** How many have handed in, of how many who could. */
export const triedIn = ({ sample, students }: Pick<Board, 'sample' | 'students'>) => ({
  done: sample?.students.filter(({ state }) => state === 'submitted').length ?? 0,
  count: students.filter(({ hasJoined }) => hasJoined).length,
})

export function ClassAnswers({ board, sample }: Of) {
  const answers = new Map(sample.answers.map((one) => [one.criterion, one]))
  return board.settings.rubric.map((criterion) => (
    <Asked
      key={criterion.id}
      criterion={criterion}
      found={answers.get(criterion.id)}
      teacher={sample.key[criterion.id]}
    />
  ))
}

/** Where so few have answered that it would be somebody's, only how many. */
export function OnTheWall({ board, sample }: Of) {
  const answers = sample.answers.map((one) =>
    one.answered < toldFrom ? { ...one, median: null, counts: [] } : one,
  )
  return (
    <div className={styles.wall}>
      <ClassAnswers board={board} sample={{ ...sample, answers }} />
    </div>
  )
}

type AskedProps = { criterion: Criterion; found: ClassAnswer | undefined; teacher: Answer | undefined }

function Asked({ criterion, found, teacher }: AskedProps) {
  const { t } = useTranslation()
  const why = teacher?.comment ?? ''
  const isKeyed = criterion.kind === 'comment' ? why !== '' : (teacher?.value ?? null) !== null
  return (
    <section className={styles.asked}>
      <h3 className={styles.question} dir="auto">
        {criterion.title}
      </h3>
      {found && found.counts.length > 0 && <Bars criterion={criterion} found={found} teacher={teacher} />}
      <div className={styles.middle}>
        <span>
          <span className={styles.quiet}>{t('sessions.sample.class')} </span>
          {found?.median ? (
            <MiddleWords criterion={criterion} median={found.median} />
          ) : (
            <strong>{t('sessions.sample.answered', { count: found?.answered ?? 0 })}</strong>
          )}
        </span>
        <span>
          <span className={styles.quiet}>{t('sessions.sample.yours')} </span>
          {isKeyed ? <KeyWords criterion={criterion} teacher={teacher} /> : t('sessions.sample.noKey')}
          {isKeyed && why !== '' && (
            <span dir="auto">
              {criterion.kind === 'comment' ? '' : ' – '}
              {why}
            </span>
          )}
        </span>
      </div>
    </section>
  )
}

/** One answer is its own middle. */
function KeyWords({ criterion, teacher }: { criterion: Criterion; teacher: Answer | undefined }) {
  const value = teacher?.value ?? null
  if (value === null) return null
  const place = typeof value === 'number' ? value : value.filter(Boolean).length
  return <MiddleWords criterion={criterion} median={[place, place]} />
}

type BarsProps = { criterion: Criterion; found: ClassAnswer; teacher: Answer | undefined }

/** A table in what it says: each step of the scale, and how many. What the teacher would answer has a sign. */
function Bars({ criterion, found, teacher }: BarsProps) {
  const { t } = useTranslation()
  const steps = stepsOf(criterion)
  const keyed = new Set(stepsIn(criterion, teacher))
  const most = Math.max(1, found.answered)
  return (
    <ul className={styles.bars}>
      {steps.map((begins, step) => {
        const count = found.counts[step] ?? 0
        return (
          <li key={begins} className={styles.bar} data-key={keyed.has(step) || undefined}>
            <span className={styles.step} dir="auto">
              {stepWords(criterion, steps, step)}
              {keyed.has(step) && (
                <>
                  <span aria-hidden="true"> ✓</span>
                  <span className="only-read"> ({t('sessions.sample.keyHere')})</span>
                </>
              )}
            </span>
            <span className={styles.track} aria-hidden="true">
              {count > 0 && <span className={styles.fill} style={{ width: `${(100 * count) / most}%` }} />}
            </span>
            <span className={styles.count}>{count}</span>
          </li>
        )
      })}
    </ul>
  )
}

function stepWords(criterion: Criterion, steps: readonly number[], step: number): string {
  if (criterion.kind === 'levels') return criterion.levels[step]?.label ?? ''
  if (criterion.kind === 'checklist') return criterion.items[step] ?? ''
  const begins = steps[step] ?? 0
  const isPart = criterion.kind === 'points' && steps.length - 1 !== criterion.pointsMax
  if (!isPart) return String(begins)
  return `${begins} – ${steps[step + 1] ?? criterion.pointsMax}`
}
