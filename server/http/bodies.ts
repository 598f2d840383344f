/** What a request's body may be: JSON of at most a megabyte, or a form with a picture. */

import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { bodyBytesMax, imageBytesMax, strangerBodyBytesMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { refuse } from './errors.ts'
import type { Env, Request } from './services.ts'

/** Room for a form's other fields and boundaries. */
const FORM_BYTES = 64 * 1024
/** How much of a body that is too large is still taken in, so that its sender hears why instead of a cut line. */
const DRAINED_BYTES_MAX = 4 * imageBytesMax

/** JSON, which no form of another site can send; only images are multipart. */
export const jsonBodiesOnly: MiddlewareHandler<Env> = async (c, next) => {
  // By HTTP/1.1 a request has a body when one of these says so.
  const announced = announcedBytes(c) > 0 || c.req.header('transfer-encoding') !== undefined
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  const allowed = takesPicture(c) ? 'multipart/form-data' : 'application/json'
  if (announced && type !== allowed) throw new Refused('invalid', `The body must be ${allowed}.`)
  await next()
}

/** After `visited`: a stranger's picture is not kept in memory while it arrives. */
export const boundedBodies: MiddlewareHandler<Env> = async (c, next) => {
  if (takesPicture(c) && c.get('visitor') === null) {
    await drain(c)
    return refuse(c, 'sign-in', 'Sign in first.')
  }
  const textBytesMax = c.get('visitor') === null ? strangerBodyBytesMax : bodyBytesMax
  const maxSize = takesPicture(c) ? imageBytesMax + FORM_BYTES : textBytesMax
  const onError = async () => {
    await drain(c)
    return refuse(c, 'too-large', 'The body is too large.')
  }
  return bodyLimit({ maxSize, onError })(c, next)
}

async function drain(c: Request): Promise<void> {
  const { body } = c.req.raw
  if (!body || body.locked || announcedBytes(c) > DRAINED_BYTES_MAX) return
  const reader = body.getReader()
  // One that does not say how long it is need not have an end.
  for (let drained = 0; drained <= DRAINED_BYTES_MAX; ) {
    const { done, value } = await reader.read()
    if (done) return
    drained += value.byteLength
  }
  await reader.cancel()
}

/** By its route alone: somebody may be called “images”. */
export const takesPicture = (c: Request) =>
  c.req.method === 'POST' && /^\/api\/articles\/[^/]+\/images$/.test(c.req.path)
const announcedBytes = (c: Request) => Number(c.req.header('content-length') ?? 0)
