/** One random session of several tabs through a server: what everybody does, and what must hold in the end. */

import { joinBackward, splitBlock } from '@tiptap/pm/commands'
import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { BlockAttributes, BlockKind } from '../../shared/article/blocks.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { type Random, seededRandom } from './random.ts'
import { TextServer } from './server.ts'
import { articleOf, hasOrphan, NET, newBlock, schema, Tab, type TabOptions } from './tab.ts'

export type SessionOptions = {
  readonly steps: number
  readonly tabs: number
  /** After every operation and delivery, or at the end only. */
  readonly check: 'always' | 'end'
  /** Makes a tab; a test plants a bug here. */
  readonly newTab?: (update: Uint8Array, client: number, options: TabOptions) => Tab
  readonly newServer?: (update: Uint8Array) => TextServer
}

export type Outcome = {
  /** What did not hold; empty when all is well. */
  readonly failures: readonly string[]
  readonly typed: number
  readonly lost: number
  /** Characters that are there twice because two people moved or un-deleted them. */
  readonly doubled: number
  readonly repairs: number
  readonly corrections: number
  readonly orphansSeen: number
  readonly operations: Readonly<Record<string, number>>
}

const KINDS: readonly BlockKind[] = ['p', 'h2', 'h3', 'quote', 'figure', 'rule', 'code', 'pull']

/** Plays the session of this seed. Exceptions are failures too. */
export function playSession(seed: number, options: SessionOptions): Outcome {
  const session = new Session(seed, options)
  try {
    session.play(options.steps)
  } catch (error) {
    session.fail(`${session.doing}: ${error instanceof Error ? error.stack : error}`)
  }
  return session.outcome()
}

class Session {
  readonly random: Random
  readonly failures: string[] = []
  readonly operations: Record<string, number> = {}
  doing = 'start'
  orphansSeen = 0

  private readonly server: TextServer
  private readonly tabs: readonly Tab[]
  private readonly toServer: Uint8Array[][]
  private readonly toTab: Uint8Array[][]
  private readonly cut: boolean[]
  private nextCharacter = 0
  private readonly typed = new Set<string>()
  private readonly deleted = new Set<string>()
  /** How often a character was made anew: moved, or un-deleted. */
  private readonly remade = new Map<string, number>()
  private clock = 0

  constructor(
    seed: number,
    private readonly options: SessionOptions,
  ) {
    this.random = seededRandom(seed)
    const update = articleOf(
      { kind: 'headline', text: this.fresh(5) },
      this.fresh(12),
      { kind: 'h2', text: this.fresh(4) },
      this.fresh(9),
    )
    this.server = (options.newServer ?? ((start) => new TextServer(start)))(update)
    const newTab = options.newTab ?? ((start, client, tabOptions) => new Tab(start, client, tabOptions))
    this.tabs = Array.from({ length: options.tabs }, (_, i) =>
      newTab(update, 1024 + (((seed * 7 + i * 13) % 97) * options.tabs + i) * 2, {
        captureMs: this.random.chance() < 0.5 ? 0 : 500,
        now: () => this.clock,
      }),
    )
    this.toServer = this.tabs.map(() => [])
    this.toTab = this.tabs.map(() => [])
    this.cut = this.tabs.map(() => false)
    this.tabs.forEach((tab, i) => {
      tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
        if (origin !== NET) this.toServer[i]!.push(emitted)
      })
      for (const character of charactersOf(tab.state.doc).keys()) this.typed.add(character)
    })
  }

  fail(failure: string): void {
    this.failures.push(failure)
  }

  play(steps: number): void {
    for (let step = 0; step < steps; step++) {
      this.clock += this.random.below(400)
      const number = this.random.below(this.tabs.length)
      this.operate(this.tabs[number]!, step, number)
      if (this.random.chance() < 0.08) {
        const other = this.random.below(this.tabs.length)
        this.cut[other] = !this.cut[other]
      }
      if (this.random.chance() < 0.5) this.deliver(false)
    }
    this.doing = 'the end'
    for (let round = 0; round < 4; round++) this.deliver(true)
  }

  private operate(tab: Tab, step: number, number: number): void {
    const before = charactersOf(tab.state.doc)
    const [name, run] = pickOperation(this.random)
    this.operations[name] = (this.operations[name] ?? 0) + 1
    this.doing = `step ${step}, tab ${number}, ${name}`
    const clock = Y.getState(tab.doc.store, tab.client)
    const corrections = tab.corrections
    run(tab, this)
    const after = charactersOf(tab.state.doc)
    for (const character of after.keys()) this.typed.add(character)
    for (const [character, count] of before) {
      if ((after.get(character) ?? 0) < count) this.deleted.add(character)
    }
    // A step between the halves of a character parts the document from its steps, and what follows it is written anew.
    if (name === 'undo' || name === 'redo' || tab.corrections > corrections) {
      for (const character of writtenSince(tab, clock)) this.countRemade(character)
    }
    if (this.options.check === 'always') tab.check()
  }

  countRemade(character: string): void {
    this.remade.set(character, (this.remade.get(character) ?? 0) + 1)
  }

  private deliver(everything: boolean): void {
    this.tabs.forEach((_, i) => {
      const queue = this.toServer[i]!
      if (this.cut[i] && !everything) return
      for (let count = everything ? queue.length : this.random.below(queue.length + 1); count > 0; count--) {
        const { updates, repaired } = this.server.receive(queue.shift()!)
        this.toTab.forEach((other, j) => {
          if (j !== i || repaired) other.push(...updates)
        })
      }
    })
    this.tabs.forEach((tab, i) => {
      const queue = this.toTab[i]!
      if (this.cut[i] && !everything) return
      for (let count = everything ? queue.length : this.random.below(queue.length + 1); count > 0; count--) {
        const reordered = !everything && queue.length > 1 && this.random.chance() < 0.1
        tab.receive((reordered ? queue.splice(1, 1)[0] : queue.shift())!)
        if (this.options.check === 'always') tab.check()
      }
    })
    if (this.tabs.some((tab) => hasOrphan(tab))) this.orphansSeen += 1
  }

  /** Characters nobody has typed before; every fifth takes two units, unless told otherwise. */
  fresh(count: number, pairs = true): string {
    let text = ''
    for (let i = 0; i < count; i++) {
      const number = this.nextCharacter++
      text += String.fromCodePoint(pairs && number % 5 === 4 ? 0x20000 + number : 0x4e00 + number)
    }
    return text
  }

  outcome(): Outcome {
    const final = charactersOf(this.tabs[0]!.state.doc)
    const doubled = [...final].filter(([, count]) => count > 1).map(([character]) => character)
    // What broke off has not delivered everything: nothing can be said of its characters.
    const ended = this.failures.length === 0
    const lost = ended ? [...this.typed].filter((one) => !this.deleted.has(one) && !final.has(one)) : []
    if (ended) this.checkEnd(doubled)
    if (lost.length > 0) this.fail(`lost ${lost.join('')}`)
    return {
      failures: this.failures,
      typed: this.typed.size,
      lost: lost.length,
      doubled: doubled.length,
      repairs: this.server.repairs,
      corrections: this.tabs.reduce((sum, tab) => sum + tab.corrections, 0),
      orphansSeen: this.orphansSeen,
      operations: this.operations,
    }
  }

  private checkEnd(doubled: readonly string[]): void {
    const [first] = this.tabs
    this.tabs.forEach((tab, i) => {
      try {
        tab.check()
      } catch (error) {
        this.fail(`tab ${i}: ${error instanceof Error ? error.message : error}`)
      }
      if (!tab.state.doc.eq(first!.state.doc))
        this.fail(`tab ${i} has parted: ${tab.state.doc}, ${first!.state.doc}`)
      if (tab.doc.store.pendingStructs !== null) this.fail(`tab ${i} waits for something that never comes`)
    })
    const stored = projectArticle(this.server.doc, 'base')
    if (stored.length !== first!.blocks) this.fail('the server has another article')
    if (hasOrphan(this.server)) this.fail('an orphan is left at the server')
    for (const character of doubled) {
      if ((this.remade.get(character) ?? 0) < 2) this.fail(`${character} is there twice, and nobody moved it`)
    }
  }
}

export function charactersOf(doc: Node): Map<string, number> {
  const counts = new Map<string, number>()
  doc.descendants((node) => {
    for (const character of node.text ?? '') counts.set(character, (counts.get(character) ?? 0) + 1)
  })
  for (const character of counts.keys()) if (!character.isWellFormed()) counts.delete(character)
  return counts
}

/** The characters that a tab has written since one of its clocks. */
function writtenSince({ doc, client }: Tab, clock: number): string[] {
  const structs = doc.store.clients.get(client) ?? []
  return structs.flatMap((struct) => {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return []
    return [...struct.content.str.slice(Math.max(0, clock - struct.id.clock))] // Yjs joins what was written before
  })
}

// ---- what people do

/** Who does something, as an operation needs to know them. */
export type Actor = Pick<Session, 'random' | 'fresh' | 'countRemade'>
type Operation = (tab: Tab, session: Actor) => void

/** A position in some block's content; one in a hundred may be between the halves of a surrogate pair. */
function anyPosition(tab: Tab, { below, chance }: Random): number {
  const block = below(tab.blocks)
  const position = tab.before(block) + 1 + below(tab.state.doc.child(block).content.size + 1)
  const { nodeAfter } = tab.state.doc.resolve(position)
  return nodeAfter?.text !== undefined && /^[\udc00-\udfff]/.test(nodeAfter.text) && chance() < 0.9
    ? position + 1
    : position
}

function anyRange(tab: Tab, random: Random, length = 8): [from: number, to: number] {
  const one = anyPosition(tab, random)
  const size = tab.state.doc.content.size
  const other =
    random.chance() < 0.5 ? Math.min(size - 1, one + random.below(length)) : anyPosition(tab, random)
  const inText = tab.state.doc.resolve(other).parent.isTextblock ? other : one

  return one < inText ? [one, inText] : [inText, one]
}

const setBlocks = (tab: Tab, random: Random, attributes: (block: Node) => Partial<BlockAttributes>): void => {
  const [from, to] = anyRange(tab, random)
  tab.change((tr) => {
    tr.doc.nodesBetween(from, to, (node, position) => {
      if (node.isTextblock) tr.setNodeMarkup(position, null, { ...node.attrs, ...attributes(node) })
    })
  })
}

const type: Operation = (tab, session) => {
  const { chance, below } = session.random
  if (chance() < 0.5) tab.select(anyPosition(tab, session.random))
  for (let keys = 1 + below(4); keys > 0; keys--) tab.change((tr) => tr.insertText(session.fresh(1)))
}

const erase: Operation = (tab, { random }) => {
  const [from, to] = anyRange(tab, random, 5)
  tab.change((tr) => tr.delete(from, to))
}

const split: Operation = (tab, { random }) => {
  if (random.chance() < 0.6) tab.select(anyPosition(tab, random))
  if (random.chance() < 0.5) tab.run(splitBlock)
  else {
    tab.change((tr) => {
      tr.deleteSelection()
      tr.split(tr.selection.from, 1, [{ type: schema.nodes.block!, attrs: { kind: 'p' } }])
    })
  }
}

const join: Operation = (tab, { random }) => {
  if (tab.blocks < 2) return
  const position = tab.before(1 + random.below(tab.blocks - 1))
  if (random.chance() < 0.5) tab.change((tr) => tr.join(position))
  else {
    tab.select(position + 1)
    tab.run(joinBackward)
  }
}

const retype: Operation = (tab, { random }) => {
  const kind = random.pick(KINDS)
  if (random.chance() < 0.5) setBlocks(tab, random, () => ({ kind }))
  else tab.change((tr) => tr.setNodeAttribute(tab.before(random.below(tab.blocks)), 'kind', kind))
}

const list: Operation = (tab, { random }) =>
  setBlocks(tab, random, ({ attrs }) => ({
    list: attrs.list === null ? random.pick(['bullet', 'ordered'] as const) : null,
    indent: random.below(3),
  }))

const mark: Operation = (tab, { random }) => {
  const [from, to] = anyRange(tab, random)
  if (from === to) return
  const { bold, italic, link } = schema.marks
  const set = random.pick([
    bold!.create(),
    italic!.create(),
    link!.create({ href: `https://a.example/${random.below(3)}` }),
  ])
  tab.change((tr) => (random.chance() < 0.6 ? tr.addMark(from, to, set) : tr.removeMark(from, to, set.type)))
}

const paste: Operation = (tab, session) => {
  const { random } = session
  const [from, to] = anyRange(tab, random, 3)
  const blocks = Array.from({ length: 1 + random.below(3) }, () =>
    newBlock(
      { kind: random.pick(KINDS) },
      random.chance() < 0.8 ? session.fresh(3) : '',
      ...(random.chance() < 0.3 ? ['bold'] : []),
    ),
  )
  const open = random.below(2)
  tab.change((tr) => tr.replaceRange(from, to, new Slice(Fragment.from(blocks), open, open)))
}

/** A whole block is dragged, in one transaction: the second step points into what the first one left. */
const move: Operation = (tab, session) => {
  const { random } = session
  if (tab.blocks < 3) return
  const from = random.below(tab.blocks)
  const to = random.below(tab.blocks - 1)
  const node = tab.state.doc.child(from)
  for (const character of node.textContent) session.countRemade(character)
  tab.change((tr) => {
    const start = tab.before(from)
    tr.delete(start, start + node.nodeSize)
    let target = 0
    for (let i = 0; i < to; i++) target += tr.doc.child(i).nodeSize
    return tr.insert(target, node).setMeta('uiEvent', 'drop')
  })
}

const figure: Operation = (tab, session) => {
  const position = tab.before(session.random.below(tab.blocks + 1))
  const src = `/images/${'0'.repeat(16)}${session.random.below(9)}`
  tab.change((tr) => tr.insert(position, newBlock({ kind: 'figure', src, alt: 'x' }, session.fresh(2))))
}

const eraseBlock: Operation = (tab, { random }) => {
  if (tab.blocks < 2) return
  const block = random.below(tab.blocks)
  const position = tab.before(block)
  if (random.chance() < 0.5) tab.change((tr) => tr.delete(position, position + tr.doc.child(block).nodeSize))
  else {
    tab.change((tr) => tr.setSelection(NodeSelection.create(tr.doc, position)))
    tab.change((tr) => tr.deleteSelection())
  }
}

const atom: Operation = (tab, { random }) => {
  const position = anyPosition(tab, random)
  tab.change((tr) => tr.insert(position, schema.nodes.hardBreak!.create()))
}

/** Several steps in one transaction, each pointing into what the ones before it inserted. */
const compound: Operation = (tab, session) => {
  const position = anyPosition(tab, session.random)
  if (/^[\udc00-\udfff]/.test(tab.state.doc.resolve(position).nodeAfter?.text ?? '')) return
  tab.change((tr) => {
    tr.insertText(session.fresh(4, false), position)
    tr.split(position + 2)
    tr.addMark(position + 1, position + 2, schema.marks.bold!.create())
    tr.insertText(session.fresh(2, false), position + 5)
    tr.setNodeAttribute(tr.doc.resolve(position + 5).before(1), 'kind', session.random.pick(KINDS))
    tr.delete(position + 1, position + 2)
  })
}

const undo: Operation = (tab, { random }) => {
  if (random.chance() < 0.5) tab.binding.closeUndoStep()
  tab.binding.undo()
}

const redo: Operation = (tab) => {
  tab.binding.redo()
}

const select: Operation = (tab, { random }) => {
  const [from, to] = anyRange(tab, random)
  tab.change((tr) => tr.setSelection(TextSelection.create(tr.doc, from, to)))
}

const MIX: readonly (readonly [share: number, name: string, run: Operation])[] = [
  [33, 'type', type],
  [8, 'erase', erase],
  [8, 'split', split],
  [6, 'join', join],
  [5, 'retype', retype],
  [4, 'list', list],
  [9, 'mark', mark],
  [5, 'paste', paste],
  [4, 'move', move],
  [3, 'figure', figure],
  [3, 'eraseBlock', eraseBlock],
  [2, 'atom', atom],
  [3, 'compound', compound],
  [4, 'undo', undo],
  [2, 'redo', redo],
  [1, 'select', select],
]
export const OPERATIONS = MIX.map(([, name]) => name)
const SHARES = MIX.reduce((sum, [share]) => sum + share, 0)

export function pickOperation({ below }: Random): readonly [name: string, run: Operation] {
  let at = below(SHARES)
  for (const [share, name, run] of MIX) {
    if (at < share) return [name, run]
    at -= share
  }
  throw new Error('the shares add up')
}
