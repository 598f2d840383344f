/** Articles as things one owns and lists: made, listed, put into the trash and taken out again. */

import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { type AccountId, type ArticleId, newArticleId, type RandomBytes } from '../../shared/ids.ts'
import { type Article, changeArticleRequest, createArticleRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { ArticleWithRole } from '../auth/access.ts'
import { createArticle } from '../publish/new-article.ts'
import type { ArticleRow } from '../store/store.ts'
import { articleOf, bodyOf, notFound, permittedHere, signedIn } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function articleRoutes({ store: { records }, access, articles, audit, clock, random }: Services) {
  return new Hono<Env>()
    .get('/articles', async (c) => {
      const { account } = signedIn(c)
      const rows = await access.articles(account, c.req.query('trashed') === 'true' ? 'trashed' : 'open')
      return c.json({ articles: rows.map((row) => answerOf(row, row.role)) })
    })
    .post('/articles', async (c) => {
      const { account } = permittedHere(c, 'createArticle')
      const { title } = await bodyOf(c, createArticleRequest)
      const key = c.req.header('idempotency-key')
      const id = key === undefined ? newArticleId(random) : idFromKey(account, key)
      await createOnce(id, account, title, key !== undefined)
      const row = await records.article(id)
      if (!row) throw notFound()
      return c.json(answerOf(row, 'owner'), 201)
    })
    .get('/articles/:article', async (c) => {
      const row = await mine(c)
      return c.json(answerOf(row, row.role))
    })
    .patch('/articles/:article', async (c) => {
      const { trashed } = await bodyOf(c, changeArticleRequest)
      return c.json(await setTrashed(c, trashed))
    })
    .delete('/articles/:article', async (c) => {
      await setTrashed(c, true)
      return c.body(null, 204)
    })

  /** The article and one's role in it. In the trash it is there for its owners only. */
  async function mine(c: Request): Promise<ArticleWithRole> {
    const row = await access.article(articleOf(c), signedIn(c).account)
    if (!row) throw notFound()
    return row
  }

  async function setTrashed(c: Request, trashed: boolean): Promise<Article> {
    const row = await mine(c)
    if (!can(row.role, 'delete'))
      throw new Refused('forbidden', 'Only an owner can delete or restore an article.')
    if ((row.trashedAt !== null) !== trashed) {
      await records.trash(row.id, trashed ? clock.now() : null)
      articles.accessChanged(row.id, null)
      const act = trashed ? 'article-trashed' : 'article-restored'
      await audit.note({ act, by: signedIn(c).account, article: row.id })
    }
    return { ...answerOf(row, row.role), trashed }
  }

  /** A request that is sent again under its key, even after a restart, finds the article that it made. */
  async function createOnce(
    id: ArticleId,
    owner: AccountId,
    title: string,
    repeatable: boolean,
  ): Promise<void> {
    try {
      await createArticle(records, { id, owner, title, at: clock.now() })
    } catch (error) {
      const made = repeatable && error instanceof Refused && error.code === 'conflict'
      if (!made || (await records.roleOf(id, owner)) === null) throw error
    }
  }
}

const answerOf = (row: ArticleRow, role: Role): Article => ({
  id: row.id,
  title: row.title,
  role,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  trashed: row.trashedAt !== null,
})

/** An article id that this account's key always gives: the key's hash in place of chance. */
function idFromKey(account: AccountId, key: string): ArticleId {
  let round = 0
  const bytes: RandomBytes = () =>
    new Uint8Array(createHash('sha512').update(`${account}\0${key}\0${round++}`).digest())
  return newArticleId(bytes)
}
