/** A student's own part of a review session: their text, the ones they review, and what they get. Nobody else's is there. */

import { Hono } from 'hono'
import { type ArticleId, newArticleId } from '../../shared/ids.ts'
import {
  answersRequest,
  declineRequest,
  ownTextRequest,
  planRequest,
  receivedRequest,
  remarkKindRequest,
  replyRequest,
} from '../../shared/protocol/reviews.ts'
import { canInSession, type SessionAction } from '../../shared/review/permission.ts'
import type { SessionText } from '../../shared/review/session.ts'
import { can } from '../../shared/roles.ts'
import { remarkId } from '../review/grading.ts'
import { pastedText } from '../review/pasted.ts'
import { remarkIn, withRemark } from '../review/remarks.ts'
import { ownSample } from '../review/sample-seen.ts'
import { ownPart, textOf } from '../review/seen.ts'
import { noSession } from '../review/sessions.ts'
import type { StudentRow } from '../store/classes.ts'
import type { SessionNow } from '../store/reviews.ts'
import { atBrowser, bodyOf, permittedHere } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function ownReviewRoutes(services: Services) {
  const { access, clock, random, reviews, store } = services
  const { sessions, reviewing, replies, grading, calibrating, leaks } = reviews
  const { records } = store

  return (
    new Hono<Env>()
      .get('/sessions', async (c) => {
        const { account } = atBrowser(c)
        const [taught, places] = await Promise.all([
          records.classesOf(account),
          records.studentshipsOf(account),
        ])
        const classes = new Set([...taught.map(({ id }) => id), ...places.map((place) => place.class)])
        const rows = await Promise.all([...classes].map((id) => records.sessionsOf(id)))
        const teaches = new Set(taught.map(({ id }) => id))
        return c.json({
          sessions: rows.flat().map(({ id, name, class: classId, clock: { phase } }) => ({
            id,
            name,
            class: classId,
            phase,
            isTaught: teaches.has(classId),
          })),
        })
      })
      .get('/sessions/:session/own', async (c) => {
        const { now, student } = await attended(c)
        const tried = await calibrating.now(now.session.id)
        const at = clock.now()
        const seen = {
          at,
          own: await reviewing.own(now, student),
          roster: await sessions.roster(now),
        }
        return c.json({ ...ownPart(now, student, seen), sample: ownSample(tried, student, at) })
      })
      .put('/sessions/:session/own/text', async (c) => {
        const { now, student } = await attended(c)
        reviewing.assertWritten(now, student)
        const handed = await bodyOf(c, ownTextRequest)
        const article =
          'text' in handed ? await madeFrom(c, handed.text) : await ownArticle(c, handed.article as ArticleId)
        const others = await othersOf(now, article, student)
        await sessions.handIn(now.session.id, { article, student: student.id, others }, (then) =>
          reviewing.assertWritten(then, student),
        )
        return c.body(null, 204)
      })
      .get('/sessions/:session/own/leaks', async (c) => {
        const { now, student } = await attended(c)
        const text = textOf(now, student)
        if (text === undefined || !maySee(now, student, 'readLive', 'author')) throw noSession()
        const [found] = await leaks.in([text], await sessions.roster(now))
        return c.json({ leaks: found?.leaks ?? [] })
      })
      .post('/sessions/:session/own/reviews/:pair/open', async (c) => {
        await reviewing.open(...asked(c))
        return c.body(null, 204)
      })
      .put('/sessions/:session/own/reviews/:pair/answers', async (c) => {
        const { answers } = await bodyOf(c, answersRequest)
        await reviewing.answer(...asked(c), answers)
        return c.body(null, 204)
      })
      .put('/sessions/:session/own/reviews/:pair/remarks/:remark', async (c) => {
        const does = await bodyOf(c, remarkKindRequest)
        const remark = c.req.param('remark')
        if (!/^[0-9a-z.]{1,40}$/.test(remark)) throw noSession()
        await reviewing.mark(...asked(c), remark, does)
        return c.body(null, 204)
      })
      .post('/sessions/:session/own/reviews/:pair/submit', async (c) => {
        await reviewing.submit(...asked(c))
        return c.body(null, 204)
      })
      .post('/sessions/:session/own/reviews/:pair/decline', async (c) => {
        const { reason } = await bodyOf(c, declineRequest)
        await reviewing.decline(...asked(c), reason)
        return c.body(null, 204)
      })
      .get('/sessions/:session/own/reviews/:pair/replies', async (c) =>
        c.json({ remarks: await replies.toOwn(...asked(c)) }),
      )
      .post('/sessions/:session/own/reviews/:pair/replies/:remark', async (c) => {
        const { id = null, body } = await bodyOf(c, replyRequest)
        await replies.answer(...asked(c), c.req.param('remark'), { id, body })
        return c.body(null, 204)
      })

      // ---- the text on which everybody tries the questions
      .post('/sessions/:session/own/sample/open', async (c) => {
        await calibrating.open(sessionOf(c), atBrowser(c).account)
        return c.body(null, 204)
      })
      .put('/sessions/:session/own/sample/answers', async (c) => {
        const { answers } = await bodyOf(c, answersRequest)
        await calibrating.answer(sessionOf(c), atBrowser(c).account, answers)
        return c.body(null, 204)
      })
      .post('/sessions/:session/own/sample/submit', async (c) => {
        await calibrating.submit(sessionOf(c), atBrowser(c).account)
        return c.body(null, 204)
      })

      // ---- what the author gets
      .get('/sessions/:session/own/received', async (c) => {
        const { now, student, text } = await authored(c, 'seeReviews')
        return c.json({
          reviews: await grading.received(now, text, await reviewing.handles(now, student, 'author')),
          notes: text.notes.map(({ body }) => body),
        })
      })
      .get('/sessions/:session/own/scores', async (c) => {
        const { now, student } = await attended(c)
        if (!maySee(now, student, 'seeScores', 'author')) throw noSession()
        return c.json(await grading.ownScores(now, student.id, textOf(now, student) ?? null))
      })
      .patch('/sessions/:session/own/received/:remark', async (c) => {
        const { now, student, text } = await authored(c, 'rateRemarks')
        const { rating, fate } = await bodyOf(c, receivedRequest)
        const found = await remarkOf(now, text, c.req.param('remark'))
        await sessions.changeReview(now.session.id, found.pair, ({ session, pair, review }) => {
          if (!maySee({ session }, student, 'rateRemarks', 'author')) throw noSession()
          const next = {
            ...remarkIn(review, found.remark),
            ...(rating !== undefined && { rating }),
            ...(fate !== undefined && { fate: fate === null ? null : { reason: '', ...fate } }),
          }
          const changed = withRemark(review, found.remark, next)
          return { answer: undefined, writes: { reviews: [{ pair: pair.id, review: changed }] } }
        })
        return c.body(null, 204)
      })
      .put('/sessions/:session/own/plan', async (c) => {
        const { now, student, text } = await authored(c, 'rateRemarks')
        const { plan } = await bodyOf(c, planRequest)
        await sessions.changeText(now.session.id, text.id, (there, { session }) => {
          if (!maySee({ session }, student, 'rateRemarks', 'author')) throw noSession()
          return { ...there, plan }
        })
        return c.body(null, 204)
      })
  )

  function attended(c: Request) {
    return sessions.attended(sessionOf(c), atBrowser(c).account)
  }

  function asked(c: Request) {
    return [sessionOf(c), atBrowser(c).account, c.req.param('pair') ?? ''] as const
  }

  function maySee(
    now: Pick<SessionNow, 'session'>,
    student: StudentRow,
    action: SessionAction,
    party: 'author',
  ): boolean {
    return canInSession(action, reviewing.phaseFor(now, student), [party])
  }

  async function authored(c: Request, action: SessionAction) {
    const { now, student } = await attended(c)
    const text = textOf(now, student)
    if (text === undefined || !maySee(now, student, action, 'author')) throw noSession()
    return { now, student, text }
  }

  async function ownArticle(c: Request, article: ArticleId): Promise<ArticleId> {
    if (!can(await access.roleIn(article, atBrowser(c).account), 'handOver')) throw noSession()
    return article
  }

  /** An article of theirs as any other. */
  async function madeFrom(c: Request, words: string): Promise<ArticleId> {
    const { account } = permittedHere(c, 'createArticle')
    const { title, update } = pastedText(words)
    const id = newArticleId(random)
    await records.createArticle({ id, title, at: clock.now() }, account, update)
    return id
  }

  /** Whoever of the class may write in it as well. */
  async function othersOf(now: SessionNow, article: ArticleId, student: StudentRow) {
    const [members, roster] = await Promise.all([records.members(article), sessions.roster(now)])
    const writers = new Set(members.flatMap(({ account, role }) => (can(role, 'edit') ? [account] : [])))
    const others = roster.filter(
      ({ account, id }) => id !== student.id && account !== null && writers.has(account),
    )
    return others.map(({ id }) => id)
  }

  async function remarkOf({ session, pairs }: SessionNow, text: SessionText, id: string) {
    const kept = await records.reviewsOf(session.id)
    for (const pair of pairs) {
      if (pair.text !== text.id || pair.round !== session.round) continue
      for (const [remark, { landed, hidden }] of Object.entries(kept.get(pair.id)?.remarks ?? {}))
        if (landed !== null && hidden === null && remarkId(session.id, pair, remark) === id)
          return { pair: pair.id, remark }
    }
    throw noSession()
  }
}

const sessionOf = (c: Request): string => c.req.param('session') ?? ''
