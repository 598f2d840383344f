/** A thread on some words of a small article, and what one editor does to it: by the table, and at random. */

import { toggleMark } from '@tiptap/pm/commands'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { clearFormats, insertBlock, setKind, shiftLevel, toggleList } from '../../client/editor/commands.ts'
import { backspace, deleteForward } from '../../client/editor/delete.ts'
import { enter, lineBreak } from '../../client/editor/enter.ts'
import { threadsOf } from '../../client/editor/thread-marks.ts'
import { type Anchor, anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import type { BlockAttributes } from '../../shared/article/blocks.ts'
import type { PersonId } from '../../shared/ids.ts'
import { type Random, seededRandom } from './random.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, NET, type Plain, schema, Tab } from './tab.ts'

/** What a person does to the structure of an article, at the selection. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  Enter: enter,
  'Shift+Enter': lineBreak,
  Backspace: backspace,
  Delete: deleteForward,
  'Heading 2': setKind('h2'),
  Headline: setKind('headline'),
  Quote: setKind('quote'),
  'Pull quote': setKind('pull'),
  Code: setKind('code'),
  'Bulleted list': toggleList('bullet'),
  'Numbered list': toggleList('ordered'),
  'Level in': shiftLevel(1),
  'Level out': shiftLevel(-1),
  Bold: toggleMark(schema.marks.bold!),
  'Clear formats': clearFormats,
  Rule: insertBlock({ kind: 'rule' }),
}

/** When the command reaches the server. */
export const WHENS = ['after it was seen', 'before the thread', 'after the thread'] as const
export type When = (typeof WHENS)[number]

/** An editor who does something, a commenter who begins a thread, and the server between them. */
export class AnchoredArticle {
  readonly server: SuggestingServer
  readonly editor: Tab
  readonly commenter: Tab
  private readonly out: Uint8Array[] = []
  /** The letters that the thread is about. */
  wanted: readonly string[] = []
  anchor: Anchor | null = null
  private asked: readonly number[] = []

  constructor(blocks: readonly (string | Plain)[]) {
    const update = articleOf(...blocks)
    this.server = new SuggestingServer(update)
    this.server.reserve('ed' as PersonId, 4096, 4097)
    this.editor = new Tab(update, 4096, { captureMs: 0 })
    this.commenter = new Tab(update, 9001)
    this.editor.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) this.out.push(emitted)
    })
  }

  /** The commenter selects these words and asks for a thread about them. */
  select(from: number, to: number): void {
    this.commenter.select(from, to)
    const selected = threadsOf(this.commenter.binding).selected()
    if (selected === null || !('ranges' in selected)) throw new Error('words are selected')
    this.wanted = lettersOf(selected.quote)
    this.asked = selected.ranges
  }

  /** The server begins it, and everybody is shown it. */
  begin(): void {
    const anchor = anchorFor(this.server.suggestions, { ranges: this.asked })
    this.anchor = anchor
    for (const tab of [this.editor, this.commenter])
      threadsOf(tab.binding).show([{ id: 't', ranges: anchor.ranges, state: 'open' }], 't')
  }

  deliver(): void {
    for (const update of this.out.splice(0)) {
      const { updates } = this.server.receive({ person: 'ed' as PersonId, role: 'editor' }, update)
      for (const one of updates) for (const tab of [this.editor, this.commenter]) tab.receive(one)
    }
  }

  /** Does it at the moment that is asked for. */
  play(when: When, act: () => void): void {
    if (when === 'after it was seen') this.begin()
    act()
    if (when === 'after the thread') this.begin()
    this.deliver()
    if (when === 'before the thread') this.begin()
  }

  /** What it covers now for the server: its letters, sorted, because what is moved stands in another order. */
  covered(): string {
    return sorted(lettersOf(anchoredText(this.server.suggestions, this.anchor!) ?? ''))
  }

  /** Of its letters, those that are there. */
  left(): string {
    const there = new Set(this.editor.state.doc.textContent)
    return sorted(this.wanted.filter((letter) => there.has(letter)))
  }

  /** Everything that does not hold of it at this moment [G3]. */
  failures(): string[] {
    const left = this.left()
    const failures = [...this.server.refused]
    if (this.covered() !== left) failures.push(`the server: ${this.covered()}, not ${left}`)
    for (const [name, tab] of Object.entries({ editor: this.editor, commenter: this.commenter })) {
      const drawn = threadsOf(tab.binding)
        .drawn()
        .toSorted((a, b) => a.from - b.from)
        .map(({ from, to }) => tab.state.doc.textBetween(from, to, ''))
      const letters = sorted(lettersOf(drawn.join('')))
      if (letters !== left) failures.push(`${name}: drawn on ${letters}, not ${left}`)
      if (threadsOf(tab.binding).places().has('t') !== left.length > 0) failures.push(`${name}: its place`)
    }
    return failures
  }
}

/** Letters that are there once each. */
const lettersOf = (text: string): string[] => [...text].filter((letter) => /\p{L}/u.test(letter))

const sorted = (letters: readonly string[]): string => letters.toSorted().join('')

const BLOCKS: readonly Partial<BlockAttributes>[] = [
  { kind: 'p' },
  { kind: 'h2' },
  { kind: 'quote' },
  { kind: 'p', list: 'bullet' },
  { kind: 'p', list: 'ordered', indent: 1 },
]

/** One seed of the property: a random article and anchor, up to four commands, undo of all and redo of all. */
export function playAnchored(seed: number): {
  readonly failures: readonly string[]
  readonly done: readonly string[]
} {
  const random = seededRandom(seed)
  let next = 0x4e00
  const letters = (count: number) =>
    Array.from({ length: count }, () => String.fromCodePoint(next++)).join('')
  const article = new AnchoredArticle([
    { kind: 'headline', text: letters(3) },
    ...Array.from({ length: 1 + random.below(4) }, () => ({
      ...random.pick(BLOCKS),
      text: letters(random.below(9)),
    })),
    letters(4),
  ])
  const [from, to] = anyWords(article.commenter, random)
  article.select(from, to)
  const when = random.pick(WHENS)
  const done: string[] = [when]
  const failures: string[] = []
  article.play(when, () => {
    for (let count = 1 + random.below(4); count > 0; count--) done.push(actOnce(article.editor, random))
  })
  const note = (moment: string) =>
    failures.push(...article.failures().map((failure) => `${done.join(', ')}; ${moment}: ${failure}`))
  note('done')
  const undone = travel(article, 'undo')
  note('undone')
  if (undone && article.covered() !== sorted(article.wanted))
    failures.push(`${done.join(', ')}: not all is back`)
  travel(article, 'redo')
  note('redone')
  return { failures, done }
}

function travel(article: AnchoredArticle, direction: 'undo' | 'redo'): boolean {
  for (let round = 0; article.editor.binding[direction](); round++) if (round > 20) return false
  article.deliver()
  return true
}

function actOnce(tab: Tab, random: Random): string {
  const [from, to] = anyWords(tab, random)
  tab.select(from, random.chance() < 0.5 ? from : to)
  if (random.chance() < 0.15) {
    tab.change((tr) => tr.deleteSelection())
    return 'erase'
  }
  if (random.chance() < 0.15) {
    cutAndPaste(tab, from, to, random)
    return 'cut and paste'
  }
  const name = random.pick(Object.keys(COMMANDS))
  tab.run(COMMANDS[name]!)
  return name
}

/** Cuts what is between two positions, and pastes it somewhere. */
function cutAndPaste(tab: Tab, from: number, to: number, random: Random): void {
  const slice = tab.state.doc.slice(from, to)
  tab.change((tr) => tr.delete(from, to).setMeta('uiEvent', 'cut'))
  const [at] = anyWords(tab, random)
  tab.change((tr) => tr.replaceRange(at, at, slice).setMeta('paste', true).setMeta('uiEvent', 'paste'))
}

/** A selection of some words, at times over several blocks; never nothing where there is something. */
function anyWords(tab: Tab, random: Random): [from: number, to: number] {
  const { doc } = tab.state
  const places: number[] = []
  doc.descendants((node, position) => {
    if (node.isText) for (let i = 0; i < node.nodeSize; i++) places.push(position + i)
  })
  if (places.length === 0) return [1, 1]
  const first = random.below(places.length)
  const last = Math.min(places.length - 1, first + random.below(6))
  const selection = TextSelection.create(doc, places[first]!, places[last]! + 1)
  return [selection.from, selection.to]
}
