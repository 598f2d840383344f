/** What is said about an article beside its text: threads, their comments, and who has read what. */

import { Hono } from 'hono'
import { type Anchor, type AnchorRequest, anchorFor } from '../../shared/article/anchor.ts'
import { writersIn } from '../../shared/article/authors.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { ArticleId, PersonId } from '../../shared/ids.ts'
import {
  changeCommentRequest,
  changeThreadRequest,
  createCommentRequest,
  createThreadRequest,
  readThreadsRequest,
} from '../../shared/protocol/threads.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Action } from '../../shared/roles.ts'
import { REACTIONS, type Reaction } from '../../shared/threads.ts'
import {
  type Actor,
  assign,
  attach,
  edit,
  namedIn,
  react,
  remove,
  reply,
  setStatus,
  start,
} from '../threads/rules.ts'
import type { Asker } from '../threads/threads.ts'
import { bodyOf, notFound, permitted } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function threadRoutes(services: Services) {
  const { audit, readFor, store, threads } = services

  return new Hono<Env>()
    .get('/articles/:article/threads', async (c) => {
      const { article, asker } = await asking(c, 'seeThreads')
      return c.json(await threads.since(article, asker, sinceOf(c)))
    })
    .get('/articles/:article/mentionable', async (c) => {
      const { article, visitor } = await permitted(c, services, 'seeThreads')
      const writers = await readFor(visitor.account, article, writersIn)
      if (writers === null) throw notFound()
      return c.json({ people: await threads.mentionable(article, visitor.position, writers) })
    })
    .put('/articles/:article/threads/read', async (c) => {
      const { article, asker } = await asking(c, 'seeThreads')
      await threads.read(article, asker, (await bodyOf(c, readThreadsRequest)).threads)
      return c.body(null, 204)
    })
    .post('/articles/:article/threads', async (c) => {
      const { article, asker } = await asking(c, 'comment')
      const { id, comment, anchor, body, assignee } = await bodyOf(c, createThreadRequest)
      const said = { id: comment ?? null, body, assignee: (assignee ?? null) as PersonId | null }
      const named = namedIn(body, said.assignee)
      const about = anchor ? await anchorAt(article, asker, anchor) : null
      const rule = (actor: Actor) => start(actor, about, said)
      const { change } = await threads.change(article, asker, id ?? threads.newId(), rule, named)
      return c.json(change, 201)
    })
    .patch('/articles/:article/threads/:thread', async (c) => {
      const { article, asker } = await asking(c, 'comment')
      const body = await bodyOf(c, changeThreadRequest)
      const thread = c.req.param('thread')
      if ('status' in body) {
        const { change } = await threads.change(article, asker, thread, (actor) =>
          setStatus(actor, body.status),
        )
        return c.json(change)
      }
      if ('assignee' in body) {
        const assignee = body.assignee as PersonId | null
        const rule = (actor: Actor) => assign(actor, assignee)
        return c.json((await threads.change(article, asker, thread, rule, namedIn('', assignee))).change)
      }
      const anchor = await anchorAt(article, asker, body.anchor)
      const { change } = await threads.change(article, asker, thread, (actor) => attach(actor, anchor))
      return c.json(change)
    })
    .post('/articles/:article/threads/:thread/comments', async (c) => {
      const { article, asker } = await asking(c, 'comment')
      const { id, body, assignee } = await bodyOf(c, createCommentRequest)
      const said = { id: id ?? null, body, assignee: (assignee ?? null) as PersonId | null }
      const rule = (actor: Actor) => reply(actor, said)
      const named = namedIn(body, said.assignee)
      const { change } = await threads.change(article, asker, c.req.param('thread'), rule, named)
      return c.json(change, 201)
    })
    .patch('/articles/:article/threads/:thread/comments/:comment', async (c) => {
      const { article, asker } = await asking(c, 'comment')
      const { body } = await bodyOf(c, changeCommentRequest)
      const { thread, comment } = c.req.param()
      const rule = (actor: Actor) => edit(actor, comment, body)
      return c.json((await threads.change(article, asker, thread, rule, namedIn(body, null))).change)
    })
    .delete('/articles/:article/threads/:thread/comments/:comment', async (c) => {
      const { article, asker } = await asking(c, 'comment')
      const { thread, comment } = c.req.param()
      const rule = (actor: Actor) => remove(actor, comment)
      const { change, isChanged, person } = await threads.change(article, asker, thread, rule)
      const author = change.entries.find(({ id }) => id === comment)?.by
      if (isChanged && author !== undefined && author !== person) {
        const account = (await store.records.people(article)).find((one) => one.person === author)?.account
        const about = { by: asker.account, ...(account && { account }), article }
        await audit.note({ act: 'comment-deleted', ...about, detail: `${thread} ${comment}` })
      }
      return c.json(change)
    })
    .on(
      ['PUT', 'DELETE'],
      '/articles/:article/threads/:thread/comments/:comment/reactions/:reaction',
      async (c) => {
        const { article, asker } = await asking(c, 'comment')
        const reaction = c.req.param('reaction') as Reaction
        if (!REACTIONS.includes(reaction))
          throw new Refused('invalid', `reaction: one of ${REACTIONS.join(' ')}.`)
        const { thread, comment } = c.req.param()
        const isOn = c.req.method === 'PUT'
        const rule = (actor: Actor) => react(actor, comment, reaction, isOn)
        return c.json((await threads.change(article, asker, thread, rule)).change)
      },
    )

  async function asking(c: Request, action: Action): Promise<{ article: ArticleId; asker: Asker }> {
    const { article, visitor, role } = await permitted(c, services, action)
    return { article, asker: { account: visitor.account, role } }
  }

  /** Read where the article is open, when what it holds is on the disk: nobody anchors to what a crash takes back. */
  async function anchorAt(article: ArticleId, { account }: Asker, request: AnchorRequest): Promise<Anchor> {
    const anchor = await readFor(account, article, (doc) => anchorFor(new Suggestions(doc), request))
    if (anchor === null) throw notFound()
    return anchor
  }
}

function sinceOf(c: Request): number {
  const since = c.req.query('since') ?? '0'
  if (/^\d{1,9}$/.test(since)) return Number(since)
  throw new Refused('invalid', 'since: a revision, a whole number.')
}
