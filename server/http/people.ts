/** The newsroom's people, for administrators: adding them, their passwords, shutting them out. */

import { Hono } from 'hono'
import { assert } from '../../shared/assert.ts'
import type { AccountId } from '../../shared/ids.ts'
import {
  changePersonRequest,
  createPersonRequest,
  type Person,
  setPasswordRequest,
} from '../../shared/protocol/http.ts'
import type { Account } from '../auth/accounts.ts'
import { administrator, bodyOf, notFound } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function peopleRoutes({ accounts, articles }: Services) {
  return new Hono<Env>()
    .get('/people', async (c) => {
      administrator(c)
      return c.json({ people: (await accounts.list()).map(answerOf) })
    })
    .post('/people', async (c) => {
      administrator(c)
      const {
        administrator: asAdministrator = false,
        position,
        ...person
      } = await bodyOf(c, createPersonRequest)
      const id = await accounts.create({ ...person, administrator: asAdministrator })
      if (position !== undefined) await accounts.setPosition(id, position)
      return c.json(answerOf(await existing(id)), 201)
    })
    .patch('/people/:account', async (c) => {
      administrator(c)
      const change = await bodyOf(c, changePersonRequest)
      const { id } = await asked(c)
      if (change.administrator !== undefined) await accounts.setAdministrator(id, change.administrator)
      if (change.position !== undefined) await accounts.setPosition(id, change.position)
      if (change.disabled !== undefined) await accounts.setDisabled(id, change.disabled)
      articles.accessChanged(null, id)
      return c.json(answerOf(await existing(id)))
    })
    .put('/people/:account/password', async (c) => {
      administrator(c)
      const { password } = await bodyOf(c, setPasswordRequest)
      const { id } = await asked(c)
      await accounts.setPassword(id, password)
      articles.accessChanged(null, id)
      return c.body(null, 204)
    })

  function asked(c: Request): Promise<Account> {
    return existing((c.req.param('account') ?? '') as AccountId)
  }

  async function existing(id: AccountId): Promise<Account> {
    const account = await accounts.find(id)
    if (!account || account.position === 'guest') throw notFound()
    return account
  }
}

function answerOf({ id, position, ...account }: Account): Person {
  assert(position !== 'guest', 'guests are not among the people')
  return { account: id, position, ...account }
}
