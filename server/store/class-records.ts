/** What a durable store keeps of classes: the same SQL for both databases. */

import type { Kysely, Transaction } from 'kysely'
import { Refused } from '../../shared/refusals.ts'
import type { ClassChange, ClassRecords, ClassRow, NewStudent, StudentChange, StudentRow } from './classes.ts'
import { moveAccount } from './move-account.ts'
import { moveStudent } from './move-student.ts'
import { forgetSampleAnswers } from './sample-records.ts'
import { removeSessionsOf } from './session-removal.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>
type Part<K extends keyof ClassRecords> = (database: Database) => Pick<ClassRecords, K>

export const classRecords = (database: Database): ClassRecords => ({
  ...classes(database),
  ...teachers(database),
  ...roster(database),
  ...joining(database),
  ...claims(database),
})

const classes: Part<
  'createClass' | 'classById' | 'classesOf' | 'changeClass' | 'deleteClass' | 'classesDue'
> = (database) => ({
  createClass: ({ id, name, createdAt }, teacher) =>
    database.transaction().execute(async (transaction) => {
      const values = { id, name, created_at: createdAt, keep_until: null, code: null, code_until: null }
      await transaction
        .insertInto('classes')
        .values({ ...values, lists_handles: 0 })
        .execute()
      await transaction.insertInto('class_teachers').values({ class: id, account: teacher }).execute()
    }),

  async classById(id) {
    const row = await database.selectFrom('classes').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : classRow(row)
  },

  async classesOf(teacher) {
    const rows = await database
      .selectFrom('classes')
      .innerJoin('class_teachers', 'class_teachers.class', 'classes.id')
      .leftJoin('class_students', 'class_students.class', 'classes.id')
      .selectAll('classes')
      .select(({ fn }) => [
        fn.count<number | string>('class_students.id').as('students'),
        fn.count<number | string>('class_students.account').as('joined'),
      ])
      .where('class_teachers.account', '=', teacher)
      .groupBy('classes.id')
      .orderBy('name')
      .orderBy('classes.id')
      .execute()
    return rows.map((row) => ({
      ...classRow(row),
      students: Number(row.students),
      joined: Number(row.joined),
    }))
  },

  async changeClass(id, { name, keepUntil, listsHandles }: ClassChange) {
    const { numUpdatedRows } = await database
      .updateTable('classes')
      .set({
        id,
        ...(name !== undefined && { name }),
        ...(keepUntil !== undefined && { keep_until: keepUntil }),
        ...(listsHandles !== undefined && { lists_handles: listsHandles ? (1 as const) : (0 as const) }),
      })
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw noClass(id)
  },

  deleteClass: (id) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) return false
      await removeSessionsOf(transaction, id)
      await transaction.deleteFrom('class_students').where('class', '=', id).execute()
      await transaction.deleteFrom('class_teachers').where('class', '=', id).execute()
      await transaction.deleteFrom('classes').where('id', '=', id).execute()
      return true
    }),

  async classesDue(now) {
    const rows = await database
      .selectFrom('classes')
      .select('id')
      .where('keep_until', '<=', now)
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('class_students').select('class_students.id').whereRef('class', '=', 'classes.id')),
      )
      .orderBy('id')
      .execute()
    return rows.map(({ id }) => id)
  },
})

const classRow = (row: Tables['classes']): ClassRow => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  keepUntil: row.keep_until,
  joining: row.code === null || row.code_until === null ? null : { code: row.code, until: row.code_until },
  listsHandles: row.lists_handles === 1,
})

/** Whoever changes who is in a class does so alone: a write that changes nothing locks in both databases. False when there is none. */
async function lockClass(transaction: Transaction<Tables>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('classes')
    .set({ id })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

const noClass = (id: string) => new Refused('not-found', `There is no class ${id}.`)
const noStudent = (id: string) => new Refused('not-found', `There is no student ${id} in this class.`)

const teachers: Part<'teachersOf' | 'isTeacher' | 'setTeacher' | 'onlyTeacherOf'> = (database) => ({
  teachersOf: (id) => teachersIn(database, id),
  isTeacher: async (id, account) => (await teachersIn(database, id)).includes(account),

  setTeacher: (id, account, isTeacher) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) throw noClass(id)
      if (isTeacher)
        await transaction
          .insertInto('class_teachers')
          .values({ class: id, account })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      else {
        if ((await teachersIn(transaction, id)).every((one) => one === account))
          throw new Refused('conflict', 'A class keeps at least one teacher.')
        await transaction
          .deleteFrom('class_teachers')
          .where('class', '=', id)
          .where('account', '=', account)
          .execute()
      }
    }),

  async onlyTeacherOf(account) {
    const rows = await database
      .selectFrom('class_teachers as own')
      .select('own.class')
      .where('own.account', '=', account)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('class_teachers as other')
              .select('other.account')
              .whereRef('other.class', '=', 'own.class')
              .where('other.account', '<>', account),
          ),
        ),
      )
      .orderBy('own.class')
      .execute()
    return rows.map((row) => row.class)
  },
})

async function teachersIn(database: Database, id: string) {
  const rows = await database
    .selectFrom('class_teachers')
    .select('account')
    .where('class', '=', id)
    .orderBy('account')
    .execute()
  return rows.map(({ account }) => account)
}

const roster: Part<'studentsOf' | 'studentshipsOf' | 'putStudents' | 'changeStudent' | 'removeStudent'> = (
  database,
) => ({
  async studentsOf(id) {
    const rows = await database
      .selectFrom('class_students')
      .selectAll()
      .where('class', '=', id)
      .orderBy('handle_key')
      .execute()
    return rows.map(studentRow)
  },

  async studentshipsOf(account) {
    const rows = await database
      .selectFrom('class_students')
      .selectAll()
      .where('account', '=', account)
      .orderBy('class')
      .execute()
    return rows.map(studentRow)
  },

  putStudents: (id, students, max) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) throw noClass(id)
      const there = await transaction
        .selectFrom('class_students')
        .selectAll()
        .where('class', '=', id)
        .execute()
      const known = new Map(there.map((row) => [row.handle_key, row.id]))
      let added = 0
      for (const one of students) {
        const is = known.get(one.key)
        if (is !== undefined) {
          const change = studentColumns(one)
          if (Object.keys(change).length > 0)
            await transaction.updateTable('class_students').set(change).where('id', '=', is).execute()
          continue
        }
        known.set(one.key, one.id)
        added++
        await transaction.insertInto('class_students').values(newRow(id, one)).execute()
      }
      if (known.size > max) throw new Refused('conflict', `At most ${max} students in a class.`)
      return added
    }),

  changeStudent: (id, student, { handle, ...change }) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) throw noClass(id)
      await existingIn(transaction, id, student)
      if (handle !== undefined) {
        const namesake = await transaction
          .selectFrom('class_students')
          .select('id')
          .where('class', '=', id)
          .where('handle_key', '=', handle.key)
          .where('id', '<>', student)
          .executeTakeFirst()
        if (namesake) throw new Refused('name-taken', `There is a student “${handle.text}” in this class.`)
      }
      await transaction
        .updateTable('class_students')
        .set({
          id: student,
          ...studentColumns(change),
          ...(handle && { handle: handle.text, handle_key: handle.key }),
        })
        .where('id', '=', student)
        .execute()
    }),

  removeStudent: (id, student) =>
    database.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('class_students')
        .where('class', '=', id)
        .where('id', '=', student)
        .executeTakeFirstOrThrow()
      if (numDeletedRows > 0n) await forgetSampleAnswers(transaction, [student])
      return numDeletedRows > 0n
    }),
})

/** Those that are named, as columns. */
const studentColumns = ({ group, quota, timePercent }: Omit<StudentChange, 'handle'>) => ({
  ...(group !== undefined && { group_name: group }),
  ...(quota !== undefined && { quota }),
  ...(timePercent !== undefined && { time_percent: timePercent }),
})

const newRow = (id: string, one: NewStudent): Tables['class_students'] => ({
  id: one.id,
  class: id,
  handle: one.handle,
  handle_key: one.key,
  group_name: one.group ?? null,
  account: null,
  joined_at: null,
  quota: one.quota ?? null,
  time_percent: one.timePercent ?? 100,
})

const studentRow = (row: Tables['class_students']): StudentRow => ({
  id: row.id,
  class: row.class,
  handle: row.handle,
  group: row.group_name,
  account: row.account,
  joinedAt: row.joined_at,
  quota: row.quota,
  timePercent: row.time_percent,
})

async function existingIn(transaction: Transaction<Tables>, id: string, student: string) {
  const row = await transaction
    .selectFrom('class_students')
    .selectAll()
    .where('class', '=', id)
    .where('id', '=', student)
    .executeTakeFirst()
  if (row === undefined) throw noStudent(student)
  return row
}

const joining: Part<'openJoining' | 'closeJoining' | 'classByCode'> = (database) => ({
  openJoining: (id, code, until) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) throw noClass(id)
      // Two classes that draw the same code at once: the column's own rule lets one of them fail.
      const taken = await transaction
        .selectFrom('classes')
        .select('id')
        .where('code', '=', code)
        .where('id', '<>', id)
        .executeTakeFirst()
      if (taken) return false
      await transaction.updateTable('classes').set({ code, code_until: until }).where('id', '=', id).execute()
      return true
    }),

  async closeJoining(id) {
    await database.updateTable('classes').set({ code: null, code_until: null }).where('id', '=', id).execute()
  },

  async classByCode(code, now) {
    const row = await database
      .selectFrom('classes')
      .selectAll()
      .where('code', '=', code)
      .where('code_until', '>', now)
      .executeTakeFirst()
    return row === undefined ? null : classRow(row)
  },
})

const claims: Part<'claimStudent' | 'undoClaim' | 'mergeStudents'> = (database) => ({
  claimStudent: (code, key, account, now) =>
    database.transaction().execute(async (transaction) => {
      // A write that changes nothing locks: of two who claim one place, one finds it taken.
      const joined = await transaction
        .updateTable('classes')
        .set({ code })
        .where('code', '=', code)
        .where('code_until', '>', now)
        .returning('id')
        .executeTakeFirst()
      if (joined === undefined) return null
      const rows = await transaction
        .selectFrom('class_students')
        .select('id')
        .where('class', '=', joined.id)
        .where('account', '=', account)
        .execute()
      if (rows.length > 0) return null
      const claimed = await transaction
        .updateTable('class_students')
        .set({ account, joined_at: now })
        .where('class', '=', joined.id)
        .where('handle_key', '=', key)
        .where('account', 'is', null)
        .returningAll()
        .executeTakeFirst()
      return claimed === undefined ? null : studentRow(claimed)
    }),

  undoClaim: (id, student) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockClass(transaction, id))) return null
      const found = await transaction
        .selectFrom('class_students')
        .select('account')
        .where('class', '=', id)
        .where('id', '=', student)
        .executeTakeFirst()
      await transaction
        .updateTable('class_students')
        .set({ account: null, joined_at: null })
        .where('class', '=', id)
        .where('id', '=', student)
        .execute()
      // Who takes the place next tries the questions themselves.
      if (found !== undefined) await forgetSampleAnswers(transaction, [student])
      return found?.account ?? null
    }),

  mergeStudents: (id, from, into) =>
    database.transaction().execute(async (transaction) => {
      if (from === into) throw new Refused('invalid', 'Choose two students.')
      if (!(await lockClass(transaction, id))) throw noClass(id)
      const [gone, stays] = [await existingIn(transaction, id, from), await existingIn(transaction, id, into)]
      await moveStudent(transaction, from, into)
      await transaction.deleteFrom('class_students').where('id', '=', from).execute()
      if (gone.account === null) return null
      if (stays.account !== null) {
        await moveAccount(transaction, gone.account, stays.account)
        return gone.account
      }
      await transaction
        .updateTable('class_students')
        .set({ account: gone.account, joined_at: gone.joined_at })
        .where('id', '=', into)
        .execute()
      return null
    }),
})
