/** The class as it tries the questions on one text: who has handed in, what all of them have answered, and the click that shows it to them. */

import { Eye, EyeOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import { type Answer, type Criterion, wordsIn } from '../../../shared/review/rubric.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './board.module.css'
import { ClassAnswers, triedIn } from './class-answers.tsx'
import own from './sample.module.css'
import { SampleButtons } from './sample-field.tsx'
import { useAct } from './use-board.ts'

export function Trying({ board }: { board: Board }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const { sample, students, settings, clock } = board
  if (sample === null)
    return (
      <Notice title={t('sessions.sample.none')} words={t('sessions.sample.noneWords')}>
        <SampleButtons board={board} />
      </Notice>
    )
  const states = new Map(sample.students.map(({ student, state }) => [student, state]))
  const lacks = settings.rubric.filter((criterion) => !isKeyed(criterion, sample.key[criterion.id])).length
  const mayShow = clock.phase !== 'setup' && clock.phase !== 'drafting'
  return (
    <div className={own.trying}>
      <div className={own.head}>
        <div>
          <p className={styles.number} dir="auto">
            {sample.title}
          </p>
          <p className={styles.soft}>{t('sessions.sample.handedIn', triedIn(board))}</p>
        </div>
        <SampleButtons board={board} />
      </div>
      <ul className={own.people} aria-label={t('sessions.sample.people')}>
        {students.map(({ id, handle, hasJoined }) => {
          const state = states.get(id) ?? 'allocated'
          return (
            <li key={id} className={own.person} data-state={state}>
              {handle}
              <span className="only-read">
                {' – '}
                {hasJoined ? t(`sessions.state.${state}`) : t('sessions.notJoined')}
              </span>
              {state === 'submitted' && <span aria-hidden="true"> ✓</span>}
            </li>
          )
        })}
      </ul>
      {lacks > 0 && <p className={styles.flagLine}>{t('sessions.sample.keyLacks', { count: lacks })}</p>}
      {(mayShow || sample.isShown) && (
        <div className={styles.buttons}>
          <Button
            look={sample.isShown ? 'plain' : 'primary'}
            onClick={() => void act(requests.changeSample(board.id, { isShown: !sample.isShown }))}
          >
            {sample.isShown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
            {t(sample.isShown ? 'sessions.sample.unshow' : 'sessions.sample.show')}
          </Button>
          <span className={styles.soft}>
            {t(sample.isShown ? 'sessions.sample.isShown' : 'sessions.sample.showHint')}
          </span>
        </div>
      )}
      <ClassAnswers board={board} sample={sample} />
    </div>
  )
}

/** A key says what its teacher would answer, and why. */
const isKeyed = ({ kind }: Criterion, answer: Answer | undefined): boolean =>
  wordsIn(answer?.comment ?? '') > 0 && (kind === 'comment' || (answer?.value ?? null) !== null)
