/** Undo and redo: only one's own changes, exactly, one stack item a call, with the caret. */

import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { articleOf, newBlock, type Plain, schema, show, sync, Tab } from './tab.ts'
import { inexact } from './undo.soak.ts'

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
