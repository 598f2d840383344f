/** Every address of the server, and the steps each request goes through before its handler. */

import { Hono, type MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { createImageShop } from '../publish/image-shop.ts'
import { accessRequestRoutes } from './access-requests.ts'
import { articleRoutes } from './articles.ts'
import { auditRoutes } from './audit.ts'
import { authorRoutes } from './authors.ts'
import { boundedBodies, jsonBodiesOnly, takesPicture } from './bodies.ts'
import { classStudentRoutes } from './class-students.ts'
import { classRoutes } from './classes.ts'
import { contentRoutes } from './content.ts'
import { decisionRoutes } from './decisions.ts'
import { onError, refuse } from './errors.ts'
import { freezeRoutes } from './freeze.ts'
import { groupRoutes } from './groups.ts'
import { notFound } from './guards.ts'
import { securityHeaders } from './headers.ts'
import { healthRoutes } from './health.ts'
import { idempotentWrites } from './idempotency.ts'
import { imageRoutes, uploadRoutes } from './images.ts'
import { inviteRoutes } from './invites.ts'
import { joinRoutes } from './join.ts'
import { lateRoutes } from './late.ts'
import { linkRoutes } from './links.ts'
import { meRoutes } from './me.ts'
import { memberRoutes } from './members.ts'
import { noticeRoutes, oneClickRoutes } from './notices.ts'
import { ownOriginOnly } from './origins.ts'
import { ownAuthorRoutes } from './own-authors.ts'
import { ownReviewRoutes } from './own-reviews.ts'
import { type PageFiles, pageAnswer } from './page-files.ts'
import { peopleRoutes } from './people.ts'
import type { Env, Services } from './services.ts'
import { sessionRoutes } from './sessions.ts'
import { setUpRoutes } from './set-up.ts'
import { signInRoutes } from './sign-ins.ts'
import { suggestionRoutes } from './suggestions.ts'
import { threadRoutes } from './threads.ts'
import { tokenRoutes } from './tokens.ts'
import { versionRoutes } from './versions.ts'

export function createRouter(services: Services, page: PageFiles): Hono<Env> {
  const app = new Hono<Env>()
  app.use(securityHeaders(services.baseUrl?.startsWith('https:') ?? false))
  app.use(measured(services))
  app.use(services.quotas.perAddress)
  app.use(withoutNul)
  app.route('/', healthRoutes(services))

  app.use('/api/*', ownOriginOnly(services.baseUrl))
  app.use('/api/*', jsonBodiesOnly)
  app.use('/api/*', visited(services))
  app.use('/api/*', services.quotas.perVisitor)
  app.use('/api/*', boundedBodies)
  app.use('/api/*', whole(services))
  app.use('/images/*', visited(services))
  app.use('/images/*', services.quotas.perVisitor)
  app.use('/api/*', idempotentWrites(services.clock, services.trustProxy))

  app.route('/api', meRoutes(services))
  app.route('/api', setUpRoutes(services))
  app.route('/api/auth', signInRoutes(services))
  app.route('/api', articleRoutes(services))
  app.route('/api', contentRoutes(services))
  app.route('/api', authorRoutes(services))
  app.route('/api', memberRoutes(services))
  app.route('/api', suggestionRoutes(services))
  app.route('/api', decisionRoutes(services))
  app.route('/api', threadRoutes(services))
  app.route('/api', groupRoutes(services))
  app.route('/api', linkRoutes(services))
  app.route('/api', accessRequestRoutes(services))
  app.route('/api', freezeRoutes(services))
  app.route('/api', versionRoutes(services))
  app.route('/api', uploadRoutes(services, createImageShop()))
  app.route('/', imageRoutes(services))
  app.route('/api', peopleRoutes(services))
  app.route('/api', classRoutes(services))
  app.route('/api', classStudentRoutes(services))
  app.route('/api', sessionRoutes(services))
  app.route('/api', ownReviewRoutes(services))
  app.route('/api', ownAuthorRoutes(services))
  app.route('/api', lateRoutes(services))
  app.route('/api', joinRoutes(services))
  app.route('/api', noticeRoutes(services))
  app.route('/', oneClickRoutes(services))
  app.route('/api', auditRoutes(services))
  app.route('/api', inviteRoutes(services))
  app.route('/api', tokenRoutes(services))

  app.notFound((c) => {
    const answer = c.req.method === 'GET' || c.req.method === 'HEAD' ? pageAnswer(c, page) : null
    return answer ?? refuse(c, 'not-found', 'There is no such address.')
  })
  app.onError(onError(services.log))
  return app
}

/** No address holds a NUL: as a name or an id one database would cut it off there, and the other fails. */
const withoutNul: MiddlewareHandler = async (c, next) => {
  if (c.req.url.includes('%00')) throw notFound()
  await next()
}

/** Finds out who asks, once a request. */
const visited =
  ({ access }: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    c.set('visitor', await access.visitor(c.req.raw.headers))
    await next()
  }

/**
 * Nothing is judged before all of a body has come: who asks, and what they may, is as it is then, not as it was when they began. A
 * picture comes as it is taken in.
 */
const whole =
  ({ access }: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (c.req.raw.body !== null && !takesPicture(c)) {
      const hadCome = c.env.incoming.complete ?? false
      await c.req.arrayBuffer()
      if (!hadCome) c.set('visitor', await access.visitor(c.req.raw.headers))
    }
    await next()
  }

const measured =
  ({ metrics, clock }: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    const from = clock.now()
    await next()
    metrics.answered(c.req.method, routePath(c, -1), c.res.status, (clock.now() - from) / 1000)
  }
