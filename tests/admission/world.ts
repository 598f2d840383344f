/** An article with people in it, and a room reduced to what admission needs of one: emissions, a log, a rebuild. */

import { expect } from 'vitest'
import * as Y from 'yjs'
import { Erased } from '../../server/room/admission/erased.ts'
import {
  admit,
  type ClientOwners,
  type LiveArticle,
  type Sender,
  type Verdict,
} from '../../server/room/admission.ts'
import { decide, type Subject, type Verb } from '../../server/room/decisions.ts'
import { reopen } from '../../server/room/reopening.ts'
import type { Reversal } from '../../server/room/reversal.ts'
import { BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import { articleText, decisionsOf, openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type ClientId, type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'
import type { Role } from '../../shared/roles.ts'
import { forge, type Id, id, type Stand, type Struct, section } from './forge.ts'

export type Admit = typeof admit

/** Ed writes under ED, and holds ED_SPARE in reserve; Flo has written under FLO. */
export const ED = 4_000
export const ED_SPARE = 4_010
export const FLO = 5_000
export const FLO_SPARE = 5_010
/** Nobody's yet. */
export const FREE = 70_000
/** In the doc, and its owner is lost. */
export const LOST = 6_000

/** The day on which all of it happens. */
export const TODAY = 20_000

/** Only reads. */
export const READER = 90_000

const person = (name: string) => name as PersonId
export const as = (name: string, role: Role): Sender => ({ person: person(name), role })
export const ed = as('ed', 'editor')
export const flo = as('flo', 'editor')

export class Owners implements ClientOwners {
  private readonly owners = new Map<ClientId, PersonId>()
  private readonly others = new Map<PersonId, number>()
  ownerOf(client: ClientId) {
    return this.owners.get(client)
  }
  countOf(of: PersonId) {
    return [...this.owners.values()].filter((owner) => owner === of).length + (this.others.get(of) ?? 0)
  }
  bind(name: string, ...clients: readonly ClientId[]) {
    for (const client of clients) this.owners.set(client, person(name))
  }
  /** Ids of a person that are not named. */
  hold(name: string, count: number) {
    this.others.set(person(name), count)
  }
}

/** A doc kept as updates, judged by `admit` (or by a stand-in that leaves out a rule). */
export class Room {
  readonly owners = new Owners()
  /** What the doc emitted for admitted updates, in order. */
  readonly sent: Uint8Array[] = []
  /** How each decision is taken back that was not yet. */
  readonly reversals: Reversal[] = []
  article: LiveArticle
  rebuilds = 0
  private readonly admit: Admit
  private emitted: Uint8Array[] = []
  private readonly start: Uint8Array

  constructor(start: Uint8Array, admitUpdate: Admit = admit) {
    this.start = start
    this.admit = admitUpdate
    this.article = { suggestions: this.open(), erased: new Erased() }
  }

  get doc(): Y.Doc {
    return this.article.suggestions.doc
  }

  private open(): Suggestions {
    const doc = openDoc()
    for (const update of [this.start, ...this.sent]) Y.applyUpdate(doc, update)
    doc.clientID = SERVER_CLIENT
    doc.on('update', (update: Uint8Array) => this.emitted.push(update))
    return new Suggestions(doc)
  }

  receive(sender: Sender, update: Uint8Array): Verdict {
    this.emitted = []
    const judged = this.admit(this.article, this.owners, sender, update)
    const isHeavy = judged.kind === 'heavy'
    if (isHeavy) expect(this.emitted, 'nothing happens to what is to be tried first').toEqual([])
    const verdict = isHeavy ? this.admit(this.article, this.owners, sender, update, 'trial') : judged
    if (verdict.kind === 'admitted') {
      this.owners.bind(sender.person, ...verdict.binds)
      this.sent.push(...this.emitted)
      expect(this.emitted.length, 'one emission for one update').toBeLessThanOrEqual(1)
      expect(this.doc.clientID, 'the doc keeps its client id').toBe(SERVER_CLIENT)
    } else if (verdict.kind === 'refused' && verdict.touched) {
      this.rebuilds++
      this.article = { ...this.article, suggestions: this.open() }
    } else {
      expect(this.emitted, 'nothing is emitted for what is not admitted').toEqual([])
    }
    return verdict
  }

  /** A decision of the server's about everything that a client suggests, or about one record. */
  decide(verb: Verb, subject: Subject): void {
    this.emitted = []
    const { reversal } = decide(this.article.suggestions, verb, [subject], TODAY)
    this.reversals.push(reversal)
    this.sent.push(...this.emitted)
  }

  /** The last decision, or another one, is taken back. */
  reopen(index = this.reversals.length - 1): void {
    this.emitted = []
    for (const reversal of this.reversals.splice(index, 1)) reopen(this.article.suggestions, reversal, TODAY)
    this.sent.push(...this.emitted)
  }

  /** A doc as a tab of the room has it, under this client id. */
  tab(client: ClientId): Y.Doc {
    const doc = openDoc()
    Y.applyUpdate(doc, this.state())
    doc.clientID = client
    return doc
  }

  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }
}

/** The whole doc as bytes, in a form that compares fast: two docs with the same bytes hold the same, ids and deletions included. */
export const bytesOf = (doc: Y.Doc): string => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')

const block = (attributes: Partial<BlockAttributes>, ...runs: (string | [string, FormatSet])[]) => ({
  ...BLOCK_DEFAULTS,
  ...attributes,
  runs: runs.map((run) =>
    typeof run === 'string' ? { text: run, formats: {} } : { text: run[0], formats: run[1] },
  ),
})

export const START = newArticleUpdate([
  block({ kind: 'headline' }, 'Headline'),
  block({}, 'one ', ['two', { bold: true }], ' three'),
  block({}, 'hello \u{1F600} world'),
  block({ kind: 'figure', src: '/images/0123456789abcdef' }, 'caption'),
  block({ list: 'bullet' }, 'item'),
])

const world = (() => {
  const room = new Room(decided())
  room.owners.bind('flo', FLO)
  for (const write of [
    (text: Y.Text) => text.insert(indexIn(text, 'caption'), 'FLO'),
    (text: Y.Text) => text.format(indexIn(text, 'three'), 5, { italic: true }),
    (text: Y.Text) => text.delete(indexIn(text, 'world'), 2),
  ]) {
    const tab = room.tab(FLO)
    const before = Y.encodeStateVector(tab)
    write(articleText(tab))
    room.receive(flo, Y.encodeStateAsUpdate(tab, before))
  }
  suggest(room)
  const lost = room.tab(LOST)
  articleText(lost).insert(indexIn(articleText(lost), 'item'), 'LOST')
  Y.applyUpdate(room.doc, Y.encodeStateAsUpdate(lost))
  return room.state()
})()

/** Flo suggests five letters behind “item”, of which the server has accepted two, and proposes to delete “one”. */
function suggest(room: Room): void {
  room.owners.bind('flo', FLO + 1)
  const tab = room.tab(FLO + 1)
  const before = Y.encodeStateVector(tab)
  const text = articleText(tab)
  const { client, clock } = unitsOf(text)[indexIn(text, 'one')]!.id
  tab.transact(() => {
    text.insert(indexIn(text, 'item') + 4, 'GUESS')
    suggestionsOf(tab).set(`${FLO + 1}.0`, { t: 'del', i: [client, clock, 3] })
  })
  const verdict = room.receive(flo, Y.encodeStateAsUpdate(tab, before))
  if (verdict.kind !== 'admitted') throw new Error(`what Flo suggests is ${verdict.kind}`)
  decisionsOf(room.doc).set(`a${FLO + 1}`, [0, 2])
}

/** The article's units: a character each, and a line break for each marker, end and atom; with its item and offset. */
export function unitsOf(text: Y.Text): { readonly unit: string; readonly id: Id }[] {
  const units: { unit: string; id: Id }[] = []
  for (let one = text._start; one !== null; one = one.right) {
    if (one.deleted || !one.countable) continue
    const chars = one.content instanceof Y.ContentString ? one.content.str : '\n'.repeat(one.length)
    for (let i = 0; i < one.length; i++) {
      units.push({ unit: chars[i]!, id: id(one.id.client, one.id.clock + i) })
    }
  }
  return units
}

/** The index of these words, as Y.Text counts. */
export function indexIn(text: Y.Text, words: string): number {
  const index = unitsOf(text)
    .map(({ unit }) => unit)
    .join('')
    .indexOf(words)
  if (index < 0) throw new Error(`The article has “${words}”`)
  return index
}

/** A record of the server's, in a root that nobody else writes. */
function decided(): Uint8Array {
  const doc = openDoc()
  Y.applyUpdate(doc, START)
  doc.clientID = SERVER_CLIENT
  decisionsOf(doc).set(`c${FLO}`, 'flo')
  return Y.encodeStateAsUpdate(doc)
}

/** A fresh room with the same article and people each time, and the words to point into it. */
export class World {
  readonly room: Room
  constructor(admitUpdate?: Admit) {
    this.room = new Room(world, admitUpdate)
    this.room.owners.bind('ed', ED, ED + 1, ED_SPARE, ED_SPARE + 1)
    this.room.owners.bind('flo', FLO, FLO + 1, FLO_SPARE, FLO_SPARE + 1)
    this.room.owners.hold('hoarder', 99)
    this.room.owners.hold('glutton', 100)
  }

  get text(): Y.Text {
    return articleText(this.room.doc)
  }

  /** The id of the first unit of these living words. */
  at(words: string): Id {
    return unitsOf(this.text)[indexIn(this.text, words)]!.id
  }

  /** Between the `units`-th unit of these words and the next. */
  in(words: string, units: number): Stand {
    const start = this.at(words)
    const left = id(start.client, start.clock + units - 1)
    return { after: left, before: this.rightOf(left) }
  }

  rightOf({ client, clock }: Id): Id | undefined {
    const structs = this.room.doc.store.clients.get(client)!
    const one = structs[Y.findIndexSS(structs, clock)] as Y.Item
    return clock + 1 < one.id.clock + one.length ? id(client, clock + 1) : (one.right?.id ?? undefined)
  }

  /** The markers, living and dead, in order. */
  markers(): Y.Item[] {
    return this.items().filter(({ content }) => content instanceof Y.ContentType)
  }
  marker(index: number): Id {
    return this.markers()[index]!.id
  }
  /** The item that holds a marker's attribute. */
  attribute(index: number, key: string): Id {
    const { type } = this.markers()[index]!.content as Y.ContentType
    return type._map.get(key)!.lastId
  }
  /** The format items, in order. */
  formats(): Y.Item[] {
    return this.items().filter(({ content }) => content instanceof Y.ContentFormat)
  }
  /** Where the last block's end is. */
  last(): Id {
    return this.items().at(-1)!.lastId
  }
  /** Flo's record. */
  record(): Id {
    return suggestionsOf(this.room.doc)._map.get(`${FLO + 1}.0`)!.id
  }
  decision(): Id {
    return decisionsOf(this.room.doc)._map.get(`c${FLO}`)!.id
  }

  private items(): Y.Item[] {
    const items: Y.Item[] = []
    for (let one = this.text._start; one !== null; one = one.right) items.push(one)
    return items
  }

  next(client: ClientId): number {
    return Y.getState(this.room.doc.store, client)
  }
  /** An id that this client's update makes: the n-th, counted from 0. */
  own(n: number, client = ED): Id {
    return id(client, this.next(client) + n)
  }

  /** An update with one section, at the client's next clock. */
  by(client: ClientId, ...structs: readonly Struct[]): Uint8Array {
    return forge([section(client, this.next(client), ...structs)])
  }
  ed(...structs: readonly Struct[]): Uint8Array {
    return this.by(ED, ...structs)
  }

  /** What a real doc sends after this was done to it. */
  done(write: (text: Y.Text, doc: Y.Doc) => void, client = ED): Uint8Array {
    const tab = this.room.tab(client)
    const sent: Uint8Array[] = []
    tab.on('update', (update: Uint8Array) => sent.push(update))
    tab.transact(() => write(articleText(tab), tab))
    return sent[0]!
  }
}
