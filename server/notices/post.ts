/**
 * Mail about notices: what is urgent soon, the rest as one mail after a quiet while, nothing of what was read in the page by then.
 * A mail that the SMTP server has taken is noted; a crash in between sends it once more rather than never.
 */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import {
  digestLatestMs,
  digestQuietMs,
  mailTickMs,
  noticesPerMailMax,
  urgentAfterMs,
} from '../../shared/limits.ts'
import { isUrgent, type NoticeKind } from '../../shared/notices.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { MailRow, ToldRow } from '../store/notices.ts'
import type { Records } from '../store/store.ts'
import type { Mail, Mailer } from './mailer.ts'
import type { Notices, Told } from './notices.ts'
import { WORDS } from './words.ts'

export type PostParts = {
  readonly records: Records
  readonly accounts: Pick<Accounts, 'find'>
  readonly notices: Pick<Notices, 'named'>
  readonly mailer: Pick<Mailer, 'send'>
  readonly baseUrl: string
  readonly clock: Clock
  readonly log: Log
}

/** After a mail that was not taken, its account waits so long: twice as long each time. */
const retryMs = 60_000
const retryMsMax = 60 * 60_000

export class Post {
  readonly #parts: PostParts
  readonly #waits = new Map<AccountId, { readonly until: number; readonly ms: number }>()
  #timer: Timer | null = null
  #ended = false

  constructor(parts: PostParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = this.#parts.clock.after(mailTickMs, () => void this.#tick())
  }

  end(): void {
    this.#ended = true
    this.#timer?.cancel()
  }

  /** Sends what is due now. */
  async sendDue(): Promise<void> {
    const { records } = this.#parts
    const byAccount = new Map<AccountId, ToldRow[]>()
    for (const row of await records.noticesToMail()) {
      const known = byAccount.get(row.account)
      if (known) known.push(row)
      else byAccount.set(row.account, [row])
    }
    for (const [account, rows] of byAccount) {
      try {
        await this.#sendTo(account, rows)
      } catch (cause) {
        this.#parts.log.warn({ cause }, 'mail to one account waits, the others get theirs')
      }
    }
  }

  async #tick(): Promise<void> {
    try {
      await this.sendDue()
    } catch (cause) {
      this.#parts.log.warn({ cause }, 'it could not be read what mail is due')
    }
    if (!this.#ended) this.start()
  }

  async #sendTo(account: AccountId, rows: readonly ToldRow[]): Promise<void> {
    const { records, accounts, notices, mailer, clock, log } = this.#parts
    const now = clock.now()
    if ((this.#waits.get(account)?.until ?? 0) > now) return
    const settings = await records.mailOf(account)
    if (settings === null) return
    const wanted = await this.#wanted(settings, rows)
    // What nobody wants mail of is not looked at again.
    const isWanted = new Set(wanted)
    await records.noteMailed(idsOf(rows.filter((row) => !isWanted.has(row))), now)
    const due = dueOf(settings, wanted, now)
    if (due.length === 0) return
    const shown = await notices.named(due)
    const known = await accounts.find(account)
    try {
      if (shown.length > 0 && known !== null && !known.disabled)
        await mailer.send(mailOf(settings, known.displayName, shown, this.#parts.baseUrl))
      await records.noteMailed(idsOf(due), clock.now())
      this.#waits.delete(account)
    } catch (cause) {
      const ms = Math.min(retryMsMax, 2 * (this.#waits.get(account)?.ms ?? retryMs / 2))
      this.#waits.set(account, { until: now + ms, ms })
      log.warn({ cause, ms }, 'a mail was not taken and is sent later')
    }
  }

  async #wanted(settings: MailRow, rows: readonly ToldRow[]): Promise<readonly ToldRow[]> {
    const { records } = this.#parts
    const muted = new Map<ArticleId, boolean>()
    for (const { account, article } of rows)
      if (!muted.has(article)) muted.set(article, await records.isMuted(account, article))
    return rows.filter(
      (row) =>
        (settings.digest || (settings.atOnce && isUrgent(row.kind))) &&
        !muted.get(row.article) &&
        !isGone(row),
    )
  }
}

/** A comment that has been deleted meanwhile: nobody is called to read it. */
const isGone = ({ kind, body }: ToldRow): boolean => body === '' && OF_COMMENTS.includes(kind)
const OF_COMMENTS: readonly NoticeKind[] = ['mention', 'reply', 'thread']

const idsOf = (rows: readonly ToldRow[]): readonly number[] => rows.map(({ id }) => id)

/** What goes now: with what is urgent nothing else goes, unless that is due itself. */
function dueOf({ atOnce, digest }: MailRow, rows: readonly ToldRow[], now: number): readonly ToldRow[] {
  const isSoon = ({ kind }: ToldRow) => atOnce && isUrgent(kind)
  const urgent = rows.filter((row) => isSoon(row) && row.at <= now - urgentAfterMs)
  const rest = digest ? rows.filter((row) => !isSoon(row)) : []
  const isQuiet = rest.every(({ at }) => at <= now - digestQuietMs)
  const isDue = rest.length > 0 && (isQuiet || rest.some(({ at }) => at <= now - digestLatestMs))
  return isDue ? [...rest, ...urgent] : urgent
}

export function mailOf(
  { address, language, token }: MailRow,
  name: string,
  told: readonly Told[],
  baseUrl: string,
): Mail {
  const words = WORDS[language]
  const muteUrl = `${baseUrl}/mail/mute/${token}`
  const listed = told.slice(0, noticesPerMailMax)
  const articles = [...new Set(listed.map(({ article }) => article))]
  const parts = articles.map((article) => {
    const here = listed.filter((row) => row.article === article)
    const lines = here.map(({ kind, byName, excerpt, thread, session }) => {
      const said = excerpt === '' ? '' : `\n  “${excerpt}”`
      const did = words.did[kind](byName || words.somebody)
      const place = session === null ? `articles/${article}#comment=${thread}` : `sessions/${session}`
      return `- ${did}${said}\n  ${baseUrl}/${place}`
    })
    const title = here[0]?.title || words.untitled
    return [words.inArticle(title), ...lines, `${words.muteArticle}: ${muteUrl}.${article}`].join('\n')
  })
  const rest = told.length - listed.length
  const isUrgentOnly = told.every(({ kind }) => isUrgent(kind))
  return {
    to: address,
    subject: isUrgentOnly ? words.urgentSubject : words.subject(told.length),
    text: [
      words.hello(name),
      ...parts,
      ...(rest > 0 ? [words.more(rest)] : []),
      `${words.why}\n${words.muteAll}: ${muteUrl}`,
    ].join('\n\n'),
    muteUrl,
  }
}
