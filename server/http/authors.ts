/** What the people are called who have written in an article: its text knows them by ids that mean something there only. */

import { Hono } from 'hono'
import { writersIn, writersOfBase } from '../../shared/article/authors.ts'
import type { Author } from '../../shared/protocol/http.ts'
import { can } from '../../shared/roles.ts'
import { namesOf } from '../auth/names.ts'
import { notFound, permitted } from './guards.ts'
import type { Env, Services } from './services.ts'

export const authorRoutes = (services: Services) =>
  new Hono<Env>().get('/articles/:article/authors', async (c) => {
    const { accounts, readFor, store } = services
    const { article, role, visitor } = await permitted(c, services, 'seeAuthors')
    // Who may not see what is suggested is not told who suggests.
    const writers = await readFor(
      visitor.account,
      article,
      can(role, 'seeSuggestions') ? writersIn : writersOfBase,
    )
    if (writers === null) throw notFound()
    const authors: readonly Author[] = await namesOf({ accounts, records: store.records }, article, writers)
    return c.json({ authors })
  })
