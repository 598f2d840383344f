import { beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { isEnd, isMarker } from '../../shared/article/items.ts'
import { aliasesOf, articleText, decisionsOf, openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { View } from '../../shared/article/view.ts'
import { ArticleWriter, newArticleUpdate, type Token } from '../../shared/article/writer.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { decidedTextDays } from '../../shared/limits.ts'
import { decide as decideOn, type Subject, type Verb } from './decisions.ts'
import { reopen } from './reopening.ts'
import { sweep as sweepOn } from './sweep.ts'

const ANN = 4_001
const BEN = 5_001
const ED = 6_000

const TODAY = 20_000
const decide = (of: Suggestions, verb: Verb, subjects: readonly Subject[]) =>
  decideOn(of, verb, subjects, TODAY).subjects.length > 0
/** When nothing of what was decided is kept any more. */
const sweep = (of: Suggestions) => sweepOn(of, TODAY + 30)

let doc: Y.Doc
let suggestions: Suggestions
let text: Y.Text

beforeEach(() => {
  doc = openDoc()
  const block = (words: string) => ({ ...BLOCK_DEFAULTS, runs: [{ text: words, formats: {} }] })
  Y.applyUpdate(doc, newArticleUpdate([block('one'), block('two')]))
  suggestions = new Suggestions(doc)
  text = articleText(doc)
  as(SERVER_CLIENT, () => {
    for (const [client, person] of Object.entries({ [ANN]: 'ann', [BEN]: 'ben', [ED]: 'ed' }))
      decisionsOf(doc).set(`c${client}`, person)
  })
})

function as(client: number, change: () => void): void {
  doc.clientID = client
  doc.transact((transaction) => {
    change()
    suggestions.feed(transaction)
  })
  doc.clientID = SERVER_CLIENT
}
const type = (client: number, index: number, words: string) => as(client, () => text.insert(index, words))
const put = (key: string, value: object) =>
  as(Number(key.split('.')[0]), () => suggestionsOf(doc).set(key, value))
/** Writes at the place so many characters into the first block, or (`null`) between the blocks. */
const write = (client: number, units: number | null, ...tokens: readonly Token[]) =>
  as(client, () => {
    doc.transact((transaction) => {
      const writer = new ArticleWriter(transaction, text, suggestions.shownIn('marked'))
      const [first, second] = itemsOf(text)
        .filter(isMarker)
        .map((anchor) => ({
          anchor,
          marker: anchor.content.type,
          carry: {},
        }))
      writer.insert(units === null ? writer.before(second!) : writer.inside(first!, units), tokens)
    })
  })
const OPEN: Token = { kind: 'open', attributes: BLOCK_DEFAULTS }
const CLOSE: Token = { kind: 'close' }
const split = (client: number, units: number) => write(client, units, CLOSE, OPEN)
const says = (view: View) =>
  projectArticle(doc, view, suggestions).map(({ kind, runs }) =>
    [kind === 'p' ? '' : `${kind}: `, ...runs.map((run) => ('text' in run ? run.text : '/'))].join(''),
  )
const all = () => (['base', 'final', 'marked'] as const).map(says)
const insertion = (client: number, clock: number, length: number) =>
  ({ kind: 'insertion', ranges: [{ client, clock, length }] }) as const
const record = (key: string, seen: readonly IdRange[] | null = null) =>
  ({ kind: 'record', key, seen }) as const
/** The ids of the characters of the first block, as they were written: its marker is 0, its kind 1. */
const FIRST = 2

describe('what is suggested', () => {
  test('is part of the article when it is accepted, and what its author took back is gone', () => {
    type(ANN, 4, 'XYZ')
    put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 1] })
    expect(decide(suggestions, 'accept', [insertion(ANN, 0, 3)])).toBe(true)
    expect(all()).toEqual(Array(3).fill(['oneXZ', 'two']))
  })

  test('that its author took back comes back as a suggestion when they undo that, although the rest was accepted', () => {
    type(ANN, 4, 'XYZ')
    put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 1] })
    decide(suggestions, 'accept', [insertion(ANN, 0, 3)])
    as(ANN, () => suggestionsOf(doc).delete(`${ANN}.0`))
    expect([says('base')[0], says('marked')[0]]).toEqual(['oneXZ', 'oneXYZ'])
  })

  test('is gone when it is rejected', () => {
    type(ANN, 4, 'XYZ')
    decide(suggestions, 'reject', [insertion(ANN, 0, 3)])
    expect(all()).toEqual(Array(3).fill(['one', 'two']))
  })

  test('is accepted no further than it was seen, and no half of a character', () => {
    type(ANN, 4, 'a\u{1F600}b')
    decide(suggestions, 'accept', [insertion(ANN, 0, 2)])
    expect(says('base')).toEqual(['onea\u{1F600}', 'two'])
    expect(says('marked')).toEqual(['onea\u{1F600}b', 'two'])
  })

  test('goes with the first decision; a second one has nothing left', () => {
    type(ANN, 4, 'XY')
    expect(decide(suggestions, 'reject', [insertion(ANN, 0, 2)])).toBe(true)
    expect(decide(suggestions, 'accept', [insertion(ANN, 0, 2)])).toBe(false)
    expect(all()).toEqual(Array(3).fill(['one', 'two']))
  })

  test('is suggested again, as it was, when its acceptance is taken back', () => {
    type(ANN, 4, 'XY')
    const before = all()
    const { reversal } = decideOn(suggestions, 'accept', [insertion(ANN, 0, 2)], TODAY)
    reopen(suggestions, reversal, TODAY)
    expect(all()).toEqual(before)
  })

  test.each(['accept', 'reject'] as const)(
    'a break is decided whole, whichever half is named: %s',
    (verb) => {
      split(ANN, 1)
      expect([says('base'), says('marked')]).toEqual([
        ['one', 'two'],
        ['o', 'ne', 'two'],
      ])
      decide(suggestions, verb, [insertion(ANN, 0, 1)])
      expect(all()).toEqual(Array(3).fill(verb === 'accept' ? ['o', 'ne', 'two'] : ['one', 'two']))
    },
  )

  test('an accepted word in a block that is not accepted takes the frame with it, and not the words beside it', () => {
    write(ANN, null, OPEN, { kind: 'text', text: 'new', formats: {} }, CLOSE)
    const [marker, words] = [0, 2] // between them the marker's kind
    expect(suggestions.isOpen(ANN, marker)).toBe(true)
    decide(suggestions, 'accept', [insertion(ANN, words, 2)])
    expect(says('base')).toEqual(['one', 'ne', 'two'])
    expect(says('marked')).toEqual(['one', 'new', 'two'])
  })

  test('an accepted word behind a break that is not accepted stays in the block that the base has there', () => {
    split(ANN, 3)
    type(ANN, 6, 'new')
    decide(suggestions, 'accept', [insertion(ANN, 3, 2)])
    expect([says('base'), says('marked')]).toEqual([
      ['onene', 'two'],
      ['one', 'new', 'two'],
    ])
  })
})

describe('a deletion', () => {
  test('is carried out when it is accepted, only as far as it was seen', () => {
    put(`${ANN}.0`, { t: 'del', i: [SERVER_CLIENT, FIRST, 3] })
    decide(suggestions, 'accept', [record(`${ANN}.0`, [{ client: SERVER_CLIENT, clock: FIRST, length: 2 }])])
    expect([says('base'), says('final')]).toEqual([
      ['e', 'two'],
      ['', 'two'],
    ])
    decide(suggestions, 'reject', [record(`${ANN}.0`)])
    expect(all()).toEqual(Array(3).fill(['e', 'two']))
    expect(decide(suggestions, 'accept', [record(`${ANN}.0`)])).toBe(false)
  })

  test('of a break joins the blocks, and the repair does not put the break back', () => {
    const items = itemsOf(text)
    const end = items.find(isEnd)!
    const marker = items.filter(isMarker)[1]!
    put(`${ANN}.0`, { t: 'del', i: [end.id.client, end.id.clock, 1, marker.id.client, marker.id.clock, 1] })
    expect(says('final')).toEqual(['onetwo'])
    decide(suggestions, 'accept', [record(`${ANN}.0`)])
    expect(all()).toEqual(Array(3).fill(['onetwo']))
  })

  test('of what somebody suggests removes it', () => {
    type(BEN, 4, 'XY')
    put(`${ANN}.0`, { t: 'del', i: [BEN, 0, 1] })
    decide(suggestions, 'accept', [record(`${ANN}.0`)])
    expect([says('base'), says('marked')]).toEqual([
      ['one', 'two'],
      ['oneY', 'two'],
    ])
  })
})

test('a format that is accepted is on these characters, wherever they are by now, and on no others', () => {
  put(`${ANN}.0`, { t: 'fmt', i: [SERVER_CLIENT, FIRST, 2], a: { bold: true } })
  type(ED, 2, 'X') // between the two
  decide(suggestions, 'accept', [record(`${ANN}.0`)])
  const runs = projectArticle(doc, 'base', suggestions)[0]!.runs
  expect(runs.map((run) => [('text' in run && run.text) || '', run.formats.bold === true])).toEqual([
    ['o', true],
    ['X', false],
    ['n', true],
    ['e', false],
  ])
  expect(projectArticle(doc, 'base', suggestions)[1]!.runs[0]!.formats).toEqual({})
})

test('a kind that is accepted is the block’s', () => {
  put(`${ANN}.0`, { t: 'blk', m: [SERVER_CLIENT, 0], s: { kind: 'h2' } })
  expect([says('base')[0], says('final')[0]]).toEqual(['one', 'h2: one'])
  decide(suggestions, 'accept', [record(`${ANN}.0`)])
  expect(says('base')[0]).toBe('h2: one')
})

test('several subjects are decided in one emission', () => {
  type(ANN, 4, 'XY')
  put(`${ANN}.0`, { t: 'del', i: [SERVER_CLIENT, FIRST, 3] })
  const emitted: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => emitted.push(update))
  decide(suggestions, 'accept', [insertion(ANN, 0, 2), record(`${ANN}.0`)])
  expect(emitted).toHaveLength(1)
  expect(all()).toEqual(Array(3).fill(['XY', 'two']))
  expect(doc.clientID).toBe(SERVER_CLIENT)
})

test('a sweep takes what nobody is shown, and nothing else', () => {
  type(ANN, 4, 'XYZ')
  put(`${ANN}.0`, { t: 'del', i: [ANN, 1, 1] })
  put(`${BEN}.0`, { t: 'del', i: [ANN, 2, 1] })
  const before = all()
  expect(sweep(suggestions)).toBe(true)
  expect(all()).toEqual(before)
  expect([...suggestionsOf(doc).keys()]).toEqual([`${BEN}.0`])
  expect(Y.encodeStateAsUpdate(doc).includes('Y'.charCodeAt(0))).toBe(false)
  expect(sweep(suggestions)).toBe(false)
})

describe('a sweep of what was decided', () => {
  const holds = (letter: string) => Y.encodeStateAsUpdate(doc).includes(letter.charCodeAt(0))
  const keys = () => [...decisionsOf(doc).keys()].filter((key) => key[0] !== 'c')

  test('leaves it for some days, and takes it then', () => {
    type(ANN, 4, 'XYZ')
    decide(suggestions, 'reject', [insertion(ANN, 0, 3)])
    const after = all()
    expect(keys()).toEqual([`x${ANN}.${TODAY}`])
    for (const [day, isThere] of [
      [TODAY, true],
      [TODAY + decidedTextDays, true],
      [TODAY + decidedTextDays + 1, false],
    ] as const) {
      sweepOn(suggestions, day)
      expect([holds('Y'), keys().length]).toEqual([isThere, isThere ? 1 : 0])
      expect(all()).toEqual(after)
    }
  })

  test('takes only what is old, of characters that were decided about on several days', () => {
    type(ANN, 4, 'XYZ')
    for (const clock of [0, 1]) decideOn(suggestions, 'reject', [insertion(ANN, clock, 1)], TODAY + clock)
    sweepOn(suggestions, TODAY + decidedTextDays + 1)
    expect([holds('X'), holds('Y'), holds('Z')]).toEqual([false, true, true])
    expect(keys()).toEqual([`x${ANN}.${TODAY + 1}`])
    expect(says('marked')[0]).toBe('oneZ')
  })

  test('leaves what is proposed about it, which is proposed again when it is taken back', () => {
    type(ANN, 4, 'XYZ')
    put(`${BEN}.0`, { t: 'del', i: [ANN, 1, 1] })
    put(`${ANN}.0`, { t: 'del', i: [ANN, 2, 1] })
    const before = all()
    const { reversal } = decideOn(suggestions, 'reject', [insertion(ANN, 0, 3)], TODAY)
    sweepOn(suggestions, TODAY)
    reopen(suggestions, reversal, TODAY)
    expect(all()).toEqual(before)
    expect(says('final')[0]).toBe('oneX')
  })

  test('forgets that something was accepted once, when it is again or gone', () => {
    type(ANN, 4, 'XYZ')
    const { reversal } = decideOn(suggestions, 'accept', [insertion(ANN, 0, 3)], TODAY)
    reopen(suggestions, reversal, TODAY)
    decide(suggestions, 'accept', [insertion(ANN, 0, 1)])
    as(ED, () => text.delete(5, 1))
    sweepOn(suggestions, TODAY)
    expect(decisionsOf(doc).get(`o${ANN}`)).toEqual([2, 1])
  })

  test('takes where the suggestions of a client began, when it has none any more', () => {
    for (const client of [ANN, BEN]) put(`${client}.5`, { t: 'run', k: 0, at: 1 })
    type(ANN, 4, 'XYZ')
    put(`${BEN}.0`, { t: 'del', i: [SERVER_CLIENT, FIRST, 1] })
    sweepOn(suggestions, TODAY)
    expect(suggestionsOf(doc).size).toBe(3)
    decide(suggestions, 'reject', [record(`${BEN}.0`)])
    decide(suggestions, 'reject', [insertion(ANN, 1, 3)])
    sweepOn(suggestions, TODAY)
    expect([...suggestionsOf(doc).keys()]).toEqual([`${ANN}.5`]) // its words may come back
    sweepOn(suggestions, TODAY + 30)
    expect(suggestionsOf(doc).toJSON()).toEqual({})
  })
})

test('four times as many suggestions are decided and taken back in some four times as many steps', () => {
  type(ANN, 4, 'X'.repeat(4_000))
  for (let i = 0; i < 1_000; i++) {
    put(`${BEN}.${i}`, { t: 'fmt', i: [ANN, 4 * i, 2], a: { bold: true } })
    put(`${ED}.${i}`, { t: 'del', i: [ANN, 4 * i + 3, 1] })
  }
  const before = all()
  const steps = [200, 800].map((count) => {
    const subjects = Array.from({ length: count }, (_, i) => [
      record(`${BEN}.${i}`),
      insertion(ANN, 4 * i, 2),
    ]).flat()
    const spies = [
      vi.spyOn(IdSet.prototype, 'cut'),
      vi.spyOn(IdSet.prototype, 'add'),
      vi.spyOn(suggestions, 'stretches'),
      vi.spyOn(suggestions, 'over'),
    ]
    const { subjects: done, reversal } = decideOn(suggestions, 'accept', subjects, TODAY)
    reopen(suggestions, reversal, TODAY)
    expect(done).toHaveLength(2 * count)
    expect(all()).toEqual(before)
    const taken = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    for (const spy of spies) spy.mockRestore()
    return taken
  })
  expect(steps[0]).toBeGreaterThan(200)
  expect((steps[1] ?? 0) / (steps[0] ?? 1)).toBeLessThan(6)
})

function itemsOf({ _start }: Y.Text): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = _start; item !== null; item = item.right) items.push(item)
  return items
}

describe('a sweep of aliases', () => {
  const alias = (now: number, length: number, client: number, clock: number) =>
    as(ED, () => aliasesOf(doc).set(`${ED}:${now}`, [length, client, clock]))
  const remove = (index: number, length: number) => as(ED, () => text.delete(index, length))

  test('keeps those by which an author is known, however long the way', () => {
    type(ANN, 4, 'XY')
    decide(suggestions, 'accept', [insertion(ANN, 0, 2)])
    remove(4, 2)
    type(ED, 4, 'XY')
    alias(0, 2, ANN, 0)
    remove(4, 2)
    const again = Y.getState(doc.store, ED)
    type(ED, 4, 'XY')
    alias(again, 2, ED, 0)
    sweep(suggestions)
    expect([...aliasesOf(doc).keys()].sort()).toEqual([`${ED}:0`, `${ED}:${again}`].sort())
    expect(suggestions.authorOf(ED, again)).toBe('ann')
  })

  test('takes those that lead to nothing that lives', () => {
    type(ANN, 4, 'XY')
    decide(suggestions, 'accept', [insertion(ANN, 0, 2)])
    remove(4, 2)
    type(ED, 4, 'XY')
    alias(0, 1, ANN, 0)
    alias(1, 1, ANN, 1)
    remove(4, 1)
    expect(sweep(suggestions)).toBe(true)
    expect([...aliasesOf(doc).keys()]).toEqual([`${ED}:1`])
    expect(suggestions.authorOf(ED, 1)).toBe('ann')
    expect(sweep(suggestions)).toBe(false)
  })

  test('comes to an end where aliases go round', () => {
    type(ED, 4, 'XY')
    alias(0, 1, ED, 1)
    alias(1, 1, ED, 0)
    remove(4, 2)
    sweep(suggestions)
    expect(aliasesOf(doc).size).toBe(0)
  })
})
