/** A teacher's classes: their rosters, joining, teachers. Who does not teach one is told that it is not there. */

import { Hono } from 'hono'
import { type AccountId, randomToken } from '../../shared/ids.ts'
import {
  classesPerTeacherMax,
  classYearsMax,
  studentsPerClassMax,
  teachersPerClassMax,
} from '../../shared/limits.ts'
import {
  type ClassRoom,
  changeClassRequest,
  createClassRequest,
  putRosterRequest,
} from '../../shared/protocol/classes.ts'
import { Refused } from '../../shared/refusals.ts'
import { isPast, may } from '../../shared/roles.ts'
import { type RosterProblem, readRoster } from '../../shared/roster.ts'
import type { Visitor } from '../auth/access.ts'
import type { ClassRow, StudentRow } from '../store/classes.ts'
import { atBrowser, bodyOf, notFound, permittedHere } from './guards.ts'
import { accountNamed } from './named.ts'
import type { Env, Request, Services } from './services.ts'

const ID_LENGTH = 12
const YEAR_MS = 365 * 24 * 60 * 60_000

export function classRoutes(services: Services) {
  const { accounts, audit, classes, clock, joining, random, reviews, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/classes', async (c) => {
      const { account } = teacher(c)
      const rows = await records.classesOf(account)
      const listed = rows.map(({ id, name, keepUntil, students, joined }) => ({
        id,
        name,
        keepUntil,
        students,
        joined,
      }))
      return c.json({ classes: listed })
    })
    .post('/classes', async (c) => {
      const { account } = teacher(c)
      const { name } = await bodyOf(c, createClassRequest)
      if ((await records.classesOf(account)).length >= classesPerTeacherMax)
        throw new Refused('conflict', `At most ${classesPerTeacherMax} classes. Delete one first.`)
      const id = randomToken(random, ID_LENGTH)
      await records.createClass({ id, name, createdAt: clock.now() }, account)
      await audit.note({ act: 'class-made', by: account, detail: id })
      return c.json(await shown(id), 201)
    })
    .get('/classes/:class', async (c) => c.json(await shown((await taught(c, services)).id)))
    .patch('/classes/:class', async (c) => {
      const { id } = await taught(c, services)
      const { name, keepUntil, listsHandles } = await bodyOf(c, changeClassRequest)
      if (keepUntil !== undefined) assertAhead(keepUntil)
      await records.changeClass(id, {
        ...(name !== undefined && { name }),
        ...(keepUntil !== undefined && { keepUntil }),
        ...(listsHandles !== undefined && { listsHandles }),
      })
      return c.json(await shown(id))
    })
    .delete('/classes/:class', async (c) => {
      const { id, by } = await taught(c, services)
      const teachers = await records.teachersOf(id)
      await classes.delete(id, by.account)
      await accessChanged(services, teachers)
      // What waited for a text of its sessions waits no longer.
      void reviews.late.catchUp()
      return c.body(null, 204)
    })
    .put('/classes/:class/roster', async (c) => {
      const { id, row } = await taught(c, services)
      const { text } = await bodyOf(c, putRosterRequest)
      if (isPast(row.keepUntil, clock.now()))
        throw new Refused(
          'conflict',
          'The day on which students are erased is over: choose another one first.',
        )
      const { places, problems } = readRoster(text)
      if (problems.length > 0) throw new Refused('invalid', inWords(problems))
      const named = places.map((place) => ({ id: randomToken(random, ID_LENGTH), ...place }))
      const before = new Map((await records.studentsOf(id)).map((one) => [one.id, one.timePercent]))
      const added = await records.putStudents(id, named, studentsPerClassMax)
      const retimed = (await records.studentsOf(id)).filter(
        (one) => (before.get(one.id) ?? one.timePercent) !== one.timePercent,
      )
      await accessChanged(
        services,
        retimed.flatMap(({ account }) => account ?? []),
      )
      return c.json({ added, class: await shown(id) })
    })
    .post('/classes/:class/joining', async (c) => {
      const { id } = await taught(c, services)
      await joining.open(id)
      return c.json(await shown(id))
    })
    .delete('/classes/:class/joining', async (c) => {
      const { id } = await taught(c, services)
      await records.closeJoining(id)
      return c.json(await shown(id))
    })
    .put('/classes/:class/teachers/:user', async (c) => {
      const { id, by } = await taught(c, services)
      const account = await accountNamed(accounts, c.req.param('user'))
      if (!may(account, 'manageClasses') || account.disabled)
        throw new Refused('conflict', `${account.displayName} is no adviser, and could not teach it.`)
      if ((await records.teachersOf(id)).length >= teachersPerClassMax)
        throw new Refused('conflict', `At most ${teachersPerClassMax} teachers.`)
      await records.setTeacher(id, account.id, true)
      await accessChanged(services, [account.id])
      await audit.note({ act: 'teacher-added', by: by.account, account: account.id, detail: id })
      return c.json(await shown(id))
    })
    .delete('/classes/:class/teachers/:user', async (c) => {
      const { id, by } = await taught(c, services)
      const account = await accountNamed(accounts, c.req.param('user'))
      if (!(await records.isTeacher(id, account.id))) throw notFound()
      await records.setTeacher(id, account.id, false)
      await accessChanged(services, [account.id])
      await audit.note({ act: 'teacher-removed', by: by.account, account: account.id, detail: id })
      return c.body(null, 204)
    })

  async function shown(id: string): Promise<ClassRoom> {
    const [row, students, teachers] = await Promise.all([
      records.classById(id),
      records.studentsOf(id),
      records.teachersOf(id),
    ])
    if (row === null) throw notFound()
    const known = await accounts.findAll([...teachers, ...students.flatMap(({ account }) => account ?? [])])
    const names = new Map(known.map((account) => [account.id, account]))
    const now = clock.now()
    return {
      id,
      name: row.name,
      createdAt: row.createdAt,
      keepUntil: row.keepUntil,
      listsHandles: row.listsHandles,
      joining: row.joining !== null && !isPast(row.joining.until, now) ? row.joining : null,
      now,
      teachers: teachers.flatMap((id) => {
        const account = names.get(id)
        return account ? [{ account: id, userName: account.userName, displayName: account.displayName }] : []
      }),
      students: students.map((place) => studentOf(place, place.account && names.get(place.account))),
    }
  }

  function assertAhead(keepUntil: number | null): void {
    const now = clock.now()
    if (isPast(keepUntil, now) || (keepUntil ?? now) > now + classYearsMax * YEAR_MS)
      throw new Refused('invalid', `keepUntil: a moment in the next ${classYearsMax} years, or null.`)
  }
}

/** Throws `forbidden` for who may have no classes. */
function teacher(c: Request): Visitor {
  permittedHere(c, 'manageClasses')
  return atBrowser(c)
}

/** The class of the address and who teaches it. Throws `not-found` for everybody else. */
export async function taught(
  c: Request,
  { store: { records } }: Pick<Services, 'store'>,
): Promise<{ id: string; row: ClassRow; by: Visitor }> {
  const by = atBrowser(c)
  const id = c.req.param('class') ?? ''
  const row =
    may(by, 'manageClasses') && (await records.isTeacher(id, by.account)) && (await records.classById(id))
  if (!row) throw notFound()
  return { id, row, by }
}

/** What a class gives somebody in texts and copies is another thing now: their open sockets, at this server and others, hear of it. */
export async function accessChanged(
  { articles, store: { records } }: Pick<Services, 'articles' | 'store'>,
  accounts: readonly AccountId[],
): Promise<void> {
  for (const account of accounts) {
    await records.noteChange(null, account)
    articles.accessChanged(null, account)
  }
}

const studentOf = (
  { id, handle, group, quota, timePercent, joinedAt }: StudentRow,
  account: { readonly userName: string } | null | undefined,
) => ({
  id,
  handle,
  group,
  quota,
  timePercent,
  joined: account && joinedAt !== null ? { at: joinedAt, userName: account.userName } : null,
})

const FAULTS = {
  handle: 'is no name',
  duplicate: 'is there already',
  group: 'is no name of a group',
  quota: 'is no number of texts',
  time: 'is no part of the time, as 1.5 or 150%',
  quote: 'has a quotation that does not end',
  lines: 'is one line too many',
}
const NAMED_AT_ONCE = 20

const inWords = (problems: readonly RosterProblem[]): string =>
  problems
    .slice(0, NAMED_AT_ONCE)
    .map(
      ({ line, fault, text, first }) =>
        `Line ${line}: “${text}” ${FAULTS[fault]}${first === undefined ? '' : `, in line ${first}`}.`,
    )
    .join(' ')
