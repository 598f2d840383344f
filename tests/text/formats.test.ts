/** Formats end where they were meant to end, and who only listens writes nothing. */

import { describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { isFormatItem, NO_FORMATS } from '../../shared/article/items.ts'
import { readBlocks } from '../../shared/article/projection.ts'
import { living } from '../../shared/article/view.ts'
import { seededRandom } from './random.ts'
import { articleOf, NET, schema, show, sync, Tab } from './tab.ts'

const bold = schema.marks.bold!

/** Random formatting, typing, splitting and undo by three tabs; returns the formats that are open at the article's end. */
function openAtTheEnd(seed: number, newTab: (update: Uint8Array, client: number) => Tab): number {
  const { chance, below, pick } = seededRandom(seed)
  const update = articleOf('abcdefghijklmn', 'opqrstuvwxyz', 'last')
  const tabs = [0, 1, 2].map((i) => newTab(update, 2048 + ((seed + i * 7) % 50) * 6 + i * 2))
  for (let step = 0; step < 60; step++) {
    const tab = pick(tabs)
    const block = below(tab.blocks)
    const from = tab.before(block) + 1 + below(tab.state.doc.child(block).content.size + 1)
    const to = Math.min(tab.before(block + 1) - 1, from + below(7))
    const what = chance()
    if (what < 0.15) tab.change((tr) => tr.insertText('x', from))
    else if (what < 0.4) tab.change((tr) => tr.addMark(from, to, bold.create()))
    else if (what < 0.65) tab.change((tr) => tr.removeMark(from, to, bold))
    else if (what < 0.7) tab.change((tr) => tr.delete(from, to))
    else if (what < 0.75) tab.change((tr) => tr.split(from))
    else if (what < 0.92) tab.binding.undo()
    else tab.binding.redo()
    if (chance() < 0.15) sync(...tabs)
  }
  sync(...tabs)
  const { formats } = readBlocks(tabs[0]!.text._start, null, NO_FORMATS, living)
  for (const tab of tabs) tab.check()
  return Object.keys(formats).length
}

/** A tab on which Yjs cleans formats up, as on every replica that does not know better. */
function withCleanUp(update: Uint8Array, client: number): Tab {
  const tab = new Tab(update, client, { captureMs: 0 })
  Object.defineProperty(tab.text, '_hasFormatting', { get: () => true, set: () => {} })
  return tab
}

/** One makes words bold, the other takes some of them out, and the first undoes. Returns what everybody sees. */
function undoAroundAnother(plant: (one: Tab) => void): string {
  const update = articleOf('0123456789', 'next')
  const [one, other] = [2048, 4096].map((client) => new Tab(update, client, { captureMs: 0 })) as [Tab, Tab]
  plant(one)
  one.change((tr) => tr.addMark(one.at('2'), one.at('8'), bold.create()))
  sync(one, other)
  other.change((tr) => tr.removeMark(other.at('4'), other.at('6'), bold))
  sync(one, other)
  one.binding.undo()
  sync(one, other)
  return show(other.state.doc)
}

/** Undo deletes the formats that its change wrote, the closing ones too, as Yjs' own does. */
function deletingClosers(tab: Tab): void {
  const { undoing } = tab.binding as unknown as {
    undoing: Y.UndoManager & { formats: { switch: () => void } }
  }
  undoing.deleteFilter = () => true
  undoing.formats.switch = () => {}
}

describe('formats', () => {
  it('no mark stays open to the end of the article in 30 sessions of three tabs', () => {
    for (let seed = 0; seed < 30; seed++) {
      expect(openAtTheEnd(seed, (update, client) => new Tab(update, client, { captureMs: 0 }))).toBe(0)
    }
  })

  it('undo of a mark that somebody else has formatted in ends where the mark ended', () => {
    expect(undoAroundAnother(() => {})).toBe('p(012345[bold|67]89) p(next)')
  })

  it('an undo that deletes closing formats is found by the same story', () => {
    expect(undoAroundAnother(deletingClosers)).toBe('p(012345[bold|6789]) p([bold|next])')
  })

  it('who only listens emits nothing in 600 edits, and the format items stay', () => {
    const update = articleOf('0123456789'.repeat(20))
    const tab = new Tab(update, 2048)
    const listener = new Tab(update, 4096)
    const stock = withCleanUp(update, 8192)
    const emitted = { listener: 0, stock: 0 }
    listener.doc.on('update', (_update, origin) => {
      if (origin !== NET) emitted.listener += 1
    })
    stock.doc.on('update', (_update, origin) => {
      if (origin !== NET) emitted.stock += 1
    })
    tab.doc.on('update', (made: Uint8Array) => {
      listener.receive(made)
      stock.receive(made)
    })
    const { chance, below } = seededRandom(5)
    for (let i = 0; i < 600; i++) {
      const { size } = tab.state.doc.content
      const from = 1 + below(size - 2)
      const to = Math.min(size - 1, from + 4)
      const what = chance()
      tab.change((tr) => {
        if (what < 0.5) tr.insertText('ab', from)
        else if (what < 0.65) tr.addMark(from, to, bold.create())
        else if (what < 0.75) tr.removeMark(from, to, bold)
        else tr.delete(from, to)
      })
    }
    listener.check()
    expect(emitted.listener).toBe(0)
    expect(emitted.stock).toBeGreaterThan(0) // Yjs' clean-up left on is found
    for (let item = listener.text._start; item !== null; item = item.right) {
      if (isFormatItem(item)) expect(item.deleted).toBe(false)
    }
  })

  it.each([
    [1, 3, 'p([bold|a😀]bc) p(next)'],
    [2, 3, 'p(a[bold|😀]bc) p(next)'],
    [3, 4, 'p(a😀bc) p(next)'],
    [3, 5, 'p(a😀[bold|b]c) p(next)'],
    [3, 6, 'p(a😀[bold|bc]) p(next)'],
    [1, 6, 'p([bold|a😀bc]) p(next)'],
  ])('from %i to %i of a text with a surrogate pair begin and end behind it', (from, to, wanted) => {
    const tab = new Tab(articleOf('a😀bc', 'next'), 2048)
    tab.change((tr) => tr.addMark(from, to, bold.create()))
    expect(show(tab.state.doc)).toBe(wanted)
    tab.check()
  })
})
