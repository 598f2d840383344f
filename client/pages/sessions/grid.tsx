/** Texts and their reviews, each with its state. Who reviews is shown when the teacher asks for it, and that they did is noted. */

import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unreachable } from '../../../shared/assert.ts'
import type { Board, BoardText } from '../../../shared/protocol/review-answers.ts'
import { canInSession } from '../../../shared/review/permission.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { minutesSince } from '../../sessions/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Switch } from '../../ui/switch.tsx'
import shared from './board.module.css'
import styles from './grid.module.css'
import { HandOver } from './hand-over.tsx'
import { LateDialog } from './late-dialog.tsx'
import { useNames } from './names.ts'
import { NoteDialog } from './note-dialog.tsx'
import { useAct } from './use-board.ts'

/** What a teacher may look for among the texts. */
const SIGNS = ['few', 'idle', 'bare'] as const
type Sign = (typeof SIGNS)[number]

function shows(sign: Sign, { reviews }: BoardText, target: number): boolean {
  switch (sign) {
    case 'few':
      return reviews.length < target
    case 'idle':
      return reviews.some(({ idleSince }) => idleSince !== null)
    case 'bare':
      return reviews.some(({ isBare }) => isBare)
    default:
      return unreachable(sign)
  }
}

export function Grid({ board }: { board: Board }) {
  const { t } = useTranslation()
  const { nameOf, authorsOf } = useNames(board)
  const [names, setNames] = useState(false)
  const [only, setOnly] = useState<Sign | null>(null)
  const [noted, setNoted] = useState<BoardText | null>(null)
  const [handed, setHanded] = useState<{ text: string; review: string | null } | null>(null)
  const [late, setLate] = useState<string | null>(null)
  const isAllocated = board.texts.some(({ reviews }) => reviews.length > 0)
  const pairs = useQuery({
    queryKey: ['session', board.id, 'pairs', board.rev],
    queryFn: () => api.orThrow(requests.pairs(board.id)),
    enabled: names && isAllocated,
    placeholderData: (before) => before,
  })
  if (board.texts.length === 0)
    return <Notice title={t('sessions.noTextsTitle')} words={t('sessions.noTextsWords')} />
  const reviewerOf = new Map(pairs.data?.pairs.map(({ id, reviewer }) => [id, nameOf(reviewer)]))
  const target = board.settings.reviewsPerText
  const found = SIGNS.map(
    (sign) =>
      [sign, isAllocated ? board.texts.filter((text) => shows(sign, text, target)).length : 0] as const,
  ).filter(([, count]) => count > 0)
  // What is looked for may have gone meanwhile.
  const sign = found.some(([one]) => one === only) ? only : null
  const shown = sign === null ? board.texts : board.texts.filter((text) => shows(sign, text, target))
  const lateText = board.texts.find(({ id }) => id === late)
  return (
    <>
      {isAllocated && (
        <Switch
          label={t('sessions.showNames')}
          hint={t('sessions.showNamesHint')}
          on={names}
          onSwitch={setNames}
        />
      )}
      {found.length > 0 && (
        <fieldset className={styles.signs}>
          <legend className="only-read">{t('sessions.signs.only')}</legend>
          {found.map(([one, count]) => (
            <button
              key={one}
              type="button"
              className={styles.signButton}
              aria-pressed={one === sign}
              onClick={() => setOnly(one === sign ? null : one)}
            >
              {t(`sessions.signs.${one}`, { count })}
            </button>
          ))}
        </fieldset>
      )}
      <ul>
        {shown.map((text) => (
          <li key={text.id} className={styles.text} data-short={isAllocated && text.reviews.length < target}>
            <div className={styles.textName}>
              <a href={`/articles/${text.article}`} className={shared.number}>
                {t('sessions.article', { number: text.number })}
              </a>
              <span className={shared.soft}>{authorsOf(text)}</span>
              {text.late && (
                <button type="button" className={styles.late} onClick={() => setLate(text.id)}>
                  {t('sessions.lateWords', { count: text.late.words })}
                </button>
              )}
            </div>
            <ul className={styles.reviews} aria-label={t('sessions.reviewsOf', { number: text.number })}>
              {text.reviews.map((review) => (
                <li key={review.id}>
                  <a
                    href={`/sessions/${board.id}/copies/${review.id}`}
                    className={styles.review}
                    data-state={review.state}
                    data-idle={review.idleSince !== null || undefined}
                  >
                    <span>
                      {names
                        ? (reviewerOf.get(review.id) ?? '…')
                        : t('sessions.reader', { number: review.pen })}
                    </span>
                    <span className={shared.state}>
                      {t(`sessions.state.${review.state}`)}
                      {review.isLate && ` · ${t('sessions.late')}`}
                      {review.isReopened && ` · ${t('sessions.reopened')}`}
                      {review.isBare && ` · ${t('sessions.bare')}`}
                    </span>
                    {review.idleSince !== null && (
                      <span className={styles.idle}>
                        {t('sessions.idle', { count: minutesSince(review.idleSince, board.now) })}
                      </span>
                    )}
                  </a>
                </li>
              ))}
              {isAllocated && text.reviews.length < target && (
                <li className={styles.few}>{t('sessions.few', { count: target - text.reviews.length })}</li>
              )}
            </ul>
            <TextMenu
              board={board}
              text={text}
              onNote={() => setNoted(text)}
              onHand={(review) => setHanded({ text: text.id, review })}
            />
          </li>
        ))}
      </ul>
      {lateText && <LateDialog board={board} text={lateText} onClose={() => setLate(null)} />}
      {noted && <NoteDialog board={board} text={noted} onClose={() => setNoted(null)} />}
      {handed && <Handed board={board} {...handed} onClose={() => setHanded(null)} />}
    </>
  )
}

/** The dialog about a pair that is still there. */
function Handed({ text: id, review, ...rest }: HandedProps) {
  const text = rest.board.texts.find((one) => one.id === id)
  const found = text?.reviews.find((one) => one.id === review) ?? null
  if (text === undefined || (review !== null && found === null)) return null
  return <HandOver {...rest} text={text} review={found} />
}

type HandedProps = { board: Board; text: string; review: string | null; onClose: () => void }
type TextMenuProps = {
  board: Board
  text: BoardText
  onNote: () => void
  onHand: (review: string | null) => void
}

function TextMenu({ board, text, onNote, onHand }: TextMenuProps) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const { phase } = board.clock
  const hands = canInSession('changePairs', phase, ['teacher'])
  const notes = ['review', 'hold', 'release', 'closed'].includes(phase)
  const reopens = phase === 'hold'
  const entries: MenuEntry[] = [
    ...(hands
      ? [
          ...text.reviews.map(
            ({ id, pen }) =>
              ({
                kind: 'action',
                name: id,
                label: t('sessions.hand.changeOne', { number: pen }),
                onChoose: () => onHand(id),
              }) as const,
          ),
          {
            kind: 'action',
            name: 'add',
            label: t('sessions.hand.addOne'),
            onChoose: () => onHand(null),
          } as const,
        ]
      : []),
    ...(notes
      ? [{ kind: 'action', name: 'note', label: t('sessions.addNote'), onChoose: onNote } as const]
      : []),
    ...(reopens
      ? text.reviews.map(
          ({ id, pen, isReopened }) =>
            ({
              kind: 'action',
              name: id,
              label: t(isReopened ? 'sessions.closeReview' : 'sessions.reopenReview', { number: pen }),
              onChoose: () => void act(requests.reopenReview(board.id, id, !isReopened)),
            }) as const,
        )
      : []),
  ]
  if (entries.length === 0) return null
  return (
    <Menu
      trigger={
        <IconButton
          label={t('sessions.moreOf', { number: text.number })}
          icon={<Ellipsis size={18} />}
          align="end"
        />
      }
      entries={entries}
    />
  )
}
