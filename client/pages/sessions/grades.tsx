/** What texts and reviewers have come to, as the file has it; a score that reviews disagree about, or that the teacher has set, says so. */

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import type { Board, BoardText } from '../../../shared/protocol/review-answers.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import shared from './board.module.css'
import styles from './grades.module.css'
import { useAct } from './use-board.ts'

const againMs = 10_000

export function Grades({ board }: { board: Board }) {
  const { t, i18n } = useTranslation()
  const [changed, setChanged] = useState<BoardText | null>(null)
  const found = useQuery({
    queryKey: ['session', board.id, 'grades'],
    queryFn: () => api.orThrow(requests.grades(board.id)),
    refetchInterval: againMs,
  })
  if (found.isPending) return <Lines count={5} />
  if (!found.data)
    return (
      <Notice title={t('sessions.broken')} words={t(`errors.${api.codeOf(found.error)}`)}>
        <Button onClick={() => void found.refetch()}>{t('tryAgain')}</Button>
      </Notice>
    )
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const shown = (value: number | null, sign = '') => (value === null ? '–' : `${format.format(value)}${sign}`)
  const scores = new Map(found.data.texts.map((score) => [score.text, score]))
  return (
    <>
      <div className={shared.buttons}>
        <a className={styles.file} href={requests.gradesFile(board.id)} download>
          <Download size={16} aria-hidden="true" />
          {t('sessions.file')}
        </a>
        <span className={shared.soft}>{t('sessions.gradesWords')}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on a narrow screen, also by keys */}
      <section className={styles.scroll} aria-label={t('sessions.grades')} tabIndex={0}>
        <table className={styles.grades}>
          <thead>
            <tr>
              <th scope="col">{t('sessions.grade.handle')}</th>
              <th scope="col">{t('sessions.grade.text')}</th>
              <th scope="col">{t('sessions.grade.spread')}</th>
              <th scope="col">{t('sessions.grade.reviews')}</th>
              <th scope="col">{t('sessions.grade.helpful')}</th>
              <th scope="col">{t('sessions.grade.uptake')}</th>
            </tr>
          </thead>
          <tbody>
            {board.students.map(({ id, handle }, i) => {
              const row = found.data.rows[i]
              const text = board.texts.find(({ authors }) => authors.includes(id))
              const score = text && scores.get(text.id)
              if (row === undefined) return null
              return (
                <tr key={id}>
                  <th scope="row">{handle}</th>
                  <td>
                    {text ? (
                      <button type="button" className={styles.score} onClick={() => setChanged(text)}>
                        {shown(row.textScore, '%')}
                        {score?.override && <span className={styles.sign}>{t('sessions.set')}</span>}
                        <span className="only-read">{t('sessions.changeScore', { name: handle })}</span>
                      </button>
                    ) : (
                      '–'
                    )}
                  </td>
                  <td>
                    {shown(row.spread)}
                    {score?.isFlagged && <span className={styles.flag}>{t('sessions.flagged')}</span>}
                  </td>
                  <td>
                    {row.reviewsSubmitted}/{row.reviewsAssigned}
                    {row.isLate && <span className={styles.flag}>{t('sessions.late')}</span>}
                  </td>
                  <td>{shown(row.helpfulness)}</td>
                  <td>{shown(row.uptake, '%')}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {changed && (
        <ScoreDialog
          board={board}
          text={changed}
          present={scores.get(changed.id)?.percent ?? null}
          isSet={Boolean(scores.get(changed.id)?.override)}
          onClose={() => {
            setChanged(null)
            void found.refetch()
          }}
        />
      )}
    </>
  )
}

type ScoreDialogProps = {
  board: Board
  text: BoardText
  present: number | null
  isSet: boolean
  onClose: () => void
}

function ScoreDialog({ board, text, present, isSet, onClose }: ScoreDialogProps) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [percent, setPercent] = useState(present === null ? '' : String(Math.round(present)))
  const [reason, setReason] = useState('')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.scoreOf', { number: text.number })}
      words={t('sessions.scoreWords')}
      foot={
        isSet && (
          <Button
            look="quiet"
            onClick={() => void act(requests.overrideScore(board.id, text.id, null)).then(onClose)}
          >
            {t('sessions.scoreBack')}
          </Button>
        )
      }
    >
      <Form
        label={t('sessions.scoreSend')}
        send={() => requests.overrideScore(board.id, text.id, { percent: Number(percent), reason })}
        onDone={onClose}
      >
        <Field
          label={t('sessions.percent')}
          value={percent}
          onValue={setPercent}
          type="number"
          inputMode="numeric"
          min={0}
          max={100}
          required
        />
        <Field
          label={t('sessions.reason')}
          value={reason}
          onValue={setReason}
          maxLength={reasonUnitsMax}
          required
        />
      </Form>
    </Dialog>
  )
}
