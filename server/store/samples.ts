/**
 * What the store keeps of the one text on which a class tries the questions of a review session, and of what each of them answered.
 *
 * Laws:
 * - A session has one sample at most; with another one, or none, all that was answered about the one before is gone.
 * - A change is decided on what is there, in the transaction that keeps it, and each student has one copy of a sample at most.
 * - A student's copy is an article as a reviewer's is (reviews.ts): nothing gives a role in it but the session.
 * - What somebody has answered goes with their place on the roster, and with their class.
 */

import type { ArticleId } from '../../shared/ids.ts'
import type { Sample, SampleReview } from '../../shared/review/session.ts'
import type { NewCopy, SessionRow } from './reviews.ts'

export type SampleNow = {
  readonly session: SessionRow
  readonly sample: Sample | null
  /** Of this sample, in the order in which they were begun. */
  readonly reviews: readonly SampleReview[]
}

export type SampleWrites = {
  /** Another one, or none, or the same with something else about it: the session's next revision. */
  readonly sample?: Sample | null
  /** What copies of it start with, where it is another one. */
  readonly update?: Uint8Array
  readonly reviews?: readonly SampleReview[]
  readonly copies?: readonly NewCopy[]
  readonly roles?: readonly ArticleId[]
}

export interface SampleRecords {
  sampleNow(session: string): Promise<SampleNow | null>
  /** What copies of it start with. */
  sampleText(session: string): Promise<Uint8Array | null>
  /** Rejects with `not-found`, and with whatever `decide` throws. */
  changeSample(session: string, decide: (now: SampleNow) => SampleWrites | null): Promise<void>
}

/** In place of a text, of an article that is a student's copy of a sample: no text is called so. */
export const SAMPLE = 'sample'
