/** Suggestions over HTTP: listed for who may see them, decided by who may edit, withdrawn by their authors; the first decision wins. */

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { suggestionsOf } from '../../shared/article/layout.ts'
import type { Block } from '../../shared/article/projection.ts'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import { Program } from '../support/program.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson
let suggester: TestPerson
let other: TestPerson
let article: string
/** What a decision waits for between being asked for and being made. */
let opening: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  server = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      records: {
        ...store.records,
        personOf: async (...asked) => {
          await opening
          return store.records.personOf(...asked)
        },
      },
    }),
  })
  owner = await server.person('owner')
  suggester = await server.person('suggester')
  other = await server.person('other')
})
afterAll(() => server.stop())
beforeEach(async () => {
  article = (await owner.article('Title')).id
  await owner.share(article, suggester, 'suggester')
  await owner.share(article, other, 'suggester')
})

const listed = async (person = owner) =>
  (await person.ok<{ suggestions: Suggestion[] }>('GET', `/api/articles/${article}/suggestions`)).suggestions
const decide = (person: TestPerson, id: string, decision: string, more = {}) =>
  person.fetch('POST', `/api/articles/${article}/suggestions/${id}/decision`, { decision, ...more })
const says = async (view: string) =>
  (await owner.fetch('GET', `/api/articles/${article}/content?format=text&view=${view}`)).text()

it('[G1] what a suggester types is in the final and not in the original, until an editor accepts it', async () => {
  const program = await Program.open(server, suggester, article)
  expect(await program.does(() => program.text.insert(1, 'New '))).toBe('saved')
  expect([await says('original'), await says('final')].map((text) => text.trim())).toEqual([
    'Title',
    'New Title',
  ])
  const [one, ...more] = await listed()
  expect(more).toEqual([])
  expect(one).toMatchObject({ kind: 'insertion', text: 'New ' })
  const answer = await decide(owner, one!.id, 'accept', { ranges: one!.ranges, reason: 'better' })
  expect([answer.status, await answer.json()]).toMatchObject([200, { verb: 'accept', reason: 'better' }])
  expect((await says('original')).trim()).toBe('New Title')
  expect(await listed()).toEqual([])
  program.close()
})

it('the view of all words tells in each format what is suggested and what is struck', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => program.text.insert(1, 'New '))
  await program.does(() => {
    suggestionsOf(program.doc).set(`${program.client}.0`, { t: 'del', i: [2, 2, 3] })
  })
  program.close()
  const content = (format: string) => `/api/articles/${article}/content?format=${format}&view=marked`
  const { blocks } = await owner.ok<{ blocks: Block[] }>('GET', content('json'))
  expect(blocks[0]?.runs).toEqual([
    { text: 'New ', formats: {}, inserted: true },
    { text: 'Tit', formats: {}, deleted: true },
    { text: 'le', formats: {} },
  ])
  const page = await (await owner.fetch('GET', content('html'))).text()
  expect(page).toContain('<h1><ins>New </ins><del>Tit</del>le</h1>')
  expect(await (await owner.fetch('GET', content('markdown'))).text()).toContain(
    '# <ins>New </ins><del>Tit</del>le',
  )
  expect((await says('marked')).trim()).toBe('{++New ++}{--Tit--}le')
})

it('a second decision changes nothing and is told the first one', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => program.text.insert(1, 'New '))
  const [{ id, ranges }] = (await listed()) as [Suggestion]
  expect((await decide(owner, id, 'reject', { ranges })).status).toBe(200)
  const second = await decide(owner, id, 'accept', { ranges })
  expect(second.status).toBe(409)
  expect(await second.json()).toMatchObject({
    error: { code: 'conflict' },
    outcome: { verb: 'reject', suggestion: id },
  })
  expect((await says('final')).trim()).toBe('Title')
  program.close()
})

it.each([
  ['nothing', 200, async () => {}],
  ['the role is lowered', 403, (editor) => owner.share(article, editor, 'suggester')],
  ['the article is frozen', 403, () => owner.ok('PUT', freeze(), { at: 0, name: 'Now' })],
  [
    'the role is taken',
    404,
    (editor) => owner.ok('DELETE', `/api/articles/${article}/members/${editor.name}`),
  ],
] satisfies [string, number, (editor: TestPerson) => Promise<unknown>][])(
  '[R6] what counts is the role when it is decided: %s meanwhile, and the answer is %i',
  async (_, status, happens) => {
    const editor = await server.person()
    await owner.share(article, editor, 'editor')
    const program = await Program.open(server, suggester, article)
    await program.does(() => program.text.insert(1, 'New '))
    const [{ id }] = (await listed()) as [Suggestion]
    let open = () => {}
    opening = new Promise<void>((resolve) => {
      open = resolve
    })
    const answer = decide(editor, id, 'accept')
    await new Promise((resolve) => setTimeout(resolve, 300)) // it has passed the door
    await happens(editor)
    open()
    expect((await answer).status).toBe(status)
    expect((await says('original')).trim()).toBe(status === 200 ? 'New Title' : 'Title')
    program.close()
  },
)

const freeze = () => `/api/articles/${article}/freeze`

it('of two who decide at once, one against the other, exactly one decides', async () => {
  const editor = await server.person()
  await owner.share(article, editor, 'editor')
  const program = await Program.open(server, suggester, article)
  for (let round = 0; round < 5; round++) {
    await program.does(() => program.text.insert(1, `${round}`))
    const [{ id, ranges }] = (await listed()) as [Suggestion]
    const answers = await Promise.all([
      decide(owner, id, 'accept', { ranges }),
      decide(editor, id, 'reject', { ranges }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const isAccepted = answers[0]!.status === 200
    expect((await says('original')).includes(`${round}`)).toBe(isAccepted)
    expect(await listed()).toEqual([])
  }
  program.close()
})

it('an acceptance that is taken back is a suggestion again', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => program.text.insert(1, 'New '))
  const [{ id, ranges }] = (await listed()) as [Suggestion]
  await decide(owner, id, 'accept')
  expect((await decide(owner, id, 'reopen', { ranges })).status).toBe(200)
  expect((await decide(owner, id, 'reopen')).status).toBe(409)
  expect((await says('original')).trim()).toBe('Title')
  expect(await listed()).toMatchObject([{ id }])
  program.close()
})

it('authors withdraw their own, nobody else’s, and decide nothing', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => {
    program.text.insert(1, 'New ')
    suggestionsOf(program.doc).set(`${program.client}.0`, { t: 'del', i: [2, 2, 3] })
  })
  const before = await listed()
  expect(before.map(({ kind }) => kind).sort()).toEqual(['deletion', 'insertion'])
  for (const { id, ranges } of before) {
    for (const verb of ['accept', 'reject']) {
      expect((await decide(suggester, id, verb, { ranges })).status).toBe(403)
    }
    expect((await decide(suggester, id, 'reopen')).status).toBe(409)
    const stolen = await decide(other, id, 'withdraw', { ranges })
    expect([stolen.status, await stolen.json()]).toMatchObject([403, { error: { code: 'record-owner' } }])
  }
  expect(await listed()).toEqual(before)
  for (const { id, ranges } of before)
    expect((await decide(suggester, id, 'withdraw', { ranges })).status).toBe(200)
  expect(await listed()).toEqual([])
  expect((await says('original')).trim()).toBe('Title')
  program.close()
})

it('a suggester who lies is refused: as an editor, in another’s name, about another’s record', async () => {
  const lie = async (write: (program: Program) => void, client?: number) => {
    const program = await Program.open(server, suggester, article, client)
    const answer = await program.does(() => write(program))
    program.close()
    return answer
  }
  const honest = await Program.open(server, other, article)
  await honest.does(() => suggestionsOf(honest.doc).set(`${honest.client}.0`, { t: 'del', i: [2, 2, 3] }))
  expect(await lie(({ text }) => text.insert(1, 'x'), 30_000)).toBe('client-id')
  expect(await lie(({ text }) => text.insert(1, 'x'), honest.client)).toBe('client-id')
  expect(await lie(({ text }) => text.delete(1, 1))).toBe('deletion')
  expect(
    await lie(({ doc }) => suggestionsOf(doc).set(`${honest.client}.0`, { t: 'del', i: [2, 2, 1] })),
  ).toBe('record-owner')
  expect(await lie(({ doc }) => suggestionsOf(doc).delete(`${honest.client}.0`))).toBe('record-owner')
  expect((await says('original')).trim()).toBe('Title')
  expect(await listed()).toMatchObject([{ id: `r${honest.client}.0`, text: 'Tit' }])
  honest.close()
})

it('[G4] the content says who wrote what, by ids that mean something in this article only', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => program.text.insert(1, 'New '))
  const [{ person }] = (await listed()) as [Suggestion]
  const content = (query: string) =>
    owner.ok<{ authors?: unknown }>('GET', `/api/articles/${article}/content?${query}`)
  expect((await content('authors=1')).authors).toEqual([
    [
      { person, units: 4 },
      { person: null, units: 5 },
    ],
    [],
  ])
  expect((await content('authors=1&view=original')).authors).toEqual([[{ person: null, units: 5 }], []])
  expect((await content('view=final')).authors).toBeUndefined()
  expect(person).toMatch(/^[0-9a-z]{10}$/)
  program.close()
})

it('who may only read sees no suggestion, and a name that is none is told so', async () => {
  const reader = await server.person()
  await owner.share(article, reader, 'viewer')
  expect((await reader.fetch('GET', `/api/articles/${article}/suggestions`)).status).toBe(403)
  for (const id of ['x', 'i1', 'r1.2.3', 'i1.2%00'])
    expect((await decide(owner, id, 'accept')).status).toBeGreaterThan(400)
  expect((await decide(owner, 'i20001.99', 'accept')).status).toBe(409)
  expect((await decide(owner, 'i20001.99', 'accept', { ranges: [1, 2] })).status).toBe(422)
})

it('the list gives the beginning of what a record is about, and no half of a character', async () => {
  const program = await Program.open(server, suggester, article)
  await program.does(() => {
    program.text.insert(1, `${'x'.repeat(1_999)}\u{1F600}${'y'.repeat(90_000)}`)
    for (let i = 0; i < 40; i++)
      suggestionsOf(program.doc).set(`${program.client}.${i}`, {
        t: 'fmt',
        i: [program.client, 0, 92_001],
        a: { bold: true },
      })
  })
  const all = await listed()
  expect(all.map(({ kind, text }) => [kind, text.length])).toEqual([
    ['insertion', 92_001],
    ...Array.from({ length: 40 }, () => ['format', 1_999]),
  ])
  program.close()
})
