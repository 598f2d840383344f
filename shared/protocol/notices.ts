/** The bodies of the notices' part of the HTTP interface. Addresses and meaning: docs/http.md. */

import * as z from 'zod/mini'
import { isCleanString } from '../article/formats.ts'
import { MAIL_LANGUAGES, NOTICE_KINDS } from '../notices.ts'

/** All up to and with one of them. */
export const readNoticesRequest = z.strictObject({ upTo: z.int().check(z.gte(0)) })
const address = z
  .string()
  .check(
    z.trim(),
    z.maxLength(254),
    z.refine(isCleanString),
    z.regex(/^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+\.[^\s@<>"(),:;[\]\\.]+$/),
  )
/** Sends a code to the address; mail goes there once it is confirmed. */
export const setMailAddressRequest = z.strictObject({ address, language: z.enum(MAIL_LANGUAGES) })
export const confirmMailRequest = z.strictObject({ code: z.string().check(z.trim(), z.regex(/^\d{6}$/)) })
export const changeMailRequest = z.strictObject({
  atOnce: z.optional(z.boolean()),
  digest: z.optional(z.boolean()),
  language: z.optional(z.enum(MAIL_LANGUAGES)),
})
export const muteArticleRequest = z.strictObject({ muted: z.boolean() })

export const noticeAnswer = z.object({
  /** Grows with each notice. */
  id: z.number(),
  kind: z.enum(NOTICE_KINDS),
  article: z.string(),
  /** Its headline. */
  title: z.string(),
  thread: z.string(),
  /** Of a text that one reviews the session, in which it is read. */
  session: z.nullable(z.string()),
  /** Who did it; empty where nobody knows any more. */
  by: z.string(),
  guest: z.boolean(),
  /** The beginning of what was said; empty where nothing was, or nothing is left of it. */
  excerpt: z.string(),
  at: z.number(),
  read: z.boolean(),
})
export const noticesAnswer = z.object({
  /** Of all, not only of these. */
  unread: z.number(),
  /** The newest first. */
  notices: z.array(noticeAnswer),
  /** Whether there are older ones. */
  more: z.boolean(),
})
export const mailSettingsAnswer = z.object({
  /** Whether this server sends mail at all. */
  available: z.boolean(),
  address: z.nullable(z.string()),
  /** False: a code is on its way to the address. */
  confirmed: z.boolean(),
  atOnce: z.boolean(),
  digest: z.boolean(),
  language: z.enum(MAIL_LANGUAGES),
})
/** What a link in a mail is about to silence. */
export const muteAnswer = z.object({ title: z.nullable(z.string()) })

export type Notice = z.infer<typeof noticeAnswer>
export type MailSettingsShown = z.infer<typeof mailSettingsAnswer>
