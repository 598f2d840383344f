/** How a request is told no: one shape for every refusal, and for our own faults nothing but that there was one. */

import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { type RefusalCode, Refused, refusal } from '../../shared/refusals.ts'
import type { Log } from '../log.ts'
import { StoreFailed } from '../store/store.ts'
import type { Env } from './services.ts'

/** A refusal that says when to try again. */
export class TooFast extends Refused {
  constructor(readonly waitMs: number) {
    super('too-fast', `Too many requests. Try again in ${inWords(waitMs)}.`)
  }
}

/** When to try again where nothing says it better: a queue was full. */
const RETRY_MS = 5_000

export function refuse(c: Context<Env>, code: RefusalCode, message: string): Response {
  const { status, retry } = refusal(code)
  return Response.json(
    { error: { code, message, retry } },
    { status, headers: { 'Cache-Control': 'no-store', ...Object.fromEntries(c.res.headers) } },
  )
}

export const onError = (log: Log) => (error: Error, c: Context<Env>) => {
  if (error instanceof Refused && refusal(error.code).status === 429) {
    c.header('Retry-After', String(Math.ceil((error instanceof TooFast ? error.waitMs : RETRY_MS) / 1000)))
  }
  if (error instanceof Refused) return refuse(c, error.code, error.message)
  if (error instanceof HTTPException && error.status === 413)
    return refuse(c, 'too-large', 'The body is too large.')
  // The route and not the address: that may hold somebody's name.
  log.error({ error, method: c.req.method, route: routePath(c, -1) }, 'a request failed')
  if (error instanceof StoreFailed) return refuse(c, 'cannot-store', 'The server cannot store anything now.')
  return refuse(c, 'internal', 'Something went wrong on the server. It has been noted.')
}

const inWords = (ms: number) =>
  ms < 90_000 ? `${Math.ceil(ms / 1000)} seconds` : `${Math.ceil(ms / 60_000)} minutes`
