/** A request whose head comes while it is allowed, and whose body when it is not any more: judged as it is when all of it has come. */

import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adviser, Lesson } from '../review/lesson.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let teacher: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  teacher = await adviser(server, 'Harrowgate')
}, 60_000)
afterAll(() => server.stop())

/** The head and the first byte, taken in by the server; the rest with `end`, which answers the status. */
async function begun(person: TestPerson, method: string, path: string, body: unknown) {
  const bytes = Buffer.from(JSON.stringify(body))
  const headers = {
    Origin: person.url,
    Cookie: person.cookie,
    'Content-Type': 'application/json',
    'Content-Length': bytes.length,
    Expect: '100-continue',
  }
  const asked = request(new URL(person.url + path), { method, headers })
  const status = new Promise<number>((resolve, reject) => {
    asked.on('error', reject)
    asked.on('response', (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
  })
  // The server has read the head, and begins to judge.
  await new Promise((resolve) => {
    asked.once('continue', resolve)
    asked.flushHeaders()
  })
  asked.write(bytes.subarray(0, 1))
  // An answer to another request: what the server knew of the first one it has asked by now.
  await person.fetch('GET', '/api/me')
  return () => {
    asked.end(bytes.subarray(1))
    return status
  }
}

it('who teaches a class no more releases nothing, and sets no password', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Ann', 'Ben', 'Cy'])
  const other = await adviser(server, 'Colleague')
  await teacher.ok('PUT', lesson.ofClass(`/teachers/${other.name}`))
  const password = lesson.ofClass(`/students/${lesson.places[0]}/password`)
  const twin = await begun(other, 'POST', password, { language: 'en' })
  expect(await twin()).toBe(200)
  const ends = [
    await begun(other, 'PUT', lesson.at('/phase'), { phase: 'release' }),
    await begun(other, 'POST', password, { language: 'en' }),
  ]
  await teacher.ok('DELETE', lesson.ofClass(`/teachers/${other.name}`))
  expect(await Promise.all(ends.map((end) => end()))).toEqual([404, 404])
  expect((await lesson.board()).clock.phase).toBe('review')
})

it('whose sign-in has ended does nothing', async () => {
  const person = await server.person('Leaver')
  const end = await begun(person, 'POST', '/api/articles', { title: 'Too late' })
  await person.ok('POST', '/api/auth/sign-out', {})
  expect(await end()).toBe(401)
})

it('a rating and a plan that are sent when the session is closed are not kept', async () => {
  const lesson = await Lesson.reviewed(server, teacher, ['Dot', 'Eve', 'Fay'])
  for (const n of [0, 1, 2]) await lesson.remark(n, 'Which one?')
  await lesson.enter('release')
  const { id } = (await lesson.received(0)).reviews[0]!.remarks[0]!
  const path = lesson.at(`/own/received/${id}`)
  expect(await (await begun(lesson.who(0), 'PATCH', path, { rating: 3 }))()).toBe(204)
  const ends = [
    await begun(lesson.who(0), 'PATCH', path, { rating: 1 }),
    await begun(lesson.who(0), 'PUT', lesson.at('/own/plan'), { plan: 'Later' }),
  ]
  await lesson.enter('closed')
  expect(await Promise.all(ends.map((end) => end()))).toEqual([404, 404])
  expect((await lesson.received(0)).reviews[0]!.remarks[0]).toMatchObject({ rating: 3 })
})

it('nobody is invited to a text, and no version of it is named, once it is locked', async () => {
  const lesson = await Lesson.drafted(server, teacher, ['Gus', 'Hal', 'Ivy'])
  const article = `/api/articles/${lesson.articles[0]}`
  const [gus, hal] = [lesson.who(0), lesson.who(1)]
  const version = await begun(gus, 'POST', `${article}/versions`, { name: 'In time' })
  expect(await version()).toBe(201)
  const ends = [
    await begun(gus, 'PUT', `${article}/members/${hal.name}`, { role: 'editor' }),
    await begun(gus, 'POST', `${article}/versions`, { name: 'Late' }),
  ]
  await lesson.enter('lock')
  expect(await Promise.all(ends.map((end) => end()))).toEqual([403, 403])
})
