/** What a handler asks first: who this is, what they may do here, and whether the body is what it says. */

import type { Context } from 'hono'
import type * as z from 'zod/mini'
import { type ArticleId, isArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { type Action, can, may, type PublicationAction, type Role } from '../../shared/roles.ts'
import type { Visitor } from '../auth/access.ts'
import type { Env, Services } from './services.ts'

/** Throws `sign-in`. */
export function signedIn(c: Context<Env>): Visitor {
  const visitor = c.get('visitor')
  if (!visitor) throw new Refused('sign-in', 'Sign in first.')
  return visitor
}

/** Somebody who may do this in the publication; throws `forbidden` for a guest. */
export function permittedHere(c: Context<Env>, action: PublicationAction): Visitor {
  const visitor = signedIn(c)
  if (may(visitor, action)) return visitor
  throw new Refused(
    'forbidden',
    action === 'managePeople' ? 'Only an administrator can do this.' : 'A guest cannot do this.',
  )
}

/** Somebody at a browser: what a token may not do, because a leaked one must not take the account over. */
export function atBrowser(c: Context<Env>): Visitor {
  const visitor = signedIn(c)
  if (visitor.via === 'cookie') return visitor
  throw new Refused('forbidden', 'A token cannot do this. Sign in at the page.')
}

/** Somebody at a browser who looks after an account of their own; throws `forbidden` for a guest. */
export function accountOwner(c: Context<Env>): Visitor {
  permittedHere(c, 'ownAccount')
  return atBrowser(c)
}

/** Throws `forbidden` for who is not an administrator. */
export function administrator(c: Context<Env>): Visitor {
  permittedHere(c, 'managePeople')
  return atBrowser(c)
}

export const notFound = () => new Refused('not-found', 'There is no such thing here, or it is not yours.')

/** The article of the address, where the visitor may do this. Who may not even read it is told that it is not there. */
export async function permitted(
  c: Context<Env>,
  { access }: Services,
  action: Action,
): Promise<{ article: ArticleId; visitor: Visitor; role: Role }> {
  const visitor = signedIn(c)
  const article = articleOf(c)
  const role = await access.roleIn(article, visitor.account)
  if (role === null) throw notFound()
  if (!can(role, action)) throw new Refused('forbidden', `Your role here is ${role}, which may not do this.`)
  return { article, visitor, role }
}

export function articleOf(c: Context<Env>): ArticleId {
  const id = c.req.param('article') ?? ''
  if (!isArticleId(id)) throw notFound()
  return id
}

/** The JSON body by its schema. Throws `invalid` and names every field that is wrong. */
export async function bodyOf<T>(c: Context<Env>, schema: z.ZodMiniType<T>): Promise<T> {
  const body: unknown = await c.req.json().catch(() => {
    throw new Refused('invalid', 'The body is not JSON.')
  })
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const fields = new Set(result.error.issues.map((issue) => issue.path.join('.') || 'the body'))
  throw new Refused('invalid', `Not accepted: ${[...fields].join(', ')}.`)
}
