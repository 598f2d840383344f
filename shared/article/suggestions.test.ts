import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type PersonId, SERVER_CLIENT } from '../ids.ts'
import { authorsOf } from './authors.ts'
import { BLOCK_DEFAULTS } from './blocks.ts'
import type { IdSet } from './idset.ts'
import { aliasesOf, decisionsOf, openDoc, suggestionsOf } from './layout.ts'
import { projectArticle } from './projection.ts'
import { readAlias, readRecord, readRecordKey } from './record.ts'
import { listSuggestions } from './suggestion-list.ts'
import { rangesOf, Suggestions } from './suggestions.ts'
import type { View } from './view.ts'
import { newArticleUpdate } from './writer.ts'

const ANN = 4_001
const BEN = 5_001
const EDITOR = 6_000

const isNamed = (suggestions: Suggestions, clock: number, length: number) =>
  suggestions.over({ client: EDITOR, clock, length }).length > 0

let doc: Y.Doc
let suggestions: Suggestions
let text: Y.Text

beforeEach(() => {
  doc = openDoc()
  Y.applyUpdate(
    doc,
    newArticleUpdate(
      ['one', 'two'].map((words) => ({ ...BLOCK_DEFAULTS, runs: [{ text: words, formats: {} }] })),
    ),
  )
  suggestions = new Suggestions(doc)
  text = suggestions.text
  server(() => {
    for (const [client, person] of [
      [ANN, 'ann'],
      [BEN, 'ben'],
      [EDITOR, 'eve'],
    ] as const) {
      decisionsOf(doc).set(`c${client}`, person)
    }
  })
})

/** Does something under a client id, and reads what came of it. */
function as(client: number, change: () => void) {
  doc.clientID = client
  let reading = null as ReturnType<Suggestions['feed']>
  doc.transact((transaction) => {
    change()
    reading = suggestions.feed(transaction)
  })
  return reading
}
const server = (change: () => void) => as(SERVER_CLIENT, change)
const put = (key: string, value: unknown) => suggestionsOf(doc).set(key, value)
const says = (view: View) =>
  projectArticle(doc, view, suggestions).map(({ runs }) =>
    runs.map((run) => ('text' in run ? run.text : '/')).join(''),
  )
const idsOf = (ids: IdSet) => [...rangesOf(ids)].map(({ client, clock, length }) => [client, clock, length])

describe('views', () => {
  it('show what an odd id typed to all but the base, until it is accepted', () => {
    as(ANN, () => text.insert(4, 'XY'))
    expect([says('base'), says('final'), says('marked')]).toEqual([
      ['one', 'two'],
      ['oneXY', 'two'],
      ['oneXY', 'two'],
    ])
    server(() => decisionsOf(doc).set(`a${ANN}`, [0, 1]))
    expect(says('base')).toEqual(['oneX', 'two'])
  })

  it('hide what its author takes back, and strike what another one would delete', () => {
    as(ANN, () => text.insert(4, 'XY'))
    as(BEN, () => put(`${BEN}.0`, { t: 'del', i: [ANN, 0, 1] }))
    expect([says('marked')[0], says('final')[0]]).toEqual(['oneXY', 'oneY'])
    as(ANN, () => put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 1] }))
    expect([says('marked')[0], says('final')[0]]).toEqual(['oneX', 'one'])
    as(EDITOR, () => put(`${EDITOR}.0`, { t: 'del', i: [ANN, 0, 2] }))
    expect(says('marked')).toEqual(['one', 'two'])
    as(EDITOR, () => suggestionsOf(doc).delete(`${EDITOR}.0`))
    expect(says('marked')[0]).toBe('oneX')
  })

  it('show formats and attributes that are only proposed in the final alone, later records over earlier ones', () => {
    const marker = text._start!.id
    const first = { client: marker.client, clock: marker.clock + 2 }
    as(ANN, () =>
      put(`${ANN}.10`, { t: 'fmt', i: [first.client, first.clock, 1], a: { bold: null, italic: true } }),
    )
    as(ANN, () => put(`${ANN}.9`, { t: 'fmt', i: [first.client, first.clock, 2], a: { bold: true } }))
    as(BEN, () => put(`${BEN}.0`, { t: 'blk', m: [marker.client, marker.clock], s: { kind: 'h2' } }))
    expect(projectArticle(doc, 'final', suggestions)[0]).toEqual({
      ...BLOCK_DEFAULTS,
      kind: 'h2',
      runs: [
        { text: 'o', formats: { italic: true } },
        { text: 'n', formats: { bold: true } },
        { text: 'e', formats: {} },
      ],
    })
    expect(projectArticle(doc, 'marked', suggestions)[0]).toEqual(projectArticle(doc, 'base', suggestions)[0])
  })
})

describe('a change', () => {
  it('tells what is hidden and shown by it', () => {
    as(ANN, () => text.insert(4, 'XYZ'))
    const hid = as(ANN, () => put(`${ANN}.0`, { t: 'del', i: [ANN, 0, 2] }))
    expect([idsOf(hid!.hidden), idsOf(hid!.shown)]).toEqual([[[ANN, 0, 2]], []])
    const moved = as(ANN, () => put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 2] }))
    expect([idsOf(moved!.hidden), idsOf(moved!.shown)]).toEqual([[[ANN, 2, 1]], [[ANN, 0, 1]]])
    const accepted = server(() => decisionsOf(doc).set(`a${ANN}`, [2, 1]))
    expect([idsOf(accepted!.hidden), idsOf(accepted!.shown)]).toEqual([[], [[ANN, 2, 1]]])
  })

  it('of anything else is none', () => {
    expect(as(ANN, () => text.insert(4, 'X'))).toBeNull()
  })

  it('read step by step gives what reading it at once gives', () => {
    let seed = 7
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
      return seed % below
    }
    for (const client of [ANN, BEN]) as(client, () => text.insert(4, 'abcdefghij'))
    for (let step = 0; step < 400; step++) {
      const owner = [ANN, BEN, EDITOR][random(3)]!
      const key = `${owner}.${random(4)}`
      const about = [[ANN, BEN][random(2)]!, random(9), 1 + random(2)]
      if (random(5) === 0) server(() => decisionsOf(doc).set(`a${about[0]}`, [random(5), random(5)]))
      else if (random(4) === 0) as(owner, () => suggestionsOf(doc).delete(key))
      else as(owner, () => put(key, { t: 'del', i: about }))
      const fresh = new Suggestions(doc)
      for (const view of ['base', 'final', 'marked'] as const) {
        expect(projectArticle(doc, view, suggestions)).toEqual(projectArticle(doc, view, fresh))
      }
      for (let clock = 0; clock < 10; clock++) {
        for (const client of [ANN, BEN]) {
          expect(suggestions.isHidden(client, clock)).toBe(fresh.isHidden(client, clock))
        }
      }
    }
  })
})

describe('an alias', () => {
  it('leaves every record in force, also when an article with several is read anew', () => {
    put(`${BEN}.0`, { t: 'del', i: [SERVER_CLIENT, 2, 1] })
    as(EDITOR, () => {
      for (const at of [2, 3]) aliasesOf(doc).set(`${EDITOR}:${at}`, [1, SERVER_CLIENT, at])
    })
    expect([...new Suggestions(doc).all].map(({ key }) => key)).toEqual([`${BEN}.0`])
  })

  it('that the server has taken out again means nothing any more', () => {
    as(BEN, () => put(`${BEN}.0`, { t: 'del', i: [SERVER_CLIENT, 2, 1] }))
    as(EDITOR, () => aliasesOf(doc).set(`${EDITOR}:0`, [1, SERVER_CLIENT, 2]))
    expect(isNamed(suggestions, 0, 1)).toBe(true)
    server(() => aliasesOf(doc).delete(`${EDITOR}:0`))
    expect(isNamed(suggestions, 0, 1)).toBe(false)
  })

  it('of which the server has believed a part means that part', () => {
    as(BEN, () => put(`${BEN}.0`, { t: 'del', i: [SERVER_CLIENT, 2, 3] }))
    as(EDITOR, () => text.insert(4, 'one'))
    as(EDITOR, () => aliasesOf(doc).set(`${EDITOR}:0`, [3, SERVER_CLIENT, 2]))
    server(() => aliasesOf(doc).set(`${EDITOR}:0`, [1, SERVER_CLIENT, 2]))
    expect([0, 1, 2].map((clock) => isNamed(suggestions, clock, 1))).toEqual([true, false, false])
    expect(suggestions.authorOf(EDITOR, 1)).toBe('eve')
  })

  it('carries what is said about characters over to the ids under which they came back, and their author', () => {
    as(ANN, () => put(`${ANN}.0`, { t: 'del', i: [SERVER_CLIENT, 2, 3] }))
    as(EDITOR, () => text.insert(4, 'one'))
    as(EDITOR, () => aliasesOf(doc).set(`${EDITOR}:0`, [3, SERVER_CLIENT, 2]))
    expect(isNamed(suggestions, 0, 3)).toBe(true)
    expect(says('final')).toEqual(['', 'two'])
    expect(suggestions.authorOf(EDITOR, 1)).toBe(suggestions.authorOf(SERVER_CLIENT, 3))
    expect(suggestions.authorOf(EDITOR, 3)).toBe('eve')
  })
})

it('[G4] every character has its author, in every view and through an alias', () => {
  as(ANN, () => text.insert(4, 'XY'))
  as(EDITOR, () => text.insert(5, 'e'))
  const authors = (view: View) =>
    authorsOf(suggestions, view, projectArticle(doc, view, suggestions)).map((block) =>
      block.map(({ person, units }) => `${person} ${units}`).join(', '),
    )
  expect(authors('marked')).toEqual(['null 3, ann 1, eve 1, ann 1', 'null 3'])
  expect(authors('base')).toEqual(['null 3, eve 1', 'null 3'])
  as(EDITOR, () => text.insert(4, 'XYZ'))
  as(EDITOR, () => aliasesOf(doc).set(`${EDITOR}:2`, [2, ANN, 0]))
  expect(authors('base')).toEqual(['null 3, eve 1, ann 2, eve 1', 'null 3'])
})

it('what a page knows of its own ids counts before the doc says it', () => {
  const [own, other] = [7_001, 7_003]
  as(own, () => text.insert(4, 'X'))
  as(other, () => put(`${other}.0`, { t: 'del', i: [own, 0, 1] }))
  expect(says('marked')[0]).toBe('oneX')
  suggestions.claim(own, 'gus' as PersonId)
  suggestions.claim(other, 'gus' as PersonId)
  expect(says('marked')[0]).toBe('one')
})

it('the list has each run and each record once, in the order of the article', () => {
  as(ANN, () => text.insert(4, 'XY'))
  as(BEN, () => text.insert(5, 'b'))
  as(BEN, () => put(`${BEN}.3`, { t: 'del', i: [SERVER_CLIENT, 2, 2] }))
  as(ANN, () => put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 1] }))
  expect(listSuggestions(suggestions)).toEqual([
    { id: `r${BEN}.3`, kind: 'deletion', person: 'ben', ranges: [SERVER_CLIENT, 2, 2], text: 'on' },
    { id: `i${ANN}.0`, kind: 'insertion', person: 'ann', ranges: [ANN, 0, 1], text: 'X' },
    { id: `i${BEN}.0`, kind: 'insertion', person: 'ben', ranges: [BEN, 0, 1], text: 'b' },
  ])
})

describe('what is no record', () => {
  it.each([
    null,
    'del',
    { t: 'del' },
    { t: 'del', i: [] },
    { t: 'del', i: [1, 2] },
    { t: 'del', i: [1, 2, 0] },
    { t: 'del', i: [1, -2, 1] },
    { t: 'del', i: [1, 2.5, 1] },
    { t: 'del', i: [1, 2, Number.MAX_SAFE_INTEGER] },
    { t: 'del', i: [2 ** 32, 2, 1] },
    { t: 'del', i: ['1', 2, 1] },
    { t: 'del', i: [1, 2, 1], by: 'ann' },
    { t: 'fmt', i: [1, 2, 1], a: {} },
    { t: 'fmt', i: [1, 2, 1], a: { blink: true } },
    { t: 'fmt', i: [1, 2, 1], a: { link: { href: 'javascript:alert(1)' } } },
    { t: 'blk', m: [1, 2], s: {} },
    { t: 'blk', m: [1, 2, 3], s: { kind: 'h2' } },
    { t: 'blk', m: [1, 2], s: { kind: 'poll' } },
    { t: 'run', k: -1, at: 0 },
    Object.create({ t: 'del', i: [1, 2, 1] }),
  ])('%j is none', (value) => {
    expect(readRecord(value)).toBeNull()
  })

  it('is read as none, and counts for nothing', () => {
    as(ANN, () => text.insert(4, 'X'))
    as(ANN, () => put('nonsense', { t: 'del', i: [ANN, 0, 1] }))
    as(ANN, () => put(`${ANN}.1`, { t: 'del', i: 'all of it' }))
    expect(says('marked')[0]).toBe('oneX')
    expect(['1', '1.', '01.2', '1.2.3', '99999999999.1'].map(readRecordKey)).toEqual(Array(5).fill(null))
    expect(readAlias('1:2', [0, 1, 2])).toBeNull()
    expect(readAlias('1.2', [1, 1, 2])).toBeNull()
  })
})
