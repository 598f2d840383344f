/** The bodies of the review sessions' part of the HTTP interface. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import { isCleanText } from '../article/formats.ts'
import { isArticleId } from '../ids.ts'
import {
  classNameUnitsMax,
  commentUnitsMax,
  reasonUnitsMax,
  reviewCriteriaMax,
  reviewExtraMax,
  reviewPeopleMax,
  reviewsPerTextMax,
  reviewWishMax,
  sampleUnitsMax,
  textAuthorsMax,
  titleUnitsMax,
} from '../limits.ts'
import { PHASES } from '../review/phase.ts'
import type { Criterion } from '../review/rubric.ts'
import { moment, readable } from './http.ts'

const name = readable(classNameUnitsMax)
const words = (unitsMax: number) => z.string().check(z.maxLength(unitsMax), z.refine(isCleanText))
/** Words from elsewhere: what cannot stand in an article is left out of them (`pastedText`). */
const pasted = z.string().check(z.maxLength(sampleUnitsMax), z.trim(), z.minLength(1))
const said = (unitsMax: number) => words(unitsMax).check(z.trim(), z.minLength(1))
const id = z.string().check(z.regex(/^[0-9a-z]{12}$/))
const article = z.string().check(z.refine(isArticleId))
/** Of a criterion, chosen by whoever makes the rubric. */
const key = z.string().check(z.regex(/^[0-9a-zA-Z_-]{1,40}$/))
const pair = z.strictObject({ reviewer: id, text: id })
const reason = said(reasonUnitsMax)

const asked = {
  id: key,
  title: words(titleUnitsMax),
  weight: z.number().check(z.gte(0), z.lte(1_000)),
  wordsMin: z.int().check(z.gte(0), z.lte(1_000)),
}
const points = z.number().check(z.gte(0), z.lte(1_000))
const criterion = z.discriminatedUnion('kind', [
  z.strictObject({
    ...asked,
    kind: z.literal('levels'),
    levels: z
      .array(z.strictObject({ label: words(titleUnitsMax), points }))
      .check(z.minLength(2), z.maxLength(20)),
  }),
  z.strictObject({ ...asked, kind: z.literal('points'), pointsMax: points.check(z.gt(0)) }),
  z.strictObject({
    ...asked,
    kind: z.literal('checklist'),
    items: z.array(words(titleUnitsMax)).check(z.minLength(1), z.maxLength(50)),
  }),
  z.strictObject({ ...asked, kind: z.literal('comment') }),
])
const rubric = z.array(criterion).check(
  z.maxLength(reviewCriteriaMax),
  z.refine((all: readonly Criterion[]) => new Set(all.map((one) => one.id)).size === all.length),
)

const settings = z.strictObject({
  instructions: z.optional(words(commentUnitsMax)),
  reviewsPerText: z.optional(z.int().check(z.gte(1), z.lte(reviewsPerTextMax))),
  acrossGroups: z.optional(z.boolean()),
  mustNot: z.optional(z.array(pair).check(z.maxLength(reviewPeopleMax))),
  wishes: z.optional(
    z
      .array(
        z.strictObject({
          ...pair.shape,
          weight: z.int().check(z.gte(-reviewWishMax), z.lte(reviewWishMax)),
        }),
      )
      .check(z.maxLength(reviewPeopleMax)),
  ),
  rubric: z.optional(rubric),
  scoreBy: z.optional(z.enum(['median', 'mean'])),
  keepsWriting: z.optional(z.boolean()),
  isNamed: z.optional(z.boolean()),
})

const answer = z.strictObject({
  comment: words(commentUnitsMax),
  value: z.nullable(z.union([z.number(), z.array(z.boolean()).check(z.maxLength(50))])),
})
const answers = z.record(key, answer).check(z.refine((all) => Object.keys(all).length <= reviewCriteriaMax))

// ---- the teacher's requests
export const createSessionRequest = z.strictObject({
  class: id,
  name,
  settings: z.optional(settings),
})
export const changeSessionRequest = z.strictObject({
  name: z.optional(name),
  settings: z.optional(settings),
  endsAt: z.optional(z.nullable(moment)),
  isPaused: z.optional(z.boolean()),
})
const students = z.array(id).check(z.minLength(1), z.maxLength(textAuthorsMax))
/** An article that is made for these students: empty, or of words of which the first line is the headline. */
export const createTextRequest = z.union([
  z.strictObject({ students, title: z.string().check(z.trim(), z.maxLength(titleUnitsMax)) }),
  z.strictObject({ students, text: pasted }),
])
export const overrideRequest = z.strictObject({
  override: z.nullable(z.strictObject({ percent: z.number().check(z.gte(0), z.lte(100)), reason })),
})
export const noteRequest = z.strictObject({ body: said(commentUnitsMax) })
/** `from`: only out of this phase. */
export const phaseRequest = z.strictObject({
  phase: z.enum(PHASES),
  endsAt: z.optional(z.nullable(moment)),
  from: z.optional(z.enum(PHASES)),
})
export const attendanceRequest = z.strictObject({
  state: z.optional(z.enum(['here', 'away', 'left'])),
  extra: z.optional(z.int().check(z.gte(0), z.lte(reviewExtraMax))),
})
/** `rev`: only the session as it was looked at. */
export const allocateRequest = z.strictObject({ rev: z.optional(z.int().check(z.gte(0))) })
export const moveRequest = z.strictObject({
  take: z.optional(z.nullable(pair)),
  place: z.optional(z.nullable(pair)),
  reason: z.optional(reason),
  /** Who has their share already is asked for one more. */
  asks: z.optional(z.boolean()),
})
export const reopenReviewRequest = z.strictObject({ isReopened: z.boolean() })
/** `hidden`: why the author does not get it; null: they do. */
export const remarkRequest = z.strictObject({
  isEndorsed: z.optional(z.boolean()),
  hidden: z.optional(z.nullable(reason)),
})
/** The text on which everybody tries the questions: one of the teacher's articles as it is now, or words, of which the first line is the headline. */
export const sampleRequest = z.union([z.strictObject({ article }), z.strictObject({ text: pasted })])
export const changeSampleRequest = z.strictObject({
  /** Of the teacher, in place of the whole of it. */
  key: z.optional(answers),
  isShown: z.optional(z.boolean()),
})

// ---- the students' requests
/** An article of theirs, or words, of which the first line is the headline: they make a new one. */
export const ownTextRequest = z.union([z.strictObject({ article }), z.strictObject({ text: pasted })])
/** What the class calls who writes it with them. */
export const ownAuthorRequest = z.strictObject({ handle: z.string().check(z.maxLength(200)) })
/** Each in place of the one to the same criterion; the others stay. */
export const answersRequest = z.strictObject({ answers })
export const remarkKindRequest = z.strictObject({
  describes: z.boolean(),
  evaluates: z.boolean(),
  suggests: z.boolean(),
})
export const declineRequest = z.strictObject({ reason })
export const receivedRequest = z.strictObject({
  rating: z.optional(z.nullable(z.int().check(z.gte(1), z.lte(5)))),
  /** Declined with a reason; null: what has become of it by itself. */
  fate: z.optional(
    z.nullable(
      z.union([
        z.strictObject({ kind: z.enum(['accepted', 'adapted']) }),
        z.strictObject({ kind: z.literal('declined'), reason }),
      ]),
    ),
  ),
})
/** `id` as of any comment: sent again it is there once. */
export const replyRequest = z.strictObject({
  id: z.optional(z.string().check(z.regex(/^[0-9a-z]{16}$/))),
  body: said(commentUnitsMax),
})
export const planRequest = z.strictObject({ plan: words(commentUnitsMax) })

/** What came late: a name that its author's device has given it, and a Yjs update in base64. */
export const lateRequest = z.strictObject({
  id: z.string().check(z.regex(/^[0-9a-z]{16}$/)),
  update: z.base64(),
})
