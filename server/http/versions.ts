/** Named versions of an article: sealed by a freeze, or named by an editor. They are listed here, and never changed. */

import { Hono } from 'hono'
import { randomToken } from '../../shared/ids.ts'
import { versionsPerArticleMax } from '../../shared/limits.ts'
import { createVersionRequest, type Version } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import type { VersionRow } from '../store/sharing.ts'
import { bodyOf, notFound, permitted } from './guards.ts'
import type { Env, Services } from './services.ts'

const ID_LENGTH = 12

export function versionRoutes(services: Services) {
  const { accounts, articles, clock, random, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/articles/:article/versions', async (c) => {
      const { article } = await permitted(c, services, 'read')
      return c.json({ versions: await Promise.all((await records.versions(article)).map(answerOf)) })
    })
    .post('/articles/:article/versions', async (c) => {
      const { article, visitor } = await permitted(c, services, 'nameVersion')
      const { name } = await bodyOf(c, createVersionRequest)
      if ((await records.versions(article)).length >= versionsPerArticleMax)
        throw new Refused('conflict', `At most ${versionsPerArticleMax} versions.`)
      // What its maker sees now is durable first: a version stands for rows of the log.
      if ((await articles.read(article, () => true)) === null) throw notFound()
      const id = randomToken(random, ID_LENGTH)
      const row = await records.createVersion(article, { id, name, at: clock.now(), by: visitor.account })
      return c.json(await answerOf(row), 201)
    })

  async function answerOf({ id, name, seq, at, by }: VersionRow): Promise<Version> {
    return { id, name, seq, at, by: (await accounts.find(by))?.displayName ?? '' }
  }
}
