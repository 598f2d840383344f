/** One random session of editors who toggle modes, suggesters, and decisions: what everybody does, and what must hold at every step. */

import * as Y from 'yjs'
import { readFinal } from '../../client/editor/as-final.ts'
import type { Sender } from '../../server/room/admission.ts'
import { itemsIn } from '../../shared/article/item-at.ts'
import { textOf } from '../../shared/article/items.ts'
import { projectArticle, type View } from '../../shared/article/projection.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { isSuggesting, type PersonId } from '../../shared/ids.ts'
import { SessionAnchors } from './anchors.ts'
import { drawDeed, placesIn } from './deeds.ts'
import { Hands } from './hands.ts'
import { type Random, seededRandom } from './random.ts'
import { type Actor, charactersOf, pickOperation } from './session.ts'
import { subjectsIn } from './subjects.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, hasOrphan, NET, show, Tab, type TabOptions } from './tab.ts'

export type SuggestingOptions = {
  readonly steps: number
  /** One delivery in so many steps, for each tab and direction. */
  readonly latency: number
  readonly check: 'always' | 'end'
  /** One decision in so many steps; 0: none. */
  readonly decisions: number
  /** Half of what is done is done by keys, through the editor's own commands. */
  readonly keys?: boolean
  readonly newTab?: (update: Uint8Array, client: number, options: TabOptions) => Tab
  /** One thread begun in so many steps; 0, as if left out: none. */
  readonly threads?: number
  /** Decisions are about several at once, and some are taken back; in the end it is looked whether all could be. */
  readonly reopens?: boolean
}

export type SuggestingOutcome = {
  readonly failures: readonly string[]
  readonly typed: number
  readonly decisions: number
  readonly reopened: number
  readonly records: number
  readonly toggles: number
  readonly refusedInWords: number
  readonly operations: number
  readonly updates: number
  readonly threads: number
}

type Participant = {
  readonly sender: Sender
  readonly tab: Tab
  readonly hands: Hands
  readonly even: number
  readonly out: Uint8Array[]
  readonly in: Uint8Array[]
  readonly reads: { refused: number }
}

const PEOPLE: readonly (readonly [name: string, role: Sender['role']])[] = [
  ['ed', 'editor'],
  ['flo', 'editor'],
  ['al', 'suggester'],
  ['bo', 'suggester'],
  ['cy', 'suggester'],
]

export function playSuggesting(seed: number, options: SuggestingOptions): SuggestingOutcome {
  const session = new SuggestingSession(seed, options)
  try {
    session.play()
  } catch (error) {
    session.failures.push(`${session.doing}: ${error instanceof Error ? error.stack : error}`)
  }
  return session.outcome()
}

/** A short session that is checked at every step, with pages of another kind where suggestions are seen. */
export const playOnPages = (seed: number, Page: typeof Tab): SuggestingOutcome =>
  playSuggesting(seed, {
    steps: 60,
    latency: 3 + (seed % 6),
    check: 'always',
    decisions: 8,
    newTab: (update, client, options) =>
      options.shows === 'base' ? new Tab(update, client, options) : new Page(update, client, options),
  })

function shuffled<T>(random: Random, things: readonly T[]): T[] {
  const left = [...things]
  return things.map(() => left.splice(random.below(left.length), 1)[0]!)
}

/** Where two texts part, with some of each. */
function difference(is: string, expected: string): string {
  let at = 0
  while (is[at] === expected[at]) at++
  const [one, other] = [is, expected].map((text) => text.slice(Math.max(0, at - 150), at + 250))
  return `is\n${one}\nnot\n${other}`
}

const VIEWS = ['base', 'marked', 'final'] as const
const viewsOf = ({ doc, suggestions }: SuggestingServer): string[] =>
  VIEWS.map((view) => JSON.stringify(projectArticle(doc, view, suggestions)))

/** What an editor's records name: what of it was accepted, the server deletes when it hears of them. */
function* deletedBy({ tab, even }: Participant): Generator<string> {
  for (const { owner, ranges } of tab.suggestions.all) {
    if (owner.client !== even) continue
    for (const range of ranges) {
      for (const item of itemsIn(tab.doc, range)) yield* textOf(item) ?? ''
    }
  }
}

/** What keys type besides is in every article many times. */
const isFresh = (character: string): boolean => /[\u4e00-\u9fff\u{20000}-\u{2ffff}]/u.test(character)

const wordsOf = (blocks: ReturnType<typeof projectArticle>): string =>
  blocks.flatMap(({ runs }) => runs.map((run) => ('text' in run ? run.text : ''))).join('')

class SuggestingSession implements Actor {
  readonly random: Random
  readonly failures: string[] = []
  doing = 'start'
  private readonly server: SuggestingServer
  private readonly people: readonly Participant[]
  /** Somebody who may not see what is suggested. */
  private readonly reader: Tab
  private readonly anchors: SessionAnchors
  private nextCharacter = 0
  private readonly authors = new Map<string, PersonId | undefined>()
  /** By whom: the server believes that characters are the old ones only whoever it saw deleting them. */
  private readonly deleted = new Map<string, Set<PersonId>>()
  private readonly remade = new Set<string>()
  private clock = 0
  private counts = { decisions: 0, reopened: 0, toggles: 0, operations: 0, updates: 0 }

  constructor(
    seed: number,
    private readonly options: SuggestingOptions,
  ) {
    this.random = seededRandom(seed)
    this.anchors = new SessionAnchors(this.random)
    const update = articleOf(
      { kind: 'headline', text: this.fresh(5) },
      this.fresh(12),
      { kind: 'h2', text: this.fresh(4) },
      this.fresh(9),
    )
    this.server = new SuggestingServer(update)
    const newTab = options.newTab ?? ((start, client, tabOptions) => new Tab(start, client, tabOptions))
    this.reader = newTab(update, 900_000, { shows: 'base' })
    this.people = PEOPLE.map(([name, role], i) => {
      const person = name as PersonId
      const even = 1024 + (((seed * 7 + i * 13) % 97) * PEOPLE.length + i) * 2
      this.server.reserve(person, even, even + 1)
      const reads = { refused: 0 }
      const tab = newTab(update, role === 'suggester' ? even + 1 : even, {
        captureMs: this.random.chance() < 0.5 ? 0 : 500,
        now: () => this.clock,
        mayEdit: role !== 'suggester',
        onRefused: () => {
          reads.refused += 1
        },
      })
      const out: Uint8Array[] = []
      tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
        if (origin !== NET) out.push(emitted)
      })
      return { sender: { person, role }, tab, hands: new Hands(tab), even, out, in: [], reads }
    })
    for (const character of charactersOf(this.people[0]!.tab.state.doc).keys())
      this.authors.set(character, undefined)
  }

  play(): void {
    const { steps, latency, decisions, threads = 0 } = this.options
    for (let step = 0; step < steps && this.failures.length === 0; step++) {
      this.clock += this.random.below(400)
      const one = this.random.pick(this.people)
      const decides = one.sender.role === 'editor' && decisions > 0 && this.random.below(decisions) === 0
      this.doing = `step ${step}, ${one.sender.person}`
      if (decides) this.decide(one)
      else this.operate(one, step)
      if (threads > 0 && this.random.below(threads) === 0) this.anchors.begin(one.tab)
      this.placeThreads()
      for (const other of this.people) {
        if (this.random.below(latency) === 0) this.send(other)
        if (this.random.below(latency) === 0) this.receive(other)
      }
    }
    this.doing = 'the end'
    for (let round = 0; round < 3; round++) {
      for (const one of this.people) {
        while (one.out.length > 0) this.send(one)
      }
      for (const one of this.people) this.receive(one)
      this.placeThreads()
    }
  }

  private placeThreads(): void {
    this.anchors.place(
      this.server.suggestions,
      this.people.map(({ tab }) => tab),
    )
  }

  // ---- what people do

  private operate(one: Participant, step: number): void {
    const { tab, sender } = one
    if (sender.role === 'editor' && this.random.chance() < 0.06) this.toggle(one)
    const before = charactersOf(tab.state.doc)
    const [name, run] =
      this.options.keys && this.random.chance() < 0.5 ? this.deed(one) : pickOperation(this.random)
    this.counts.operations += 1
    this.doing = `step ${step}, ${sender.person}, ${isSuggesting(tab.doc.clientID) ? 'suggesting' : 'editing'}, ${name}`
    const corrections = tab.corrections
    run(tab, this)
    const after = charactersOf(tab.state.doc)
    for (const [character, count] of after) {
      if (!isFresh(character)) continue
      if (!this.authors.has(character)) this.authors.set(character, sender.person)
      // What was cut is written anew where it is pasted, and of a suggestion by whoever moves it.
      const isAnew = before.has(character) || name === 'paste again'
      if (count > (before.get(character) ?? 0) && isAnew) this.remade.add(character)
      if (tab.corrections > corrections) this.remade.add(character)
    }
    const isGone = ([character, count]: readonly [string, number]) => (after.get(character) ?? 0) < count
    const gone = [...before].filter(isGone).map(([character]) => character)
    for (const character of [...gone, ...deletedBy(one)]) this.noteDeleted(character, sender.person)
    this.check(one)
  }

  private noteDeleted(character: string, person: PersonId): void {
    this.deleted.set(character, new Set(this.deleted.get(character)).add(person))
  }

  private deed({ tab, hands, sender }: Participant): ReturnType<typeof pickOperation> {
    const letter = () => this.fresh(1)
    const { doc } = readFinal(tab.state) ?? tab.state
    const deed = drawDeed(doc, this.random, { undoes: true, letter })
    if (!deed.name.startsWith('Mod-'))
      return [deed.name, () => void deed.does(hands, placesIn(tab, this.random))]
    // What is undone and done again was gone in between: a decision may have met it there.
    const press = (key: string) => {
      const before = charactersOf(tab.state.doc)
      hands.press(key)
      const after = charactersOf(tab.state.doc)
      for (const character of before.keys())
        if (!after.has(character)) this.noteDeleted(character, sender.person)
    }
    return [deed.name, () => deed.name.split(',').forEach(press)]
  }

  private toggle({ tab, even }: Participant): void {
    this.counts.toggles += 1
    tab.doc.clientID = isSuggesting(tab.doc.clientID) ? even : even + 1
    tab.binding.modeChanged(true)
  }

  /** Of what an editor's page shows, at the server at once. */
  private decide({ tab }: Participant): void {
    const { reversals } = this.server
    if (this.options.reopens && reversals.length > 0 && this.random.chance() < 0.4) {
      this.counts.reopened += 1
      this.doing += ', reopen'
      this.passOn(this.server.reopen(this.random.below(reversals.length)), null)
      return this.checkServer()
    }
    const subjects = subjectsIn(tab.suggestions)
    if (subjects.length === 0) return
    this.counts.decisions += 1
    const verb = this.random.pick(['accept', 'reject'] as const)
    this.doing += `, ${verb}`
    const some = this.options.reopens ? 1 + this.random.below(4) : 1
    const chosen = new Set(Array.from({ length: some }, () => this.random.pick(subjects)))
    this.passOn(this.server.decide(verb, [...chosen]), null)
    this.checkServer()
  }

  // ---- the network

  private send(one: Participant): void {
    const update = one.out.shift()
    if (update === undefined) return
    this.counts.updates += 1
    const suggests = one.sender.role === 'suggester'
    const base = suggests ? this.project('base') : ''
    const { updates, isNews } = this.server.receive(one.sender, update)
    if (this.server.refused.length > 0) throw new Error(`refused ${this.server.refused[0]}`)
    if (suggests && this.project('base') !== base) throw new Error('a suggester has moved the article')
    this.checkServer()
    this.passOn(updates, isNews ? null : one)
  }

  private passOn(updates: readonly Uint8Array[], except: Participant | null): void {
    for (const other of this.people) if (other !== except) other.in.push(...updates)
    this.readOn(updates)
  }

  private readOn(updates: readonly Uint8Array[]): void {
    for (const update of updates) {
      this.reader.receive(update)
      if (this.options.check === 'always') this.reader.check()
    }
  }

  private receive(one: Participant): void {
    for (const update of one.in.splice(0)) {
      one.tab.receive(update)
      this.check(one)
    }
  }

  private project(view: View): string {
    return JSON.stringify(projectArticle(this.server.doc, view, this.server.suggestions))
  }

  private checkServer(): void {
    for (const view of ['base', 'marked'] as const) {
      if (hasOrphan(this.server, view)) throw new Error(`an orphan in ${view} at the server, ${this.doing}`)
    }
  }

  private check({ tab, sender }: Participant): void {
    if (this.options.check !== 'always') return
    tab.check()
    for (const failure of this.anchors.drawnFailures(tab)) throw new Error(`${sender.person}: ${failure}`)
  }

  // ---- the end

  outcome(): SuggestingOutcome {
    if (this.failures.length === 0) {
      this.checkSame()
      this.checkReader()
      this.checkCharacters()
      this.checkThreads()
      this.checkRejectingAll()
      this.checkAcceptingAll()
      if (this.options.reopens) {
        this.checkReopening()
        this.checkReopeningInAnyOrder()
      }
    }
    return {
      failures: this.failures,
      typed: this.authors.size,
      records: [...this.server.suggestions.all].length,
      threads: this.anchors.placed.length,
      refusedInWords: this.people.reduce((sum, { reads }) => sum + reads.refused, 0),
      ...this.counts,
    }
  }

  private fail(failure: string): void {
    this.failures.push(failure)
  }

  /** The document of who may not see suggestions is the base. */
  private checkReader(): void {
    try {
      this.reader.check()
    } catch (error) {
      this.fail(`the reader: ${error instanceof Error ? error.message : error}`)
    }
    const { doc } = this.reader.state
    const shown = doc.textBetween(0, doc.content.size, '\n')
    const base = projectArticle(this.server.doc, 'base', this.server.suggestions)
    const words = base.map((block) => wordsOf([block]))
    if (shown !== words.join('\n')) this.fail(`the reader is shown ${shown}, the base is ${words.join('\n')}`)
  }

  private checkSame(): void {
    const [first] = this.people
    for (const { tab, sender } of this.people) {
      try {
        tab.check()
      } catch (error) {
        this.fail(`${sender.person}: ${error instanceof Error ? error.message : error}`)
      }
      if (!tab.state.doc.eq(first!.tab.state.doc))
        this.fail(`${sender.person} has parted:\n${show(tab.state.doc)}\n${show(first!.tab.state.doc)}`)
      for (const view of ['base', 'marked', 'final'] as const) {
        const seen = JSON.stringify(projectArticle(tab.doc, view, tab.suggestions))
        if (seen !== this.project(view)) this.fail(`${sender.person} has another ${view}`)
        if (JSON.stringify(projectArticle(tab.doc, view)) !== seen)
          this.fail(
            `${sender.person}s ${view} is out of date\n${seen}\n${JSON.stringify(projectArticle(tab.doc, view))}`,
          )
      }
      if (tab.doc.store.pendingStructs !== null)
        this.fail(`${sender.person} waits for something that never comes`)
    }
  }

  private checkCharacters(): void {
    const { suggestions, text, decidedAway, removed } = this.server
    const final = charactersOf(this.people[0]!.tab.state.doc)
    // Moved, accepted where it had been, and moved back by undo: the place to which it would return is decided.
    const isDecided = (one: string) => decidedAway.has(one) || (this.remade.has(one) && removed.has(one))
    // Struck by its author while it was accepted, and suggested again by who took that back.
    const struck = this.options.reopens ? this.server.hidden() : new Set()
    const lost = [...this.authors.keys()].filter(
      (one) => !final.has(one) && !this.deleted.has(one) && !isDecided(one) && !struck.has(one),
    )
    if (lost.length > 0) this.fail(`lost ${lost.join('')}`)
    for (let item = text._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue
      for (let i = 0; i < item.length; i++) {
        const character = String.fromCodePoint(item.content.str.codePointAt(i)!)
        if (!this.hasKnownAuthor(character)) continue
        const author = suggestions.authorOf(item.id.client, item.id.clock + i)
        if (author !== this.authors.get(character))
          this.fail(`${character} is by ${author}, not ${this.authors.get(character)}`)
      }
    }
  }

  /** Every thread covers its own words and no others, for the server and in every tab [G3]. */
  private checkThreads(): void {
    const there = new Set(charactersOf(this.people[0]!.tab.state.doc).keys())
    const isExcused = (letter: string) => !this.hasKnownAuthor(letter)
    for (const { suggestions } of [this.server, ...this.people.map(({ tab }) => tab)])
      for (const failure of this.anchors.failures(suggestions, there, isExcused)) this.fail(failure)
    for (const { tab, sender } of this.people)
      for (const failure of this.anchors.drawnFailures(tab)) this.fail(`${sender.person}: ${failure}`)
  }

  private hasKnownAuthor(character: string): boolean {
    if (!character.isWellFormed() || !this.authors.has(character) || this.remade.has(character)) return false
    // A decision deletes too: then the server has not seen whoever undoes it delete anything.
    const deleters = (this.deleted.get(character)?.size ?? 0) + (this.server.removed.has(character) ? 1 : 0)
    return deleters < 2
  }

  /** Rejecting everything leaves the article as if nobody had suggested anything [G2]. */
  private checkRejectingAll(): void {
    const copy = new SuggestingServer(Y.encodeStateAsUpdate(this.server.doc))
    copy.decide('reject', subjectsIn(copy.suggestions, true))
    for (const view of ['base', 'marked', 'final'] as const) {
      const seen = JSON.stringify(projectArticle(copy.doc, view, copy.suggestions))
      if (seen !== this.project('base'))
        this.fail(`rejecting everything gives ${view}\n${seen}\nnot\n${this.project('base')}`)
    }
  }

  /** Accepting everything leaves the article as it was shown as if all were accepted; one by one in any order, its words. */
  private checkAcceptingAll(): void {
    const state = Y.encodeStateAsUpdate(this.server.doc)
    const atOnce = new SuggestingServer(state)
    const subjects = subjectsIn(atOnce.suggestions)
    atOnce.decide('accept', subjects)
    const final = projectArticle(this.server.doc, 'final', this.server.suggestions)
    const expected = JSON.stringify(final)
    for (const view of ['base', 'marked', 'final'] as const) {
      const seen = JSON.stringify(projectArticle(atOnce.doc, view, atOnce.suggestions))
      if (seen !== expected) this.fail(`accepting everything gives ${view}\n${seen}\nnot\n${expected}`)
    }
    // Each is a decision of its own: of two that overlap the later one wins, and a block may get a frame meanwhile.
    const oneByOne = new SuggestingServer(state)
    for (const subject of shuffled(this.random, subjects)) oneByOne.decide('accept', [subject])
    const words = wordsOf(projectArticle(oneByOne.doc, 'base', oneByOne.suggestions))
    if (words !== wordsOf(final)) this.fail(`one by one: the words are ${words}, not ${wordsOf(final)}`)
  }

  /** A few decisions about some of what is suggested, on a copy; `before` is asked before each, and its answers are answered. */
  private decideOnCopy<T>(before: (copy: SuggestingServer) => T): { copy: SuggestingServer; seen: T[] } {
    const copy = new SuggestingServer(Y.encodeStateAsUpdate(this.server.doc))
    const seen: T[] = []
    for (let i = 0; i < 6; i++) {
      const subjects = subjectsIn(copy.suggestions).filter(() => this.random.chance() < 0.3)
      const made = copy.reversals.length
      const now = before(copy)
      copy.decide(this.random.pick(['accept', 'reject'] as const), subjects)
      if (copy.reversals.length > made) seen.push(now)
    }
    return { copy, seen }
  }

  /** What is decided and taken back, the last first, is as if nobody had decided: each view, and the list of suggestions. */
  private checkReopening(): void {
    const everything = (server: SuggestingServer) => [
      ...viewsOf(server),
      JSON.stringify(listSuggestions(server.suggestions)),
    ]
    const { copy, seen } = this.decideOnCopy(everything)
    for (const expected of seen.toReversed()) {
      // As somebody does who finds the article as it was loaded.
      const loaded = new SuggestingServer(Y.encodeStateAsUpdate(copy.doc))
      loaded.reversals.push(copy.reversals.at(-1)!)
      for (const server of [copy, loaded]) {
        server.reopen()
        for (const [i, is] of everything(server).entries())
          if (is !== expected[i]) return this.fail(`taken back: ${i} ${difference(is, expected[i]!)}`)
      }
    }
  }

  /** In any other order the words are the same in each view, and each view is an article. */
  private checkReopeningInAnyOrder(): void {
    const letters = (server: SuggestingServer) =>
      VIEWS.map((view) => [...wordsOf(projectArticle(server.doc, view, server.suggestions))].sort().join(''))
    const before = letters(this.server)
    const { copy } = this.decideOnCopy(() => null)
    while (copy.reversals.length > 0) {
      copy.reopen(this.random.below(copy.reversals.length))
      for (const view of VIEWS)
        if (view !== 'final' && hasOrphan(copy, view))
          this.fail(`taken back in any order: an orphan in ${view}`)
    }
    for (const [i, is] of letters(copy).entries())
      if (is !== before[i]) this.fail(`taken back in any order: ${VIEWS[i]} is ${is}, not ${before[i]}`)
  }

  // ---- what an operation needs

  countRemade(character: string): void {
    this.remade.add(character)
  }

  fresh(count: number, pairs = true): string {
    let text = ''
    for (let i = 0; i < count; i++) {
      const number = this.nextCharacter++
      text += String.fromCodePoint(pairs && number % 5 === 4 ? 0x20000 + number : 0x4e00 + number)
    }
    return text
  }
}
