/** What a memory store keeps of samples (samples.ts). */

import { putCopy, sessionIn } from './memory-reviews.ts'
import { addChange, type MemorySession, type MemoryState, type Read, type Transact } from './memory-state.ts'
import { SAMPLE, type SampleNow, type SampleRecords, type SampleWrites } from './samples.ts'

export const memorySamples = (transact: Transact, read: Read): SampleRecords => ({
  sampleNow: (session) =>
    read((state) => {
      const found = state.sessions.get(session)
      return found === undefined ? null : nowOf(found)
    }),
  sampleText: (session) => read((state) => state.sessions.get(session)?.sample?.update ?? null),
  changeSample: (session, decide) =>
    transact((state) => {
      const writes = decide(nowOf(sessionIn(state, session)))
      if (writes === null) return { answer: undefined }
      return { answer: undefined, write: (state) => put(state, sessionIn(state, session), writes) }
    }),
})

const nowOf = ({ row, sample, sampleReviews }: MemorySession): SampleNow => ({
  session: row,
  sample: sample?.row ?? null,
  reviews: [...sampleReviews.values()],
})

function put(state: MemoryState, found: MemorySession, writes: SampleWrites) {
  const { sample, update, reviews = [], copies = [], roles = [] } = writes
  if (sample !== undefined) {
    found.row = { ...found.row, rev: found.row.rev + 1 }
    const bytes = sample?.id === found.sample?.row.id ? found.sample?.update : update
    if (sample?.id !== found.sample?.row.id) found.sampleReviews.clear()
    found.sample =
      sample === null || bytes === undefined ? null : { row: sample, update: new Uint8Array(bytes) }
  }
  for (const copy of copies) putCopy(state, copy)
  for (const review of reviews) {
    found.sampleReviews.set(review.id, review)
    if (!state.reviewed.has(review.copy))
      state.reviewed.set(review.copy, { session: found.row.id, text: SAMPLE, pair: review.id })
  }
  for (const article of roles) addChange(state, article, null)
}

export function forgetSampleAnswers({ sessions }: MemoryState, student: string): void {
  for (const { sampleReviews } of sessions.values())
    for (const [id, review] of sampleReviews) if (review.student === student) sampleReviews.delete(id)
}

/** Where both have answered, the one who stays has answered. */
export function moveSampleAnswers({ sessions }: MemoryState, from: string, into: string): void {
  for (const { sampleReviews } of sessions.values()) {
    const isThere = [...sampleReviews.values()].some(({ student }) => student === into)
    for (const [id, review] of sampleReviews) {
      if (review.student !== from) continue
      if (isThere) sampleReviews.delete(id)
      else sampleReviews.set(id, { ...review, student: into })
    }
  }
}
