/** Undo of everything and redo of everything, exact, by the thousand. */

import { Fragment, Slice } from '@tiptap/pm/model'
import { type Random, seededRandom } from './random.ts'
import { articleOf, newBlock, schema, show, Tab } from './tab.ts'

const bold = schema.marks.bold!

function anyChange(tab: Tab, { chance, below, pick }: Random, fresh: () => string): void {
  const anywhere = () => {
    const block = below(tab.blocks)
    return tab.before(block) + 1 + below(tab.state.doc.child(block).content.size + 1)
  }
  const [from, to] = [anywhere(), anywhere()].sort((a, b) => a - b) as [number, number]
  const what = chance()
  tab.change((tr) => {
    if (what < 0.3) tr.insertText(fresh(), from)
    else if (what < 0.45) tr.delete(from, to)
    else if (what < 0.55) tr.split(from)
    else if (what < 0.7) {
      if (from < to) chance() < 0.6 ? tr.addMark(from, to, bold.create()) : tr.removeMark(from, to, bold)
    } else if (what < 0.8) {
      tr.setNodeAttribute(tr.doc.resolve(from).before(1), 'kind', pick(['p', 'h2', 'quote']))
    } else if (what < 0.9) {
      const blocks = [newBlock({ kind: 'h3' }, fresh(), 'italic'), newBlock()]
      tr.replaceRange(from, from, new Slice(Fragment.from(blocks), 1, below(2)))
    } else if (tab.blocks > 1) {
      const block = below(tab.blocks)
      const node = tr.doc.child(block)
      tr.delete(tab.before(block), tab.before(block + 1))
      if (chance() < 0.5) tr.insert(0, node)
    }
  })
}

/** Those of these seeds whose 25 changes do not come back exactly, and how. */
export function inexact(seed: number, runs: number): string[] {
  const update = articleOf('abcdefgh', { kind: 'h2', text: 'ijklm' }, 'nopqrstu')
  const wrong: string[] = []
  for (let i = seed; i < seed + runs; i++) {
    const random = seededRandom(i)
    const tab = new Tab(update, 2048, { captureMs: 0 })
    let typed = 0
    const before = show(tab.state.doc)
    for (let change = 0; change < 25; change++) {
      anyChange(tab, random, () => String.fromCharCode(0x4e00 + typed++))
    }
    const after = show(tab.state.doc)
    for (let calls = 0; tab.binding.undo(); calls++)
      if (calls > 200) throw new Error(`seed ${i}: undo has no end`)
    if (show(tab.state.doc) !== before) wrong.push(`seed ${i}: undone ${show(tab.state.doc)}`)
    for (let calls = 0; tab.binding.redo(); calls++)
      if (calls > 200) throw new Error(`seed ${i}: redo has no end`)
    if (show(tab.state.doc) !== after) wrong.push(`seed ${i}: redone ${show(tab.state.doc)}`)
    tab.check()
    tab.binding.destroy()
  }
  return wrong
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const wrong = inexact(seed, runs)
  for (const line of wrong) print(line)
  return { failed: wrong.length }
}
