/** The bodies of the decisions' part of the HTTP interface. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import { isCleanString } from '../article/formats.ts'
import { DECISION_VERBS } from '../decisions.ts'
import { decidedAtOnceMax, reasonUnitsMax, recordRangesMax } from '../limits.ts'

/** What the decider saw of a suggestion: client, clock and length, one behind the other. */
const seen = z.array(z.int().check(z.gte(0))).check(z.maxLength(3 * recordRangesMax))
const reason = z.string().check(z.trim(), z.maxLength(reasonUnitsMax), z.refine(isCleanString))

/** Everything in it is decided at once, and taken back at once. */
export const decideRequest = z.strictObject({
  decision: z.enum(DECISION_VERBS),
  suggestions: z
    .array(z.strictObject({ id: z.string().check(z.maxLength(50)), ranges: z.optional(seen) }))
    .check(z.minLength(1), z.maxLength(decidedAtOnceMax)),
  reason: z.optional(reason),
})

const partAnswer = z.object({
  suggestion: z.string(),
  kind: z.enum(['insertion', 'deletion', 'format', 'block']),
  person: z.nullable(z.string()),
  text: z.string(),
  change: z.nullable(z.record(z.string(), z.unknown())),
})
export const decisionAnswer = z.object({
  number: z.number(),
  verb: z.enum(DECISION_VERBS),
  person: z.string(),
  at: z.number(),
  reason: z.nullable(z.string()),
  parts: z.array(partAnswer),
  count: z.number(),
  reopened: z.nullable(z.object({ person: z.string(), at: z.number() })),
  reopens: z.boolean(),
})
const personAnswer = z.object({ person: z.string(), name: z.string(), guest: z.boolean() })
/** What a request has decided or taken back. */
export const decidedAnswer = z.object({ decision: decisionAnswer, people: z.array(personAnswer) })
/** The newest first. */
export const decisionsAnswer = z.object({ decisions: z.array(decisionAnswer), people: z.array(personAnswer) })
