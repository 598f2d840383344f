/** Decisions about many suggestions over HTTP: all at once or not at all, kept with what they were about, and taken back exactly. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { systemClock } from '../../server/clock.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Decision } from '../../shared/decisions.ts'
import { decidedTextDays, idleRoomMs } from '../../shared/limits.ts'
import { decidedAnswer, decisionsAnswer } from '../../shared/protocol/decisions.ts'
import { Program } from '../support/program.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

const DAY = 86_400_000
/** How far the server's clock is ahead; it never goes back. */
let ahead = 0
let server: TestServer
let owner: TestPerson
let editor: TestPerson
let suggester: TestPerson
let other: TestPerson
let article: string
const programs: Program[] = []

beforeAll(async () => {
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    // An empty room closes, and is swept, at once.
    after: (ms: number, run: () => void) => systemClock.after(ms === idleRoomMs ? 20 : ms, run),
  }
  server = await startTestServer({ world: { clock } })
  owner = await server.person('owner')
  editor = await server.person('editor')
  suggester = await server.person('suggester')
  other = await server.person('other')
})
afterAll(() => server.stop())
beforeEach(async () => {
  article = (await owner.article('Title')).id
  await owner.share(article, editor, 'editor')
  await owner.share(article, suggester, 'suggester')
  await owner.share(article, other, 'suggester')
})
afterEach(() => {
  for (const program of programs.splice(0)) program.close()
})

const at = (rest = '') => `/api/articles/${article}${rest}`
const program = async (person = suggester) => {
  const opened = await Program.open(server, person, article)
  programs.push(opened)
  return opened
}
/** “New ” before the title, “it” out of it, and the headline a heading. */
async function suggest(): Promise<Program> {
  const by = await program()
  await by.does(() => {
    by.text.insert(1, 'New ')
    suggestionsOf(by.doc).set(`${by.client}.0`, { t: 'del', i: [2, 3, 2] })
    suggestionsOf(by.doc).set(`${by.client}.1`, { t: 'fmt', i: [2, 2, 1], a: { bold: true } })
    suggestionsOf(by.doc).set(`${by.client}.2`, { t: 'blk', m: [2, 0], s: { kind: 'h2' } })
  })
  return by
}
const listed = async () =>
  (await owner.ok<{ suggestions: Suggestion[] }>('GET', at('/suggestions'))).suggestions
const seen = (suggestions: readonly Suggestion[]) => suggestions.map(({ id, ranges }) => ({ id, ranges }))
const ask = (person: TestPerson, decision: string, suggestions: readonly object[], more = {}) =>
  person.fetch('POST', at('/decisions'), { decision, suggestions, ...more })
const decided = async (person: TestPerson, decision: string, suggestions: readonly object[], more = {}) => {
  const answer = await ask(person, decision, suggestions, more)
  expect(answer.status).toBe(200)
  return decidedAnswer.parse(await answer.json())
}
const reopen = (person: TestPerson, { number }: { number: number }) =>
  person.fetch('POST', at(`/decisions/${number}/reopen`))
const log = async (query = '') => decisionsAnswer.parse(await owner.ok('GET', at(`/decisions${query}`)))
const content = async (view: string, format = 'html') =>
  (await owner.fetch('GET', at(`/content?format=${format}&view=${view}`))).text()
/** The article in every view, and what is suggested in it. */
const everything = async () => [
  ...(await Promise.all(['original', 'final', 'marked'].map((view) => content(view, 'json')))),
  await listed(),
]

describe('a decision about many', () => {
  it.each(['accept', 'reject'] as const)('is made at once, and said as it was: %s', async (verb) => {
    const by = await suggest()
    const before = await listed()
    expect(before).toHaveLength(4)
    const [original, final] = [await content('original'), await content('final')]
    const { decision, people } = await decided(owner, verb, seen(before), { reason: 'house style' })
    const [{ person }] = before as [Suggestion]
    expect(decision).toMatchObject({
      number: 1,
      verb,
      reason: 'house style',
      count: 4,
      reopened: null,
      reopens: true,
    })
    expect(decision.parts).toEqual(
      [
        { suggestion: `r${by.client}.2`, kind: 'block', person, text: '', change: { kind: 'h2' } },
        { suggestion: before[1]!.id, kind: 'insertion', person, text: 'New ', change: null },
        { suggestion: `r${by.client}.1`, kind: 'format', person, text: 'T', change: { bold: true } },
        { suggestion: `r${by.client}.0`, kind: 'deletion', person, text: 'it', change: null },
      ].sort(
        (a, b) =>
          before.findIndex(({ id }) => id === a.suggestion) -
          before.findIndex(({ id }) => id === b.suggestion),
      ),
    )
    expect(people.map(({ name }) => name).sort()).toEqual(['owner', 'suggester'])
    expect(await listed()).toEqual([])
    const is = verb === 'accept' ? final : original
    for (const view of ['original', 'final', 'marked']) expect(await content(view)).toBe(is)
    expect(await log()).toEqual({ decisions: [decision], people: expect.arrayContaining(people) })
  })

  it.each(['accept', 'reject', 'withdraw'] as const)(
    'brings back nothing that its author has taken back with what is decided: %s',
    async (verb) => {
      const by = await program()
      await by.does(() => {
        by.text.insert(1, 'New ')
        // “w ” of their own, and “Ti” of the article, in one go.
        suggestionsOf(by.doc).set(`${by.client}.0`, { t: 'del', i: [by.client, 2, 2, 2, 2, 2] })
      })
      const before = await everything()
      expect((await listed()).map(({ text }) => text)).toEqual(['Ne', 'Ti'])
      const { decision } = await decided(verb === 'withdraw' ? suggester : owner, verb, seen(await listed()))
      expect(await listed()).toEqual([])
      const is = verb === 'accept' ? 'Netle' : 'Title'
      for (const view of ['original', 'final', 'marked'])
        expect((await content(view, 'text')).trim()).toBe(is)
      expect((await reopen(owner, decision)).status).toBe(200)
      expect(await everything()).toEqual(before)
    },
  )

  it('leaves out what is decided already, and is told who was first where nothing is left', async () => {
    await suggest()
    const all = await listed()
    const [first] = seen(all)
    const { decision } = await decided(owner, 'reject', [first!])
    const rest = await decided(editor, 'accept', seen(all))
    expect(rest.decision).toMatchObject({ number: 2, count: 3 })
    const late = await ask(owner, 'accept', [first!])
    expect(late.status).toBe(409)
    expect(await late.json()).toEqual({
      error: expect.objectContaining({ code: 'conflict' }),
      outcome: { ...decision },
    })
    // The last one about any of them.
    expect(await (await ask(owner, 'reject', seen(all))).json()).toMatchObject({ outcome: { number: 2 } })
    const never = await ask(owner, 'reject', [{ id: 'i9999.0' }])
    expect([never.status, await never.json()]).toMatchObject([409, { outcome: null }])
  })

  it('of two at once, one against the other, exactly one is made; the other is told of it', async () => {
    const by = await program()
    for (let round = 0; round < 5; round++) {
      await by.does(() => by.text.insert(1, `${round}`))
      const all = seen(await listed())
      const answers = await Promise.all([ask(owner, 'accept', all), ask(editor, 'reject', all)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      const [won, lost] = (await Promise.all(
        answers.sort((a, b) => a.status - b.status).map((answer) => answer.json()),
      )) as [{ decision: Decision }, { outcome: Decision }]
      expect(lost.outcome).toEqual(won.decision)
      expect((await content('original', 'text')).includes(`${round}`)).toBe(won.decision.verb === 'accept')
    }
  })

  it('is about no more than was seen, and of no half of a character', async () => {
    const by = await program()
    await by.does(() => by.text.insert(1, 'a\u{1F600}b'))
    const [{ id }] = (await listed()) as [Suggestion]
    const { decision } = await decided(owner, 'accept', [{ id, ranges: [by.client, 0, 2] }])
    expect(decision.parts).toMatchObject([{ suggestion: id, text: 'a\u{1F600}' }])
    expect((await content('original', 'text')).trim()).toBe('a\u{1F600}Title')
  })

  it('is made of nothing where one of them is not to be decided by who asks', async () => {
    await suggest()
    const foreign = await program(other)
    await foreign.does(() => foreign.text.insert(1, 'Other '))
    const before = await everything()
    const stolen = await ask(suggester, 'withdraw', seen(await listed()))
    expect([stolen.status, await stolen.json()]).toMatchObject([403, { error: { code: 'record-owner' } }])
    for (const verb of ['accept', 'reject'])
      expect((await ask(suggester, verb, seen(await listed()))).status).toBe(403)
    for (const wrong of [[], [{ id: 'x1' }], [{ id: 'i2.0', ranges: [2, 0, 1] }]])
      expect((await ask(owner, 'accept', wrong)).status).toBe(422)
    expect(await everything()).toEqual(before)
    expect((await log()).decisions).toEqual([])
  })
})

describe('the name of a suggestion', () => {
  it('is of who has suggested it: nobody withdraws their own words under it', async () => {
    const foreign = await program(other)
    await foreign.does(() => foreign.text.insert(1, 'Other '))
    const own = await program()
    await own.does(() => own.text.insert(1, 'Own '))
    const names = `i${foreign.client}.0`
    const mixed = [own.client, 0, 1, foreign.client, 0, 1]
    for (const ranges of [[own.client, 0, 4], mixed])
      for (const [person, verb] of [
        [suggester, 'withdraw'],
        [owner, 'reject'],
      ] as const)
        expect((await ask(person, verb, [{ id: names, ranges }])).status).toBe(422)
    expect((await log()).decisions).toEqual([])
    expect(await listed()).toHaveLength(2)
    await decided(suggester, 'withdraw', [{ id: `i${own.client}.0`, ranges: [own.client, 0, 4] }])
  })

  it('is worth its words once: many names of the same ones cost no more than one', async () => {
    const by = await program()
    for (let round = 0; round < 4; round++)
      await by.does(() => {
        for (let i = 0; i < 1_000; i++) by.text.insert(1, 'x') // backwards: each an item of its own
      })
    const names = Array.from({ length: 2_000 }, (_, i) => ({
      id: `i${by.client}.${i}`,
      ranges: [by.client, 0, 4_000],
    }))
    const { decision } = await decided(suggester, 'withdraw', names)
    expect(decision).toMatchObject({ count: 1, parts: [{ suggestion: `i${by.client}.0` }] })
    expect(await listed()).toEqual([])
  })
})

describe('a decision that is taken back', () => {
  it.each(['accept', 'reject'] as const)('leaves everything as it was: %s', async (verb) => {
    await suggest()
    const before = await everything()
    const { decision } = await decided(owner, verb, seen(await listed()))
    expect(await everything()).not.toEqual(before)
    const answer = await reopen(editor, decision)
    expect(answer.status).toBe(200)
    const { decision: reopened } = decidedAnswer.parse(await answer.json())
    expect(reopened).toMatchObject({ ...decision, reopens: false, reopened: { person: expect.any(String) } })
    expect(await everything()).toEqual(before)
    expect((await log()).decisions).toEqual([reopened])
  })

  it('is so also after a restart, and only once', async () => {
    await suggest()
    const before = await everything()
    const { decision } = await decided(owner, 'reject', seen(await listed()))
    for (const one of programs.splice(0)) one.close()
    await server.restart()
    expect((await reopen(owner, decision)).status).toBe(200)
    expect(await everything()).toEqual(before)
    const again = await reopen(owner, decision)
    expect([again.status, await again.json()]).toMatchObject([
      409,
      { error: { code: 'conflict' }, outcome: { number: 1, reopens: false } },
    ])
    expect((await reopen(owner, { ...decision, number: 7 })).status).toBe(404)
    expect(await everything()).toEqual(before)
  })

  it('keeps what others have done since', async () => {
    const by = await suggest()
    const { decision } = await decided(owner, 'accept', seen(await listed()))
    const writer = await Program.open(server, editor, article, 30_000)
    programs.push(writer)
    await writer.does(() => {
      writer.text.insert(1, 'Ed: ') // before what was accepted
      writer.text.delete(5, 1) // of “New ”
    })
    await by.does(() => suggestionsOf(by.doc).set(`${by.client}.3`, { t: 'del', i: [2, 6, 1] }))
    expect((await reopen(owner, decision)).status).toBe(200)
    expect((await content('original', 'text')).trim()).toBe('Ed: Title')
    expect((await content('final', 'text')).trim()).toBe('Ed: ew Tl')
    expect((await listed()).map(({ kind, text }) => [kind, text])).toEqual(
      expect.arrayContaining([
        ['insertion', 'ew '],
        ['deletion', 'it'],
        ['deletion', 'e'],
      ]),
    )
  })

  it('their own withdrawal by its author, and no other decision', async () => {
    await suggest()
    const before = await everything()
    const own = await decided(suggester, 'withdraw', seen(await listed()))
    expect(own.decision).toMatchObject({ verb: 'withdraw', count: 4 })
    expect((await reopen(other, own.decision)).status).toBe(403)
    expect((await reopen(suggester, own.decision)).status).toBe(200)
    expect(await everything()).toEqual(before)
    const { decision } = await decided(owner, 'reject', seen(await listed()))
    expect((await reopen(suggester, decision)).status).toBe(403)
    await owner.share(article, suggester, 'viewer')
    expect((await reopen(suggester, own.decision)).status).toBe(403)
  })

  it('of one suggestion by its name, in parts', async () => {
    const by = await program()
    await by.does(() => by.text.insert(1, 'New '))
    const [{ id }] = (await listed()) as [Suggestion]
    const decide = (decision: string, more = {}) =>
      owner.fetch('POST', at(`/suggestions/${id}/decision`), { decision, ...more })
    expect((await decide('reject')).status).toBe(200)
    expect((await decide('reopen', { ranges: [by.client, 0, 2] })).status).toBe(200)
    expect((await content('final', 'text')).trim()).toBe('NeTitle')
    expect((await log()).decisions).toMatchObject([{ reopened: null, reopens: true }])
    expect((await decide('reopen', { ranges: [by.client, 0, 2] })).status).toBe(409)
    expect((await decide('reopen')).status).toBe(200)
    expect((await content('final', 'text')).trim()).toBe('New Title')
    expect((await log()).decisions).toMatchObject([{ reopened: { person: expect.any(String) } }])
  })

  it('is so for some days, while what was decided against is hidden in the article; then it is gone', async () => {
    const by = await program()
    await by.does(() => by.text.insert(1, 'Hidden'))
    /** Whether who opens the article gets these words. */
    const holds = async (words: string) => {
      const reader = await Program.open(server, owner, article)
      reader.close()
      return Buffer.from(Y.encodeStateAsUpdate(reader.doc)).includes(words)
    }
    let visits = 0
    /** Somebody types a word, takes it back and leaves; then the room closes, and sweeps that away. */
    const visit = async () => {
      const visitor = await program()
      const word = `Typo${++visits}`
      await visitor.does(() => {
        visitor.text.insert(1, word)
        suggestionsOf(visitor.doc).set(`${visitor.client}.0`, {
          t: 'del',
          i: [visitor.client, 0, word.length],
        })
      })
      expect(await holds(word)).toBe(true)
      visitor.close()
      await expect.poll(() => holds(word), { timeout: 5_000 }).toBe(false)
    }
    const { decision } = await decided(owner, 'reject', seen(await listed()))
    by.close()
    await visit()
    ahead += (decidedTextDays - 1) * DAY
    await visit()
    expect(await holds('Hidden')).toBe(true)
    expect((await log()).decisions).toMatchObject([{ reopens: true }])
    expect((await reopen(owner, decision)).status).toBe(200)
    const second = await decided(owner, 'reject', seen(await listed()))
    ahead += (decidedTextDays + 1) * DAY
    expect((await log()).decisions[0]).toMatchObject({ reopens: false })
    const late = await reopen(owner, second.decision)
    expect([late.status, await late.json()]).toMatchObject([409, { outcome: { number: 2 } }])
    await visit()
    expect(await holds('Hidden')).toBe(false)
  })
})

describe('the log', () => {
  it('is read page by page, the newest first', async () => {
    const by = await program()
    for (let i = 0; i < 5; i++) {
      await by.does(() => by.text.insert(1, `${i}`))
      await decided(owner, 'accept', seen(await listed()))
    }
    const numbers = async (query: string) => (await log(query)).decisions.map(({ number }) => number)
    expect(await numbers('')).toEqual([5, 4, 3, 2, 1])
    expect(await numbers('?limit=2')).toEqual([5, 4])
    expect(await numbers('?before=4&limit=2')).toEqual([3, 2])
    for (const query of ['?before=x', '?limit=0', '?before=-1'])
      expect((await owner.fetch('GET', at(`/decisions${query}`))).status).toBe(422)
  })

  it('keeps of each suggestion a beginning, of many the first, and nothing in it is half a character', async () => {
    const by = await program()
    await by.does(() => {
      for (let i = 0; i < 60; i++)
        suggestionsOf(by.doc).set(`${by.client}.${i}`, { t: 'fmt', i: [2, 2, 5], a: { bold: true } })
      by.text.insert(6, `${'x'.repeat(199)}\u{1F600}y`)
    })
    const { decision } = await decided(owner, 'reject', seen(await listed()))
    expect([decision.count, decision.parts.length]).toEqual([61, 50])
    const one = await program()
    await one.does(() => one.text.insert(1, `${'x'.repeat(199)}\u{1F600}y`))
    const { decision: long } = await decided(owner, 'reject', seen(await listed()))
    expect(long.parts[0]!.text).toBe('x'.repeat(199))
  })
})
