/** Keys and commands on small articles, written as lines: `p: one|`, `ul1: two`, `figure: caption`; `|` is the caret, `[p: one]` a selected block. */

import { getSchema } from '@tiptap/core'
import { type Command, EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state'
import { describe, expect, test } from 'vitest'
import type { BlockKind } from '../../shared/article/blocks.ts'
import { clearFormats, insertBlock, selectAll, setKind, shiftLevel, toggleList } from './commands.ts'
import { backspace, deleteForward } from './delete.ts'
import { enter, lineBreak } from './enter.ts'
import { articleExtensions, blockAttributesOf } from './extensions.ts'
import { inputRules } from './input-rules.ts'
import { itemSign, listItems } from './list-items.ts'
import { typeText } from './typing.ts'

const schema = getSchema([...articleExtensions])

/** An article from lines; `/` in the words is a hard break. */
function article(...lines: string[]): EditorState {
  let caret: number[] = []
  let node: number | null = null
  let pos = 0
  const blocks = lines.map((line) => {
    const [, open, name = 'p', words = ''] = /^(\[?)(\w+): ?(.*?)\]?$/.exec(line) ?? []
    const list = /^([uo]l)(\d)$/.exec(name)
    const attributes = list
      ? { kind: 'p', list: list[1] === 'ul' ? 'bullet' : 'ordered', indent: Number(list[2]) }
      : { kind: name }
    const plain = words.replaceAll('|', '')
    for (let at = words.indexOf('|'), seen = 0; at >= 0; at = words.indexOf('|', at + 1), seen++)
      caret.push(pos + 1 + at - seen)
    if (open) node = pos
    const inline = [...plain.matchAll(/[^/]+|\//g)].map(([run]) =>
      run === '/' ? schema.nodes.hardBreak!.create() : schema.text(run),
    )
    const block = schema.nodes.block!.create(attributes, inline)
    pos += block.nodeSize
    return block
  })
  const doc = schema.nodes.doc!.create(null, blocks)
  if (caret.length === 0) caret = [1]
  const selection =
    node === null
      ? TextSelection.create(doc, caret[0]!, caret[1] ?? caret[0]!)
      : NodeSelection.create(doc, node)
  return EditorState.create({ doc, selection })
}

function lines({ doc, selection }: EditorState): string[] {
  const shown: string[] = []
  doc.forEach((block, pos) => {
    const { kind, list, indent } = blockAttributesOf(block)
    let words = block.textBetween(0, block.content.size, undefined, '/')
    if (selection instanceof TextSelection) {
      for (const at of [...new Set([selection.from, selection.to])].reverse()) {
        const inside = at - pos - 1
        if (inside >= 0 && inside <= block.content.size)
          words = `${words.slice(0, inside)}|${words.slice(inside)}`
      }
    }
    const name = list === null ? kind : `${list === 'bullet' ? 'ul' : 'ol'}${indent}`
    const line = `${name}: ${words}`.trim()
    shown.push(selection instanceof NodeSelection && selection.from === pos ? `[${line}]` : line)
  })
  return shown
}

function pressed(command: Command, ...before: string[]): string[] | 'not handled' {
  let state = article(...before)
  const handled = command(state, (tr) => {
    state = state.apply(tr)
  })
  state.doc.check()
  return handled ? lines(state) : 'not handled'
}

describe('Enter', () => {
  test.each<[string, string[], string[]]>([
    ['splits a paragraph', ['p: on|e'], ['p: on', 'p: |e']],
    ['leaves a headline at its end', ['headline: News|'], ['headline: News', 'p: |']],
    ['goes into an empty dek', ['headline: News|', 'dek:', 'p: x'], ['headline: News', 'dek: |', 'p: x']],
    ['goes into the empty first paragraph', ['headline: News|', 'p:'], ['headline: News', 'p: |']],
    ['does not go into a written dek', ['headline: N|', 'dek: d'], ['headline: N', 'p: |', 'dek: d']],
    ['gives the rest of a headline to a paragraph', ['headline: Ne|ws'], ['headline: Ne', 'p: |ws']],
    ['writes nothing before the headline', ['headline: |News'], ['headline: |News']],
    ['leaves a dek', ['headline: N', 'dek: d|'], ['headline: N', 'dek: d', 'p: |']],
    ['leaves a heading at its end', ['p: x', 'h2: Part|'], ['p: x', 'h2: Part', 'p: |']],
    ['opens a line above a heading', ['p: x', 'h2: |Part'], ['p: x', 'p:', 'h2: |Part']],
    ['splits a heading in two', ['p: x', 'h2: Pa|rt'], ['p: x', 'h2: Pa', 'h2: |rt']],
    ['goes on in a quote', ['quote: a|'], ['quote: a', 'quote: |']],
    ['leaves an empty quote', ['quote: a', 'quote: |'], ['quote: a', 'p: |']],
    ['leaves a pull quote', ['p: x', 'pull: a|'], ['p: x', 'pull: a', 'p: |']],
    ['goes on in a list', ['ul1: a|'], ['ul1: a', 'ul1: |']],
    ['takes an empty item a level out', ['ul0: a', 'ul1: |'], ['ul0: a', 'ul0: |']],
    ['leaves the list from its first level', ['ol0: a', 'ol0: |'], ['ol0: a', 'p: |']],
    ['is a line break in code', ['code: a|b'], ['code: a/|b']],
    ['leaves code when pressed twice', ['code: a/|'], ['code: a', 'p: |']],
    ['goes from a caption to a paragraph', ['p: x', 'figure: cap|tion'], ['p: x', 'figure: caption', 'p: |']],
    ['goes from a selected figure to a paragraph', ['p: x', '[figure: c]'], ['p: x', 'figure: c', 'p: |']],
    ['replaces a selection', ['p: o|ne t|wo'], ['p: o', 'p: |wo']],
    ['replaces a selection over blocks', ['h2: o|ne', 'p: t|wo'], ['h2: o', 'h2: |wo']],
  ])('%s', (_name, before, expected) => {
    expect(pressed(enter, ...before)).toEqual(expected)
  })

  test('Shift+Enter is a line break', () => {
    expect(pressed(lineBreak, 'p: o|ne')).toEqual(['p: o/|ne'])
    expect(pressed(lineBreak, 'p: o|ne', 'p: t|wo')).toEqual(['p: o/|wo'])
  })
})

describe('Backspace at the start', () => {
  test.each<[string, string[], string[] | 'not handled']>([
    ['is the browser’s inside words', ['p: o|ne'], 'not handled'],
    ['takes an item a level out', ['ul0: a', 'ul2: |b'], ['ul0: a', 'ul1: |b']],
    ['takes an item out of its list', ['ul0: |a'], ['p: |a']],
    ['makes a heading a paragraph', ['p: x', 'h2: |a'], ['p: x', 'p: |a']],
    ['makes a quote a paragraph', ['p: x', 'quote: |a'], ['p: x', 'p: |a']],
    ['joins paragraphs', ['p: a', 'p: |b'], ['p: a|b']],
    ['joins to the kind before', ['headline: a', 'p: |b'], ['headline: a|b']],
    ['removes an empty block before', ['headline: a', 'p:', 'p: |b'], ['headline: a', 'p: |b']],
    ['keeps the headline although it is empty', ['headline:', 'p: |b'], ['headline: |b']],
    ['leaves the headline alone', ['headline: |a'], ['headline: |a']],
    ['selects a figure before', ['p: x', 'figure: c', 'p: |b'], ['p: x', '[figure: c]', 'p: b']],
    ['removes an empty paragraph after a rule', ['p: x', 'rule:', 'p: |'], ['p: x', '[rule:]']],
    ['selects the figure from its caption', ['p: x', 'figure: |c'], ['p: x', '[figure: c]']],
    ['deletes words over blocks into the first', ['headline: |a', 'p: b|c'], ['headline: |c']],
    ['deletes a selected figure', ['p: x', '[figure: c]', 'p: y'], ['p: x|', 'p: y']],
  ])('%s', (_name, before, expected) => {
    expect(pressed(backspace, ...before)).toEqual(expected)
  })
})

describe('Delete at the end', () => {
  test.each<[string, string[], string[] | 'not handled']>([
    ['is the browser’s inside words', ['p: o|ne'], 'not handled'],
    ['joins paragraphs', ['p: a|', 'p: b'], ['p: a|b']],
    ['joins an item to a heading', ['h2: a|', 'ul1: b'], ['h2: a|b']],
    ['selects a figure after', ['p: a|', 'figure: c'], ['p: a', '[figure: c]']],
    [
      'removes an empty paragraph before a figure',
      ['headline: h', 'p: |', 'figure: c'],
      ['headline: h', '[figure: c]'],
    ],
    ['keeps an empty headline before a figure', ['headline: |', 'figure: c'], ['headline:', '[figure: c]']],
    ['does nothing at the end of the article', ['p: a|'], ['p: a|']],
    ['keeps a caption out of the text after', ['p: x', 'figure: c|', 'p: y'], ['p: x', 'figure: c|', 'p: y']],
  ])('%s', (_name, before, expected) => {
    expect(pressed(deleteForward, ...before)).toEqual(expected)
  })
})

describe('kinds, lists and levels', () => {
  test.each<BlockKind>(['p', 'headline', 'dek', 'h2', 'h3', 'quote', 'pull', 'code'])(
    'a list item becomes %s',
    (kind) => {
      expect(pressed(setKind(kind), 'ul2: a|')).toEqual([`${kind}: a|`])
    },
  )

  test('a figure and a rule stay what they are', () => {
    expect(pressed(setKind('h2'), 'p: o|ne', 'figure: c', 'rule:', 'p: t|wo')).toEqual([
      'h2: o|ne',
      'figure: c',
      'rule:',
      'h2: t|wo',
    ])
    expect(pressed(setKind('h2'), 'figure: c|')).toBe('not handled')
  })

  test('a list is put on, changed and taken off', () => {
    expect(pressed(toggleList('bullet'), 'h2: a|', 'p: b|')).toEqual(['ul0: a|', 'ul0: b|'])
    expect(pressed(toggleList('ordered'), 'ul1: a|')).toEqual(['ol1: a|'])
    expect(pressed(toggleList('ordered'), 'ol1: |a', 'ol0: b|')).toEqual(['p: |a', 'p: b|'])
  })

  test('a level stays between the first and the last', () => {
    expect(pressed(shiftLevel(1), 'ul0: a|')).toEqual(['ul1: a|'])
    expect(pressed(shiftLevel(-1), 'ul0: a|')).toBe('not handled')
    expect(pressed(shiftLevel(1), 'ul8: a|')).toBe('not handled')
    expect(pressed(shiftLevel(1), 'p: a|')).toBe('not handled')
  })

  test('a rule takes the place of an empty paragraph, or comes after', () => {
    expect(pressed(insertBlock({ kind: 'rule' }), 'p: x', 'p: |')).toEqual(['p: x', 'rule:', 'p: |'])
    expect(pressed(insertBlock({ kind: 'rule' }), 'p: x|y', 'p: z')).toEqual([
      'p: xy',
      'rule:',
      'p: |',
      'p: z',
    ])
    expect(pressed(insertBlock({ kind: 'rule' }), 'headline: |')).toEqual(['headline:', 'rule:', 'p: |'])
  })

  test('a figure is selected once it is there', () => {
    expect(pressed(insertBlock({ kind: 'figure' }), 'p: x|')).toEqual(['p: x', '[figure:]', 'p:'])
  })

  test('everything is selected from the first character to the last', () => {
    expect(pressed(selectAll, 'headline: a|', 'p: b')).toEqual(['headline: |a', 'p: b|'])
  })

  test('clearing formats keeps the words', () => {
    const state = article('p: |one|')
    const bold = state.apply(state.tr.addMark(1, 4, schema.marks.bold!.create()))
    let cleared = bold
    clearFormats(bold, (tr) => {
      cleared = bold.apply(tr)
    })
    expect(bold.doc.rangeHasMark(1, 4, schema.marks.bold!)).toBe(true)
    expect(cleared.doc.rangeHasMark(1, 4, schema.marks.bold!)).toBe(false)
    expect(cleared.doc.textContent).toBe('one')
  })
})

describe('list items', () => {
  const signs = (...before: string[]) =>
    listItems(article(...before).doc).map((item) => item && `${itemSign(item)} ${item.position}/${item.size}`)

  test('are numbered by level and go on after deeper ones', () => {
    expect(signs('ol0: a', 'ol1: b', 'ol1: c', 'ol0: d', 'ol1: e')).toEqual([
      '1. 1/2',
      'a. 1/2',
      'b. 2/2',
      '2. 2/2',
      'a. 1/1',
    ])
  })

  test('begin anew after anything else', () => {
    expect(signs('ol0: a', 'p: x', 'ol0: b', 'ul0: c', 'ol0: d')).toEqual([
      '1. 1/1',
      null,
      '1. 1/1',
      '• 1/1',
      '1. 1/1',
    ])
  })

  test('may begin at a deep level', () => {
    expect(signs('ol2: a', 'ol0: b', 'ol2: c')).toEqual(['i. 1/1', '1. 1/1', 'i. 1/1'])
  })

  test('count beyond the alphabet', () => {
    const many = listItems(article(...Array.from({ length: 28 }, () => 'ol1: a')).doc)
    expect(many.slice(25).map((item) => item && itemSign(item))).toEqual(['z.', 'aa.', 'ab.'])
    expect(itemSign({ kind: 'ordered', level: 2, position: 1994, size: 2000 })).toBe('mcmxciv.')
  })
})

describe('What is typed at the start of a paragraph, while the caret is said to be elsewhere', () => {
  test.each<[string, string, string, string[]]>([
    ['#', ' ', 'a heading', ['headline: Head', 'h2: one', 'p: two', 'p: three|']],
    ['-', ' ', 'a list', ['headline: Head', 'ul0: one', 'p: two', 'p: three|']],
  ])('%s, then “%s”: %s of that one', (typed, last, _what, after) => {
    let state = article('headline: Head', `p: ${typed}one`, 'p: two', 'p: three|')
    const at = state.doc.child(0).nodeSize + 1 + typed.length
    typeText(
      inputRules(schema),
      { from: at, to: at, text: last },
      () => state,
      (tr) => {
        state = state.apply(tr)
      },
    )
    expect(lines(state)).toEqual(after)
  })
})
