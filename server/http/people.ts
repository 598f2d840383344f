/** The newsroom's people, for administrators: adding them, their passwords, shutting them out. */

import { Hono } from 'hono'
import { assert } from '../../shared/assert.ts'
import type { AccountId } from '../../shared/ids.ts'
import { exportsBurst, exportsPerMinute } from '../../shared/limits.ts'
import {
  changePersonRequest,
  createPersonRequest,
  type Person,
  setPasswordRequest,
} from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { isStaff } from '../../shared/roles.ts'
import type { Account } from '../auth/accounts.ts'
import { Rate } from '../quotas.ts'
import { TooFast } from './errors.ts'
import { administrator, atBrowser, bodyOf, notFound } from './guards.ts'
import type { Env, Request, Services } from './services.ts'

export function peopleRoutes({ accounts, articles, audit, clock, personalData }: Services) {
  const exports = new Rate(exportsPerMinute / 60, exportsBurst, clock)

  return new Hono<Env>()
    .get('/people', async (c) => {
      administrator(c)
      const staff = (await accounts.list()).filter(({ position }) => isStaff(position))
      return c.json({ people: staff.map(answerOf) })
    })
    .post('/people', async (c) => {
      const by = administrator(c).account
      const {
        administrator: asAdministrator = false,
        position,
        ...person
      } = await bodyOf(c, createPersonRequest)
      const id = await accounts.create({ ...person, administrator: asAdministrator })
      if (position !== undefined) await accounts.setPosition(id, position)
      await audit.note({ act: 'account-added', by, account: id })
      if (asAdministrator) await audit.note({ act: 'administrator-given', by, account: id })
      return c.json(answerOf(await existing(id)), 201)
    })
    .patch('/people/:account', async (c) => {
      const by = administrator(c).account
      const change = await bodyOf(c, changePersonRequest)
      const { id } = await asked(c)
      if (change.administrator !== undefined) {
        await accounts.setAdministrator(id, change.administrator)
        const act = change.administrator ? 'administrator-given' : 'administrator-taken'
        await audit.note({ act, by, account: id })
      }
      if (change.position !== undefined) {
        await accounts.setPosition(id, change.position)
        await audit.note({ act: 'position-given', by, account: id, detail: change.position })
      }
      if (change.disabled !== undefined) {
        await accounts.setDisabled(id, change.disabled)
        await audit.note({ act: change.disabled ? 'account-disabled' : 'account-enabled', by, account: id })
      }
      articles.accessChanged(null, id)
      return c.json(answerOf(await existing(id)))
    })
    .put('/people/:account/password', async (c) => {
      const by = administrator(c).account
      const { password } = await bodyOf(c, setPasswordRequest)
      const { id } = await asked(c)
      await accounts.setPassword(id, password)
      articles.accessChanged(null, id)
      await audit.note({ act: 'password-set', by, account: id })
      return c.body(null, 204)
    })
    .get('/people/:account/data', async (c) => {
      administrator(c)
      return c.json(await personalData.summary(await asked(c)))
    })
    .get('/people/:account/export', async (c) => {
      const by = administrator(c).account
      return exported(c, await asked(c), by)
    })
    .get('/me/export', async (c) => {
      const by = atBrowser(c).account
      const account = await accounts.find(by)
      if (!account || account.position === 'guest') throw notFound()
      return exported(c, account, by)
    })
    .delete('/people/:account', async (c) => {
      const by = administrator(c).account
      const account = await asked(c)
      if (account.id === by)
        throw new Refused('conflict', 'Nobody erases themselves: another administrator does.')
      await personalData.erase(account, by, by)
      articles.accessChanged(null, account.id)
      return c.body(null, 204)
    })

  async function exported(c: Request, whose: Account, by: AccountId): Promise<Response> {
    const waitMs = exports.take(by)
    if (waitMs > 0) throw new TooFast(waitMs)
    return asFile(c, await personalData.exportOf(whose, by))
  }

  function asked(c: Request): Promise<Account> {
    return existing((c.req.param('account') ?? '') as AccountId)
  }

  /** Students are their teachers', guests are nobody's. */
  async function existing(id: AccountId): Promise<Account> {
    const account = await accounts.find(id)
    if (!account || !isStaff(account.position)) throw notFound()
    return account
  }
}

/** Everything about one person, as a file to be kept. */
export const asFile = (c: Request, whole: object): Response =>
  c.body(JSON.stringify(whole, null, 2), 200, {
    'Content-Type': 'application/json',
    'Content-Disposition': 'attachment; filename="personal-data.json"',
  })

function answerOf({ id, position, ...account }: Account): Person {
  assert(isStaff(position), 'only staff are among the people')
  return { account: id, position, ...account }
}
