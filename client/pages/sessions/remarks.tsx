/** What reviewers have written, text by text: to read, to endorse, and to keep from the author what should not reach them. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board, RemarkReplies, TaughtReview } from '../../../shared/protocol/review-answers.ts'
import { NEW_REMARK } from '../../../shared/review/session.ts'
import * as api from '../../api.ts'
import { type CopyRemark, knownAs, remarksOn } from '../../sessions/copy-remarks.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useToast } from '../../ui/toast.tsx'
import { AnswersShown } from './answers-shown.tsx'
import shared from './board.module.css'
import { HideDialog } from './hide-dialog.tsx'
import styles from './remarks.module.css'
import { Talk } from './talk.tsx'
import { WallRemark } from './wall-remark.tsx'

const againMs = 10_000

export function Remarks({ board }: { board: Board }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string | null>(null)
  const found = useQuery({
    queryKey: ['session', board.id, 'reviews'],
    queryFn: () => api.orThrow(requests.reviews(board.id)),
    refetchInterval: againMs,
  })
  if (found.isPending) return <Lines count={5} />
  if (!found.data)
    return (
      <Notice title={t('sessions.broken')} words={t(`errors.${api.codeOf(found.error)}`)}>
        <Button onClick={() => void found.refetch()}>{t('tryAgain')}</Button>
      </Notice>
    )
  const reviews = found.data.reviews
  if (reviews.length === 0) return <Notice title={t('sessions.noReviews')} />
  const numbers = new Map(board.texts.map(({ id, number }) => [id, number]))
  const sorted = [...reviews].sort(
    (a, b) => (numbers.get(a.text) ?? 0) - (numbers.get(b.text) ?? 0) || a.pen - b.pen,
  )
  return (
    <ul>
      {sorted.map((review) => {
        const isOpen = open === review.id
        return (
          <li key={review.id} className={styles.written}>
            <button
              type="button"
              className={styles.writtenHead}
              aria-expanded={isOpen}
              onClick={() => setOpen(isOpen ? null : review.id)}
            >
              <span className={shared.number}>
                {t('sessions.article', { number: numbers.get(review.text) })}
              </span>
              <span>{t('sessions.reader', { number: review.pen })}</span>
              <span className={shared.state}>{t(`sessions.state.${review.state}`)}</span>
            </button>
            {isOpen && <Written board={board} review={review} onChanged={() => void found.refetch()} />}
          </li>
        )
      })}
    </ul>
  )
}

type WrittenProps = { board: Board; review: TaughtReview; onChanged: () => void }

function Written({ board, review, onChanged }: WrittenProps) {
  const { t } = useTranslation()
  const found = useQuery({
    queryKey: ['session', board.id, 'copy', review.copy],
    queryFn: () => api.orThrow(remarksOn(review.copy)),
    refetchInterval: againMs,
  })
  const { phase } = board.clock
  const talks = useQuery({
    queryKey: ['session', board.id, 'replies', review.id],
    queryFn: () => api.orThrow(requests.taughtReplies(board.id, review.id)),
    refetchInterval: againMs,
    enabled: phase === 'release' || phase === 'closed',
  })
  const said = new Map(talks.data?.remarks.map(({ remark, replies }) => [remark, replies]))
  return (
    <div className={styles.writtenBody}>
      <AnswersShown rubric={board.settings.rubric} answers={review.answers} />
      {found.isPending && <Lines count={2} />}
      {found.isError && <p className={shared.soft}>{t(`errors.${api.codeOf(found.error)}`)}</p>}
      {found.data?.length === 0 && <p className={shared.soft}>{t('sessions.noRemarks')}</p>}
      <ul className={styles.remarks}>
        {found.data?.map((remark) => (
          <RemarkRow
            key={remark.id}
            board={board}
            review={review}
            remark={remark}
            said={said.get(remark.id) ?? []}
            onChanged={onChanged}
          />
        ))}
      </ul>
    </div>
  )
}

type RemarkRowProps = WrittenProps & { remark: CopyRemark; said: RemarkReplies['replies'] }

function RemarkRow({ board, review, remark, said, onChanged }: RemarkRowProps) {
  const { t } = useTranslation()
  const say = useToast()
  const [hiding, setHiding] = useState(false)
  const [large, setLarge] = useState(false)
  const id = knownAs(remark, review.remarks)
  const state = review.remarks[id] ?? NEW_REMARK
  const change = async (some: { isEndorsed?: boolean; hidden?: string | null }) => {
    const answer = await requests.changeRemark(board.id, review.id, id, some)
    onChanged()
    if (!answer.ok && some.hidden === null) say(t(`errors.${answer.code}`))
    if (answer.ok && answer.value.stays) say(t('sessions.hideStays'))
    return answer
  }
  return (
    <li className={styles.remark} data-hidden={state.hidden !== null || undefined}>
      <div className={styles.remarkWords}>
        {remark.kind === 'comment' ? (
          <>
            {remark.quote && <q className={styles.quote}>{remark.quote}</q>}
            <p className={styles.said}>{remark.words}</p>
          </>
        ) : (
          <p>
            <span className={styles.what}>{t(`sessions.suggested.${remark.kind}`)}</span>{' '}
            <span className={styles.said}>{remark.words}</span>
          </p>
        )}
        {state.hidden !== null && (
          <p className={shared.flagLine}>{t('sessions.hidden', { reason: state.hidden })}</p>
        )}
        {said.length > 0 && <Talk replies={said} reviewer={t('sessions.reader', { number: review.pen })} />}
      </div>
      <div className={shared.buttons}>
        <Button look="quiet" onClick={() => setLarge(true)}>
          {t('sessions.wall.on')}
        </Button>
        <Button
          look="quiet"
          aria-pressed={state.isEndorsed}
          onClick={() => void change({ isEndorsed: !state.isEndorsed })}
        >
          {t(state.isEndorsed ? 'sessions.endorsed' : 'sessions.endorse')}
        </Button>
        <Button
          look="quiet"
          onClick={() => (state.hidden === null ? setHiding(true) : void change({ hidden: null }))}
        >
          {t(state.hidden === null ? 'sessions.hide' : 'sessions.unhide')}
        </Button>
      </div>
      {large && <WallRemark board={board} remark={remark} onClose={() => setLarge(false)} />}
      {hiding && <HideDialog send={(hidden) => change({ hidden })} onClose={() => setHiding(false)} />}
    </li>
  )
}
