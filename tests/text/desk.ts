/** Al and bo, who suggest, and ed, who edits, at one article: each with a tab and hands, through the real admission. */

import * as Y from 'yjs'
import type { Sender } from '../../server/room/admission.ts'
import type { Subject, Verb } from '../../server/room/decisions.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import type { PersonId } from '../../shared/ids.ts'
import { Hands } from './hands.ts'
import { articleFrom, markedOf, viewOf } from './notation.ts'
import { subjectsIn } from './subjects.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { NET, Tab, type TabOptions } from './tab.ts'

export const NAMES = ['al', 'bo', 'ed'] as const
export type Name = (typeof NAMES)[number]

const EVEN: Readonly<Record<Name, number>> = { al: 2048, bo: 3072, ed: 4096 }

export type NewTab = (update: Uint8Array, client: number, options: TabOptions) => Tab

export class Desk {
  readonly server: SuggestingServer
  readonly tabs: Readonly<Record<Name, Tab>>
  readonly al: Hands
  readonly bo: Hands
  readonly ed: Hands
  /** How often something was refused in words. */
  refusals = 0
  /** What a suggester's update has moved of the article. */
  readonly moved: string[] = []
  private isApart = false
  private readonly out: Record<Name, (Uint8Array | (() => unknown))[]> = { al: [], bo: [], ed: [] }

  constructor(
    article: string,
    newTab: NewTab = (update, client, options) => new Tab(update, client, options),
  ) {
    const update = articleFrom(article)
    this.server = new SuggestingServer(update)
    const tabOf = (name: Name): Tab => {
      const even = EVEN[name]
      this.server.reserve(name as PersonId, even, even + 1)
      const tab = newTab(update, name === 'ed' ? even : even + 1, {
        captureMs: 0,
        mayEdit: name === 'ed',
        onRefused: () => {
          this.refusals += 1
        },
      })
      tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
        if (origin === NET) return
        this.out[name].push(emitted)
        if (!this.isApart) this.send(name)
      })
      return tab
    }
    this.tabs = { al: tabOf('al'), bo: tabOf('bo'), ed: tabOf('ed') }
    this.al = new Hands(this.tabs.al)
    this.bo = new Hands(this.tabs.bo)
    this.ed = new Hands(this.tabs.ed)
  }

  /** Several do something without seeing each other; then it arrives in this order. */
  atOnce(deeds: Partial<Record<Name, () => void>>, order: readonly Name[]): void {
    this.isApart = true
    for (const name of NAMES) deeds[name]?.()
    this.isApart = false
    for (const name of order) this.send(name)
  }

  private send(name: Name): void {
    for (const update of this.out[name].splice(0)) {
      if (typeof update === 'function') {
        update()
        continue
      }
      const suggests = name !== 'ed'
      const base = suggests ? this.base : ''
      const sender: Sender = { person: name as PersonId, role: suggests ? 'suggester' : 'editor' }
      this.passOn(this.server.receive(sender, update).updates)
      if (suggests && this.base !== base) this.moved.push(`${base}\n${this.base}`)
    }
  }

  private passOn(updates: readonly Uint8Array[]): void {
    for (const name of NAMES) for (const update of updates) this.tabs[name].receive(update)
  }

  private get base(): string {
    return JSON.stringify(projectArticle(this.server.doc, 'base', this.server.suggestions))
  }

  /** Ed goes on suggesting, or editing again. */
  mode(mode: 'suggesting' | 'editing'): void {
    const { ed } = this.tabs
    ed.doc.clientID = mode === 'suggesting' ? EVEN.ed + 1 : EVEN.ed
    ed.binding.modeChanged(true)
  }

  /** Somebody decides about everything that is suggested, or about what is by these people. */
  decide(verb: Verb, by: readonly Name[] = NAMES): boolean {
    return this.decideAbout(verb, this.subjects(by))
  }

  decideAbout(verb: Verb, subjects: readonly Subject[]): boolean {
    const updates = this.server.decide(verb, subjects)
    this.passOn(updates)
    return updates.length > 0
  }

  /** Takes the last decision back. */
  reopen(): void {
    const updates = this.server.reopen()
    for (const tab of Object.values(this.tabs)) for (const update of updates) tab.receive(update)
  }

  /** What ed sees now is decided about when that arrives. */
  decideLater(verb: Verb): void {
    const seen = this.subjects()
    this.out.ed.push(() => this.decideAbout(verb, seen))
  }

  /** What can be decided about now. */
  subjects(by: readonly Name[] = NAMES): readonly Subject[] {
    return subjectsIn(this.server.suggestions).filter((subject) => {
      const client =
        subject.kind === 'record' ? Number(subject.key.split('.')[0]) : (subject.ranges[0]?.client ?? 0)
      const name = nameOf(client)
      return name === 'server' || by.includes(name)
    })
  }

  get marked(): string {
    return markedOf(this.tabs.ed, nameOf)
  }

  /** What the article becomes when everything is accepted or rejected. */
  after(verb: 'accept' | 'reject'): string {
    const copy = new SuggestingServer(Y.encodeStateAsUpdate(this.server.doc))
    copy.decide(verb, subjectsIn(copy.suggestions, verb === 'reject'))
    return viewOf(copy, 'base')
  }

  /** What does not hold: somebody was refused or sees something else than the server, or a suggester has moved the article. */
  failures(): string[] {
    const failures = [...this.server.refused, ...this.moved.map((moved) => `the article moved: ${moved}`)]
    for (const name of NAMES) {
      const tab = this.tabs[name]
      failures.push(...tab.binding.disagreements().map((found) => `${name}: ${found}`))
      for (const view of ['base', 'final'] as const)
        if (viewOf(tab, view) !== viewOf(this.server, view)) failures.push(`${name} has another ${view}`)
      if (markedOf(tab, nameOf) !== this.marked) failures.push(`${name} is shown ${markedOf(tab, nameOf)}`)
    }
    const fresh = new Tab(Y.encodeStateAsUpdate(this.server.doc), 9_000)
    if (markedOf(fresh, nameOf) !== this.marked) failures.push(`after a reload: ${markedOf(fresh, nameOf)}`)
    return failures
  }
}

export const nameOf = (client: number): Name | 'server' =>
  NAMES.find((name) => EVEN[name] === client || EVEN[name] + 1 === client) ?? 'server'
