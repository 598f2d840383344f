/** Review sessions, for who teaches their class. Whoever does not is told that there is none. */

import { Hono } from 'hono'
import type * as Y from 'yjs'
import { flatRanges } from '../../shared/article/record.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { type ArticleId, newArticleId, randomToken } from '../../shared/ids.ts'
import { sessionsPerClassMax, teacherNotesMax } from '../../shared/limits.ts'
import {
  allocateRequest,
  attendanceRequest,
  changeSampleRequest,
  changeSessionRequest,
  createSessionRequest,
  createTextRequest,
  moveRequest,
  noteRequest,
  overrideRequest,
  phaseRequest,
  remarkRequest,
  reopenReviewRequest,
  sampleRequest,
} from '../../shared/protocol/reviews.ts'
import { Refused } from '../../shared/refusals.ts'
import { canInSession } from '../../shared/review/permission.ts'
import { PHASES, type Phase } from '../../shared/review/phase.ts'
import { NO_REVIEW, type SessionSettings } from '../../shared/review/session.ts'
import { can, may } from '../../shared/roles.ts'
import type { Visitor } from '../auth/access.ts'
import { createArticle } from '../publish/new-article.ts'
import { csvOf } from '../review/csv.ts'
import { gradesOf } from '../review/grading.ts'
import { insertionAt } from '../review/held-back.ts'
import { pastedText } from '../review/pasted.ts'
import { remarkIn, withHidden, withRemark } from '../review/remarks.ts'
import { sampleOnBoard } from '../review/sample-seen.ts'
import { boardOf, lateOf, pairsOf, reviewsOf } from '../review/seen.ts'
import { isOut, noSession, teacherMay } from '../review/sessions.ts'
import type { SessionNow } from '../store/reviews.ts'
import { atBrowser, bodyOf, notFound } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

const ID_LENGTH = 12

const DEFAULTS: SessionSettings = {
  instructions: '',
  reviewsPerText: 2,
  acrossGroups: false,
  mustNot: [],
  wishes: [],
  rubric: [],
  scoreBy: 'median',
  keepsWriting: false,
  isNamed: false,
}

export function sessionRoutes(services: Services) {
  const { audit, clock, random, reviews, store } = services
  const { sessions, phases, pairing, release, takingBack, replies, grading, progress, calibrating, leaks } =
    reviews
  const { records } = store

  return (
    new Hono<Env>()
      .post('/sessions', async (c) => {
        const { account } = teacher(c)
        const { class: classId, name, settings = {} } = await bodyOf(c, createSessionRequest)
        if (!(await records.isTeacher(classId, account))) throw notFound()
        if ((await records.sessionsOf(classId)).length >= sessionsPerClassMax)
          throw new Refused('conflict', `A class has at most ${sessionsPerClassMax} review sessions.`)
        const id = await sessions.create(classId, name, { ...DEFAULTS, ...given(settings) })
        return c.json(await shown(id), 201)
      })
      .get('/sessions/:session', async (c) => c.json(await shown((await taught(c)).session.id)))
      .patch('/sessions/:session', async (c) => {
        const { id } = (await taught(c)).session
        const { name, settings = {}, endsAt, isPaused } = await bodyOf(c, changeSessionRequest)
        const change = { ...given(settings), ...(name !== undefined && { name }) }
        if (Object.keys(change).length > 0) await sessions.changeSettings(id, change)
        if (isPaused !== undefined) await sessions.setPaused(id, isPaused)
        if (endsAt !== undefined) await sessions.setEnd(id, endsAt)
        return c.json(await shown(id))
      })
      .get('/sessions/:session/phase/:phase', async (c) => {
        const now = await taught(c)
        const phase = c.req.param('phase') as Phase
        if (!PHASES.includes(phase)) throw noSession()
        return c.json({ consequences: await sessions.consequences(now, phase) })
      })
      .put('/sessions/:session/phase', async (c) => {
        const { id } = (await taught(c)).session
        const { phase, endsAt = null, from = null } = await bodyOf(c, phaseRequest)
        if (!(await phases.enter(id, phase, endsAt, from)))
          throw new Refused('conflict', 'The session is in another phase by now.')
        return c.json(await shown(id))
      })

      // ---- the text on which everybody tries the questions
      .get('/sessions/:session/sample', async (c) =>
        c.json({ text: await calibrating.words((await taught(c)).session.id) }),
      )
      .put('/sessions/:session/sample', async (c) => {
        const { id } = (await taught(c)).session
        const chosen = await bodyOf(c, sampleRequest)
        if ('text' in chosen) await calibrating.chooseText(id, chosen.text)
        else await calibrating.chooseArticle(id, await ownArticle(c, chosen.article as ArticleId))
        return c.json(await shown(id))
      })
      .patch('/sessions/:session/sample', async (c) => {
        const { id } = (await taught(c)).session
        const { key, isShown } = await bodyOf(c, changeSampleRequest)
        if (key !== undefined) await calibrating.setKey(id, key)
        if (isShown !== undefined) await calibrating.setShown(id, isShown)
        return c.json(await shown(id))
      })
      .delete('/sessions/:session/sample', async (c) => {
        await calibrating.remove((await taught(c)).session.id)
        return c.body(null, 204)
      })

      // ---- texts
      .post('/sessions/:session/texts', async (c) => {
        const now = await taught(c)
        const made = await bodyOf(c, createTextRequest)
        const { students } = made
        const roster = await sessions.roster(now)
        const authors = roster.filter(({ id }) => students.includes(id))
        const [owner, ...others] = authors.flatMap(({ account }) => account ?? [])
        if (authors.length !== students.length) throw noSession()
        if (owner === undefined) throw new Refused('conflict', 'Nobody of them has joined yet.')
        sessions.assertWithoutText(now, students)
        const article = newArticleId(random)
        const row = { id: article, at: clock.now() }
        if ('text' in made) {
          const { title, update } = pastedText(made.text)
          await records.createArticle({ ...row, title }, owner, update)
        } else await createArticle(records, { ...row, owner, title: made.title })
        for (const account of others) await records.setRole(article, account, 'owner')
        const text = await sessions.putText(now.session.id, article, students)
        return c.json(text, 201)
      })
      .delete('/sessions/:session/texts/:text', async (c) => {
        await sessions.removeText((await taught(c)).session.id, c.req.param('text'))
        return c.body(null, 204)
      })
      .patch('/sessions/:session/texts/:text', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'seeScores')
        const { override } = await bodyOf(c, overrideRequest)
        await sessions.changeText(now.session.id, c.req.param('text'), (text) => ({ ...text, override }))
        return c.json(await shown(now.session.id))
      })
      .post('/sessions/:session/texts/:text/notes', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'hideRemark')
        const note = {
          id: randomToken(random, ID_LENGTH),
          ...(await bodyOf(c, noteRequest)),
          isLanded: false,
        }
        const text = await sessions.changeText(now.session.id, c.req.param('text'), (text) => {
          if (text.notes.length >= teacherNotesMax)
            throw new Refused('conflict', 'There are as many notes as there may be.')
          return { ...text, notes: [...text.notes, note] }
        })
        const then = await sessions.now(now.session.id)
        if (isOut(then.session)) await release.landNotes(then, text)
        return c.json(note, 201)
      })
      .get('/sessions/:session/late', async (c) => {
        const now = await taught(c)
        return c.json({ late: lateOf(now, await records.lateIn(now.session.id)) })
      })
      .get('/sessions/:session/leaks', async (c) => {
        const now = await taught(c)
        const found = await leaks.in(now.texts, await sessions.roster(now))
        return c.json({ leaks: found.filter((text) => text.leaks.length > 0) })
      })

      // ---- who is here, and who reviews what
      .put('/sessions/:session/attendance/:student', async (c) => {
        const { id } = (await taught(c)).session
        const { state, extra } = await bodyOf(c, attendanceRequest)
        const some = { ...(state !== undefined && { state }), ...(extra !== undefined && { extra }) }
        await sessions.setAttendance(id, c.req.param('student'), some)
        return c.json(await shown(id))
      })
      .get('/sessions/:session/allocation', async (c) =>
        c.json(await pairing.preview((await taught(c)).session.id)),
      )
      .post('/sessions/:session/allocation', async (c) => {
        const { id } = (await taught(c)).session
        const { rev = null } = await bodyOf(c, allocateRequest)
        return c.json({ allocation: await pairing.allocate(id, rev) })
      })
      .get('/sessions/:session/texts/:text/readers', async (c) => {
        const { session, pairs } = await taught(c)
        const found = await pairing.readers(session.id, c.req.param('text'), c.req.query('pair') ?? null)
        await audit.note({ act: 'reviewers-seen', by: teacher(c).account, detail: session.id })
        // What was given up is forbidden as what the teacher has ruled out is, and is called by its name.
        const isEnded = (student: string) =>
          pairs.some(
            ({ reviewer, text, round, ended }) =>
              reviewer === student &&
              text === c.req.param('text') &&
              round === session.round &&
              ended !== null,
          )
        return c.json({
          ...found,
          readers: found.readers.map((one) =>
            one.refusal === 'must-not' && isEnded(one.student) ? { ...one, refusal: 'given-up' } : one,
          ),
        })
      })
      .post('/sessions/:session/moves', async (c) => {
        const { id } = (await taught(c)).session
        const { take = null, place = null, reason = '', asks = false } = await bodyOf(c, moveRequest)
        const verdict = await pairing.move(id, { take, place }, reason, asks)
        return c.json(verdict.kind === 'allowed' ? { kind: verdict.kind, worse: verdict.worse } : verdict)
      })
      .post('/sessions/:session/extras/:student', async (c) => {
        const { id } = (await taught(c)).session
        return c.json({ pair: await pairing.extra(id, c.req.param('student')) })
      })
      .get('/sessions/:session/pairs', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'seePairs')
        await audit.note({ act: 'reviewers-seen', by: teacher(c).account, detail: now.session.id })
        return c.json({ pairs: pairsOf(now) })
      })

      // ---- what was written
      .get('/sessions/:session/reviews', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'seeReviews')
        return c.json({ reviews: await reviewsOf(records, now) })
      })
      .patch('/sessions/:session/pairs/:pair', async (c) => {
        const { id } = (await taught(c)).session
        const { isReopened } = await bodyOf(c, reopenReviewRequest)
        await sessions.changeReview(id, c.req.param('pair'), ({ session, pair }) => {
          teacherMay({ session }, 'reopenReview')
          return { answer: undefined, writes: { pairs: [{ ...pair, isReopened }], roles: [pair.copy] } }
        })
        return c.json(await shown(id))
      })
      .patch('/sessions/:session/pairs/:pair/remarks/:remark', async (c) => {
        const { session, pairs } = await taught(c)
        const { id } = session
        const { isEndorsed, hidden } = await bodyOf(c, remarkRequest)
        const remark = c.req.param('remark')
        if (!/^[0-9a-z.]{1,40}$/.test(remark)) throw noSession()
        const pair = c.req.param('pair')
        const copy = pairs.find((one) => one.id === pair)?.copy
        const units = hidden && copy ? await insertedOn(copy, remark) : []
        const isLate = await sessions.changeReview(id, pair, ({ session, pair, review }) => {
          teacherMay({ session }, 'hideRemark')
          const before = remarkIn(review, remark)
          const next = {
            ...(hidden === undefined ? before : withHidden(before, hidden, units)),
            ...(isEndorsed !== undefined && { isEndorsed }),
          }
          // What did not land because it was hidden then lands now, be it after a landing that is on its way.
          const isLate = before.hidden !== null && hidden === null && isOut(session)
          return {
            answer: isLate,
            writes: {
              ...(isLate && pair.isLanded && { pairs: [{ ...pair, isLanded: false }] }),
              reviews: [{ pair: pair.id, review: withRemark(review, remark, next) }],
            },
          }
        })
        const stays = (await takingBack.settle(id, pair)).has(remark)
        if (isLate) await release.land(id)
        const state = remarkIn((await records.reviewsOf(id)).get(pair) ?? NO_REVIEW, remark)
        return c.json({ remark: state, stays })
      })
      .get('/sessions/:session/pairs/:pair/replies', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'seeReviews')
        return c.json({ remarks: await replies.seenByTeacher(now, c.req.param('pair')) })
      })
      .get('/sessions/:session/grades', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'seeScores')
        return c.json(gradesOf(await grading.graded(now, await sessions.roster(now))))
      })
      .get('/sessions/:session/grades.csv', async (c) => {
        const now = await taught(c)
        teacherMay(now, 'exportSession')
        const seesScores = canInSession('seeScores', now.session.clock.phase, ['teacher'])
        const { rows } = gradesOf(await grading.graded(now, await sessions.roster(now)))
        const columns = [
          'handle',
          'textScore',
          'spread',
          'reviewsAssigned',
          'reviewsSubmitted',
          'helpfulness',
          'uptake',
          'isLate',
        ] as const
        const cells = seesScores ? rows.map((row) => columns.map((column) => row[column])) : []
        return c.body(csvOf([[...columns], ...cells]), 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': 'attachment; filename="grades.csv"',
        })
      })
  )

  function taught(c: Request): Promise<SessionNow> {
    return sessions.taught(c.req.param('session') ?? '', teacher(c).account)
  }

  async function shown(id: string) {
    const now = await sessions.now(id)
    const at = clock.now()
    const [roster, late, tried] = await Promise.all([
      sessions.roster(now),
      records.lateIn(id),
      calibrating.now(id),
    ])
    const board = boardOf(now, roster, { ...(await progress.of(now, roster, at)), late }, at)
    return { ...board, sample: sampleOnBoard(tried) }
  }

  /** What a suggestion of a copy consists of, where it is an insertion: client, clock and length, one behind the other. */
  async function insertedOn(copy: ArticleId, suggestion: string): Promise<readonly number[]> {
    const read = (doc: Y.Doc) => flatRanges(insertionAt(new Suggestions(doc), suggestion))
    return (await services.articles.read(copy, read)) ?? []
  }

  /** Somebody else's text is nobody's to show around. */
  async function ownArticle(c: Request, article: ArticleId): Promise<ArticleId> {
    const role = await services.access.roleIn(article, teacher(c).account)
    if (!can(role, 'handOver')) throw noSession()
    return article
  }
}

/** Throws `not-found` for who may have no classes. */
function teacher(c: Request): Visitor {
  const visitor = atBrowser(c)
  if (!may(visitor, 'manageClasses')) throw noSession()
  return visitor
}

/** Without what is left out. */
const given = <T extends object>(some: T) =>
  Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
