/** What two people do to the same block at the same time, offline and then merged, in both orders of client ids. */

import { joinBackward, splitBlock } from '@tiptap/pm/commands'
import { describe, expect, it } from 'vitest'
import type { BlockKind } from '../../shared/article/blocks.ts'
import { articleOf, newBlock, type Plain, schema, show, sync, Tab } from './tab.ts'

type Deed = (tab: Tab) => void

const typeAt =
  (words: string, offset: number, typed: string): Deed =>
  (tab) =>
    tab.change((tr) => tr.insertText(typed, tab.at(words, offset)))
const enterAt =
  (words: string, offset: number, typed = ''): Deed =>
  (tab) => {
    tab.select(tab.at(words, offset))
    tab.run(splitBlock)
    if (typed !== '') tab.change((tr) => tr.insertText(typed))
  }
const backspaceAt =
  (words: string): Deed =>
  (tab) => {
    tab.select(tab.at(words))
    tab.run(joinBackward)
  }
const retype =
  (words: string, kind: BlockKind): Deed =>
  (tab) =>
    tab.change((tr) => {
      const position = tab.at(words) - 1
      tr.setNodeMarkup(position, null, { ...tr.doc.nodeAt(position)!.attrs, kind })
    })
const toList =
  (words: string): Deed =>
  (tab) =>
    tab.change((tr) => tr.setNodeAttribute(tab.at(words) - 1, 'list', 'bullet'))
const eraseBlock =
  (block: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.delete(tab.before(block), tab.before(block + 1)))
const insertBlock =
  (before: number, text: string, kind: BlockKind = 'p'): Deed =>
  (tab) =>
    tab.change((tr) => tr.insert(tab.before(before), newBlock({ kind }, text)))
const moveBlock =
  (block: number, to: number): Deed =>
  (tab) =>
    tab.change((tr) => {
      const node = tr.doc.child(block)
      tr.delete(tab.before(block), tab.before(block + 1))
      let target = 0
      for (let i = 0; i < to; i++) target += tr.doc.child(i).nodeSize
      tr.insert(target, node)
    })
const bold =
  (words: string, from: number, to: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.addMark(tab.at(words, from), tab.at(words, to), schema.marks.bold!.create()))
const erase =
  (words: string, length: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.delete(tab.at(words), tab.at(words, length)))

type Row = readonly [
  name: string,
  article: readonly (string | Plain)[],
  one: Deed,
  other: Deed,
  /** One result for both orders of client ids, or one for each. */
  ...expected: readonly [string] | readonly [string, string],
]

const ROWS: readonly Row[] = [
  [
    '4 split || type in the second half',
    ['hello world'],
    enterAt('hello', 5),
    typeAt('world', 2, 'XX'),
    'p(hello) p( woXXrld)',
  ],
  [
    '4b split || bold in the second half',
    ['hello world'],
    enterAt('hello', 5),
    bold('world', 0, 5),
    'p(hello) p( [bold|world])',
  ],
  [
    '4c join || type in the joined block',
    ['one', 'two three'],
    backspaceAt('two'),
    typeAt('three', 0, 'XX'),
    'p(onetwo XXthree)',
  ],
  [
    '5 delete a block || type inside it',
    ['one', 'two three', 'x'],
    eraseBlock(1),
    typeAt('three', 0, 'XX'),
    'p(one) p(XX) p(x)',
  ],
  [
    '5b delete words || type inside them',
    ['one two three'],
    erase('two', 3),
    typeAt('two', 1, 'XX'),
    'p(one XX three)',
  ],
  [
    '5c delete the first block || type inside it',
    ['one', 'two'],
    eraseBlock(0),
    typeAt('one', 1, 'XX'),
    'p(XXtwo)',
  ],
  [
    '7 retype || type',
    ['title here', 'x'],
    retype('title', 'h2'),
    typeAt('here', 0, 'XX'),
    'h2(title XXhere) p(x)',
  ],
  [
    '7b make a list || type',
    ['item one', 'x'],
    toList('item'),
    typeAt('one', 0, 'XX'),
    'p/bullet0(item XXone) p(x)',
  ],
  ['7c both retype alike', ['title', 'x'], retype('title', 'h2'), retype('title', 'h2'), 'h2(title) p(x)'],
  [
    '7c2 both retype, differently',
    ['title', 'x'],
    retype('title', 'h2'),
    retype('title', 'h3'),
    'h3(title) p(x)',
    'h2(title) p(x)',
  ],
  [
    '7d both split, at different places',
    ['one two three'],
    enterAt('one', 3),
    enterAt('two', 3),
    'p(one) p( two) p( three)',
  ],
  [
    '7d2 both split, at the same place',
    ['one two'],
    enterAt('one', 3),
    enterAt('one', 3),
    'p(one) p() p( two)',
  ],
  ['8 both join the same two', ['one', 'two', 'x'], backspaceAt('two'), backspaceAt('two'), 'p(onetwo) p(x)'],
  [
    '9 join 1 and 2 || join 2 and 3',
    ['one', 'two', 'three'],
    backspaceAt('two'),
    backspaceAt('three'),
    'p(onetwothree)',
  ],
  [
    '10 join into a block || delete that block',
    ['zero', 'one', 'two', 'three'],
    backspaceAt('two'),
    eraseBlock(1),
    'p(zero) p(two) p(three)',
  ],
  [
    '11 type at the end || a figure after it',
    ['one', 'two'],
    typeAt('one', 3, 'AAA'),
    insertBlock(1, 'cap', 'figure'),
    'p(oneAAA) figure(cap) p(two)',
  ],
  [
    '12 type at the end || Enter there and type',
    ['one', 'two'],
    typeAt('one', 3, 'AAA'),
    enterAt('one', 3, 'BBB'),
    'p(oneAAA) p(BBB) p(two)',
  ],
  [
    '13 type at the start || a block before it',
    ['one', 'two'],
    typeAt('two', 0, 'AAA'),
    insertBlock(1, 'BBB'),
    'p(one) p(BBB) p(AAAtwo)',
  ],
  [
    '14 bold to the end || Enter there and type',
    ['one', 'two'],
    bold('one', 0, 3),
    enterAt('one', 3, 'BBB'),
    'p([bold|one]) p(BBB) p(two)',
  ],
  [
    '15 both insert a block at the same place',
    ['one', 'two'],
    insertBlock(1, 'AAA'),
    insertBlock(1, 'BBB'),
    'p(one) p(AAA) p(BBB) p(two)',
    'p(one) p(BBB) p(AAA) p(two)',
  ],
  [
    '16 move a block || type in it',
    ['one', 'two', 'three'],
    moveBlock(1, 0),
    typeAt('two', 2, 'XX'),
    'p(two) p(one) p(XX) p(three)',
  ],
  [
    '17 both move the same block: known, it is there twice',
    ['one', 'two', 'three', 'four'],
    moveBlock(1, 0),
    moveBlock(1, 2),
    'p(two) p(one) p(three) p(two) p(four)',
  ],
  [
    '18 delete the first block || retype the second',
    ['one', 'two', 'three'],
    eraseBlock(0),
    retype('two', 'h2'),
    'p(two) p(three)',
  ],
  [
    '19 both delete another item',
    ['one', { list: 'bullet', text: 'i1' }, { list: 'bullet', text: 'i2' }],
    eraseBlock(1),
    eraseBlock(2),
    'p(one)',
  ],
  [
    '20 bold || split inside it',
    ['0123456789'],
    bold('0123', 2, 8),
    enterAt('0123', 5),
    'p(01[bold|234]) p([bold|567]89)',
  ],
  [
    '21 bold || bold, overlapping: known, a tail may be lost',
    ['0123456789'],
    bold('0123', 1, 5),
    bold('0123', 3, 8),
    'p(0[bold|1234]56789)',
  ],
]

function merged(
  article: readonly (string | Plain)[],
  one: Deed,
  other: Deed,
  ids: readonly [number, number],
): string {
  const update = articleOf(...article)
  const tabs = ids.map((id) => new Tab(update, id)) as [Tab, Tab]
  one(tabs[0])
  other(tabs[1])
  sync(...tabs)
  for (const tab of tabs) tab.check()
  expect(show(tabs[1].state.doc)).toBe(show(tabs[0].state.doc))
  return show(tabs[0].state.doc)
}

describe('[C2] [C3] two people at one block', () => {
  it.each(ROWS)('%s', (_name, article, one, other, expected, reversed = expected) => {
    expect(merged(article, one, other, [2048, 4096])).toBe(expected)
    expect(merged(article, one, other, [4096, 2048])).toBe(reversed)
  })
})
