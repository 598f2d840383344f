/** Where a person's caret or selection is after somebody else's change. `‸` marks it. */

import { joinBackward, splitBlock } from '@tiptap/pm/commands'
import { NodeSelection } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { articleOf, newBlock, type Plain, schema, sync, Tab } from './tab.ts'

const ARTICLE = ['alpha', 'bravo charlie', { kind: 'figure', text: 'cap' }, 'delta'] as const

type Deed = (tab: Tab) => void
const caretAt =
  (words: string, offset: number): Deed =>
  (tab) =>
    tab.select(tab.at(words, offset))
const selected =
  (words: string): Deed =>
  (tab) =>
    tab.select(tab.at(words), tab.at(words, words.length))
const selectedFigure: Deed = (tab) => tab.selectNode(tab.at('cap') - 1)
const types =
  (words: string, offset: number, typed = 'ZZ'): Deed =>
  (tab) =>
    tab.change((tr) => tr.insertText(typed, tab.at(words, offset)))
const splits =
  (words: string, offset: number): Deed =>
  (tab) => {
    tab.select(tab.at(words, offset))
    tab.run(splitBlock)
  }
const joins =
  (words: string): Deed =>
  (tab) => {
    tab.select(tab.at(words))
    tab.run(joinBackward)
  }
const inserts =
  (words: string, offset: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.insert(tab.at(words, offset), newBlock({}, 'NEW')))

/** The text around the selection. */
function seen(tab: Tab): string {
  const { doc, selection } = tab.state
  if (selection instanceof NodeSelection)
    return `‸${selection.node.attrs.kind}(${selection.node.textContent})‸`
  const { from, to } = selection
  const before = doc.textBetween(0, from, '¶').slice(-7)
  const inside = from === to ? '' : `${doc.textBetween(from, to, '¶')}‸`
  return `${before}‸${inside}${doc.textBetween(to, doc.content.size, '¶').slice(0, 8)}`
}

const ROWS: readonly (readonly [name: string, mine: Deed, theirs: Deed, seen: string])[] = [
  ['type in another block', caretAt('charlie', 3), types('alpha', 1), 'avo cha‸rlie¶cap'],
  ['type before it in the block', caretAt('charlie', 3), types('bravo', 2), 'avo cha‸rlie¶cap'],
  ['type exactly there', caretAt('charlie', 3), types('charlie', 3), 'avo cha‸ZZrlie¶c'],
  ['type there, at the block’s end', caretAt('charlie', 7), types('charlie', 7), 'charlie‸ZZ¶cap¶d'],
  [
    'insert a block after it, caret at the end',
    caretAt('charlie', 7),
    inserts('charlie', 8),
    'charlie‸¶NEW¶cap',
  ],
  ['press Enter there, at the end', caretAt('charlie', 7), splits('charlie', 7), 'charlie‸¶¶cap¶de'],
  ['split before it', caretAt('charlie', 3), splits('bravo', 2), 'avo cha‸rlie¶cap'],
  ['split exactly there', caretAt('charlie', 3), splits('charlie', 3), 'avo cha‸¶rlie¶ca'],
  ['join its block into the one before', caretAt('charlie', 3), joins('bravo'), 'avo cha‸rlie¶cap'],
  [
    'retype its block',
    caretAt('charlie', 3),
    (tab) => tab.change((tr) => tr.setNodeMarkup(tab.at('bravo') - 1, null, { kind: 'h2' })),
    'avo cha‸rlie¶cap',
  ],
  [
    'make the words around it bold',
    caretAt('charlie', 3),
    (tab) =>
      tab.change((tr) => tr.addMark(tab.at('bravo'), tab.at('charlie', 5), schema.marks.bold!.create())),
    'avo cha‸rlie¶cap',
  ],
  [
    'type at both edges of a selection and in it',
    selected('charlie'),
    (tab) => {
      types('charlie', 7, 'E')(tab)
      types('charlie', 3, 'I')(tab)
      types('chaI', 0, 'S')(tab)
    },
    'bravo S‸chaIrlie‸E¶cap¶de',
  ],
  [
    'delete its block',
    caretAt('charlie', 3),
    (tab) => tab.change((tr) => tr.delete(tab.before(1), tab.before(2))),
    'alpha‸¶cap¶del',
  ],
  ['type in the caption of a selected figure', selectedFigure, types('cap', 1), '‸figure(cZZap)‸'],
  [
    'describe a selected figure',
    selectedFigure,
    (tab) => tab.change((tr) => tr.setNodeAttribute(tab.at('cap') - 1, 'alt', 'q')),
    '‸figure(cap)‸',
  ],
  [
    'set all attributes of a selected figure',
    selectedFigure,
    (tab) => tab.change((tr) => tr.setNodeMarkup(tab.at('cap') - 1, null, { kind: 'figure', alt: 'new' })),
    '‸figure(cap)‸',
  ],
  [
    'split and insert before a selected figure',
    selectedFigure,
    (tab) => {
      splits('charlie', 0)(tab)
      tab.change((tr) => tr.insert(0, newBlock({}, 'top')))
    },
    '‸figure(cap)‸',
  ],
  ['insert a block directly before a selected figure', selectedFigure, inserts('cap', -1), '‸figure(cap)‸'],
  ['insert a block directly after a selected figure', selectedFigure, inserts('cap', 4), '‸figure(cap)‸'],
]

const pair = (...article: readonly (string | Plain)[]): [Tab, Tab] => {
  const update = articleOf(...article)
  return [new Tab(update, 2048, { captureMs: 0 }), new Tab(update, 4096, { captureMs: 0 })]
}

describe('a caret stays with the character left of it while others', () => {
  it.each(ROWS)('%s', (_name, mine, theirs, expected) => {
    const [one, other] = pair(...ARTICLE)
    mine(one)
    theirs(other)
    sync(one, other)
    one.check()
    expect(seen(one)).toBe(expected)
  })

  it('two people who type at one place, key by key, do not mix their words', () => {
    const [one, other] = pair('hello world')
    one.select(7)
    other.select(7)
    for (let i = 0; i < 4; i++) {
      one.change((tr) => tr.insertText('abcd'[i]!))
      sync(one, other)
      other.change((tr) => tr.insertText('WXYZ'[i]!))
      sync(one, other)
    }
    expect(one.state.doc.textContent).toMatch(/^hello (abcdWXYZ|WXYZabcd)world$/)
  })

  it('a mark switched on for the next key stays on when somebody else types', () => {
    const [one, other] = pair('hello')
    one.change((tr) => tr.setStoredMarks([schema.marks.bold!.create()]))
    types('hello', 0)(other)
    sync(one, other)
    expect(one.state.storedMarks?.map(({ type }) => type.name)).toEqual(['bold'])
  })
})

describe('a position as a string', () => {
  it('comes back to the same place in every block, on both sides', () => {
    const [tab, other] = pair(...ARTICLE)
    tab.state.doc.descendants((node, start) => {
      if (!node.isTextblock) return
      for (let offset = 0; offset <= node.content.size; offset++) {
        for (const side of [-1, 1] as const) {
          const encoded = tab.binding.encodePosition(start + 1 + offset, side)
          expect(other.binding.decodePosition(encoded)).toBe(start + 1 + offset)
        }
      }
    })
  })

  it('moves with its character, survives that character’s deletion and its return by undo', () => {
    const [tab] = pair(...ARTICLE)
    const encoded = tab.binding.encodePosition(tab.at('charlie', 3), -1)
    types('bravo', 0)(tab)
    expect(tab.binding.decodePosition(encoded)).toBe(tab.at('charlie', 3))
    tab.change((tr) => tr.delete(tab.at('charlie'), tab.at('charlie', 7)))
    expect(tab.binding.decodePosition(encoded)).toBe(tab.at('bravo', 6))
    tab.binding.undo()
    expect(tab.binding.decodePosition(encoded)).toBe(tab.at('charlie', 3))
  })

  it('that means nothing here is null', () => {
    const [tab] = pair(...ARTICLE)
    for (const nonsense of ['', '?', 'AAAA', 'AP////8P/////w8A'])
      expect(tab.binding.decodePosition(nonsense)).toBeNull()
  })
})
