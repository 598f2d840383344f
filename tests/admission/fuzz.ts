/**
 * Random updates against an oracle: honest edits of real docs, forged structs, items forced into real docs, and bytes changed at
 * random. One history is one seed.
 */

import * as Y from 'yjs'
import { admit } from '../../server/room/admission.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { stringUnitsMax } from '../../shared/limits.ts'
import type { Role } from '../../shared/roles.ts'
import { type Random, seededRandom } from '../text/random.ts'
import {
  collected,
  deleted,
  deletion,
  embed,
  forge,
  format,
  type Id,
  id,
  json,
  marker,
  type Stand,
  type Struct,
  section,
  skipped,
  string,
  type,
  value,
  values,
} from './forge.ts'
import { Oracle } from './oracle.ts'
import { type Admit, as, ED, ED_SPARE, ed, FLO, FLO_SPARE, FREE, flo, LOST, World } from './world.ts'

export type Counts = Map<string, number>
export type History = { readonly complaint: string | null; readonly counts: Counts }

const ROUNDS_PER_WORLD = 100

/**
 * Plays `rounds` rounds; stops at the first broken law and says it, with the seed and the round. `role`: what the sender of every
 * second update is, whatever the update is; the others are as ever, so that there is an article to attack.
 */
export function play(
  seed: number,
  rounds: number,
  admitUpdate: Admit = admit,
  role: Role | null = null,
): History {
  const counts: Counts = new Map()
  const random = seededRandom(seed)
  let game = new Game(random, admitUpdate, role)
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_PER_WORLD === 0) game = new Game(random, admitUpdate, role)
    const complaint = game.round(counts)
    if (complaint) return { complaint: `seed ${seed}, round ${round}: ${complaint}`, counts }
  }
  return { complaint: null, counts }
}

export function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

const WORDS = ['x', 'ab', 'c\u{1F600}d', '\u{1F469}\u200d\u{1F467}', 'word and word', '\u0301']
const BAD_WORDS = ['a\nb', '\u0000', '\u202ex', '\ufffd', '']
const SENDERS = [
  ed,
  flo,
  as('ed', 'owner'),
  as('vi', 'viewer'),
  as('ed', 'suggester'),
  as('flo', 'suggester'),
  as('glutton', 'editor'),
]
const CLIENTS = [
  ED,
  ED,
  ED,
  ED,
  ED_SPARE,
  FLO,
  FLO,
  FLO_SPARE,
  FREE,
  FREE + 2,
  ED + 1,
  ED + 1,
  FLO + 1,
  LOST,
  2,
  3,
  10,
]
const KEYS = [`${ED + 1}.0`, `${ED + 1}.1`, `${FLO + 1}.0`, `${FLO + 1}.1`, `${ED}.0`, `${FLO}.0`]

class Game {
  private readonly world: World
  private readonly oracle: Oracle
  private latest: Uint8Array | null = null
  private stale: Uint8Array
  private nextClient = 100_000

  constructor(
    private readonly random: Random,
    admitUpdate: Admit,
    private readonly role: Role | null,
  ) {
    this.world = new World(admitUpdate)
    this.oracle = new Oracle(this.world.room)
    this.stale = this.world.room.state()
  }

  round(counts: Counts): string | null {
    const makers = [
      () => this.honest(),
      () => this.honest(),
      () => this.suggesting(),
      () => this.suggesting(),
      () => this.forged(),
      () => this.forged(),
      () => this.forced(),
      () => this.mutated(),
      () => this.mutated(),
    ]
    if (this.random.below(20) === 0) {
      const complaints = this.decide()
      count(counts, 'decisions')
      if (complaints.length > 0) return `after a decision: ${complaints.slice(0, 3).join('; ')}`
    }
    const made = this.random.pick(makers)()
    if (!made) return null
    const { update, from } = made
    const cast = this.role !== null && this.random.below(2) === 0
    const sender = cast ? { ...made.sender, role: this.role } : made.sender
    this.latest = update
    count(counts, 'updates')
    count(counts, `by a ${sender.role}`)
    if (decodes(update)) count(counts, 'decoded')
    const verdict = this.world.room.receive(sender, update)
    count(counts, verdict.kind)
    if (verdict.kind === 'refused') count(counts, `refused ${verdict.code}`)
    count(counts, `${from} ${verdict.kind}`)
    if (cast) {
      count(counts, 'cast')
      count(counts, `cast ${verdict.kind}`)
      if (decodes(update)) count(counts, 'cast decoded')
      if (verdict.kind === 'refused') count(counts, `cast refused ${verdict.code}`)
    }
    const complaints = [...this.oracle.complaints(sender, verdict)]
    if ((from === 'honest' || from === 'suggesting') && verdict.kind === 'refused' && !cast) {
      complaints.push(`an honest update is refused: ${verdict.code}, ${verdict.reason}`)
    }
    return complaints.length > 0 ? `${from}: ${complaints.slice(0, 3).join('; ')}` : null
  }

  /** A tab under an id of its own that has not heard of what happened lately. */
  private staleTab(): Y.Doc {
    if (this.random.below(20) === 0) this.stale = this.world.room.state()
    const doc = openDoc()
    Y.applyUpdate(doc, this.stale)
    // A damaged update may have taken an id by chance.
    while (this.world.next(this.nextClient) > 0 || this.world.room.owners.ownerOf(this.nextClient))
      this.nextClient += 2
    doc.clientID = this.nextClient
    this.nextClient += 2
    return doc
  }

  // ---- honest edits, by a stock doc

  private honest() {
    const [sender, client] = this.random.pick([
      [ed, ED],
      [flo, FLO],
    ] as const)
    const isStale = this.random.below(3) === 0
    const update = honestUpdate(this.random, isStale ? this.staleTab() : this.world.room.tab(client))
    return update ? { update, sender, from: 'honest' } : null
  }

  // ---- suggestions, as a citizen makes them

  private suggesting() {
    const { random, world } = this
    const [person, client] = random.pick([
      ['ed', ED + 1],
      ['flo', FLO + 1],
    ] as const)
    const isEditor = random.below(3) === 0
    const sender = as(person, isEditor ? 'editor' : 'suggester')
    const tab = world.room.tab(client)
    const text = tab.getText('article')
    const sent: Uint8Array[] = []
    tab.on('update', (update: Uint8Array) => sent.push(update))
    tab.transact(() => {
      for (let i = random.below(3); i >= 0; i--) this.suggest(tab, text, client)
      if (isEditor && random.below(3) === 0) this.hide(tab, client - 1)
    })
    const update = sent[0]
    return update ? { update, sender, from: 'suggesting' } : null
  }

  private suggest(tab: Y.Doc, text: Y.Text, client: number): void {
    const { random } = this
    const records = tab.getMap('sug')
    const key = `${client}.${random.below(6)}`
    switch (random.below(7)) {
      case 0:
      case 1:
        return text.insert(placeIn(random, text), random.pick(WORDS))
      case 2: {
        const at = placeIn(random, text)
        return splitAt(text, at)
      }
      case 3:
        return records.delete(key)
      case 4: {
        const one = random.pick(markersOf(tab).slice(1))
        const s = { kind: random.pick(['p', 'h2', 'quote']) }
        return void records.set(key, { t: 'blk', m: [one.id.client, one.id.clock], s })
      }
      default: {
        const i = this.rangeIn(tab)
        if (i === null) return
        records.set(key, random.below(2) === 0 ? { t: 'del', i } : { t: 'fmt', i, a: { bold: true } })
      }
    }
  }

  /** Some of what others suggest, hidden by an editor. */
  private hide(tab: Y.Doc, client: number): void {
    const odd = [...tab.store.clients.keys()].filter((one) => one % 2 === 1 && one > 1_023)
    if (odd.length === 0) return
    const of = this.random.pick(odd)
    tab
      .getMap('sug')
      .set(`${client}.${this.random.below(3)}`, { t: 'del', i: [of, 0, Y.getState(tab.store, of)] })
  }

  /** A run of whole characters, ends or markers, the first marker not among them. */
  private rangeIn(tab: Y.Doc): number[] | null {
    const items = [...tab.store.clients.values()].flat().filter((one) => one instanceof Y.Item)
    const text = tab.getText('article')
    const inText = items.filter((one) => one.parent === text && one.countable && one !== text._start)
    const one = inText.length === 0 ? null : this.random.pick(inText)
    return one === null ? null : [one.id.client, one.id.clock, one.length]
  }

  // ---- decisions of the server's

  private decide(): readonly string[] {
    const { random, world } = this
    const made = world.room.reversals.length
    if (made > 0 && random.below(3) === 0) {
      world.room.reopen(random.below(made))
      return this.oracle.afterDecision()
    }
    const verb = random.pick(['accept', 'accept', 'reject'] as const)
    const keys = [...world.room.doc.getMap('sug').keys()]
    if (keys.length > 0 && random.below(2) === 0) {
      world.room.decide(verb, { kind: 'record', key: random.pick(keys), seen: null })
    } else {
      const client = random.pick([ED + 1, FLO + 1])
      const length = 1 + random.below(6)
      const clock = random.below(Math.max(1, world.next(client)))
      world.room.decide(verb, { kind: 'insertion', ranges: [{ client, clock, length }] })
    }
    return this.oracle.afterDecision()
  }

  // ---- structs of every kind, beside and in everything

  private forged() {
    const { random, world } = this
    const client = random.pick(CLIENTS)
    const sender =
      random.below(3) === 0 ? random.pick(SENDERS) : client === FLO || client === FLO_SPARE ? flo : ed
    const next = world.next(client)
    const clock = random.below(12) === 0 ? Math.max(0, next + random.below(5) - 2) : next
    const structs: Struct[] = []
    let at = clock
    for (let i = random.below(3); i >= 0; i--) {
      for (const struct of this.structs(id(client, at))) {
        structs.push(struct)
        at += struct.length
      }
    }
    const deletions = random.below(3) === 0 ? [this.deletion()] : []
    const sections = random.below(15) === 0 ? [] : [section(client, clock, ...structs)]
    if (random.below(15) === 0)
      sections.push(section(ED_SPARE, world.next(ED_SPARE), ...this.structs(id(ED_SPARE, 0))))
    return { update: forge(sections, deletions), sender, from: 'forged' }
  }

  /** One struct, or a marker with its attributes. */
  private structs(self: Id): Struct[] {
    const { random } = this
    const stand = this.stand(self)
    switch (random.below(16)) {
      case 14:
        return [value(this.record(), { in: 'sug', key: random.pick(KEYS) })]
      case 15:
        return [
          string('wo', stand),
          value([self.clock % 3 === 0 ? 'two' : 2, ...Object.values(this.anyId())], {
            in: 'alias',
            key: `${self.client}:${self.clock}`,
          }),
        ]
      case 0:
      case 1:
      case 2:
        return [string(random.below(8) === 0 ? random.pick(BAD_WORDS) : random.pick(WORDS), stand)]
      case 3: {
        const kind = random.pick(['p', 'h2', 'quote', 'evil', 3])
        return [marker(stand), value(kind, { in: self, key: random.below(9) === 0 ? 'evil' : 'kind' })]
      }
      case 4:
        return [embed(random.pick(['"e"', '"e"', '{"type":"hardBreak"}', '{"type":"x"}', '1']), stand)]
      case 5: {
        const key = random.pick(['bold', 'italic', 'link', 'onclick', '__proto__'])
        return [
          format(key, random.pick(['true', 'true', 'null', 'false', '{"href":"https://a.test"}']), stand),
        ]
      }
      case 6:
      case 7:
        return [value(random.pick(['h2', 'bullet', 3, null, 'x']), this.attributeStand())]
      case 8:
        return [deleted(1 + random.below(4), stand)]
      case 9:
        return [collected(random.below(20) === 0 ? 2 ** 40 : 1 + random.below(4))]
      case 10:
        return [random.below(4) === 0 ? skipped(2) : string('z', stand)]
      case 11:
        return [
          random.pick([type(2, stand), json('"x"', stand), values(['a', 'b'], stand), value('x', stand)]),
        ]
      case 12:
        return random.below(20) === 0 ? [string('x'.repeat(stringUnitsMax + 1), stand)] : [string('q', stand)]
      default:
        return [string(random.pick(WORDS), this.neighbours())]
    }
  }

  private record(): unknown {
    const { random } = this
    const { client, clock } = this.anyId()
    const i = [client, clock, 1 + random.below(3)]
    return random.pick<unknown>([
      { t: 'del', i },
      { t: 'del', i: [...i, 2, 0, 1] },
      { t: 'fmt', i, a: { italic: true } },
      { t: 'blk', m: [client, clock], s: { kind: 'h2' } },
      { t: 'run', k: clock, at: 0 },
      { t: 'evil', i },
      'del',
    ])
  }

  private stand(self: Id): Stand {
    const { random } = this
    if (random.below(4) > 0) return this.neighbours()
    return random.pick<() => Stand>([
      () => ({ after: this.anyId() }),
      () => ({ before: this.anyId() }),
      () => ({ after: this.anyId(), before: this.anyId() }),
      () => ({ in: this.anyId() }),
      () => ({ in: random.pick(['article', 'dec', 'sug', 'alias', 'evil']) }),
      () => ({ in: 'article', key: 'kind' }),
      () => ({ after: id(self.client, Math.max(0, self.clock - 1)) }),
      () => ({ after: self }),
    ])()
  }

  private attributeStand(): Stand {
    const { random, world } = this
    const markers = world.markers()
    const one = random.pick(markers)
    const entries = [...((one.content as Y.ContentType).type?._map.values() ?? [])]
    if (entries.length > 0 && random.below(3) > 0) return { after: random.pick(entries).lastId }
    return { in: one.id, key: random.pick(['kind', 'list', 'indent', 'alt', 'evil']) }
  }

  /** Between two items that are neighbours, or inside one. */
  private neighbours(): Stand {
    const items = this.textItems()
    const left = this.random.pick(items)
    const inside = this.random.below(left.length)
    const clock = left.id.clock + inside
    const before = inside + 1 < left.length ? id(left.id.client, clock + 1) : left.right?.id
    return { after: id(left.id.client, clock), before }
  }

  private textItems(): Y.Item[] {
    const items: Y.Item[] = []
    for (let item = this.world.text._start; item !== null; item = item.right) items.push(item)
    return items
  }

  private anyId(): Id {
    const client = this.random.pick([...this.world.room.doc.store.clients.keys()])
    return id(client, this.random.below(this.world.next(client) + 2))
  }

  private deletion() {
    const at = this.anyId()
    return deletion(at.client, at.clock, this.random.below(20) === 0 ? 0 : 1 + this.random.below(3))
  }

  // ---- items forced into a real doc, as a broken program would

  private forced() {
    const { random, world } = this
    const isStale = random.below(3) === 0
    const tab = isStale ? this.staleTab() : world.room.tab(random.pick([ED, ED, ED, FLO, FREE, 2]))
    const items = [...tab.store.clients.values()].flat().filter((one) => one instanceof Y.Item)
    const sent: Uint8Array[] = []
    tab.on('update', (update: Uint8Array) => sent.push(update))
    try {
      tab.transact((transaction) => force(random, transaction, items))
    } catch {
      return null // a real doc could not do it; what can be said about it in bytes is forged above
    }
    const update = sent[0]
    return update
      ? { update, sender: random.below(4) === 0 ? random.pick(SENDERS) : ed, from: 'forced' }
      : null
  }

  // ---- bytes changed at random

  private mutated() {
    const { random } = this
    const original =
      random.below(4) === 0
        ? this.latest
        : this.random.pick([() => this.honest(), () => this.forged()])()?.update
    if (!original || original.length > 10_000) return null
    const bytes = [...original]
    for (let i = random.below(3); i >= 0; i--) mutate(random, bytes)
    return { update: Uint8Array.from(bytes), sender: random.pick([ed, ed, flo]), from: 'mutated' }
  }
}

function mutate(random: Random, bytes: number[]): void {
  const at = random.below(bytes.length + 1)
  switch (random.below(4)) {
    case 0:
      bytes[Math.min(at, bytes.length - 1)] = random.below(256)
      return
    case 1:
      bytes.splice(at, 0, random.below(256))
      return
    case 2:
      bytes.splice(at, 1)
      return
    default:
      bytes[Math.min(at, bytes.length - 1)]! ^= 1 << random.below(8)
  }
}

function force(random: Random, transaction: Y.Transaction, items: readonly Y.Item[]): void {
  const { doc } = transaction
  const left = random.pick(items)
  if (random.below(3) === 0) {
    if (!left.deleted) left.delete(transaction)
    return
  }
  const right = random.below(2) === 0 ? left.right : random.pick(items)
  const content = random.pick([
    () => new Y.ContentString(random.pick(WORDS)),
    () => new Y.ContentFormat('bold', random.pick([true, null]) as never),
    () => new Y.ContentType(new Y.Map([['kind', 'p']])),
    () => new Y.ContentEmbed('e' as never),
    () => new Y.ContentAny(['h2']),
    () => new Y.ContentBinary(Uint8Array.of(1)),
    () => new Y.ContentDeleted(2),
  ])()
  const self = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
  const parent = random.below(4) === 0 ? doc.getText('article') : left.parent
  new Y.Item(self, left, left.lastId, right, right?.id ?? null, parent, left.parentSub, content).integrate(
    transaction,
    0,
  )
}

/** What a real doc sends after a few ordinary edits; null when they came to nothing. */
export function honestUpdate(random: Random, tab: Y.Doc): Uint8Array | null {
  const text = tab.getText('article')
  const sent: Uint8Array[] = []
  tab.on('update', (update: Uint8Array) => sent.push(update))
  tab.transact(() => {
    for (let i = random.below(3); i >= 0; i--) honestEdit(random, text)
  })
  return sent[0] ?? null
}

export function honestEdit(random: Random, text: Y.Text): void {
  const at = placeIn(random, text)
  switch (random.below(7)) {
    case 0:
    case 1:
    case 2:
      return text.insert(at, random.pick(WORDS))
    case 3: {
      const end = placeIn(random, text)
      if (end > at && end - at < 6 && !hasSuggested(text, at, end)) text.delete(at, end - at)
      return
    }
    case 4: {
      const end = placeIn(random, text)
      if (end > at && end - at < 12) text.format(at, end - at, { bold: random.pick([true, null]) })
      return
    }
    case 5:
      return splitAt(text, at)
    default: {
      const parts: { insert: unknown }[] = text.toDelta()
      const markers = parts.flatMap(({ insert }) => (insert instanceof Y.Map ? [insert] : []))
      random.pick(markers).set('kind', random.pick(['p', 'h2', 'quote']))
    }
  }
}

/** Enter: an end, which Y.Text would take for the letter, and a marker. */
function splitAt(text: Y.Text, index: number): void {
  const doc = text.doc!
  doc.transact((transaction) => {
    let left: Y.Item | null = null
    let units = index
    for (let item = text._start; item !== null && units > 0; item = item.right) {
      if (!item.deleted && item.countable && item.length > units) {
        Y.getItemCleanStart(transaction, Y.createID(item.id.client, item.id.clock + units))
      }
      if (!item.deleted && item.countable) units -= item.length
      left = item
    }
    for (const content of [new Y.ContentEmbed('e' as never), new Y.ContentType(new Y.Map([['kind', 'p']]))]) {
      const right = left === null ? text._start : left.right
      const self = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
      const item: Y.Item = new Y.Item(
        self,
        left,
        left?.lastId ?? null,
        right,
        right?.id ?? null,
        text,
        null,
        content,
      )
      item.integrate(transaction, 0)
      left = item
    }
  })
}

/** An editor hides what is suggested, and deletes nothing of it. */
function hasSuggested(text: Y.Text, from: number, to: number): boolean {
  let index = 0
  for (let item = text._start; item !== null && index < to; item = item.right) {
    if (item.deleted || !item.countable) continue
    index += item.length
    if (index > from && item.id.client % 2 === 1) return true
  }
  return false
}

const markersOf = (doc: Y.Doc): Y.Item[] => {
  const markers: Y.Item[] = []
  for (let item = doc.getText('article')._start; item !== null; item = item.right) {
    if (!item.deleted && item.content instanceof Y.ContentType) markers.push(item)
  }
  return markers
}

/** An index right of the first marker and outside of every character. */
function placeIn(random: Random, text: Y.Text): number {
  const index = 1 + random.below(text.length)
  let start = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const inside = index - start
    if (inside < item.length && item.content instanceof Y.ContentString) {
      const unit = item.content.str.charCodeAt(inside)
      if (inside > 0 && unit >= 0xdc00 && unit <= 0xdfff) return index + 1
    }
    start += item.length
    if (start >= index) return index
  }
  return index
}

function decodes(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update)
    return true
  } catch {
    return false
  }
}
