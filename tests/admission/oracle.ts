/**
 * What must hold of a room after every update, read from its doc from end to end, and written without a word of admission's.
 *
 * It knows what was there before, so it can say that nobody's characters changed, that only the sender's ids grew, that who
 * suggests moves nothing of the base, and that the article is one that every reader can show, with its suggestions and without.
 */

import * as Y from 'yjs'
import type { Sender, Verdict } from '../../server/room/admission.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { bytesOf, type Owners, READER, type Room } from './world.ts'

type Unit = { readonly what: string; readonly where: string }

export class Oracle {
  private units: Map<string, Unit>
  private bytes: string
  private base: string
  private readonly peer: Y.Doc
  private seen = 0

  constructor(private readonly room: Room) {
    this.units = livingUnits(room.doc)
    this.bytes = bytesOf(room.doc)
    this.base = baseOf(room.doc)
    this.peer = openDoc()
    Y.applyUpdate(this.peer, room.state())
    this.peer.clientID = READER
  }

  /** A decision of the server's has changed what is there. */
  afterDecision(): readonly string[] {
    const { doc } = this.room
    this.units = livingUnits(doc)
    this.bytes = bytesOf(doc)
    this.base = baseOf(doc)
    return [...structure(doc, this.room.owners), ...this.peerComplaints()]
  }

  /** Every law that the last verdict broke, in words. */
  complaints(sender: Sender, verdict: Verdict): readonly string[] {
    const { doc } = this.room
    if (verdict.kind !== 'admitted') {
      return bytesOf(doc) === this.bytes ? [] : [`the doc changed although the update was ${verdict.kind}`]
    }
    const units = livingUnits(doc)
    const base = baseOf(doc)
    const edits = ['editor', 'owner'].includes(sender.role)
    const found = [
      ...(edits || base === this.base ? [] : [`a ${sender.role} moved the base`]),
      ...changes(this.units, units, this.room, sender),
      ...structure(doc, this.room.owners),
      ...[...units].flatMap(([at, unit]) => unlawful(at, unit)),
      ...this.peerComplaints(),
    ]
    this.units = units
    this.base = base
    this.bytes = bytesOf(doc)
    return found
  }

  private peerComplaints(): readonly string[] {
    for (const update of this.room.sent.slice(this.seen)) Y.applyUpdate(this.peer, update)
    this.seen = this.room.sent.length
    if (bytesOf(this.peer) !== bytesOf(this.room.doc)) return ['another tab has something else than the room']
    const order = orderOf(this.room.doc)
    if (orderOf(this.peer) !== order) return ['another tab has the text in another order']
    const fresh = openDoc()
    Y.applyUpdate(fresh, this.room.state())
    return orderOf(fresh) === order ? [] : ['who loads the article has it in another order']
  }
}

/** The living ids of the text, as they stand. */
function orderOf(doc: Y.Doc): string {
  const order: string[] = []
  for (let item = doc.getText('article')._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    if (!item.deleted) for (let i = 0; i < item.length; i++) order.push(`${client}:${clock + i}`)
  }
  return order.join()
}

/** What a doc holds, however its items are cut or collected: the ids it knows, the living ones, and the order of the text. */
export function contentsOf(doc: Y.Doc): string {
  const known = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
  return JSON.stringify([known, [...livingUnits(doc)].sort(([a], [b]) => (a < b ? -1 : 1)), orderOf(doc)])
}

/** Each living unit by its id: what it is, and in which list it stands. */
function livingUnits(doc: Y.Doc): Map<string, Unit> {
  const units = new Map<string, Unit>()
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.deleted) continue
      const where = placeName(doc, struct)
      const whats = contentNames(struct)
      whats.forEach((what, i) => {
        units.set(`${client}:${struct.id.clock + i}`, { what, where })
      })
    }
  }
  return units
}

function placeName(doc: Y.Doc, { parent, parentSub }: Y.Item): string {
  if (!(parent instanceof Y.AbstractType)) return 'nothing'
  const key = parentSub === null ? '' : `.${parentSub}`
  const marker = parent._item
  if (marker) return marker.parent === doc.share.get('article') ? `marker${key}` : `nested${key}`
  return `${[...doc.share].find(([, root]) => root === parent)?.[0]}${key}`
}

function contentNames({ content, length }: Y.Item): readonly string[] {
  if (content instanceof Y.ContentString) return [...Array(length).keys()].map((i) => `"${content.str[i]}`)
  if (content instanceof Y.ContentFormat) return [`format ${content.key} ${JSON.stringify(content.value)}`]
  if (content instanceof Y.ContentEmbed) return [`embed ${JSON.stringify(content.embed)}`]
  if (content instanceof Y.ContentType) return [`type ${content.type.constructor.name}`]
  if (content instanceof Y.ContentAny)
    return content.arr.map(
      (one) => `value ${typeof one} ${typeof one === 'object' ? JSON.stringify(one) : one}`,
    )
  return Array(length).fill(content.constructor.name)
}

function changes(
  before: ReadonlyMap<string, Unit>,
  after: ReadonlyMap<string, Unit>,
  { owners, doc }: Room,
  sender: Sender,
): readonly string[] {
  const found: string[] = []
  const decided = new Decided(doc)
  const isEditor = ['editor', 'owner'].includes(sender.role)
  for (const [at, unit] of before) {
    const now = after.get(at)
    const own = owners.ownerOf(Number(at.split(':')[0])) === sender.person
    if (now && (now.what !== unit.what || now.where !== unit.where)) found.push(`${at} became ${now.what}`)
    if (now) continue
    if (at === `${SERVER_CLIENT}:0`) found.push('the first marker is gone')
    const isRecord = unit.where.startsWith('sug.')
    if (isRecord && owners.ownerOf(Number(unit.where.slice(4).split('.')[0])) !== sender.person)
      found.push(`somebody else's record ${unit.where} is gone`)
    const [client = 0, clock = 0] = at.split(':').map(Number)
    if (unit.where === 'article' && !isEditor) found.push(`a ${sender.role} deleted ${at}`)
    if (unit.where === 'article' && !decided.wasAccepted(client, clock))
      found.push(`${at} was suggested and is gone`)
    const isServers = /^dec\.[aox]/.test(unit.where)
    if (!isRecord && !isServers && !unit.where.startsWith('article') && !unit.where.startsWith('marker.'))
      found.push(`${at} in ${unit.where} is gone`)
    const ends = unit.what.startsWith('format') && unit.what.endsWith('null')
    if (ends || (unit.what.startsWith('format') && !own)) found.push(`the format at ${at} is gone`)
  }
  for (const [at, unit] of after) {
    if (before.has(at)) continue
    const client = Number(at.split(':')[0])
    const isFrame = unit.what === 'type YMap' || unit.what === 'value string p'
    const isTrimmed = unit.where.startsWith('sug.') && unit.what.includes('"d":[')
    const isNoted = client === SERVER_CLIENT && (unit.where.startsWith('dec.') || isTrimmed)
    if ((isFrame && [SERVER_CLIENT, SERVER_CLIENT + 1].includes(client)) || isNoted) continue
    if (!isEditor && (sender.role !== 'suggester' || client % 2 === 0))
      found.push(`a ${sender.role} wrote ${at}`)
    if (client % 2 === 1 && unit.what.startsWith('format'))
      found.push(`a suggesting id wrote a format at ${at}`)
    if (unit.where.startsWith('alias.')) found.push(...falseAlias(at, unit, after, owners, sender))
    if (client < 1_024 || client > 0xffffffff) found.push(`${at} is no id to write under`)
    if (owners.ownerOf(client) !== sender.person) found.push(`${at} is not the sender's`)
  }
  return found
}

/** An old name is a dead character's, and a new one the sender's. */
function falseAlias(
  at: string,
  { what, where }: Unit,
  after: ReadonlyMap<string, Unit>,
  owners: Owners,
  sender: Sender,
): readonly string[] {
  const found: string[] = []
  const [length, client, clock] = JSON.parse(what.replace('value object ', '')) as [number, number, number]
  for (let i = 0; i < Math.min(length, 100); i++) {
    if (after.has(`${client}:${clock + i}`)) found.push(`${at} names a character that lives`)
  }
  const now = Number(where.slice('alias.'.length).split(':')[0])
  if (owners.ownerOf(now) !== sender.person) found.push(`${at} names somebody else's character`)
  return found
}

const KINDS = 'headline dek p h2 h3 quote pull figure rule code'.split(' ')
const ATTRIBUTES: Record<string, RegExp> = {
  'marker.kind': new RegExp(`^value string (${KINDS.join('|')})$`),
  'marker.list': /^value (string (bullet|ordered)|object null)$/,
  'marker.indent': /^value number [0-8]$/,
  'marker.src': /^value (string \/images\/[0-9a-z]{16,64}|object null)$/,
  'marker.alt': /^value (string [\s\S]{0,2000}|object null)$/,
  'marker.credit': /^value (string [\s\S]{0,500}|object null)$/,
}
const RECORD = /^value object \{"t":"(del|fmt|blk|run)"/
const IN_TEXT = [
  /^"[^\p{Cc}\u2028\u2029\ufeff\ufff9-\uffff\u202a-\u202e\u2066-\u2069]$/u,
  /^"[\ud800-\udfff]$/,
  /^format (bold|italic|underline|strike|code) (true|null)$/,
  /^format link (null|\{"href":"(https?:|mailto:)[^"]*"\})$/,
  /^embed ("e"|\{"type":"hardBreak"\})$/,
  /^type YMap$/,
]

function unlawful(at: string, { what, where }: Unit): readonly string[] {
  const lawful =
    where === 'article'
      ? IN_TEXT.some((pattern) => pattern.test(what))
      : where.startsWith('dec.') ||
        (where.startsWith('sug.') && RECORD.test(what)) ||
        (where.startsWith('alias.') && /^value object \[\d+,\d+,\d+\]$/.test(what)) ||
        Boolean(ATTRIBUTES[where]?.test(what))
  return lawful ? [] : [`${at}: ${JSON.stringify(what)} in ${where}`]
}

/** The text's list from end to end: the server's marker first, pairs whole, a marker before all text of every view. */
function structure(doc: Y.Doc, owners: Owners): readonly string[] {
  const found: string[] = []
  const text = doc.getText('article')
  if (text._map.size > 0) found.push('the text has attributes')
  if ([...doc.share.keys()].sort().join() !== 'alias,article,dec,sug') found.push('another root')
  if (doc.store.pendingStructs || doc.store.pendingDs) found.push('something waits')
  const start = text._start
  if (start?.id.client !== SERVER_CLIENT || start.id.clock !== 0 || start.deleted)
    found.push('the first marker is not first')
  const open = { base: true, marked: true }
  const decided = new Decided(doc)
  let count = 0
  for (let item: Y.Item | null = start; item !== null; item = item.right) {
    if (item.right && item.right.left !== item) found.push('the list is torn')
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentString && !content.str.isWellFormed()) found.push('half a character')
    if (item.countable) count += item.length
    for (let unit = 0; unit < item.length && item.countable; unit++) {
      const { client, clock } = item.id
      if (decided.isRemoved(client, clock + unit)) continue
      const inBase = decided.isAccepted(client, clock + unit)
      const views = [
        ['base', inBase],
        ['marked', inBase || !isHidden(doc, owners, client, clock + unit)],
      ] as const
      for (const [view, isShown] of views) {
        if (!isShown) continue
        if (content instanceof Y.ContentType) open[view] = true
        else if (content instanceof Y.ContentEmbed && (content.embed as unknown) === 'e') open[view] = false
        else if (!open[view]) found.push(`text without a marker in the ${view}`)
      }
    }
  }
  if (count !== text.length) found.push('the text has another length than its items')
  return found
}

/** What the server has written about characters. */
class Decided {
  private readonly flats = new Map<string, number[][]>()

  constructor(doc: Y.Doc) {
    for (const [key, flat] of doc.getMap('dec') as Y.Map<number[]>) {
      const name = key.split('.')[0]! // of those taken away, on whatever day
      this.flats.set(name, [...(this.flats.get(name) ?? []), flat])
    }
  }

  /** Whether a character was typed under an even id, or accepted. */
  isAccepted(client: number, clock: number): boolean {
    return client % 2 === 0 || this.isNamed(`a${client}`, clock)
  }

  /** Whether it was accepted once. */
  wasAccepted(client: number, clock: number): boolean {
    return this.isAccepted(client, clock) || this.isNamed(`o${client}`, clock)
  }

  /** Whether a decision has taken it away. */
  isRemoved(client: number, clock: number): boolean {
    return this.isNamed(`x${client}`, clock)
  }

  private isNamed(name: string, clock: number): boolean {
    const flats = this.flats.get(name) ?? []
    return flats.some((flat) =>
      flat.some((from, i) => i % 2 === 0 && clock >= from && clock < from + flat[i + 1]!),
    )
  }
}

/** Whether somebody who may has hidden a suggested character: its author, or an editor by an even key. */
function isHidden(doc: Y.Doc, owners: Owners, client: number, clock: number): boolean {
  for (const [key, record] of doc.getMap('sug') as Y.Map<{ t: string; i: number[] }>) {
    const owner = Number(key.split('.')[0])
    const mayHide = owner % 2 === 0 || owners.ownerOf(owner) === owners.ownerOf(client)
    if (record.t !== 'del' || !mayHide) continue
    for (let i = 0; i < record.i.length; i += 3) {
      const [of, from, length] = record.i.slice(i, i + 3) as [number, number, number]
      if (of === client && clock >= from && clock < from + length) return true
    }
  }
  return false
}

/** The article without suggestions: every character in order, with its formats, and every block with its attributes. */
function baseOf(doc: Y.Doc): string {
  const said: string[] = []
  const formats = new Map<string, string>()
  const decided = new Decided(doc)
  for (let item = doc.getText('article')._start; item !== null; item = item.right) {
    const { content, deleted, length, id } = item
    if (deleted) continue
    if (content instanceof Y.ContentFormat) formats.set(content.key, JSON.stringify(content.value))
    if (!item.countable) continue
    const styled = JSON.stringify([...formats].filter(([, value]) => value !== 'null').sort())
    for (let unit = 0; unit < length; unit++) {
      const clock = id.clock + unit
      if (!decided.isAccepted(id.client, clock) || decided.isRemoved(id.client, clock)) continue
      if (content instanceof Y.ContentType) said.push(JSON.stringify(content.type.toJSON()))
      else said.push(`${contentNames(item)[unit]} ${styled}`)
    }
  }
  return said.join('\n')
}
