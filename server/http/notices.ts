/** The bell: what somebody was told of; and where mail about it goes. */

import { createHash, randomInt } from 'node:crypto'
import { Hono } from 'hono'
import { isArticleId, randomToken } from '../../shared/ids.ts'
import { mailCodeMs, mailCodeTriesMax, noticesPageMax } from '../../shared/limits.ts'
import {
  changeMailRequest,
  confirmMailRequest,
  type MailSettingsShown,
  muteArticleRequest,
  readNoticesRequest,
  setMailAddressRequest,
} from '../../shared/protocol/notices.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { WORDS } from '../notices/words.ts'
import type { MailRow } from '../store/notices.ts'
import { TooFast } from './errors.ts'
import { accountOwner, bodyOf, notFound, permitted, permittedHere } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function noticeRoutes(services: Services) {
  const { clock, mailer, notices, random, store, throttle } = services
  const { records } = store

  const shown = (row: MailRow | null): MailSettingsShown => ({
    available: mailer !== null,
    address: row?.address ?? null,
    confirmed: row !== null && row.confirmedAt !== null,
    atOnce: row?.atOnce ?? true,
    digest: row?.digest ?? true,
    language: row?.language ?? 'en',
  })

  return new Hono<Env>()
    .get('/notices', async (c) => {
      const { account } = permittedHere(c, 'ownAccount')
      return c.json(await notices.list(account, beforeOf(c), noticesPageMax))
    })
    .put('/notices/read', async (c) => {
      const { account } = permittedHere(c, 'ownAccount')
      const { upTo } = await bodyOf(c, readNoticesRequest)
      return c.json({ unread: await notices.read(account, upTo) })
    })
    .get('/articles/:article/mute', async (c) => {
      const { article, visitor } = await permitted(c, services, 'seeThreads')
      return c.json({ muted: await records.isMuted(visitor.account, article) })
    })
    .put('/articles/:article/mute', async (c) => {
      const { article, visitor } = await permitted(c, services, 'seeThreads')
      const { muted } = await bodyOf(c, muteArticleRequest)
      await records.setMuted(visitor.account, article, muted)
      return c.json({ muted })
    })
    .get('/me/mail', async (c) => {
      const { account } = accountOwner(c)
      return c.json(shown(await records.mailOf(account)))
    })
    .put('/me/mail', async (c) => {
      const { account } = accountOwner(c)
      const { address, language } = await bodyOf(c, setMailAddressRequest)
      if (mailer === null) throw new Refused('conflict', 'This server sends no mail.')
      const waitMs = await throttle.mailCode(account)
      if (waitMs !== null) throw new TooFast(waitMs)
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const { codeSubject: subject, code: words } = WORDS[language]
      await sent(mailer.send({ to: address, subject, text: words(code, mailCodeMs / 60_000) }))
      const before = await records.mailOf(account)
      const row: MailRow = {
        account,
        address,
        language,
        confirmedAt: null,
        atOnce: before?.atOnce ?? true,
        digest: before?.digest ?? true,
        // Links in what went to another address silence nothing here, and its code confirms nothing here.
        token: randomToken(random, TOKEN_LENGTH),
      }
      await records.setMail(account, row)
      await records.setMailCode(account, { hash: hashOf(row, code), at: clock.now(), tries: 0 })
      return c.json(shown(row))
    })
    .post('/me/mail/confirm', async (c) => {
      const { account } = accountOwner(c)
      const { code } = await bodyOf(c, confirmMailRequest)
      const row = await records.mailOf(account)
      // Counted before it is compared: guesses at the same time are counted too.
      const sentCode = await records.tryMailCode(account)
      const isOver = (at: number, tries: number) =>
        at + mailCodeMs <= clock.now() || tries >= mailCodeTriesMax
      if (row === null || sentCode === null || isOver(sentCode.at, sentCode.tries))
        throw new Refused('gone', 'This code is not good any more: have a new one sent.')
      if (hashOf(row, code) !== sentCode.hash) throw new Refused('invalid', 'This is not the code.')
      const confirmed = await records.confirmMail(row, clock.now())
      if (confirmed === null) throw new Refused('gone', 'Another address was named meanwhile.')
      await records.setMailCode(account, null)
      return c.json(shown(confirmed))
    })
    .patch('/me/mail', async (c) => {
      const { account } = accountOwner(c)
      const changed = await records.changeMail(account, await bodyOf(c, changeMailRequest))
      if (changed === null) throw notFound()
      return c.json(shown(changed))
    })
    .delete('/me/mail', async (c) => {
      const { account } = accountOwner(c)
      await records.setMail(account, null)
      return c.body(null, 204)
    })
    .get('/mail/mute/:token', async (c) => {
      const { article } = await linked(services, c.req.param('token'))
      return c.json({ title: article?.title ?? null })
    })
    .post('/mail/mute/:token', async (c) => {
      await silence(services, c.req.param('token'))
      return c.body(null, 204)
    })

  async function sent(sending: Promise<void>): Promise<void> {
    try {
      await sending
    } catch (cause) {
      services.log.warn({ cause }, 'a mail with a code was not taken')
      throw new Refused('cannot-send', 'The mail could not be sent.')
    }
  }
}

/** What the mail programs of providers send when somebody presses their button: no page, no sign-in, a form as its body (RFC 8058). */
export const oneClickRoutes = (services: Services) =>
  new Hono<Env>().post('/mail/mute/:token', async (c) => {
    await silence(services, c.req.param('token'))
    return c.body(null, 204)
  })

const TOKEN_LENGTH = 24

/**
 * Whose mail a link in a mail is about, and of which article; null: all of it. Throws `not-found`, also for an article that the
 * owner of the link may not see any more: anybody can put the id of any article behind their own.
 */
async function linked({ access, store: { records } }: Services, token: string) {
  const [, secret, id] = /^([0-9a-z]{24})(?:\.(.*))?$/.exec(token) ?? []
  const row = secret === undefined ? null : await records.mailByToken(secret)
  if (row === null) throw notFound()
  if (id === undefined) return { row, article: null }
  const seen = isArticleId(id) && can(await access.roleIn(id, row.account), 'seeThreads')
  const article = seen ? await records.article(id) : null
  if (article === null) throw notFound()
  return { row, article }
}

async function silence(services: Services, token: string): Promise<void> {
  const { records } = services.store
  const { row, article } = await linked(services, token)
  if (article === null) await records.changeMail(row.account, { atOnce: false, digest: false })
  else await records.setMuted(row.account, article.id, true)
}

/** A code confirms the address to which it was sent, and no other one that is named at the same time. */
const hashOf = ({ account, token }: MailRow, code: string): string =>
  createHash('sha256').update(`${account}\0${token}\0${code}`).digest('hex')

function beforeOf(c: Request): number | null {
  const before = c.req.query('before')
  if (before === undefined) return null
  if (/^\d{1,15}$/.test(before)) return Number(before)
  throw new Refused('invalid', 'before: the id of a notice.')
}
