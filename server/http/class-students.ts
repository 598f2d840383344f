/** One student of a class, for its teachers: groups and accommodations, a claim undone, a new password, merged, exported, erased. */

import { Hono } from 'hono'
import { handleKey } from '../../shared/classes.ts'
import { exportsBurst, exportsPerMinute } from '../../shared/limits.ts'
import {
  changeStudentRequest,
  mergeStudentRequest,
  resetStudentRequest,
} from '../../shared/protocol/classes.ts'
import { Rate } from '../quotas.ts'
import { accessChanged, taught } from './classes.ts'
import { TooFast } from './errors.ts'
import { bodyOf } from './guards.ts'
import { asFile } from './people.ts'
import type { Env, Request, Services } from './services.ts'

const PATH = '/classes/:class/students/:student'

export function classStudentRoutes(services: Services) {
  const { classes, clock, personalData, store } = services
  const { records } = store
  const exports = new Rate(exportsPerMinute / 60, exportsBurst, clock)

  return new Hono<Env>()
    .patch(PATH, async (c) => {
      const { id, student } = await asked(c)
      const { handle, group, quota, timePercent } = await bodyOf(c, changeStudentRequest)
      await records.changeStudent(id, student, {
        ...(handle !== undefined && { handle: { text: handle, key: handleKey(handle) } }),
        ...(group !== undefined && { group }),
        ...(quota !== undefined && { quota }),
        ...(timePercent !== undefined && { timePercent }),
      })
      if (handle !== undefined) await classes.nameAsOnRoster(id, student)
      const { account } = await classes.student(id, student)
      if (timePercent !== undefined && account !== null) await accessChanged(services, [account.id])
      return c.body(null, 204)
    })
    .delete(PATH, async (c) => {
      const { id, student, by } = await asked(c)
      await classes.erase(id, student, by.account)
      return c.body(null, 204)
    })
    .delete(`${PATH}/claim`, async (c) => {
      const { id, student, by } = await asked(c)
      await classes.undoClaim(id, student, by.account)
      return c.body(null, 204)
    })
    .post(`${PATH}/password`, async (c) => {
      const { id, student, by } = await asked(c)
      const { language } = await bodyOf(c, resetStudentRequest)
      return c.json(await classes.resetPassword(id, student, language, by.account))
    })
    .post(`${PATH}/merge`, async (c) => {
      const { id, student, by } = await asked(c)
      const { into } = await bodyOf(c, mergeStudentRequest)
      await classes.merge(id, student, into, by.account)
      return c.body(null, 204)
    })
    .get(`${PATH}/export`, async (c) => {
      const { id, student, by } = await asked(c)
      const { place, account } = await classes.student(id, student)
      if (account?.position !== 'student') return asFile(c, { place })
      const waitMs = exports.take(by.account)
      if (waitMs > 0) throw new TooFast(waitMs)
      return asFile(c, await personalData.exportOf(account, by.account))
    })

  async function asked(c: Request) {
    return { ...(await taught(c, services)), student: c.req.param('student') ?? '' }
  }
}
