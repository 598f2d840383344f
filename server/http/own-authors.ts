/** Who writes a student's own text with them: named by what the class calls them, which can be guessed, so that wrong ones count. */

import { Hono } from 'hono'
import { handleKey } from '../../shared/classes.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { classmateFailuresMax, throttleWindowMs } from '../../shared/limits.ts'
import { ownAuthorRequest } from '../../shared/protocol/reviews.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { Debts } from '../quotas.ts'
import { joinedBy, leftBy, nobodyThere } from '../review/handing-in.ts'
import { textOf } from '../review/seen.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow } from '../store/reviews.ts'
import { TooFast } from './errors.ts'
import { atBrowser, bodyOf } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function ownAuthorRoutes({ articles, audit, clock, reviews, store: { records } }: Services) {
  const { sessions, reviewing } = reviews
  const failures = new Debts(
    classmateFailuresMax / (throttleWindowMs / 1000),
    classmateFailuresMax - 1,
    clock,
  )

  return new Hono<Env>()
    .put('/sessions/:session/own/text/authors', async (c) => {
      const { now, student, account, article } = await written(c)
      const { handle } = await bodyOf(c, ownAuthorRequest)
      if (!can(await records.roleOf(article, account), 'handOver'))
        throw new Refused('forbidden', 'Only whose article it is says who writes it with them.')
      const roster = await sessions.roster(now)
      const other = await counted(account, async () => {
        const found = roster.find((one) => handleKey(one.handle) === handleKey(handle))
        if (found === undefined || found.account === null) throw nobodyThere()
        await sessions.change(now.session.id, (then) => {
          assertStill(then, student, article)
          return { answer: undefined, writes: joinedBy(then, article, found.id) }
        })
        return found.account
      })
      // After a crash between the two they are an author who cannot find it in their list: named again they can.
      if (!can(await records.roleOf(article, other), 'edit')) {
        await records.setRole(article, other, 'editor')
        await audit.note({ act: 'role-given', by: account, account: other, article, detail: 'editor' })
        articles.accessChanged(article, other)
      }
      return c.body(null, 204)
    })
    .delete('/sessions/:session/own/text/authors', async (c) => {
      const { now, student, account, article } = await written(c)
      const role = await records.roleOf(article, account)
      if (can(role, 'handOver')) throw new Refused('conflict', 'It is their own article.')
      await sessions.change(now.session.id, (then) => {
        assertStill(then, student, article)
        return { answer: undefined, writes: leftBy(then, student.id) }
      })
      if (role !== null) {
        await records.setRole(article, account, null)
        await audit.note({ act: 'role-taken', by: account, account, article })
      }
      articles.accessChanged(article, account)
      return c.body(null, 204)
    })

  /** Whoever asks, and the article that they have handed in, while texts are written. */
  async function written(c: Request) {
    const { account } = atBrowser(c)
    const { now, student } = await sessions.attended(c.req.param('session') ?? '', account)
    reviewing.assertWritten(now, student)
    const text = textOf(now, student)
    if (text === undefined) throw new Refused('conflict', 'They have handed in no text.')
    return { now, student, account, article: text.article }
  }

  function assertStill(then: SessionNow, student: StudentRow, article: ArticleId): void {
    reviewing.assertWritten(then, student)
    if (textOf(then, student)?.article !== article)
      throw new Refused('conflict', 'They have handed in another text by now.')
  }

  /** Counts what is refused with `not-found`, before it is judged, so that attempts at the same time are counted too. */
  async function counted<T>(account: AccountId, attempt: () => Promise<T>): Promise<T> {
    const waitMs = failures.wait(account)
    if (waitMs > 0) throw new TooFast(waitMs)
    failures.spend(account, 1)
    try {
      const result = await attempt()
      failures.spend(account, -1)
      return result
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'not-found') failures.spend(account, -1)
      throw error
    }
  }
}
