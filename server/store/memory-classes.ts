/** What a memory store keeps of classes. */

import type { AccountId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { ClassRecords, NewStudent, StudentChange, StudentRow } from './classes.ts'
import { moveAccount } from './memory-move-account.ts'
import { moveStudent, refuseBothInOneSession } from './memory-move-student.ts'
import { forgetSampleAnswers } from './memory-samples.ts'
import { removeSessionsOf } from './memory-session-removal.ts'
import type { Decision, MemoryClass, MemoryState, Read, Transact } from './memory-state.ts'

export const memoryClasses = (transact: Transact, read: Read): ClassRecords => ({
  ...classes(transact, read),
  ...teachers(transact, read),
  ...roster(transact, read),
  ...joining(transact, read),
  ...claims(transact, read),
})

type Part<K extends keyof ClassRecords> = (transact: Transact, read: Read) => Pick<ClassRecords, K>

/** A change of one class that is there. Rejects with `not-found`. */
const changing = (id: string, write: (found: MemoryClass) => void) => (state: MemoryState) => {
  classIn(state, id)
  return { answer: undefined, write: (state: MemoryState) => write(classIn(state, id)) }
}

const classes: Part<
  'createClass' | 'classById' | 'classesOf' | 'changeClass' | 'deleteClass' | 'classesDue'
> = (transact, read) => ({
  createClass: (row, teacher) =>
    transact(() => ({
      answer: undefined,
      write: (state) =>
        void state.classes.set(row.id, {
          row: { ...row, keepUntil: null, joining: null, listsHandles: false },
          teachers: new Set([teacher]),
          students: new Map(),
        }),
    })),
  classById: (id) => read((state) => state.classes.get(id)?.row ?? null),
  classesOf: (teacher) =>
    read((state) =>
      [...state.classes.values()]
        .filter(({ teachers }) => teachers.has(teacher))
        .map(({ row, students }) => {
          const joined = [...students.values()].filter((one) => one.row.account !== null).length
          return { ...row, students: students.size, joined }
        })
        .sort((a, b) => (a.name < b.name || (a.name === b.name && a.id < b.id) ? -1 : 1)),
    ),
  changeClass: (id, change) =>
    transact(
      changing(id, (found) => {
        found.row = { ...found.row, ...change }
      }),
    ),
  deleteClass: (id) =>
    transact((state) => {
      if (!state.classes.has(id)) return { answer: false }
      const write = (state: MemoryState) => {
        state.classes.delete(id)
        removeSessionsOf(state, id)
      }
      return { answer: true, write }
    }),
  classesDue: (now) =>
    read((state) =>
      [...state.classes.values()]
        .filter(({ row, students }) => row.keepUntil !== null && row.keepUntil <= now && students.size > 0)
        .map(({ row }) => row.id)
        .sort(),
    ),
})

function classIn(state: MemoryState, id: string): MemoryClass {
  const found = state.classes.get(id)
  if (found === undefined) throw new Refused('not-found', `There is no class ${id}.`)
  return found
}

function studentIn(state: MemoryState, id: string, student: string) {
  const found = classIn(state, id).students.get(student)
  if (found === undefined) throw new Refused('not-found', `There is no student ${student} in this class.`)
  return found
}

const teachers: Part<'teachersOf' | 'isTeacher' | 'setTeacher' | 'onlyTeacherOf'> = (transact, read) => ({
  teachersOf: (id) => read((state) => [...(state.classes.get(id)?.teachers ?? [])].sort()),
  isTeacher: (id, account) => read((state) => state.classes.get(id)?.teachers.has(account) ?? false),
  setTeacher: (id, account, isTeacher) =>
    transact((state) => {
      const { teachers } = classIn(state, id)
      if (!isTeacher && [...teachers].every((one) => one === account))
        throw new Refused('conflict', 'A class keeps at least one teacher.')
      return changing(id, ({ teachers }) => {
        if (isTeacher) teachers.add(account)
        else teachers.delete(account)
      })(state)
    }),
  onlyTeacherOf: (account) => read((state) => onlyTeacherOf(state, account)),
})

export const onlyTeacherOf = ({ classes }: MemoryState, account: AccountId): readonly string[] =>
  [...classes.values()]
    .filter(({ teachers }) => teachers.size === 1 && teachers.has(account))
    .map(({ row }) => row.id)
    .sort()

const roster: Part<'studentsOf' | 'studentshipsOf' | 'putStudents' | 'changeStudent' | 'removeStudent'> = (
  transact,
  read,
) => ({
  studentsOf: (id) =>
    read((state) =>
      [...(state.classes.get(id)?.students.values() ?? [])]
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ row }) => row),
    ),
  studentshipsOf: (account) =>
    read((state) =>
      [...state.classes.values()]
        .flatMap(({ students }) => [...students.values()].map(({ row }) => row))
        .filter((row) => row.account === account)
        .sort((a, b) => (a.class < b.class ? -1 : 1)),
    ),
  putStudents: (id, named, max) =>
    transact((state) => {
      const { students } = classIn(state, id)
      const known = new Set([...students.values()].map(({ key }) => key))
      const before = known.size
      for (const { key } of named) known.add(key)
      if (known.size > max) throw new Refused('conflict', `At most ${max} students in a class.`)
      const write = (state: MemoryState) => {
        for (const one of named) putStudent(classIn(state, id), one)
      }
      return { answer: known.size - before, write }
    }),
  changeStudent: (id, student, { handle, ...change }) =>
    transact((state) => {
      studentIn(state, id, student)
      const { students } = classIn(state, id)
      if (handle && [...students].some(([other, { key }]) => key === handle.key && other !== student))
        throw new Refused('name-taken', `There is a student “${handle.text}” in this class.`)
      return changing(id, ({ students }) => {
        const found = students.get(student)
        if (!found) return
        found.row = { ...changed(found.row, change), ...(handle && { handle: handle.text }) }
        found.key = handle?.key ?? found.key
      })(state)
    }),
  removeStudent: (id, student) =>
    transact((state) => {
      if (!state.classes.get(id)?.students.has(student)) return { answer: false }
      const write = (state: MemoryState) => {
        classIn(state, id).students.delete(student)
        forgetSampleAnswers(state, student)
      }
      return { answer: true, write }
    }),
})

function putStudent({ row: { id }, students }: MemoryClass, { key, handle, ...one }: NewStudent) {
  const known = [...students.values()].find((other) => other.key === key)
  if (known) known.row = changed(known.row, one)
  else students.set(one.id, { key, row: changed({ ...emptyPlace, id: one.id, class: id, handle }, one) })
}

const emptyPlace = { group: null, account: null, joinedAt: null, quota: null, timePercent: 100 }

const changed = (
  row: StudentRow,
  { group, quota, timePercent }: Omit<StudentChange, 'handle'>,
): StudentRow => ({
  ...row,
  ...(group !== undefined && { group }),
  ...(quota !== undefined && { quota }),
  ...(timePercent !== undefined && { timePercent }),
})

const joining: Part<'openJoining' | 'closeJoining' | 'classByCode'> = (transact, read) => ({
  openJoining: (id, code, until) =>
    transact((state): Decision<boolean> => {
      classIn(state, id)
      if ([...state.classes.values()].some(({ row }) => row.joining?.code === code && row.id !== id))
        return { answer: false }
      return {
        answer: true,
        write: (state) => {
          const found = classIn(state, id)
          found.row = { ...found.row, joining: { code, until } }
        },
      }
    }),
  closeJoining: (id) =>
    transact(() => ({
      answer: undefined,
      write: (state) => {
        const found = state.classes.get(id)
        if (found) found.row = { ...found.row, joining: null }
      },
    })),
  classByCode: (code, now) => read((state) => admitting(state, code, now)?.row ?? null),
})

const admitting = ({ classes }: MemoryState, code: string, now: number) =>
  [...classes.values()].find(({ row }) => row.joining?.code === code && row.joining.until > now)

const claims: Part<'claimStudent' | 'undoClaim' | 'mergeStudents'> = (transact) => ({
  claimStudent: (code, key, account, now) =>
    transact((state) => {
      const found = admitting(state, code, now)
      const all = [...(found?.students.values() ?? [])]
      const place = all.find((one) => one.key === key && one.row.account === null)
      if (!found || !place || all.some(({ row }) => row.account === account)) return { answer: null }
      const row = { ...place.row, account, joinedAt: now }
      return { answer: row, write: (state) => setRow(state, row) }
    }),
  undoClaim: (id, student) =>
    transact((state) => {
      const row = state.classes.get(id)?.students.get(student)?.row
      if (!row) return { answer: null }
      const write = (state: MemoryState) => {
        setRow(state, { ...row, account: null, joinedAt: null })
        // Who takes the place next tries the questions themselves.
        forgetSampleAnswers(state, student)
      }
      return { answer: row.account, write }
    }),
  mergeStudents: (id, from, into) =>
    transact((state) => {
      if (from === into) throw new Refused('invalid', 'Choose two students.')
      const gone = studentIn(state, id, from).row
      const stays = studentIn(state, id, into).row
      refuseBothInOneSession(state, from, into)
      const isBoth = gone.account !== null && stays.account !== null
      return {
        answer: isBoth ? gone.account : null,
        write: (state) => {
          classIn(state, id).students.delete(from)
          moveStudent(state, from, into)
          if (gone.account !== null && stays.account !== null) moveAccount(state, gone.account, stays.account)
          else if (gone.account !== null)
            setRow(state, { ...stays, account: gone.account, joinedAt: gone.joinedAt })
        },
      }
    }),
})

function setRow(state: MemoryState, row: StudentRow) {
  studentIn(state, row.class, row.id).row = row
}
