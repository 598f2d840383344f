/**
 * One random session of an editor who works without a connection while others go on, whose role is lowered meanwhile, and whose
 * refused work is then suggested: what everybody does, and what must hold.
 */

import * as Y from 'yjs'
import { changeOf } from '../../client/editor/unsent-change.ts'
import type { Sender } from '../../server/room/admission.ts'
import type { Subject } from '../../server/room/decisions.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { projectArticle, type View } from '../../shared/article/projection.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { isSuggesting, type PersonId, SERVER_SUGGESTING } from '../../shared/ids.ts'
import { type Random, seededRandom } from './random.ts'
import { type Actor, pickOperation } from './session.ts'
import { subjectsIn } from './subjects.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, hasOrphan, NET, Tab } from './tab.ts'

export type OfferedOptions = {
  /** What the one does without a connection, and what each of the others does meanwhile. */
  readonly steps: number
  /** Who else is there, beside one more editor: those who suggest and decide make it harder. */
  readonly others: 'nobody' | 'editor' | 'everybody'
  /** Whether the one also suggests before and while the connection is gone. */
  readonly toggles: boolean
}

export type OfferedOutcome = {
  readonly failures: readonly string[]
  readonly typed: number
  readonly deleted: number
  readonly suggestions: number
  /** Whether the article would come to be what it would be, had the work been taken. */
  readonly same: boolean
}

export function playOffered(seed: number, options: OfferedOptions): OfferedOutcome {
  const session = new OfferedSession(seed, options)
  try {
    session.play()
  } catch (error) {
    session.failures.push(`${session.doing}: ${error instanceof Error ? error.stack : error}`)
  }
  return session.outcome
}

type Participant = { readonly sender: Sender; readonly tab: Tab; readonly even: number; out: Uint8Array[] }

const ED = 'ed' as PersonId

class OfferedSession implements Actor {
  readonly random: Random
  readonly failures: string[] = []
  readonly typed = new Set<string>()
  readonly deleted = new Set<string>()
  doing = 'start'
  private readonly server: SuggestingServer
  private readonly ed: Participant
  private readonly others: readonly Participant[]
  private readonly remade = new Set<string>()
  private nextCharacter = 0
  private clock = 0
  private counts = { suggestions: 0, same: false }

  constructor(
    seed: number,
    private readonly options: OfferedOptions,
  ) {
    this.random = seededRandom(seed)
    const update = articleOf(
      { kind: 'headline', text: this.fresh(5) },
      this.fresh(12),
      { kind: 'h2', text: this.fresh(4) },
      this.fresh(9),
    )
    this.server = new SuggestingServer(update)
    const even = 2048 + (seed % 50) * 20
    this.ed = this.join('ed', 'editor', even, update)
    const names = { nobody: [], editor: ['flo'], everybody: ['flo', 'al', 'bo'] }[options.others]
    this.others = names.map((name, i) =>
      this.join(name, name === 'flo' ? 'editor' : 'suggester', even + 4 + 2 * i, update),
    )
  }

  get outcome(): OfferedOutcome {
    const { failures, typed, deleted, counts } = this
    return { failures, typed: typed.size, deleted: deleted.size, ...counts }
  }

  private join(name: string, role: Sender['role'], even: number, update: Uint8Array): Participant {
    const person = name as PersonId
    this.server.reserve(person, even, even + 1)
    const tab = new Tab(update, role === 'suggester' ? even + 1 : even, {
      captureMs: this.random.chance() < 0.5 ? 0 : 500,
      now: () => this.clock,
      mayEdit: role !== 'suggester',
    })
    const one: Participant = { sender: { person, role }, tab, even, out: [] }
    tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) one.out.push(emitted)
    })
    return one
  }

  play(): void {
    const everybody = [this.ed, ...this.others]
    for (let step = 0; step < 12; step++) {
      this.operate(this.random.pick(everybody))
      for (const one of everybody) this.send(one, everybody)
    }
    const saved = Y.decodeStateVector(Y.encodeStateVector(this.ed.tab.doc))
    this.work()
    const unsent = this.unsent(saved)
    this.comeBack(unsent)
  }

  /** The one works without a connection, the others with one. */
  private work(): void {
    const { tab } = this.ed
    for (let step = 0; step < this.options.steps; step++) {
      const first = this.nextCharacter
      this.operate(this.ed)
      for (let number = first; number < this.nextCharacter; number++) this.typed.add(characterOf(number))
      for (const other of this.others) {
        if (this.random.chance() < 0.5) this.operate(other)
        this.send(other, this.others)
      }
      if (this.options.others === 'everybody' && this.random.chance() < 0.1) this.decide()
    }
    const left = charactersIn(tab)
    for (const character of this.typed) if (!left.has(character)) this.deleted.add(character)
  }

  private unsent(saved: Map<number, number>): { updates: Uint8Array[]; ids: IdRange[] } {
    const { doc } = this.ed.tab
    const ids: IdRange[] = [this.ed.even, this.ed.even + 1].flatMap((client) => {
      const clock = saved.get(client) ?? 0
      const length = Y.getState(doc.store, client) - clock
      return length > 0 ? [{ client, clock, length }] : []
    })
    const known = Y.decodeStateVector(Y.encodeStateVector(doc))
    for (const { client, clock } of ids) known.set(client, clock)
    return { updates: [Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known))], ids }
  }

  private comeBack(unsent: { updates: Uint8Array[]; ids: IdRange[] }): void {
    this.doing = 'coming back'
    const [update] = unsent.updates
    const before = Y.encodeStateAsUpdate(this.server.doc)
    this.server.receive({ person: ED, role: 'suggester' }, update!)
    if (this.server.refused.splice(0).length === 0 && unsent.ids.some(({ client }) => !isSuggesting(client)))
      this.failures.push('what an editor did was taken from a suggester')
    if (Buffer.compare(Buffer.from(before), Buffer.from(Y.encodeStateAsUpdate(this.server.doc))) !== 0) return // it was admitted: nothing but what one may suggest

    const wanted = this.asIfTaken(unsent.updates)
    const base = this.project('base')
    const back = this.join('ed', 'suggester', this.ed.even + 2, before)
    this.doing = 'suggesting'
    const earlier = this.subjects().length
    const shown = viewsOf(back.tab)
    const outcome = back.tab.binding.suggest(unsent, ED, changeOf)
    if (outcome === 'unfit') this.failures.push('it has no place')
    back.tab.check()
    if (back.out.length > 1) this.failures.push(`${back.out.length} transactions`)
    const repairs = Y.getState(this.server.doc.store, SERVER_SUGGESTING)
    this.send(back, this.others)
    back.tab.check()
    for (const other of this.others) other.tab.check()
    if (this.project('base') !== base) this.failures.push('the article has moved')
    for (const view of ['base', 'marked'] as const)
      if (hasOrphan(this.server, view)) this.failures.push(`an orphan in ${view}`)
    this.counts.suggestions = this.subjects().length - earlier
    this.checkCharacters(wanted)
    this.counts.same = this.project('final') === wanted.project
    // A marker that the server had to write stays.
    if (Y.getState(this.server.doc.store, SERVER_SUGGESTING) === repairs) this.checkUndo(back, shown)
    this.acceptAll()
  }

  /** What would be if everything were accepted, had the work been taken from an editor. */
  private asIfTaken(updates: readonly Uint8Array[]): { project: string; characters: Set<string> } {
    const doc = openDoc()
    for (const update of [Y.encodeStateAsUpdate(this.server.doc), ...updates]) Y.applyUpdate(doc, update)
    const suggestions = new Suggestions(doc)
    for (const client of [this.ed.even, this.ed.even + 1]) suggestions.claim(client, ED)
    return {
      project: projectionOf({ doc, suggestions }, 'final'),
      characters: charactersIn({ doc, suggestions }),
    }
  }

  /** One undo takes all of it back, and one redo does it again. */
  private checkUndo({ tab }: Participant, before: string): void {
    if (!tab.binding.canUndo) return
    this.doing = 'undoing'
    const suggested = viewsOf(tab)
    tab.binding.undo()
    tab.check()
    if (viewsOf(tab) !== before) this.failures.push(`one undo leaves\n${viewsOf(tab)}\nof\n${before}`)
    tab.binding.redo()
    tab.check()
    if (viewsOf(tab) !== suggested) this.failures.push('redo is not what was undone')
  }

  private acceptAll(): void {
    this.doing = 'accepting'
    for (const subject of this.subjects()) this.server.decide('accept', [subject])
    if (listSuggestions(this.server.suggestions).length > 0)
      this.failures.push('something is left to be decided')
    if (this.options.others === 'everybody') return
    const base = charactersIn(this.server)
    const lost = this.kept().filter((one) => !base.has(one))
    if (lost.length > 0) this.failures.push(`accepting everything loses ${lost.join('')}`)
  }

  private checkCharacters(wanted: { characters: Set<string> }): void {
    const final = charactersIn(this.server)
    const lost = this.kept().filter((one) => !final.has(one))
    if (lost.length > 0) this.failures.push(`lost ${lost.join('')}`)
    if (this.options.toggles || this.options.others === 'everybody') return
    const stayed = [...final].filter((one) => !wanted.characters.has(one) && !this.remade.has(one))
    if (stayed.length > 0) this.failures.push(`not deleted ${stayed.join('')}`)
    const missing = [...wanted.characters].filter((one) => !final.has(one))
    if (missing.length > 0) this.failures.push(`missing ${missing.join('')}`)
  }

  // ---- what people do

  private operate(one: Participant): void {
    this.clock += this.random.below(400)
    const { tab, sender } = one
    if (sender.role === 'editor' && this.options.toggles && this.random.chance() < 0.1) {
      tab.doc.clientID = isSuggesting(tab.doc.clientID) ? one.even : one.even + 1
      tab.binding.modeChanged(true)
    }
    const [name, run] = pickOperation(this.random)
    this.doing = `${sender.person}, ${name}`
    run(tab, this)
    tab.check()
  }

  private decide(): void {
    const subjects = this.subjects()
    if (subjects.length === 0) return
    const verb = this.random.pick(['accept', 'reject'] as const)
    for (const update of this.server.decide(verb, [this.random.pick(subjects)]))
      for (const other of this.others) other.tab.receive(update)
  }

  private send(one: Participant, to: readonly Participant[]): void {
    for (const update of one.out.splice(0)) {
      const { updates, isNews } = this.server.receive(one.sender, update)
      if (this.server.refused.length > 0) throw new Error(`refused ${this.server.refused[0]}`)
      for (const emitted of updates) {
        for (const other of to) if (other !== one || isNews) other.tab.receive(emitted)
        if (isNews && !to.includes(one)) one.tab.receive(emitted)
      }
    }
  }

  /** What the one typed without a connection and did not delete. Nobody else has seen it. */
  private kept(): string[] {
    return [...this.typed].filter((one) => !this.deleted.has(one))
  }

  private subjects(): Subject[] {
    return subjectsIn(this.server.suggestions)
  }

  private project(view: View): string {
    return projectionOf(this.server, view)
  }

  // ---- what an operation needs

  countRemade(character: string): void {
    this.remade.add(character)
  }

  fresh(count: number, pairs = true): string {
    let text = ''
    for (let i = 0; i < count; i++) {
      // Some are two UTF-16 units.
      while (!pairs && isPair(this.nextCharacter)) this.nextCharacter += 1
      text += characterOf(this.nextCharacter++)
    }
    return text
  }
}

const isPair = (number: number): boolean => number % 5 === 4
const characterOf = (number: number): string =>
  String.fromCodePoint((isPair(number) ? 0x20000 : 0x4e00) + number)

/** What a page shows, and what it would if everything were accepted. */
const viewsOf = ({ doc, suggestions }: Tab): string =>
  written([projectArticle(doc, 'marked', suggestions), projectArticle(doc, 'final', suggestions)])

const projectionOf = ({ doc, suggestions }: Pick<Tab, 'doc' | 'suggestions'>, view: View): string =>
  written(projectArticle(doc, view, suggestions))

/** The same for what is the same, in whatever order the formats came. */
const written = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    part === null || typeof part !== 'object' || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  )

function charactersIn({ doc, suggestions }: Pick<Tab, 'doc' | 'suggestions'>): Set<string> {
  const runs = projectArticle(doc, 'final', suggestions).flatMap((block) => block.runs)
  return new Set(runs.flatMap((run) => ('text' in run ? [...run.text] : [])))
}

/** Everything that anybody would be shown to decide about. */
