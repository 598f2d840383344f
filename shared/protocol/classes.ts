/** The bodies of the classes' part of the HTTP interface. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import { cleanHandle, isHandle, typedCode } from '../classes.ts'
import {
  bodyBytesMax,
  classNameUnitsMax,
  groupNameUnitsMax,
  studentQuotaMax,
  timePercentMax,
  timePercentMin,
} from '../limits.ts'
import { MAIL_LANGUAGES } from '../notices.ts'
import { moment, readable } from './http.ts'

const name = readable(classNameUnitsMax)
const handle = z.pipe(
  z.pipe(z.string().check(z.maxLength(200)), z.transform(cleanHandle)),
  z.string().check(z.refine(isHandle)),
)
/** As it is typed; what is no code is one that nobody has. */
const code = z.pipe(z.string().check(z.maxLength(100)), z.transform(typedCode))
const quota = z.nullable(z.int().check(z.gte(0), z.lte(studentQuotaMax)))
const timePercent = z.int().check(z.gte(timePercentMin), z.lte(timePercentMax))

// ---- requests
export const createClassRequest = z.strictObject({ name })
export const changeClassRequest = z.strictObject({
  name: z.optional(name),
  keepUntil: z.optional(z.nullable(moment)),
  listsHandles: z.optional(z.boolean()),
})
/** `text` is what shared/roster.ts reads. */
export const putRosterRequest = z.strictObject({ text: z.string().check(z.maxLength(bodyBytesMax)) })
export const changeStudentRequest = z.strictObject({
  handle: z.optional(handle),
  group: z.optional(z.nullable(readable(groupNameUnitsMax))),
  quota: z.optional(quota),
  timePercent: z.optional(timePercent),
})
/** In which language the words of a new password are. */
export const resetStudentRequest = z.strictObject({ language: z.enum(MAIL_LANGUAGES) })
/** The one who stays. */
export const mergeStudentRequest = z.strictObject({ into: z.string() })
/** `as`: with a new account, or with the student's account that is signed in. */
export const joinRequest = z.strictObject({
  code,
  handle: z.pipe(z.string().check(z.maxLength(200)), z.transform(cleanHandle)),
  language: z.optional(z.enum(MAIL_LANGUAGES)),
  as: z.optional(z.enum(['new', 'me'])),
})

// ---- answers
export const studentAnswer = z.object({
  id: z.string(),
  handle: z.string(),
  group: z.nullable(z.string()),
  quota: z.nullable(z.number()),
  timePercent: z.number(),
  /** null: nobody has claimed it. */
  joined: z.nullable(z.object({ at: z.number(), userName: z.string() })),
})
export const classAnswer = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  keepUntil: z.nullable(z.number()),
  listsHandles: z.boolean(),
  /** null: nobody can join now. */
  joining: z.nullable(z.object({ code: z.string(), until: z.number() })),
  /** The server's time. */
  now: z.number(),
  teachers: z.array(z.object({ account: z.string(), userName: z.string(), displayName: z.string() })),
  students: z.array(studentAnswer),
})
export const classesAnswer = z.object({
  classes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      keepUntil: z.nullable(z.number()),
      students: z.number(),
      joined: z.number(),
    }),
  ),
})
/** How many places are new, and the class as it is then. */
export const rosterAnswer = z.object({ added: z.number(), class: classAnswer })
/** `password` is shown here and never again; null: the one they had stays good. */
export const joinedAnswer = z.object({ userName: z.string(), password: z.nullable(z.string()) })
export const handlesAnswer = z.object({ handles: z.array(z.string()) })

export type ClassRoom = z.infer<typeof classAnswer>
export type ClassStudent = z.infer<typeof studentAnswer>
export type ClassSummary = z.infer<typeof classesAnswer>['classes'][number]
export type Joined = z.infer<typeof joinedAnswer>
