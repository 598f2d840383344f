/** Classes over HTTP: a teacher’s roster, students who join by a code, and what becomes of their accounts. */

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { classYearsMax, joinFailuresPerCodeMax, joiningMs } from '../../shared/limits.ts'
import type { ClassRoom, ClassStudent, Joined } from '../../shared/protocol/classes.ts'
import type { Article, Me } from '../../shared/protocol/http.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

const DAY_MS = 24 * 60 * 60_000
/** How far the server's clock is ahead of the real one: time goes forward only. */
let ahead = 0
const now = () => systemClock.now() + ahead
let server: TestServer
let teacher: TestPerson

beforeAll(async () => {
  server = await startTestServer({
    world: { clock: { ...systemClock, now } },
  })
  teacher = await adviser('teacher')
}, 60_000)
afterAll(() => server.stop())

async function adviser(name: string): Promise<TestPerson> {
  const person = await server.person(name)
  const admin = await server.administrator()
  await admin.ok('PATCH', `/api/people/${person.account}`, { position: 'adviser' })
  return person
}

let made = 0
/** A class that is open, with these on its roster. */
async function aClass(text: string, by = teacher): Promise<ClassRoom & { readonly code: string }> {
  const { id } = await by.ok<ClassRoom>('POST', '/api/classes', { name: `Class ${++made}` })
  await by.ok('PUT', `/api/classes/${id}/roster`, { text })
  const room = await by.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
  return { ...room, code: room.joining?.code ?? '' }
}
const read = (id: string, by = teacher) => by.ok<ClassRoom>('GET', `/api/classes/${id}`)
const named = ({ students }: ClassRoom, handle: string): ClassStudent => {
  const found = students.find((one) => one.handle === handle)
  if (!found) throw new Error(`nobody is called ${handle}`)
  return found
}

/** Somebody at a browser of their own who joins. */
async function join(code: string, handle: string, more: object = {}) {
  const person = server.visitor()
  const joined = await person.ok<Joined>('POST', '/api/join', { code, handle, ...more })
  return { person, ...joined, password: joined.password ?? '' }
}
async function me(person: TestPerson) {
  return (await person.ok<Me>('GET', '/api/me')).account
}
async function signIn(username: string, password: string): Promise<number> {
  const response = await server.visitor().fetch('POST', '/api/auth/sign-in/username', { username, password })
  await response.arrayBuffer()
  return response.status
}
/** What a refusal says, without when it was said. */
async function refusalOf(body: object): Promise<unknown> {
  const response = await server.visitor().fetch('POST', '/api/join', body)
  return [response.status, await response.json(), response.headers.getSetCookie()]
}

describe('a roster', () => {
  it('grows by what is pasted, in lines or as a table, and loses nobody', async () => {
    const { id } = await aClass('s01\ns02')
    const text = 'handle,group,quota,time\ns02,Group A,1,1.5\ns03,,,\n'
    const { added, class: room } = await teacher.ok<{ added: number; class: ClassRoom }>(
      'PUT',
      `/api/classes/${id}/roster`,
      { text },
    )
    expect(added).toBe(1)
    expect(room.students.map(({ id: _, ...one }) => one)).toEqual([
      { handle: 's01', group: null, quota: null, timePercent: 100, joined: null },
      { handle: 's02', group: 'Group A', quota: 1, timePercent: 150, joined: null },
      { handle: 's03', group: null, quota: null, timePercent: 100, joined: null },
    ])
    expect((await teacher.ok<{ classes: unknown[] }>('GET', '/api/classes')).classes).toContainEqual({
      id,
      name: room.name,
      keepUntil: null,
      students: 3,
      joined: 0,
    })
  })

  it('is refused whole, with the line of everything that is wrong', async () => {
    const { id } = await aClass('s01')
    const text = 'handle,quota\ns02,x\ns03,\nS03,\n'
    const response = await teacher.fetch('PUT', `/api/classes/${id}/roster`, { text })
    expect([response.status, await response.json()]).toEqual([
      422,
      {
        error: {
          code: 'invalid',
          message: 'Line 2: “x” is no number of texts. Line 4: “S03” is there already, in line 3.',
          retry: false,
        },
      },
    ])
    expect((await read(id)).students).toHaveLength(1)
  })

  it('is changed student by student; a handle is there once', async () => {
    const room = await aClass('s01\ns02')
    const path = `/api/classes/${room.id}/students/${named(room, 's01').id}`
    await teacher.ok('PATCH', path, { group: 'B', quota: 0, timePercent: 200, handle: ' S 01 ' })
    await teacher.ok('PATCH', path, { group: null })
    expect(await teacher.refused('PATCH', path, { handle: 'S02' })).toEqual({
      status: 409,
      code: 'name-taken',
    })
    expect(await teacher.refused('PATCH', path, { timePercent: 20 })).toEqual({
      status: 422,
      code: 'invalid',
    })
    expect(named(await read(room.id), 'S 01')).toMatchObject({ group: null, quota: 0, timePercent: 200 })
  })
})

describe('joining', () => {
  it('makes a student with four words for a password, and signs them in', async () => {
    const { id, code } = await aClass('Minji Kim\ns02')
    const { person, userName, password } = await join(code.toLowerCase(), 'minji  kim')
    expect(userName).toBe('Minji.Kim')
    expect(password).toMatch(/^(?:[a-z]{3,7} ){3}[a-z]{3,7}$/)
    expect(await me(person)).toMatchObject({ userName, displayName: 'Minji Kim', position: 'student' })
    expect(await signIn(userName, password)).toBe(200)
    const joined = named(await read(id), 'Minji Kim').joined
    expect(joined?.userName).toBe(userName)
    expect(Math.abs((joined?.at ?? 0) - now())).toBeLessThan(60_000)
  })

  it('gives Korean words and Korean names where they are asked for, and numbers where a name is taken', async () => {
    const [one, two] = [await aClass('김민지'), await aClass('김민지')]
    const first = await join(one.code, '김민지', { language: 'ko' })
    expect(first.password).toMatch(/^(?:[가-힣]{2} ){3}[가-힣]{2}$/)
    expect([first.userName, (await join(two.code, '김민지')).userName]).toEqual(['김민지', '김민지-2'])
    expect(await signIn('김민지', first.password)).toBe(200)
  })

  it('says the same of wrong, closed and old codes and of handles that are not there or taken, at once', async () => {
    const open = await aClass('s01\ns02')
    const closed = await aClass('s01')
    await teacher.ok('DELETE', `/api/classes/${closed.id}/joining`)
    const old = await aClass('s01')
    await teacher.ok('POST', `/api/classes/${old.id}/joining`)
    await join(open.code, 's02')
    const asked = [
      { code: 'ZZZZZZ', handle: 's01' },
      { code: closed.code, handle: 's01' },
      { code: old.code, handle: 's01' },
      { code: open.code, handle: 's09' },
      { code: open.code, handle: 's02' },
      { code: '', handle: '' },
      { code: 'x'.repeat(90), handle: 'x'.repeat(190) },
    ]
    const said: unknown[] = []
    for (const body of asked) {
      const from = performance.now()
      said.push(await refusalOf(body))
      expect(performance.now() - from).toBeLessThan(1_000)
    }
    expect(said).toEqual(asked.map(() => said[0]))
    expect(said[0]).toMatchObject([404, { error: { code: 'not-found' } }, []])
    const { students } = await read(open.id)
    expect(students.map(({ joined }) => joined !== null)).toEqual([false, true])
  })

  it('is over after half an hour of the server’s time', async () => {
    const { id, code } = await aClass('s01\ns02')
    ahead += joiningMs - 5_000
    await join(code, 's01')
    expect((await read(id)).joining?.code).toBe(code)
    ahead += 5_000
    expect(await refusalOf({ code, handle: 's02' })).toMatchObject([404, {}, []])
    expect((await read(id)).joining).toBe(null)
    const again = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
    expect(again.joining?.code).not.toBe(code)
    await join(again.joining?.code ?? '', 's02')
  })

  it('lists the handles that are free to who has the code, where the teacher lets it', async () => {
    const { id, code } = await aClass('s01\ns02')
    const visitor = server.visitor()
    const path = `/api/join/${code}/handles`
    // Every page asks, so it is no guess, however many there are.
    for (let asked = 0; asked <= joinFailuresPerCodeMax; asked++)
      expect(await visitor.refused('GET', path)).toEqual({ status: 404, code: 'not-found' })
    await teacher.ok('PATCH', `/api/classes/${id}`, { listsHandles: true })
    await join(code, 's01')
    expect(await visitor.ok('GET', path)).toEqual({ handles: ['s02'] })
    expect(await visitor.refused('GET', '/api/join/ZZZZZZ/handles')).toEqual({
      status: 404,
      code: 'not-found',
    })
  })

  it('is answered once more when the answer was lost', async () => {
    const { id, code } = await aClass('s01')
    const headers = { 'Idempotency-Key': 'joining-once' }
    const body = { code, handle: 's01' }
    const first = await server.visitor().ok<Joined>('POST', '/api/join', body, headers)
    const person = server.visitor()
    expect(await person.ok<Joined>('POST', '/api/join', body, headers)).toEqual(first)
    expect((await me(person))?.userName).toBe(first.userName)
    expect((await read(id)).students[0]?.joined?.userName).toBe(first.userName)
  })

  it('of two who claim one place at once one gets it, and nothing is left of the other', async () => {
    const { code } = await aClass('twice')
    const both = await Promise.all(
      [1, 2].map(() => server.visitor().fetch('POST', '/api/join', { code, handle: 'twice' })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404])
    const { kysely } = server.store.database!
    const rows = await kysely
      .selectFrom('user' as never)
      .selectAll()
      .execute()
    expect(rows.filter((row) => (row as { name: string }).name === 'twice')).toHaveLength(1)
  })

  it('stops who guesses, by the code and never by the address of a class', async () => {
    const [one, two] = [await aClass('s01'), await aClass('s01')]
    const guess = (handle: string) =>
      server.visitor().refused('POST', '/api/join', { code: one.code, handle })
    for (let number = 0; number < joinFailuresPerCodeMax; number++)
      expect(await guess(`x${number}`)).toEqual({ status: 404, code: 'not-found' })
    for (const handle of ['x', 's01']) expect(await guess(handle)).toEqual({ status: 429, code: 'too-fast' })
    await join(two.code, 's01')
  }, 30_000)

  it('gives an account that there is a place in a second class, and only one', async () => {
    const [one, two] = [await aClass('s01'), await aClass('s01\nMina')]
    const { person, userName } = await join(one.code, 's01')
    const as = 'me'
    expect(await person.ok('POST', '/api/join', { code: two.code, handle: 'mina', as })).toEqual({
      userName,
      password: null,
    })
    expect(named(await read(two.id), 'Mina').joined?.userName).toBe(userName)
    expect(await person.refused('POST', '/api/join', { code: two.code, handle: 's01', as })).toEqual({
      status: 404,
      code: 'not-found',
    })
    expect(await teacher.refused('POST', '/api/join', { code: two.code, handle: 's01', as })).toEqual({
      status: 403,
      code: 'forbidden',
    })
  })
})

describe('a student', () => {
  it('writes, changes the own password, and is not among the newsroom’s people', async () => {
    const { code } = await aClass('quiet one')
    const { person, password } = await join(code, 'quiet one')
    const article = await person.article('Mine')
    expect(article.role).toBe('owner')
    for (const path of ['/api/people', '/api/groups', '/api/classes', `/api/articles/${article.id}/members`])
      expect([path, (await person.refused('GET', path)).status]).toEqual([path, 403])
    const next = 'another long password'
    await person.ok('POST', '/api/auth/change-password', { currentPassword: password, newPassword: next })
    const admin = await server.administrator()
    const { people } = await admin.ok<{ people: { displayName: string }[] }>('GET', '/api/people')
    expect(people.map(({ displayName }) => displayName)).not.toContain('quiet one')
    const id = (await me(person))?.id
    expect(await admin.refused('PATCH', `/api/people/${id}`, { position: 'writer' })).toEqual({
      status: 404,
      code: 'not-found',
    })
    expect(await person.ok('GET', '/api/me/export')).toMatchObject({
      classes: { places: [{ handle: 'quiet one' }], taught: [] },
    })
  })

  it('is called what the roster says, also when that changes', async () => {
    const { id, code } = await aClass('mnji')
    const { person, userName, password } = await join(code, 'mnji')
    await teacher.ok('PATCH', `/api/classes/${id}/students/${named(await read(id), 'mnji').id}`, {
      handle: 'Minji',
    })
    expect(await me(person)).toMatchObject({ displayName: 'Minji', userName })
    expect(await signIn(userName, password)).toBe(200)
  })

  it('loses the account when the claim is undone, and the place is free again', async () => {
    const { id, code } = await aClass('s01')
    const { person, userName, password } = await join(code, 's01')
    const { id: article } = await person.article('Left behind')
    await teacher.ok('DELETE', `/api/classes/${id}/students/${named(await read(id), 's01').id}/claim`)
    expect(await me(person)).toBe(null)
    expect(await signIn(userName, password)).toBe(401)
    expect((await teacher.ok<Article>('GET', `/api/articles/${article}`)).role).toBe('owner')
    expect((await read(id)).students[0]?.joined).toBe(null)
    expect((await join(code, 's01')).userName).toBe(userName)
    const path = `/api/classes/${id}/students/${(await read(id)).students[0]?.id}/claim`
    await teacher.ok('DELETE', path)
    expect(await teacher.refused('DELETE', path)).toEqual({ status: 409, code: 'conflict' })
  })

  it('gets four new words, and is signed out where they were', async () => {
    const { id, code } = await aClass('s01')
    const { person, userName, password } = await join(code, 's01')
    const path = `/api/classes/${id}/students/${named(await read(id), 's01').id}/password`
    const reset = await teacher.ok<Joined>('POST', path, { language: 'en' })
    expect(reset.userName).toBe(userName)
    expect(await me(person)).toBe(null)
    expect([await signIn(userName, password), await signIn(userName, reset.password ?? '')]).toEqual([
      401, 200,
    ])
  })

  it('who joined twice is merged into one, with the articles of both', async () => {
    const { id, code } = await aClass('s01\ns 01')
    const [wrong, right] = [await join(code, 's 01'), await join(code, 's01')]
    const { id: article } = await wrong.person.article('By mistake')
    const room = await read(id)
    const path = (handle: string) => `/api/classes/${id}/students/${named(room, handle).id}/merge`
    await teacher.ok('POST', path('s 01'), { into: named(room, 's01').id })
    expect((await right.person.ok<Article>('GET', `/api/articles/${article}`)).role).toBe('owner')
    expect([await me(wrong.person), await signIn(wrong.userName, wrong.password)]).toEqual([null, 401])
    expect((await read(id)).students.map(({ handle }) => handle)).toEqual(['s01'])
    expect(await teacher.refused('POST', path('s01'), { into: named(room, 's01').id })).toEqual({
      status: 422,
      code: 'invalid',
    })
  })

  it('is exported and erased by the teacher; articles stay', async () => {
    const { id, code } = await aClass('s01\ns02')
    const { person, userName, password } = await join(code, 's01')
    const { id: article } = await person.article('Stays')
    const room = await read(id)
    const path = (handle: string) => `/api/classes/${id}/students/${named(room, handle).id}`
    expect(await teacher.ok('GET', `${path('s01')}/export`)).toMatchObject({
      account: { userName },
      articles: [],
      classes: { places: [{ handle: 's01', class: room.name }] },
    })
    expect(await teacher.ok('GET', `${path('s02')}/export`)).toMatchObject({ place: { handle: 's02' } })
    await teacher.ok('DELETE', path('s01'))
    await teacher.ok('DELETE', path('s02'))
    expect((await read(id)).students).toEqual([])
    expect([await me(person), await signIn(userName, password)]).toEqual([null, 401])
    expect((await teacher.ok<Article>('GET', `/api/articles/${article}`)).title).toBe('Stays')
    expect(await teacher.refused('DELETE', path('s01'))).toEqual({ status: 404, code: 'not-found' })
  })

  it('of two classes is erased when both have let go', async () => {
    const [one, two] = [await aClass('s01'), await aClass('s01')]
    const { person } = await join(one.code, 's01')
    await person.ok('POST', '/api/join', { code: two.code, handle: 's01', as: 'me' })
    await teacher.ok('DELETE', `/api/classes/${one.id}`)
    expect((await me(person))?.position).toBe('student')
    await teacher.ok('DELETE', `/api/classes/${two.id}/students/${(await read(two.id)).students[0]?.id}`)
    expect(await me(person)).toBe(null)
  })
})

describe('who teaches a class', () => {
  it('shares it with other advisers; whoever does not is told that it is not there', async () => {
    const room = await aClass('s01')
    const [other, writer] = [await adviser('other'), await server.person('writer')]
    const student = (await join(room.code, 's01')).person
    const path = `/api/classes/${room.id}`
    for (const asking of [other, writer, student, await server.administrator()])
      expect(await asking.refused('GET', path)).toEqual({ status: 404, code: 'not-found' })
    expect(await teacher.refused('PUT', `${path}/teachers/writer`)).toEqual({ status: 409, code: 'conflict' })
    await teacher.ok('PUT', `${path}/teachers/other`)
    expect((await read(room.id, other)).teachers.map(({ userName }) => userName).sort()).toEqual([
      'other',
      'teacher',
    ])
    await other.ok('DELETE', `${path}/teachers/teacher`)
    expect(await teacher.refused('GET', path)).toEqual({ status: 404, code: 'not-found' })
    expect(await other.refused('DELETE', `${path}/teachers/other`)).toEqual({ status: 409, code: 'conflict' })
    // Who is no adviser any more teaches nothing.
    const admin = await server.administrator()
    await admin.ok('PATCH', `/api/people/${other.account}`, { position: 'writer' })
    expect(await other.refused('GET', path)).toEqual({ status: 404, code: 'not-found' })
  })

  it('needs an heir for it when erased', async () => {
    const leaving = await adviser('leaving')
    const room = await aClass('s01', leaving)
    const admin = await server.administrator()
    const summary = await admin.ok<{ handedOver: string[] }>('GET', `/api/people/${leaving.account}/data`)
    expect(summary.handedOver).toEqual([room.name])
    await admin.ok('DELETE', `/api/people/${leaving.account}`)
    expect((await read(room.id, admin)).students).toHaveLength(1)
  })
})

describe('retention', () => {
  it('erases the students of a class when its day has come, and keeps the class and the articles', async () => {
    const room = await aClass('s01\ns02')
    const kept = await aClass('s01')
    const { person } = await join(room.code, 's01')
    const other = await join(kept.code, 's01')
    const { id: article } = await person.article('Of last year')
    const keepUntil = now() + 30 * DAY_MS
    const path = `/api/classes/${room.id}`
    for (const refused of [1, now() + (classYearsMax + 1) * 365 * DAY_MS])
      expect(await teacher.refused('PATCH', path, { keepUntil: refused })).toEqual({
        status: 422,
        code: 'invalid',
      })
    await teacher.ok('PATCH', path, { keepUntil })
    await teacher.ok('PATCH', `/api/classes/${kept.id}`, { keepUntil: keepUntil + 60_000 })
    ahead += 30 * DAY_MS + 10_000
    await server.restart() // what came while nobody looked is made up for
    await vi.waitFor(async () => expect((await read(room.id)).students).toEqual([]), { timeout: 10_000 })
    expect(await me(person)).toBe(null)
    expect((await teacher.ok<Article>('GET', `/api/articles/${article}`)).role).toBe('owner')
    expect((await read(kept.id)).students).toHaveLength(1)
    expect(await signIn(other.userName, other.password)).toBe(200)
    expect(await teacher.refused('PUT', `${path}/roster`, { text: 's03' })).toEqual({
      status: 409,
      code: 'conflict',
    })
  }, 30_000)
})
