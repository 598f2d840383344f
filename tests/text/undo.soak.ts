/** Undo of everything and redo of everything, exact, by the thousand. */

import { Fragment, Slice } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { projectArticle } from '../../shared/article/projection.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
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
  const { tr } = tab.state
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
  // To move the first block to the front writes it anew, and nobody could say what its undo undoes.
  if (!tr.doc.eq(tab.state.doc)) tab.dispatch(tr)
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

/** Who undoes: under which id, and whether undo may write as an editor. `beside`: where somebody else has suggested things. */
const MODES = {
  editing: { client: 2048, mayEdit: true },
  'suggesting, as an editor': { client: 2049, mayEdit: true },
  'suggesting, as a suggester': { client: 2049, mayEdit: false },
} as const
export type UndoMode = keyof typeof MODES
export const UNDO_MODES = Object.keys(MODES) as readonly UndoMode[]

const SIX = 6

/**
 * Those of these seeds in which six undos and then six redos do not pass through the very states in which the article was, and
 * where. Twice over: undo after redo is another path. Every second article has suggestions of somebody else's.
 */
export function inexactSteps(seed: number, runs: number, mode: UndoMode): string[] {
  const wrong: string[] = []
  for (let i = seed; i < seed + runs; i++) {
    const random = seededRandom(i)
    let typed = 0
    const fresh = () => String.fromCharCode(0x4e00 + typed++)
    const update = i % 2 === 0 ? plainArticle() : articleWithSuggestions(random, fresh)
    const { client, mayEdit } = MODES[mode]
    const tab = new Tab(update, client, { captureMs: 0, mayEdit })
    const states = [stateOf(tab)]
    while (states.length < SIX + 2) {
      anyChange(tab, random, fresh)
      const state = stateOf(tab)
      if (state !== states.at(-1)) states.push(state)
    }
    const walk = (step: 'undo' | 'redo', times: number) => {
      for (let call = 1; call <= times; call++) {
        const before = stateOf(tab)
        tab.binding[step]()
        // A block that was moved to where it looks the same is a change too.
        if (stateOf(tab) === before) tab.binding[step]()
        at += step === 'undo' ? -1 : 1
        if (stateOf(tab) !== states[at])
          wrong.push(`seed ${i}, ${step} ${call}:\n${stateOf(tab)}\n${states[at]}`)
      }
    }
    let at = states.length - 1
    for (let round = 0; round < 2; round++) {
      walk('undo', SIX)
      walk('redo', SIX)
    }
    tab.check()
    tab.binding.destroy()
  }
  return wrong
}

const plainArticle = () => articleOf('abcdefgh', { kind: 'h2', text: 'ijklm' }, 'nopqrstu')

function articleWithSuggestions(random: Random, fresh: () => string): Uint8Array {
  const other = new Tab(plainArticle(), 4097, { captureMs: 0, mayEdit: false })
  for (let change = 0; change < 8; change++) anyChange(other, random, fresh)
  return Y.encodeStateAsUpdate(other.doc)
}

/** What is shown, what of it is the article's and would be, and what is proposed about what is shown. */
const stateOf = ({ state, doc, suggestions }: Tab): string =>
  [
    show(state.doc),
    ...(['base', 'final'] as const).map((view) => JSON.stringify(projectArticle(doc, view, suggestions))),
    ...proposalsIn(suggestions),
  ].join('\n')

/** For each stretch of the text that is shown: whether it is suggested, and who proposes what about it. */
function proposalsIn(suggestions: Suggestions): readonly string[] {
  const proposals: string[] = []
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    suggestions.stretches(item, (_, length, { isOpen, isHidden, records }) => {
      if (isHidden) return
      const said = records.map(
        ({ owner, record }) => `${owner.client} ${JSON.stringify({ ...record, ranges: null })}`,
      )
      const about = `${isOpen ? 'suggested' : ''} ${[...new Set(said)].sort().join()}`
      proposals.push(...Array(length).fill(about))
    })
  }
  return proposals
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const wrong = [...inexact(seed, runs), ...UNDO_MODES.flatMap((mode) => inexactSteps(seed, runs, mode))]
  for (const line of wrong) print(line)
  return { failed: wrong.length }
}
