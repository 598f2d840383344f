/** The first administrator's way in, by the link that the server printed. */

import { Hono } from 'hono'
import { setUpRequest } from '../../shared/protocol/http.ts'
import { createSampleArticle } from '../publish/sample-article.ts'
import { bodyOf } from './guards.ts'
import { answerMe } from './me.ts'
import type { Env, Services } from './services.ts'

export const setUpRoutes = (services: Services) =>
  new Hono<Env>()
    .get('/set-up/:token', async (c) => {
      await services.newsroom.checkSetUp(c.req.param('token'))
      return c.body(null, 204)
    })
    .post('/set-up', async (c) => {
      const { token, publication, ...person } = await bodyOf(c, setUpRequest)
      await services.newsroom.checkSetUp(token)
      services.quotas.countPassword(c)
      const account = await services.newsroom.setUp(token, publication, person)
      await services.audit.note({ act: 'set-up', by: account, account })
      await createSampleArticle(services, account)
      const { cookies } = await services.signIns.signIn(person.userName, person.password, c.req.raw.headers)
      return answerMe(c, services, account, cookies)
    })
