/** Undo and redo: only one's own changes, exactly, one stack item a call, with the caret. */

import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { setKind, toggleList } from '../../client/editor/commands.ts'
import { OwnRecords } from '../../client/editor/own-records.ts'
import { articleOf, newBlock, type Plain, schema, show, sync, Tab } from './tab.ts'
import { inexact, inexactSteps, UNDO_MODES } from './undo.soak.ts'

const bold = schema.marks.bold!

const pair = (...article: readonly (string | Plain)[]): [Tab, Tab] => {
  const update = articleOf(...article)
  return [new Tab(update, 2048, { captureMs: 0 }), new Tab(update, 4096, { captureMs: 0 })]
}
const type = (tab: Tab, words: string, offset: number, typed: string) =>
  tab.change((tr) => tr.insertText(typed, tab.at(words, offset)))

describe('undo', () => {
  it('of everything is the start, and redo of everything the end, in 150 sequences', () => {
    expect(inexact(1, 150)).toEqual([])
  })

  it.each(UNDO_MODES)(
    'six times and redo six times, %s: through the very states there were, in 25 articles',
    (mode) => {
      expect(inexactSteps(1, 25, mode)).toEqual([])
    },
  )

  it.each([1, 2])('gives a list item back its list, after %i changes of it and back', (times) => {
    const [tab] = pair({ kind: 'p', list: 'bullet', text: 'one' }, 'two')
    const start = show(tab.state.doc)
    tab.select(1)
    for (let i = 0; i < times; i++) {
      tab.run(setKind('code'))
      tab.run(toggleList('bullet'))
    }
    const end = show(tab.state.doc)
    while (tab.binding.canUndo) {
      tab.binding.undo()
      // Typed in between, so that there is nothing to redo.
      type(tab, 'two', 3, '!')
      tab.binding.undo()
    }
    expect(show(tab.state.doc)).toBe(start)
    tab.run(setKind('code'))
    tab.run(toggleList('bullet'))
    tab.binding.undo()
    tab.binding.undo()
    expect(show(tab.state.doc)).toBe(start)
    tab.binding.redo()
    tab.binding.redo()
    expect(show(tab.state.doc)).toBe(end)
  })

  it('leaves off what somebody else has taken off since', () => {
    const [tab, other] = pair({ kind: 'p', list: 'bullet', text: 'one' }, 'two')
    tab.select(1)
    tab.run(setKind('code'))
    tab.run(toggleList('ordered'))
    sync(tab, other)
    other.select(1)
    other.run(setKind('p'))
    sync(tab, other)
    tab.binding.undo()
    tab.binding.undo()
    sync(tab, other)
    expect(show(tab.state.doc)).toBe(show(pair('one', 'two')[0].state.doc))
    expect(show(other.state.doc)).toBe(show(tab.state.doc))
  })

  it('takes what was done beside the text in its turn, unless it was taken back in another way or the rights are gone', () => {
    const [tab] = pair('one')
    const done: string[] = []
    type(tab, 'one', 3, '1')
    tab.binding.didBeside(() => done.push('first'))
    tab.binding.didBeside(() => done.push('second'))
    type(tab, 'one', 4, '2')
    const forget = tab.binding.didBeside(() => done.push('third'))
    forget()
    expect(tab.binding.undo()).toBe(true)
    expect([show(tab.state.doc), done]).toEqual([show(pair('one1')[0].state.doc), []])
    expect([tab.binding.undo(), tab.binding.undo(), done]).toEqual([true, true, ['second', 'first']])
    expect(show(tab.state.doc)).toEqual(show(pair('one1')[0].state.doc))
    expect([tab.binding.undo(), tab.binding.canUndo]).toEqual([true, false])
    expect(show(tab.state.doc)).toEqual(show(pair('one')[0].state.doc))
    tab.binding.didBeside(() => done.push('fourth'))
    tab.binding.modeChanged(false)
    expect([tab.binding.undo(), done.length]).toEqual([false, 2])
  })

  it('that takes back what one has suggested by what its record held last is found', () => {
    const { restore } = OwnRecords.prototype
    try {
      OwnRecords.prototype.restore = function (changes) {
        const forgotten = [...changes].map(([key, { after }]) => [key, { before: null, after }] as const)
        return restore.call(this, new Map(forgotten))
      }
      expect(inexactSteps(1, 25, 'suggesting, as a suggester')).not.toEqual([])
    } finally {
      OwnRecords.prototype.restore = restore
    }
  })

  it('takes back only what one has done oneself', () => {
    const [one, other] = pair('hello')
    type(one, 'hello', 5, ' one')
    sync(one, other)
    type(other, 'hello', 0, 'other ')
    sync(one, other)
    one.binding.undo()
    sync(one, other)
    expect(show(other.state.doc)).toBe('p(other hello)')
    expect(one.binding.canUndo).toBe(false)
    expect(one.binding.undo()).toBe(false)
  })

  it('gathers what is typed without a pause and parts it at one', () => {
    let time = 0
    const tab = new Tab(articleOf('x'), 2048, { captureMs: 500, now: () => time })
    for (const [at, key] of [
      [0, 'a'],
      [100, 'b'],
      [900, 'c'],
      [1000, 'd'],
    ] as const) {
      time = at
      type(tab, 'x', 0, key)
    }
    tab.binding.undo()
    expect(tab.state.doc.textContent).toBe('abx')
    tab.binding.redo()
    expect(tab.state.doc.textContent).toBe('abcdx')
    tab.binding.undo()
    tab.binding.undo()
    expect(tab.state.doc.textContent).toBe('x')
  })

  it('parts a paste from what is typed around it', () => {
    const tab = new Tab(articleOf('x'), 2048, { captureMs: 500, now: () => 0 })
    type(tab, 'x', 1, 'a')
    tab.change((tr) => tr.insertText('PASTED', tab.at('xa', 2)).setMeta('uiEvent', 'paste'))
    type(tab, 'PASTED', 6, 'b')
    type(tab, 'PASTED', 7, 'c')
    const seen: string[] = []
    while (tab.binding.undo()) seen.push(tab.state.doc.textContent)
    expect(seen).toEqual(['xaPASTED', 'xa', 'x'])
  })

  it('brings the selection back that was there before, and redo likewise', () => {
    const [one, other] = pair('hello world')
    one.select(one.at('world'), one.at('world', 5))
    one.change((tr) => tr.deleteSelection())
    sync(one, other)
    type(other, 'hello', 0, 'ZZ')
    sync(one, other)
    one.select(1)
    one.binding.undo()
    const { from, to } = one.state.selection
    expect(one.state.doc.textBetween(from, to)).toBe('world')
    one.binding.redo()
    expect(one.state.selection.head).toBe(1)
  })

  it('pops one stack item a call, also when nothing of it is left to take back', () => {
    const [one, other] = pair('one two')
    type(one, 'two', 3, ' first')
    type(one, 'two', 3, ' second')
    sync(one, other)
    other.change((tr) => tr.delete(other.at(' second'), other.at(' second', 7)))
    sync(one, other)
    expect(one.binding.undo()).toBe(true)
    expect(one.state.doc.textContent).toBe('one two first')
    expect(one.binding.undo()).toBe(true)
    expect(one.state.doc.textContent).toBe('one two')
  })

  it('of bold takes the words that one made bold, and opens nothing behind them', () => {
    const [one, other] = pair('0123456789', 'next')
    one.change((tr) => tr.addMark(one.at('2'), one.at('8'), bold.create()))
    sync(one, other)
    other.change((tr) => tr.replaceWith(other.at('5'), other.at('5'), schema.text('QQ', [bold.create()])))
    one.binding.undo()
    sync(one, other)
    expect(show(one.state.doc)).toBe('p(01234QQ56789) p(next)')
    one.binding.redo()
    sync(one, other)
    expect(show(other.state.doc)).toBe('p(01[bold|234QQ567]89) p(next)')
  })

  it('never deletes a format item', () => {
    const [tab] = pair('0123456789')
    tab.change((tr) => tr.addMark(3, 8, bold.create()))
    tab.change((tr) => tr.removeMark(4, 6, bold))
    while (tab.binding.undo());
    while (tab.binding.redo());
    for (let item = tab.text._start; item !== null; item = item.right) {
      if (item.content instanceof Y.ContentFormat) expect(item.deleted).toBe(false)
    }
  })

  describe.each([
    ['before', 4096],
    ['behind', 1024],
  ])('beside somebody whose id stands %s one’s own', (_order, client) => {
    const beside = (...article: readonly Plain[]): [Tab, Tab] => {
      const update = articleOf(...article)
      return [new Tab(update, 2048, { captureMs: 0 }), new Tab(update, client, { captureMs: 0 })]
    }
    const figure = { kind: 'figure', src: '/images/0123456789abcdef', alt: 'trays', text: 'cap' } as const
    const erase = (tab: Tab, block: number) =>
      tab.change((tr) => tr.delete(tab.before(block), tab.before(block) + tr.doc.child(block).nodeSize))

    it('brings a figure back with its picture, also when somebody described it meanwhile', () => {
      const [one, other] = beside({ text: 'first' }, figure)
      erase(one, 1)
      other.change((tr) => tr.setNodeAttribute(other.before(1), 'alt', 'trays of steel'))
      other.change((tr) => tr.setNodeAttribute(other.before(1), 'credit', 'Kim'))
      sync(one, other)
      one.binding.undo()
      sync(one, other)
      const { kind, src, alt } = other.state.doc.child(1).attrs
      expect({ kind, src, alt }).toEqual({ kind: 'figure', src: figure.src, alt: figure.alt })
      expect(one.state.doc.eq(other.state.doc)).toBe(true)
      one.binding.redo()
      sync(one, other)
      expect(show(other.state.doc)).toBe('p(first)')
      one.binding.undo()
      expect(one.state.doc.child(1).attrs.src).toBe(figure.src)
    })

    it('brings a heading and a list item back as what they were, also when somebody changed them meanwhile', () => {
      const [one, other] = beside(
        { text: 'first' },
        { kind: 'h2', text: 'head' },
        { list: 'ordered', indent: 2, text: 'item' },
      )
      one.change((tr) => tr.delete(one.at('head') - 1, one.at('item', 4) + 1))
      other.change((tr) => tr.setNodeAttribute(other.at('head') - 1, 'kind', 'quote'))
      other.change((tr) => tr.setNodeAttribute(other.at('item') - 1, 'indent', 1))
      sync(one, other)
      one.binding.undo()
      sync(one, other)
      expect(show(other.state.doc)).toBe('p(first) h2(head) p/ordered2(item)')
      expect(show(one.state.doc)).toBe(show(other.state.doc))
    })

    it('of a change of kind that somebody made too never leaves a block without one', () => {
      const [one, other] = beside({ text: 'first' }, { kind: 'h3', text: 'block' })
      one.change((tr) => tr.setNodeAttribute(one.at('block') - 1, 'kind', 'h2'))
      other.change((tr) => tr.setNodeAttribute(other.at('block') - 1, 'kind', 'quote'))
      sync(one, other)
      const winner = one.state.doc.child(1).attrs.kind
      one.binding.undo()
      sync(one, other)
      expect(other.state.doc.child(1).attrs.kind).toBe(winner === 'h2' ? 'h3' : 'quote')
      one.binding.redo()
      sync(one, other)
      expect(other.state.doc.child(1).attrs.kind).toBe(winner)
    })

    it('leaves off what somebody else has taken off', () => {
      const [one, other] = beside({ text: 'first' }, { list: 'bullet', text: 'item' })
      one.change((tr) => tr.setNodeAttribute(one.at('item') - 1, 'list', 'ordered'))
      sync(one, other)
      other.change((tr) => tr.setNodeAttribute(other.at('item') - 1, 'list', 'bullet'))
      other.change((tr) => tr.setNodeAttribute(other.at('item') - 1, 'list', null))
      sync(one, other)
      one.binding.undo()
      sync(one, other)
      expect(show(other.state.doc)).toBe('p(first) p(item)')
    })
  })

  it('of a paste of 50,000 words is one step there and one back', () => {
    const [tab] = pair('x')
    const blocks = Array.from({ length: 625 }, () => newBlock({}, 'word '.repeat(80)))
    tab.change((tr) => tr.insert(3, blocks))
    tab.binding.undo()
    expect(show(tab.state.doc)).toBe('p(x)')
    tab.binding.redo()
    expect(tab.blocks).toBe(626)
    tab.check()
  })
})
