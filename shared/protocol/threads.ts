/** The bodies of the threads' part of the HTTP interface. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import { ANCHOR_KINDS } from '../article/anchor.ts'
import { isCleanText } from '../article/formats.ts'
import { anchorRangesMax, commentUnitsMax } from '../limits.ts'
import { ENTRY_KINDS, REACTIONS, THREAD_STATUSES } from '../threads.ts'

/** Chosen by whoever sends it, so that it is there once however often it is sent. */
const chosenId = z.string().check(z.regex(/^[0-9a-z]{16}$/))
const body = z.string().check(z.trim(), z.minLength(1), z.maxLength(commentUnitsMax), z.refine(isCleanText))
/** A person's id in this article. */
const person = z.string().check(z.regex(/^[0-9a-z]{10}$/))
const ids = z.array(z.int().check(z.gte(0))).check(z.minLength(3), z.maxLength(3 * anchorRangesMax))
/** An encoded Yjs relative position, base64. */
const position = z.string().check(z.minLength(1), z.maxLength(200))

/**
 * What a thread is to be about: exactly these characters, as our page says it; everything between two positions; a figure, by a
 * position at it; a suggestion, by its id, with what was seen of it or, without that, as it is listed.
 */
export const anchorRequest = z.union([
  z.strictObject({ ranges: ids }),
  z.strictObject({ start: position, end: position }),
  z.strictObject({ block: position }),
  z.strictObject({
    suggestion: z.string().check(z.regex(/^[ir]\d{1,10}\.\d{1,16}$/)),
    ranges: z.optional(ids),
  }),
])

export const createThreadRequest = z.strictObject({
  id: z.optional(chosenId),
  /** Of its first comment. */
  comment: z.optional(chosenId),
  /** Left out or null: the whole article. */
  anchor: z.optional(z.nullable(anchorRequest)),
  body,
  assignee: z.optional(person),
})
export const createCommentRequest = z.strictObject({
  id: z.optional(chosenId),
  body,
  assignee: z.optional(person),
})
/** One thing at a time. */
export const changeThreadRequest = z.union([
  z.strictObject({ status: z.enum(THREAD_STATUSES) }),
  z.strictObject({ assignee: z.nullable(person) }),
  z.strictObject({ anchor: anchorRequest }),
])
export const changeCommentRequest = z.strictObject({ body })
/** Up to which entry each thread was read. */
export const readThreadsRequest = z.strictObject({
  threads: z.record(chosenId, z.int().check(z.gte(0))),
})

export const anchorAnswer = z.object({
  kind: z.enum(ANCHOR_KINDS),
  ranges: z.array(z.number()),
  quote: z.string(),
  before: z.string(),
  after: z.string(),
  suggestion: z.optional(z.string()),
})
const threadAnswer = z.object({
  id: z.string(),
  by: z.string(),
  at: z.number(),
  anchor: z.nullable(anchorAnswer),
  status: z.enum(THREAD_STATUSES),
  assignee: z.nullable(z.string()),
  removed: z.boolean(),
  rev: z.number(),
})
const entryAnswer = z.object({
  id: z.string(),
  thread: z.string(),
  order: z.number(),
  rev: z.number(),
  kind: z.enum(ENTRY_KINDS),
  by: z.string(),
  at: z.number(),
  body: z.string(),
  assignee: z.nullable(z.string()),
  editedAt: z.nullable(z.number()),
  deletedBy: z.nullable(z.string()),
  reactions: z.array(z.object({ reaction: z.enum(REACTIONS), people: z.array(z.string()) })),
})
const personAnswer = z.object({ person: z.string(), name: z.string(), guest: z.boolean() })
/** What a request has changed. */
export const threadChangeAnswer = z.object({
  rev: z.number(),
  threads: z.array(threadAnswer),
  entries: z.array(entryAnswer),
  people: z.array(personAnswer),
})
/** Everything, or what has changed since a revision, and up to where the asker has read each thread. */
export const threadsAnswer = z.object({
  ...threadChangeAnswer.shape,
  read: z.record(z.string(), z.number()),
})
/** Who can be mentioned. */
export const mentionableAnswer = z.object({ people: z.array(personAnswer) })
