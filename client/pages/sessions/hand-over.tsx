/** A pair by hand: one more reader for a text, another one in place of one it has, or one fewer; who cannot read it is said with the reason. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { unreachable } from '../../../shared/assert.ts'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import type { Board, BoardText, ReadersAnswer } from '../../../shared/protocol/review-answers.ts'
import type { Worse } from '../../../shared/review/moves.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './hand-over.module.css'
import { useNames } from './names.ts'
import { useAct } from './use-board.ts'

type Found = ReadersAnswer['readers'][number]
type BoardReview = BoardText['reviews'][number]
/** `review`: the one that another reader gets, or nobody; null: one is added. */
type HandOverProps = { board: Board; text: BoardText; review: BoardReview | null; onClose: () => void }

export function HandOver({ board, text, review, onClose }: HandOverProps) {
  const { t } = useTranslation()
  const { nameOf } = useNames(board)
  const found = useQuery({
    // Each look is noted: it is not looked again for every change in the class.
    queryKey: ['session', board.id, 'readers', text.id, review?.id ?? null],
    queryFn: () => api.orThrow(requests.readers(board.id, text.id, review?.id ?? null)),
    staleTime: 0,
  })
  const about = { number: text.number, pen: review?.pen, name: nameOf(found.data?.take?.reviewer ?? '') }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(review ? 'sessions.hand.change' : 'sessions.hand.add', about)}
      words={found.data?.take ? t('sessions.hand.whose', about) : t('sessions.showNamesHint')}
    >
      {found.isPending && <Lines count={4} />}
      {found.isError && !found.data && <p role="alert">{t(`errors.${api.codeOf(found.error)}`)}</p>}
      {found.data && <Choose board={board} text={text} found={found.data} onClose={onClose} />}
    </Dialog>
  )
}

type ChooseProps = { board: Board; text: BoardText; found: ReadersAnswer; onClose: () => void }

function Choose({ board, text, found, onClose }: ChooseProps) {
  const { t } = useTranslation()
  const { nameOf } = useNames(board)
  const act = useAct(board.id)
  const say = useToast()
  /** '': nobody; null: not chosen yet. */
  const [chosen, setChosen] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<Found['refusal']>(null)
  const { take } = found
  const sorted = [...found.readers].sort((a, b) => a.does - b.does || byName(a, b))
  const could = sorted.filter(({ refusal }) => refusal === null)
  const reader = could.find(({ student }) => student === chosen)
  const rest = sorted.filter(({ refusal }) => refusal !== null).sort(byName)
  const others = <Others board={board} text={text} others={rest} />
  const nobody = could.length === 0 && <p className={styles.none}>{t('sessions.hand.nobodyMay')}</p>

  function byName(a: Found, b: Found): number {
    return nameOf(a.student).localeCompare(nameOf(b.student))
  }

  if (nobody && take === null)
    return (
      <>
        {nobody}
        {others}
      </>
    )
  return (
    <Form
      label={t(chosen === '' ? 'sessions.hand.release' : 'sessions.hand.give')}
      look={chosen === '' ? 'danger' : undefined}
      send={() => {
        setRefused(null)
        return requests.move(board.id, {
          take,
          place: reader ? { reviewer: reader.student, text: text.id } : null,
          ...(found.isBegun && { reason }),
          ...(reader?.isBeyond && { asks: true }),
        })
      }}
      onDone={async (verdict) => {
        await act(Promise.resolve({ ok: true, value: null }))
        if (verdict.kind === 'refused') return setRefused(verdict.code)
        say(
          reader
            ? t('sessions.hand.given', { name: nameOf(reader.student), number: text.number })
            : t('sessions.hand.released', { number: text.number }),
        )
        onClose()
      }}
    >
      <fieldset className={styles.readers}>
        <legend className={styles.legend}>{t('sessions.hand.who')}</legend>
        <div className={styles.list}>
          {take && (
            <Option
              label={t('sessions.hand.nobody')}
              hint=""
              isChosen={chosen === ''}
              onChoose={() => setChosen('')}
            />
          )}
          {could.map(({ student, does, isBeyond }) => (
            <Option
              key={student}
              label={nameOf(student)}
              hint={
                isBeyond
                  ? t('sessions.hand.beyond', { count: does })
                  : t('sessions.hand.does', { count: does })
              }
              isChosen={student === chosen}
              onChoose={() => setChosen(student)}
            />
          ))}
        </div>
        {nobody}
      </fieldset>
      {others}
      {chosen !== null && (
        <Means board={board} worse={reader ? reader.worse : found.release} isBegun={found.isBegun} />
      )}
      {found.isBegun && (
        <Field
          label={t('sessions.reason')}
          hint={t('sessions.hand.reasonHint')}
          value={reason}
          onValue={setReason}
          maxLength={reasonUnitsMax}
          required
        />
      )}
      {refused && (
        <p role="alert" className={styles.refused}>
          {t('sessions.hand.overtaken', { why: t(`sessions.why.${refused}`) })}
        </p>
      )}
    </Form>
  )
}

type OptionProps = { label: string; hint: string; isChosen: boolean; onChoose: () => void }

/** One has to be chosen. */
function Option({ label, hint, isChosen, onChoose }: OptionProps) {
  return (
    <label className={styles.option}>
      <input type="radio" name="reader" required checked={isChosen} onChange={onChoose} />
      <span>{label}</span>
      {hint && <small>{hint}</small>}
    </label>
  )
}

/** Everybody else, and why not. */
function Others({ board, text, others }: { board: Board; text: BoardText; others: readonly Found[] }) {
  const { t } = useTranslation()
  const { nameOf } = useNames(board)
  const students = new Map(board.students.map((one) => [one.id, one]))
  const why = ({ student, refusal }: Found): string => {
    const here = students.get(student)
    if (refusal === 'absent' && here)
      return here.hasJoined ? t(`sessions.attendance.${here.state}`) : t('sessions.notJoined')
    if (refusal === 'author' && text.authors.length > 1) return t('sessions.why.co-author')
    return refusal === null ? '' : t(`sessions.why.${refusal}`)
  }
  if (others.length === 0) return null
  return (
    <details className={styles.others}>
      <summary>{t('sessions.hand.others', { count: others.length })}</summary>
      <dl>
        {others.map((one) => (
          <div key={one.student} className={styles.other}>
            <dt>{nameOf(one.student)}</dt>
            <dd>{why(one)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** What it makes worse, before it is done. */
function Means({ board, worse, isBegun }: { board: Board; worse: readonly Worse[]; isBegun: boolean }) {
  const { t } = useTranslation()
  const { nameOf, numberOf } = useNames(board)
  const said = worse.map((one): string => {
    switch (one.code) {
      case 'text-short':
      case 'above-target':
        return t(`sessions.worse.${one.code}`, { ...one, number: numberOf(one.text) })
      case 'below-quota':
      case 'beyond-share':
        return t(`sessions.worse.${one.code}`, { ...one, name: nameOf(one.reviewer) })
      case 'each-other':
        return t('sessions.worse.each-other', { names: one.people.map(nameOf).join(', ') })
      case 'against-wish':
        return t('sessions.worse.against-wish')
      default:
        return unreachable(one)
    }
  })
  const all = isBegun ? [t('sessions.hand.begun'), ...said] : said
  return (
    <ul className={styles.means} aria-label={t('sessions.hand.means')} aria-live="polite">
      {all.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  )
}
