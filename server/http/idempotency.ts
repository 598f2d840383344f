/**
 * A write that is sent again under the same `Idempotency-Key` gets the first one's answer and has no second effect.
 * Answers are kept in memory, at most so many and for a day; what must also hold across a restart is idempotent by
 * itself (an article's id is derived from the key, see articles.ts).
 */

import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { keptAnswersMax, keptAnswersMs } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Clock } from '../clock.ts'
import { addressOf } from './address.ts'
import type { Env, Request } from './services.ts'

const KEY = /^[\x21-\x7e]{1,200}$/
const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE']

type Answer = { readonly status: number; readonly headers: Headers; readonly body: string }
type Kept = { readonly at: number; readonly bodyHash: string; readonly answer: Promise<Answer | null> }

export function idempotentWrites(clock: Clock, trustProxy: number): MiddlewareHandler<Env> {
  /** Oldest first: a Map keeps the order of insertion. */
  const kept = new Map<string, Kept>()

  function dropOld(): void {
    for (const [key, { at }] of kept) {
      if (kept.size <= keptAnswersMax && clock.now() - at < keptAnswersMs) return
      kept.delete(key)
    }
  }

  return async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined || !WRITES.includes(c.req.method)) return next()
    if (!KEY.test(key)) throw new Refused('invalid', 'Idempotency-Key: 1 to 200 visible ASCII characters.')
    dropOld()
    const name = hash(whoOf(c, trustProxy), c.req.method, c.req.path, key)
    const bodyHash = hash(Buffer.from(await c.req.arrayBuffer()))
    const earlier = kept.get(name)
    if (earlier && earlier.bodyHash !== bodyHash) {
      throw new Refused('conflict', 'This Idempotency-Key was used with another body.')
    }
    const answer = await earlier?.answer
    if (answer) {
      c.res = new Response(answer.body || null, { status: answer.status, headers: answer.headers })
      return
    }
    // Kept from its beginning, so that the same write at the same time waits for this one instead of running too.
    const run = next().then(() => (isFinal(c.res.status) ? answerOf(c.res) : null))
    kept.set(name, { at: clock.now(), bodyHash, answer: run.catch(() => null) })
    if ((await run) === null) kept.delete(name)
  }
}

/** Whether sending the request again would get the same answer: not when it was only not possible now. */
const isFinal = (status: number) => status < 500 && status !== 429 && status !== 401

async function answerOf(response: Response): Promise<Answer> {
  const copy = response.clone()
  return { status: copy.status, headers: new Headers(copy.headers), body: await copy.text() }
}

/** A token is told apart from its owner: what only a browser may ask for is not repeated to it. */
function whoOf(c: Request, trustProxy: number): string {
  const visitor = c.get('visitor')
  return visitor === null ? `at ${addressOf(c, trustProxy)}` : `${visitor.via} of ${visitor.account}`
}

function hash(...parts: readonly (string | Buffer)[]): string {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\0')
  return sum.digest('base64')
}
