/** What somebody is told of that happened in threads: the bell's list, and what mail is made of. */

/** Why; `answered`: the author of a text has answered who reviewed it. Of several for one entry the first of these that fits. */
export const NOTICE_KINDS = ['assigned', 'mention', 'reply', 'thread', 'resolved', 'answered'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** These come by mail at once, if wished; the others wait for a digest. */
export const isUrgent = (kind: NoticeKind): boolean => kind === 'assigned' || kind === 'mention'

/** The languages in which the server writes mail. */
export const MAIL_LANGUAGES = ['en', 'ko'] as const
export type MailLanguage = (typeof MAIL_LANGUAGES)[number]
