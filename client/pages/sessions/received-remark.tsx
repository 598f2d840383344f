/** One remark about one's text: what it says, where it is, how helpful it was, and what its author does with it. */

import { useQueryClient } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import type { Received } from '../../../shared/protocol/review-answers.ts'
import type { Landed } from '../../../shared/review/session.ts'
import { answerRemark } from '../../sessions/requests.ts'
import type { RemarkWords } from '../../sessions/use-remark-words.ts'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './received.module.css'

type Remark = Received['reviews'][number]['remarks'][number]
type Change = Parameters<typeof answerRemark>[2]
type RemarkProps = {
  session: string
  article: string
  remark: Remark
  words: readonly RemarkWords[]
  isWritable: boolean
}

const RATINGS = [1, 2, 3, 4, 5] as const
const FATES = ['accepted', 'adapted', 'declined'] as const

export function ReceivedRemark({ session, article, remark, words, isWritable }: RemarkProps) {
  const { t } = useTranslation()
  const { landed, isEndorsed } = remark
  const change = useChange(session, remark.id)
  return (
    <li className={styles.remark}>
      <About landed={landed} />
      {words.map((one) =>
        one.as === 'comment' ? (
          <p key={one.body} className={styles.said} dir="auto">
            {one.body}
          </p>
        ) : (
          <p key={`${one.as} ${one.text}`} className={styles.said} dir="auto">
            {t(`reviews.received.${one.as}`, { text: one.text })}
          </p>
        ),
      )}
      <div className={styles.marks}>
        {isEndorsed && (
          <span className={styles.endorsed}>
            <Check size={14} aria-hidden="true" />
            {t('reviews.received.endorsed')}
          </span>
        )}
        <Place article={article} landed={landed} />
      </div>
      {isWritable ? (
        <>
          <Rating rating={remark.rating} onRate={(rating) => change({ rating })} />
          <Fates session={session} remark={remark} change={change} />
        </>
      ) : (
        <p className={styles.quiet}>
          {remark.rating !== null && `${t(`reviews.received.ratings.${remark.rating as 1}`)} · `}
          {t(`reviews.received.fateOf.${remark.fate.kind}`, { reason: remark.fate.reason })}
        </p>
      )}
    </li>
  )
}

/** Changes it, and says where that failed. False: it is as it was. */
function useChange(session: string, remark: string) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  return async (some: Change): Promise<boolean> => {
    const answer = await answerRemark(session, remark, some)
    if (!answer.ok) say(t(`errors.${answer.code}`))
    await queries.invalidateQueries({ queryKey: ['sessions', session, 'received'] })
    return answer.ok
  }
}

function About({ landed }: { landed: Landed }) {
  const { t } = useTranslation()
  if (landed.as === 'suggestions') return <p className={styles.kind}>{t('reviews.received.suggestion')}</p>
  const { quote } = landed
  if (landed.as === 'thread' && quote === '')
    return <p className={styles.kind}>{t('reviews.received.whole')}</p>
  return (
    <>
      <blockquote className={styles.quote} dir="auto" data-gone={landed.as === 'gone' || undefined}>
        {quote}
      </blockquote>
      {landed.as === 'gone' && <Gone before={landed.before} after={landed.after} />}
    </>
  )
}

function Gone({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation()
  return (
    <p className={styles.gone}>
      {t('reviews.received.gone')}{' '}
      {(before !== '' || after !== '') && (
        <span dir="auto">{t('reviews.received.goneWas', { before, after })}</span>
      )}
    </p>
  )
}

function Place({ article, landed }: { article: string; landed: Landed }) {
  const { t } = useTranslation()
  if (landed.as === 'gone') return null
  const hash = landed.as === 'thread' ? `comment=${landed.id}` : `suggestion=${landed.ids[0] ?? ''}`
  const quote = landed.as === 'thread' ? landed.quote : t('reviews.received.suggestion')
  return (
    <Link
      href={`/articles/${article}#${hash}`}
      className={styles.see}
      aria-label={quote === '' ? undefined : t('reviews.received.seeOne', { quote })}
    >
      {t('reviews.received.see')}
    </Link>
  )
}

function Rating({ rating, onRate }: { rating: number | null; onRate: (rating: number) => Promise<boolean> }) {
  const { t } = useTranslation()
  const name = useId()
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <fieldset className={styles.choice}>
      <legend>{t('reviews.received.rating')}</legend>
      <div className={styles.ratings}>
        {RATINGS.map((value) => (
          <label key={value} className={styles.option}>
            <input
              type="radio"
              name={name}
              className="only-read"
              checked={(chosen ?? rating) === value}
              onChange={async () => {
                setChosen(value)
                if (!(await onRate(value))) setChosen(null)
              }}
            />
            <b>{value}</b>
            <span>{t(`reviews.received.ratings.${value}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

type FatesProps = { session: string; remark: Remark; change: (some: Change) => Promise<boolean> }

function Fates({ session, remark: { id, fate }, change }: FatesProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const name = useId()
  /** Chosen here; declining waits for its reason. */
  const [chosen, setChosen] = useState<(typeof FATES)[number] | null>(null)
  const [reason, setReason] = useState(fate.reason)
  const shown = chosen ?? fate.kind
  return (
    <fieldset className={styles.choice}>
      <legend>{t('reviews.received.fate')}</legend>
      <div className={styles.fates}>
        {FATES.map((kind) => (
          <label key={kind} className={styles.option}>
            <input
              type="radio"
              name={name}
              className="only-read"
              checked={shown === kind}
              onChange={async () => {
                setChosen(kind)
                if (kind !== 'declined' && !(await change({ fate: { kind } }))) setChosen(null)
              }}
            />
            <span>{t(`reviews.received.fates.${kind}`)}</span>
          </label>
        ))}
      </div>
      {shown === 'declined' && (
        <Form
          size="row"
          label={t('reviews.received.keep')}
          send={() => answerRemark(session, id, { fate: { kind: 'declined', reason: reason.trim() } })}
          onDone={() => queries.invalidateQueries({ queryKey: ['sessions', session, 'received'] })}
        >
          <Field
            label={t('reviews.received.reason')}
            value={reason}
            onValue={setReason}
            required
            maxLength={reasonUnitsMax}
          />
        </Form>
      )}
    </fieldset>
  )
}
