/** The laws of server/store/classes.ts: teachers, rosters, joining, merging, and what goes with an account. */

import { expect } from 'vitest'
import type { NewStudent } from '../../server/store/classes.ts'
import type { Store } from '../../server/store/store.ts'
import { account, type Law, law, person, refusedWith, withArticle } from './lab.ts'

const teacher = account('teacher')
const ann = account('ann')
const bob = account('bob')

const place = (name: string, some: Partial<NewStudent> = {}): NewStudent => ({
  id: `id-${name}`,
  handle: name.toUpperCase(),
  key: name,
  ...some,
})
const row = (name: string) => ({
  id: `id-${name}`,
  class: 'c1',
  handle: name.toUpperCase(),
  group: null,
  account: null,
  joinedAt: null,
  quota: null,
  timePercent: 100,
})
const refused = { notFound: refusedWith('not-found'), conflict: refusedWith('conflict') }

async function withClass({ records }: Store, names: readonly string[] = [], id = 'c1') {
  await records.createClass({ id, name: `Class ${id}`, createdAt: 10 }, teacher)
  await records.putStudents(
    id,
    names.map((name) => place(name, { id: id === 'c1' ? `id-${name}` : `${id}-${name}` })),
    50,
  )
  await records.openJoining(id, `CODE-${id}`, 1_000)
}

const classLaws: readonly Law[] = [
  law(
    'a class is its teachers’, who are never none, and is gone with everything in it',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['a', 'b'])
      await records.createClass({ id: 'c2', name: 'Alpha', createdAt: 11 }, teacher)
      await records.claimStudent('CODE-c1', 'a', ann, 5)
      const one = { id: 'c1', name: 'Class c1', createdAt: 10, keepUntil: null, listsHandles: false }
      const two = { ...one, id: 'c2', name: 'Alpha', createdAt: 11, joining: null }
      const open = { ...one, joining: { code: 'CODE-c1', until: 1_000 } }
      expect(await records.classesOf(teacher)).toEqual([
        { ...two, students: 0, joined: 0 },
        { ...open, students: 2, joined: 1 },
      ])
      expect([await records.classById('c1'), await records.classById('c9')]).toEqual([open, null])

      await records.changeClass('c1', { name: 'Renamed', keepUntil: 500 })
      await records.changeClass('c1', { listsHandles: true })
      const changed = { ...open, name: 'Renamed', keepUntil: 500, listsHandles: true }
      expect(await records.classById('c1')).toEqual(changed)
      await records.changeClass('c1', { keepUntil: null })
      expect(await records.classById('c1')).toEqual({ ...changed, keepUntil: null })
      await expect(records.changeClass('c9', { name: 'x' })).rejects.toEqual(refused.notFound)

      await expect(records.setTeacher('c1', teacher, false)).rejects.toEqual(refused.conflict)
      await expect(records.setTeacher('c9', bob, true)).rejects.toEqual(refused.notFound)
      for (const _ of [1, 2]) await records.setTeacher('c1', bob, true)
      expect(await records.teachersOf('c1')).toEqual([bob, teacher].sort())
      expect(await records.onlyTeacherOf(teacher)).toEqual(['c2'])
      await records.setTeacher('c1', teacher, false)
      expect([await records.isTeacher('c1', teacher), await records.isTeacher('c1', bob)]).toEqual([
        false,
        true,
      ])
      expect((await records.classesOf(teacher)).map(({ id }) => id)).toEqual(['c2'])

      expect([await records.deleteClass('c1'), await records.deleteClass('c1')]).toEqual([true, false])
      expect([
        await records.classById('c1'),
        await records.teachersOf('c1'),
        await records.studentsOf('c1'),
      ]).toEqual([null, [], []])
      expect([await records.studentshipsOf(ann), await records.classesOf(bob)]).toEqual([[], []])
    },
  ),

  law('of two teachers who leave at once one stays', async ({ store, another }) => {
    await withClass(store)
    await store.records.setTeacher('c1', bob, true)
    const other = await another()
    const left = await Promise.allSettled([
      store.records.setTeacher('c1', teacher, false),
      other.records.setTeacher('c1', bob, false),
    ])
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await store.records.teachersOf('c1')).toHaveLength(1)
  }),

  law('a class is due from its moment on, as long as somebody is on its roster', async ({ store }) => {
    const { records } = store
    await withClass(store, ['a'])
    await withClass(store, ['a'], 'c2')
    await records.changeClass('c1', { keepUntil: 500 })
    expect([await records.classesDue(499), await records.classesDue(500)]).toEqual([[], ['c1']])
    await records.removeStudent('c1', 'id-a')
    expect(await records.classesDue(500)).toEqual([])
  }),
]

const rosterLaws: readonly Law[] = [
  law(
    'a roster grows and changes by what it names, and loses nobody by what it leaves out',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['b', 'a'])
      const named = [place('a', { id: 'other', group: 'G1', quota: 1 }), place('c', { timePercent: 150 })]
      expect(await records.putStudents('c1', named, 50)).toBe(1)
      const expected = [{ ...row('a'), group: 'G1', quota: 1 }, row('b'), { ...row('c'), timePercent: 150 }]
      expect(await records.studentsOf('c1')).toEqual(expected)
      expect(await records.putStudents('c1', [place('a'), place('c', { group: null })], 50)).toBe(0)
      expect(await records.studentsOf('c1')).toEqual(expected)
      await expect(records.putStudents('c1', [place('a', { group: 'G2' }), place('d')], 3)).rejects.toEqual(
        refused.conflict,
      )
      expect(await records.studentsOf('c1')).toEqual(expected)
      await expect(records.putStudents('c9', [place('a')], 50)).rejects.toEqual(refused.notFound)
    },
  ),

  law(
    'a place is changed and taken away one by one; a handle is there once in each class',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['a', 'b'])
      await withClass(store, ['a'], 'c2')
      await records.changeStudent('c1', 'id-a', { group: 'G', quota: 3, timePercent: 125 })
      await records.changeStudent('c1', 'id-a', { group: null, handle: { text: 'Ann', key: 'ann' } })
      const changed = { ...row('a'), handle: 'Ann', quota: 3, timePercent: 125 }
      expect(await records.studentsOf('c1')).toEqual([changed, row('b')])
      await expect(
        records.changeStudent('c1', 'id-b', { quota: 9, handle: { text: 'ANN', key: 'ann' } }),
      ).rejects.toEqual(refusedWith('name-taken'))
      expect(await records.studentsOf('c1')).toEqual([changed, row('b')])
      await records.changeStudent('c1', 'id-a', { handle: { text: 'ANN', key: 'ann' } })
      await expect(records.changeStudent('c2', 'id-a', { quota: 1 })).rejects.toEqual(refused.notFound)
      expect(await records.removeStudent('c2', 'id-a')).toBe(false)
      expect([await records.removeStudent('c1', 'id-a'), await records.removeStudent('c1', 'id-a')]).toEqual([
        true,
        false,
      ])
      expect((await records.studentsOf('c2')).map(({ id }) => id)).toEqual(['c2-a'])
    },
  ),
]

const joinLaws: readonly Law[] = [
  law('a code admits to one class, until its moment or until it is closed', async ({ store }) => {
    const { records } = store
    await withClass(store, ['a'])
    await withClass(store, [], 'c2')
    expect(await records.openJoining('c2', 'CODE-c1', 2_000)).toBe(false)
    expect((await records.classByCode('CODE-c1', 999))?.id).toBe('c1')
    expect(await records.classByCode('CODE-c1', 1_000)).toBe(null)
    expect(await records.openJoining('c1', 'NEW', 2_000)).toBe(true)
    expect(await records.classByCode('CODE-c1', 5)).toBe(null)
    expect((await records.classByCode('NEW', 5))?.joining).toEqual({ code: 'NEW', until: 2_000 })
    await records.closeJoining('c1')
    expect([await records.classByCode('NEW', 5), (await records.classById('c1'))?.joining]).toEqual([
      null,
      null,
    ])
    expect(await records.claimStudent('NEW', 'a', ann, 5)).toBe(null)
    await expect(records.openJoining('c9', 'X', 1)).rejects.toEqual(refused.notFound)
  }),

  law(
    'a place is claimed once, by one who has none there, while the code admits; and is freed again',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['a', 'b'])
      expect(await records.claimStudent('CODE-c1', 'z', ann, 5)).toBe(null)
      expect(await records.claimStudent('CODE-c9', 'a', ann, 5)).toBe(null)
      expect(await records.claimStudent('CODE-c1', 'a', ann, 1_000)).toBe(null)
      const claimed = { ...row('a'), account: ann, joinedAt: 999 }
      expect(await records.claimStudent('CODE-c1', 'a', ann, 999)).toEqual(claimed)
      expect(await records.claimStudent('CODE-c1', 'a', bob, 5)).toBe(null)
      expect(await records.claimStudent('CODE-c1', 'b', ann, 5)).toBe(null)
      expect(await records.studentshipsOf(ann)).toEqual([claimed])
      expect(await records.undoClaim('c9', 'id-a')).toBe(null)
      expect(await records.undoClaim('c1', 'id-b')).toBe(null)
      expect(await records.undoClaim('c1', 'id-a')).toBe(ann)
      expect(await records.studentsOf('c1')).toEqual([row('a'), row('b')])
      expect((await records.claimStudent('CODE-c1', 'a', bob, 6))?.account).toBe(bob)
    },
  ),

  law('of two who claim one place at once one gets it', async ({ store, another }) => {
    await withClass(store, ['a'])
    const other = await another()
    const claimed = await Promise.all([
      store.records.claimStudent('CODE-c1', 'a', ann, 5),
      other.records.claimStudent('CODE-c1', 'a', bob, 5),
    ])
    expect(claimed.filter((one) => one === null)).toHaveLength(1)
    const [student] = await store.records.studentsOf('c1')
    expect(student?.account).toBe(claimed.find((one) => one !== null)?.account)
  }),
]

const mergeLaws: readonly Law[] = [
  law('merging a place that nobody has, or into one, moves who has it', async ({ store }) => {
    const { records } = store
    await withClass(store, ['a', 'b', 'c'])
    await records.claimStudent('CODE-c1', 'a', ann, 5)
    expect(await records.mergeStudents('c1', 'id-b', 'id-a')).toBe(null)
    expect(await records.mergeStudents('c1', 'id-a', 'id-c')).toBe(null)
    expect(await records.studentsOf('c1')).toEqual([{ ...row('c'), account: ann, joinedAt: 5 }])
    await expect(records.mergeStudents('c1', 'id-c', 'id-c')).rejects.toEqual(refusedWith('invalid'))
    await expect(records.mergeStudents('c1', 'id-a', 'id-c')).rejects.toEqual(refused.notFound)
    await expect(records.mergeStudents('c9', 'id-a', 'id-c')).rejects.toEqual(refused.notFound)
  }),

  law('merging two who both joined gives the one what the other had', async ({ store }) => {
    const { records } = store
    const [own, both, theirs] = [
      await withArticle(store, 1),
      await withArticle(store, 2),
      await withArticle(store, 3),
    ]
    await withClass(store, ['a', 'b'])
    await withClass(store, ['a', 'b'], 'c2')
    await records.claimStudent('CODE-c1', 'a', ann, 5)
    await records.claimStudent('CODE-c1', 'b', bob, 6)
    await records.claimStudent('CODE-c2', 'a', ann, 7)
    await records.setRole(own, ann, 'owner')
    await records.setRole(own, account('owner'), null)
    await records.setRole(both, ann, 'viewer')
    await records.setRole(both, bob, 'editor')
    await records.setRole(theirs, ann, 'editor')
    await records.setRole(theirs, bob, 'commenter')
    await records.personOf(own, ann, person('ann-own'))
    await records.personOf(both, ann, person('ann-both'))
    await records.personOf(both, bob, person('bob-both'))
    await records.createGroup({ id: 'g', name: 'G', kind: 'group' })
    await records.setGroupMember('g', ann, true)
    const link = {
      id: 'l',
      article: own,
      role: 'viewer' as const,
      createdBy: ann,
      createdAt: 1,
      expiresAt: null,
    }
    await records.createLink(link, 'hash')

    expect(await records.mergeStudents('c1', 'id-a', 'id-b')).toBe(ann)
    const roles = await Promise.all([own, both, theirs].map((id) => records.roleOf(id, bob)))
    expect(roles).toEqual(['owner', 'editor', 'editor'])
    expect(await records.articlesOf(ann)).toEqual([])
    expect(await records.people(own)).toEqual([{ person: person('ann-own'), account: bob }])
    expect(await records.personsOf(ann)).toEqual([{ article: both, person: person('ann-both') }])
    expect(await records.groupMembers(['g'])).toEqual([{ group: 'g', account: bob }])
    expect((await records.linkByHash('hash'))?.createdBy).toBe(bob)
    expect(await records.studentsOf('c1')).toEqual([{ ...row('b'), account: bob, joinedAt: 6 }])
    expect((await records.studentshipsOf(bob)).map(({ id }) => id)).toEqual(['id-b', 'c2-a'])
    expect([await records.studentshipsOf(ann), await records.onlyOwnerOf(ann)]).toEqual([[], []])
  }),

  law(
    'where both have a place in another class too, the one that is left over is free there',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['a', 'b'])
      await withClass(store, ['a', 'b'], 'c2')
      for (const code of ['CODE-c1', 'CODE-c2']) {
        await records.claimStudent(code, 'a', ann, 5)
        await records.claimStudent(code, 'b', bob, 6)
      }
      await records.mergeStudents('c1', 'id-a', 'id-b')
      expect((await records.studentsOf('c2')).map(({ account }) => account)).toEqual([null, bob])
    },
  ),

  law(
    'an account that is erased is in no class any more; who inherits teaches what nobody else does',
    async ({ store }) => {
      const { records } = store
      await withClass(store, ['a', 'b'])
      await withClass(store, ['a'], 'c2')
      await records.setTeacher('c2', bob, true)
      await records.claimStudent('CODE-c1', 'a', ann, 5)
      await records.claimStudent('CODE-c2', 'a', ann, 5)
      await records.eraseAccount(ann, null)
      expect(await records.studentshipsOf(ann)).toEqual([])
      expect([await records.studentsOf('c1'), await records.studentsOf('c2')]).toEqual([[row('b')], []])
      await expect(records.eraseAccount(teacher, null)).rejects.toEqual(refusedWith('last-owner'))
      expect(await records.isTeacher('c2', teacher)).toBe(true)
      await records.eraseAccount(teacher, account('heir'))
      expect([await records.teachersOf('c1'), await records.teachersOf('c2')]).toEqual([
        [account('heir')],
        [bob],
      ])
    },
  ),
]

export const CLASS_LAWS: readonly Law[] = [...classLaws, ...rosterLaws, ...joinLaws, ...mergeLaws]
