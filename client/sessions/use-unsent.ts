/** Answers and marks of one page, saved as they are given. Closing the page asks while something would be lost. */

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../shared/review/rubric.ts'
import type { RemarkState } from '../../shared/review/session.ts'
import type { Answer as Answered } from '../api.ts'
import { browserClock } from '../clock.ts'
import { useReadable } from '../pages/article/use-readable.ts'
import { keepUnsent } from './kept-answers.ts'
import { answerRubric, markRemark, SAMPLE, setPlan } from './requests.ts'
import { type SavingState, Unsent } from './unsent.ts'

type Does = RemarkState['does']
type Of = { readonly account: string; readonly session: string; readonly isWritable: boolean }
type OfReview = Of & { readonly pair: string }

export type Giving<T> = {
  readonly given: Readonly<Record<string, T>>
  readonly state: SavingState
  readonly give: (key: string, value: T) => void
  readonly flush: () => Promise<boolean>
  /** Asks where something is not saved. */
  readonly mayLeave: () => boolean
}

export const useRubricAnswers = ({ account, session, pair, isWritable }: OfReview): Giving<Answer> =>
  useUnsent(isWritable, () => [
    // Every session has a sample of its own.
    keepUnsent(account, `${pair === SAMPLE ? `${session}.${pair}` : pair}.answers`, isAnswer),
    (some) => answerRubric(session, pair, some),
  ])

export const useMarks = ({ account, session, pair, isWritable }: OfReview): Giving<Does> =>
  useUnsent(isWritable, () => [
    keepUnsent(account, `${pair}.marks`, isDoes),
    async (some) => {
      for (const [remark, does] of Object.entries(some)) {
        const answer = await markRemark(session, pair, remark, does)
        if (!answer.ok) return answer
      }
      return { ok: true, value: null }
    },
  ])

export const usePlan = ({ account, session, isWritable }: Of): Giving<string> =>
  useUnsent(isWritable, () => [
    keepUnsent(account, `${session}.plan`, (value) => typeof value === 'string'),
    (some) => setPlan(session, some.plan ?? ''),
  ])

type Made<T> = [
  kept: ReturnType<typeof keepUnsent<T>>,
  send: (some: Readonly<Record<string, T>>) => Promise<Answered<unknown>>,
]

function useUnsent<T>(isWritable: boolean, make: () => Made<T>): Giving<T> {
  const { t } = useTranslation()
  const [unsent] = useState(() => {
    const [kept, send] = make()
    return new Unsent<T>({ clock: browserClock, kept, send })
  })
  const { given, state } = useReadable(unsent.shown)
  useEffect(() => {
    const online = () => unsent.retry()
    const ask = (event: BeforeUnloadEvent) => {
      if (unsent.hasUnsent) event.preventDefault()
    }
    addEventListener('online', online)
    addEventListener('beforeunload', ask)
    unsent.begin()
    return () => {
      removeEventListener('online', online)
      removeEventListener('beforeunload', ask)
      // What was typed last goes out with the page that it was typed on.
      void unsent.flush()
      unsent.end()
    }
  }, [unsent])
  // What was refused while nobody might write is sent where one may again.
  useEffect(() => {
    if (isWritable) unsent.retry()
  }, [unsent, isWritable])
  const [give] = useState(() => (key: string, value: T) => unsent.give(key, value))
  return {
    given,
    state,
    give,
    flush: () => unsent.flush(),
    mayLeave: () => !unsent.hasUnsent || confirm(t('reviews.leave')),
  }
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'comment' in value && 'value' in value
const isDoes = (value: unknown): value is Does =>
  typeof value === 'object' && value !== null && 'describes' in value
