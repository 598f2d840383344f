/** Who has written in an article, by name: for whoever may read it, also of people without a role by now. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Author } from '../../shared/protocol/http.ts'
import { Program } from '../support/program.ts'
import { startTestServer, TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson
beforeAll(async () => {
  server = await startTestServer()
  owner = await server.person('owner')
})
afterAll(() => server.stop())

const authors = async (article: string, asking = owner) =>
  (await asking.ok<{ authors: Author[] }>('GET', `/api/articles/${article}/authors`)).authors
const names = async (article: string) => (await authors(article)).map(({ name }) => name).sort()

let nextEditing = 40_002

async function writes(person: TestPerson, article: string): Promise<void> {
  const program = await Program.open(server, person, article, nextEditing)
  nextEditing += 2
  expect(await program.does(() => program.text.insert(1, 'New '))).toBe('saved')
  program.close()
}

it('[G4] names everybody who has written, by the ids that stand in the content, and nobody who has only looked', async () => {
  const { id } = await owner.article('Title')
  const reader = await server.person('reader')
  const writer = await server.person('writer')
  await owner.share(id, reader, 'viewer')
  await owner.share(id, writer, 'editor')
  ;(await Program.open(server, reader, id)).close()
  expect(await authors(id)).toEqual([])
  await writes(writer, id)
  const [author, ...more] = await authors(id, reader)
  expect([author, more]).toEqual([{ person: author?.person, name: 'writer', guest: false }, []])
  const { authors: written } = await owner.ok<{ authors: { person: string | null }[][] }>(
    'GET',
    `/api/articles/${id}/content?view=marked&authors=1`,
  )
  expect(written.flat().map(({ person }) => person)).toContain(author?.person)
  await owner.ok('DELETE', `/api/articles/${id}/members/${writer.account}`)
  expect(await names(id)).toEqual(['writer'])
})

it('[G1] does not tell who may not see suggestions who suggests', async () => {
  const { id } = await owner.article('Title')
  const reader = await server.person()
  const suggester = await server.person('suggester')
  await owner.share(id, reader, 'viewer')
  await owner.share(id, suggester, 'suggester')
  const program = await Program.open(server, suggester, id)
  expect(await program.does(() => program.text.insert(1, 'Perhaps '))).toBe('saved')
  program.close()
  expect(await names(id)).toEqual(['suggester'])
  expect(await authors(id, reader)).toEqual([])
})

it('says of a guest that they are one, and of who was erased nothing', async () => {
  const { id } = await owner.article('Title')
  const { code } = await owner.ok<{ code: string }>('POST', `/api/articles/${id}/links`, { role: 'editor' })
  const guest = new TestPerson(server.url, 'guest')
  await guest.ok('POST', `/api/links/${code}`, { displayName: 'Gwen' })
  const gone = await server.person('gone')
  await owner.share(id, gone, 'editor')
  await writes(guest, id)
  await writes(gone, id)
  expect(await names(id)).toEqual(['Gwen', 'gone'])
  await (await server.administrator()).ok('DELETE', `/api/people/${gone.account}`)
  expect(await authors(id)).toMatchObject([{ name: 'Gwen', guest: true }])
})
