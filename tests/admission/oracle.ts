/**
 * What must hold of a room after every update, read from its doc from end to end, and written without a word of admission's.
 *
 * It knows what was there before, so it can say that nobody's characters changed, that only the sender's ids grew, and that
 * the article is one that every reader can show.
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
  private readonly peer: Y.Doc
  private seen = 0

  constructor(private readonly room: Room) {
    this.units = livingUnits(room.doc)
    this.bytes = bytesOf(room.doc)
    this.peer = openDoc()
    Y.applyUpdate(this.peer, room.state())
    this.peer.clientID = READER
  }

  /** Every law that the last verdict broke, in words. */
  complaints(sender: Sender, verdict: Verdict): readonly string[] {
    const { doc } = this.room
    if (verdict.kind !== 'admitted') {
      return bytesOf(doc) === this.bytes ? [] : [`the doc changed although the update was ${verdict.kind}`]
    }
    const units = livingUnits(doc)
    const found = [
      ...changes(this.units, units, this.room.owners, sender),
      ...structure(doc),
      ...[...units].flatMap(([at, unit]) => unlawful(at, unit)),
      ...this.peerComplaints(),
    ]
    this.units = units
    this.bytes = bytesOf(doc)
    return found
  }

  private peerComplaints(): readonly string[] {
    for (const update of this.room.sent.slice(this.seen)) Y.applyUpdate(this.peer, update)
    this.seen = this.room.sent.length
    return bytesOf(this.peer) === bytesOf(this.room.doc)
      ? []
      : ['another tab has something else than the room']
  }
}

/** What a doc holds, however its items are cut or collected: the ids it knows, the living ones, and the order of the text. */
export function contentsOf(doc: Y.Doc): string {
  const order: string[] = []
  for (let item = doc.getText('article')._start; item !== null; item = item.right) {
    const { client, clock } = item.id
    if (!item.deleted) for (let i = 0; i < item.length; i++) order.push(`${client}:${clock + i}`)
  }
  const known = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
  return JSON.stringify([known, [...livingUnits(doc)].sort(([a], [b]) => (a < b ? -1 : 1)), order])
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
  if (content instanceof Y.ContentAny) return content.arr.map((one) => `value ${typeof one} ${one}`)
  return Array(length).fill(content.constructor.name)
}

function changes(
  before: ReadonlyMap<string, Unit>,
  after: ReadonlyMap<string, Unit>,
  owners: Owners,
  sender: Sender,
): readonly string[] {
  const found: string[] = []
  for (const [at, unit] of before) {
    const now = after.get(at)
    const own = owners.ownerOf(Number(at.split(':')[0])) === sender.person
    if (now && (now.what !== unit.what || now.where !== unit.where)) found.push(`${at} became ${now.what}`)
    if (now) continue
    if (at === `${SERVER_CLIENT}:0`) found.push('the first marker is gone')
    if (!unit.where.startsWith('article') && !unit.where.startsWith('marker.'))
      found.push(`${at} in ${unit.where} is gone`)
    const ends = unit.what.startsWith('format') && unit.what.endsWith('null')
    if (ends || (unit.what.startsWith('format') && !own)) found.push(`the format at ${at} is gone`)
  }
  for (const [at, unit] of after) {
    if (before.has(at)) continue
    const client = Number(at.split(':')[0])
    const repaired = client === SERVER_CLIENT && (unit.what === 'type YMap' || unit.what === 'value string p')
    if (!['editor', 'owner'].includes(sender.role)) found.push(`a ${sender.role} wrote ${at}`)
    if (repaired) continue
    if (client % 2 !== 0 || client < 1_024 || client > 0xffffffff) found.push(`${at} is no id to write under`)
    if (owners.ownerOf(client) !== sender.person) found.push(`${at} is not the sender's`)
  }
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
      : where.startsWith('dec.') || Boolean(ATTRIBUTES[where]?.test(what))
  return lawful ? [] : [`${at}: ${JSON.stringify(what)} in ${where}`]
}

/** The text's list from end to end: the server's marker first, pairs whole, a marker before all text. */
function structure(doc: Y.Doc): readonly string[] {
  const found: string[] = []
  const text = doc.getText('article')
  if (text._map.size > 0) found.push('the text has attributes')
  if ([...doc.share.keys()].sort().join() !== 'alias,article,dec,sug') found.push('another root')
  if (doc.store.pendingStructs || doc.store.pendingDs) found.push('something waits')
  const start = text._start
  if (start?.id.client !== SERVER_CLIENT || start.id.clock !== 0 || start.deleted)
    found.push('the first marker is not first')
  let open = true
  let count = 0
  for (let item: Y.Item | null = start; item !== null; item = item.right) {
    if (item.right && item.right.left !== item) found.push('the list is torn')
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentType) {
      open = true
    } else if (content instanceof Y.ContentEmbed && (content.embed as unknown) === 'e') open = false
    else if (item.countable && !open) found.push('text without a marker')
    if (content instanceof Y.ContentString && !content.str.isWellFormed()) found.push('half a character')
    if (item.countable) count += item.length
  }
  if (count !== text.length) found.push('the text has another length than its items')
  return found
}
