/**
 * One random session of people who suggest, one after the other, beside somebody who does the same in a plain article: the laws of
 * suggesting, at every step.
 */

import * as Y from 'yjs'
import { finalState } from '../../client/editor/as-final.ts'
import { wholeBlocks } from '../../client/editor/keymap.ts'
import type { Subject } from '../../server/room/decisions.ts'
import type { Block } from '../../shared/article/projection.ts'
import { projectArticle, type View } from '../../shared/article/projection.ts'
import type { PersonId } from '../../shared/ids.ts'
import { type Deed, drawDeed, insideCharacter, placesIn } from './deeds.ts'
import { Hands } from './hands.ts'
import { markedOf, viewOf } from './notation.ts'
import { type Random, seededRandom } from './random.ts'
import { subjectsIn } from './subjects.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, NET, Tab, type TabOptions } from './tab.ts'

export type AsPlainOptions = {
  readonly steps: number
  /** One: formats, attributes, caret and undo are compared too. More: the words and the blocks that they are in. */
  readonly people: 1 | 2 | 3
  readonly newTab?: (update: Uint8Array, client: number, options: TabOptions) => Tab
  readonly newServer?: (update: Uint8Array) => SuggestingServer
}

export type AsPlainOutcome = {
  readonly failures: readonly string[]
  readonly deeds: number
  /** Deeds that were refused in words. */
  readonly refused: number
  readonly records: number
  readonly typed: number
}

const NAMES = ['al', 'bo', 'cy'] as const

export function playAsPlain(seed: number, options: AsPlainOptions): AsPlainOutcome {
  const session = new AsPlainSession(seed, options)
  try {
    session.play()
  } catch (error) {
    session.failures.push(`${session.doing}: ${error instanceof Error ? error.stack : error}`)
  }
  return session.outcome
}

type Person = { readonly id: PersonId; readonly tab: Tab; readonly hands: Hands }

class AsPlainSession {
  readonly failures: string[] = []
  doing = 'start'
  private readonly random: Random
  private readonly server: SuggestingServer
  private readonly people: readonly Person[]
  private readonly plain: Tab
  private readonly plainHands: Hands
  private readonly base: string
  private refusals = 0
  private deeds = 0
  private before = ''
  private refused = 0
  private readonly history: string[] = []
  /** In the order in which the server has admitted them: who has written, or which record has changed. */
  private readonly admitted: string[] = []

  constructor(
    seed: number,
    private readonly options: AsPlainOptions,
  ) {
    this.random = seededRandom(seed)
    const update = articleOf(
      { kind: 'headline', text: 'aab' },
      'aa ab aaa',
      { kind: 'h2', text: 'ab' },
      { kind: 'p', list: 'bullet', text: 'a👍🏽a' },
      'baa aab',
    )
    const newTab = options.newTab ?? ((start, client, tabOptions) => new Tab(start, client, tabOptions))
    this.server = this.newServer(update)
    this.plain = new Tab(update, 1_000, { captureMs: 0, plugins: [wholeBlocks()] })
    this.plainHands = new Hands(this.plain)
    this.base = seen(this.server, 'base')
    this.people = NAMES.slice(0, options.people).map((name, i) => {
      const id = name as PersonId
      // Whose keys come first is another matter than who comes first.
      const even = 2_000 + ((seed * 7 + i * 3) % 11) * 64 + i * 2
      this.server.reserve(id, even, even + 1)
      const tab = newTab(update, even + 1, {
        captureMs: 0,
        mayEdit: false,
        plugins: [wholeBlocks()],
        onRefused: () => {
          this.refusals += 1
        },
      })
      const person = { id, tab, hands: new Hands(tab) }
      tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
        if (origin !== NET) this.send(person, emitted)
      })
      return person
    })
  }

  play(): void {
    for (let step = 0; step < this.options.steps && this.failures.length === 0; step++) this.step(step)
    if (this.failures.length === 0) this.checkDecisions()
  }

  private step(step: number): void {
    const person = this.options.people === 1 ? this.people[0]! : this.random.pick(this.people)
    const deed = drawDeed(this.plain.state.doc, this.random, { undoes: this.options.people === 1 })
    this.history.push(deed.name)
    this.doing = `step ${step}, ${person.id}: ${this.history.slice(-6).join(' · ')}`
    this.deeds += 1
    const before = seen(person.tab, 'final')
    this.before = markedOf(person.tab, String)
    const refusals = this.refusals
    const undoable = stackOf(person.tab)
    // Others have the caret elsewhere: each deed of several people begins with a place.
    if (this.options.people > 1) this.place(person)
    const isDone = this.do(person, deed) !== false
    if (this.refusals > refusals) {
      this.refused += 1
      if (deed.name === 'cut') this.plainHands.copy()
      while (stackOf(person.tab) > undoable) person.tab.binding.undo()
      if (seen(person.tab, 'final') !== before) this.fail('what was refused in part could not be undone')
      this.place(person)
      return
    }
    if (isDone) deed.does(this.plainHands, (position) => position)
    this.check(person)
    // Undo brings the caret back to where it was: beside other characters, where some are struck.
    if (deed.name.startsWith('Mod-z')) this.place(person)
  }

  private do({ tab, hands }: Person, deed: Deed): unknown {
    return deed.does(hands, placesIn(tab, this.random))
  }

  /** Puts both carets to the same place. */
  private place(person: Person): void {
    const { selection, doc } = this.plain.state
    const { $from } = selection
    // Undo may leave it inside a character.
    const isWhole = $from.parent.isTextblock && !insideCharacter.test($from.nodeAfter?.text ?? '')
    const at = isWhole ? $from.pos : $from.depth > 0 ? $from.start() : doc.content.size - 1
    this.plain.select(at)
    this.do(person, { name: '', does: ({ tab }, placeOf) => tab.select(placeOf(at)) })
  }

  private send(person: Person, update: Uint8Array): void {
    const { updates, isNews } = this.server.receive({ person: person.id, role: 'suggester' }, update)
    if (this.server.refused.length > 0) throw new Error(`refused ${this.server.refused[0]}`)
    if (seen(this.server, 'base') !== this.base) throw new Error('the article has moved')
    this.note(person)
    for (const other of this.people) {
      if (other !== person || isNews) for (const sent of updates) other.tab.receive(sent)
    }
  }

  private note({ tab }: Person): void {
    const client = String(tab.doc.clientID)
    const keys = [...this.server.suggestions.all].map(({ key }) => key)
    for (const key of [client, ...keys]) if (!this.admitted.includes(key)) this.admitted.push(key)
  }

  private check({ tab }: Person): void {
    tab.check()
    for (const other of this.people) {
      for (const view of ['base', 'marked', 'final'] as const)
        if (seen(other.tab, view) !== seen(this.server, view)) this.fail(`${other.id} has another ${view}`)
    }
    const [final, plain] = [this.compared(tab, 'final'), this.compared(this.plain, 'base')]
    if (final !== plain)
      this.fail(`before\n${this.before}\nshown\n${markedOf(tab, String)}\naccepted\n${final}\nnot\n${plain}`)
    if (this.options.people === 1 && !this.doing.includes('Mod-z')) this.checkCaret(tab)
  }

  private checkCaret(tab: Tab): void {
    const { from, to } = this.plain.state.selection
    const { from: first, to: last } = finalState(tab.state).selection
    if (first !== from || last !== to)
      this.fail(
        `before\n${this.before}\nshown\n${markedOf(tab, String)}\nthe selection is ${first}–${last}, not ${from}–${to}`,
      )
  }

  private compared(from: Pick<Tab, 'doc' | 'suggestions'>, view: View): string {
    return this.options.people === 1
      ? seen(from, view)
      : wordsOf(projectArticle(from.doc, view, from.suggestions))
  }

  private newServer(update: Uint8Array): SuggestingServer {
    return this.options.newServer?.(update) ?? new SuggestingServer(update)
  }

  // ---- the end

  /** A block that somebody has joined and somebody else has broken may get a frame between two decisions. */
  private get between(): string {
    return this.options.people === 1 ? '' : '\n'
  }

  private checkDecisions(): void {
    this.doing = 'the end'
    const state = Y.encodeStateAsUpdate(this.server.doc)
    const again = new Tab(state, 9_000)
    for (const view of ['base', 'marked', 'final'] as const)
      if (seen(again, view) !== seen(this.server, view)) this.fail(`after a reload there is another ${view}`)
    const rejected = this.newServer(state)
    rejected.decide('reject', subjectsIn(rejected.suggestions, true))
    for (const view of ['base', 'marked', 'final'] as const)
      if (seen(rejected, view) !== this.base)
        this.fail(`rejecting all gives ${view}\n${seen(rejected, view)}\nnot\n${this.base}`)
    const accepted = this.newServer(state)
    for (const subject of this.inOrder(subjectsIn(accepted.suggestions))) accepted.decide('accept', subject)
    const [final, plain] = [accepted, this.plain].map((one) =>
      this.compared(one, 'base').replaceAll(this.between, ''),
    )
    if (final !== plain) this.fail(`accepting all gives\n${final}\nnot\n${plain}`)
  }

  /** One person's at once; several people's one by one, as the server has admitted them. */
  private inOrder(subjects: readonly Subject[]): readonly (readonly Subject[])[] {
    if (this.options.people === 1) return [subjects]
    const orderOf = (subject: Subject) =>
      this.admitted.indexOf(subject.kind === 'record' ? subject.key : String(subject.ranges[0]?.client))
    return [...subjects].sort((a, b) => orderOf(a) - orderOf(b)).map((subject) => [subject])
  }

  private fail(failure: string): void {
    this.failures.push(`${this.doing}: ${failure}`)
  }

  get outcome(): AsPlainOutcome {
    return {
      failures: this.failures,
      deeds: this.deeds,
      refused: this.refused,
      records: [...this.server.suggestions.all].length,
      typed: this.people.reduce((sum, { tab }) => sum + Y.getState(tab.doc.store, tab.doc.clientID), 0),
    }
  }
}

/** How many changes could be undone. */
const stackOf = ({ binding }: Tab): number =>
  (binding as unknown as { undoing: { undoStack: readonly unknown[] } }).undoing.undoStack.length

const seen = ({ doc, suggestions }: Pick<Tab, 'doc' | 'suggestions'>, view: View): string =>
  viewOf({ doc, suggestions }, view)

const wordsOf = (blocks: readonly Block[]): string =>
  blocks.map(({ runs }) => runs.map((run) => ('text' in run ? run.text : '↵')).join('')).join('\n')
