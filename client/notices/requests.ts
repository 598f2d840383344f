/** What is asked about notices and mail; client/api.ts says how. */

import * as z from 'zod/mini'
import type { MailLanguage } from '../../shared/notices.ts'
import {
  mailSettingsAnswer,
  muteAnswer,
  muteArticleRequest,
  noticesAnswer,
} from '../../shared/protocol/notices.ts'
import { ask, part } from '../api.ts'

const nothing = z.unknown()
const unreadAnswer = z.object({ unread: z.number() })

/** The newest, or those before one of them. */
export const notices = (before: number | null) =>
  ask('GET', before === null ? '/api/notices' : `/api/notices?before=${before}`, noticesAnswer)
export const readNotices = (upTo: number) => ask('PUT', '/api/notices/read', unreadAnswer, { upTo })

// ---- mail

/** Under which the page keeps them. */
export const mailKey = ['mail']

export const mailSettings = () => ask('GET', '/api/me/mail', mailSettingsAnswer)
/** A code goes to the address. */
export const setMailAddress = (address: string, language: MailLanguage) =>
  ask('PUT', '/api/me/mail', mailSettingsAnswer, { address, language })
export const confirmMail = (code: string) => ask('POST', '/api/me/mail/confirm', mailSettingsAnswer, { code })
export const changeMail = (change: { atOnce?: boolean; digest?: boolean; language?: MailLanguage }) =>
  ask('PATCH', '/api/me/mail', mailSettingsAnswer, change)
export const removeMail = () => ask('DELETE', '/api/me/mail', nothing)

/** Whether no mail comes about this article. */
export const articleMute = (article: string) =>
  ask('GET', `/api/articles/${part(article)}/mute`, muteArticleRequest)
export const muteArticle = (article: string, muted: boolean) =>
  ask('PUT', `/api/articles/${part(article)}/mute`, muteArticleRequest, { muted })

/** What a link in a mail would silence. Nobody needs to be signed in. */
export const offeredMute = (token: string) => ask('GET', `/api/mail/mute/${part(token)}`, muteAnswer)
export const mute = (token: string) => ask('POST', `/api/mail/mute/${part(token)}`, nothing, {})
