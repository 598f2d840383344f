/**
 * The only writer of the article's text. It works item by item, because Yjs' own calls (`insert`, `format`, `delete`,
 * `applyDelta`) delete format items and know nothing of ends. Formatting only adds: no format item is ever deleted.
 */

import * as Y from 'yjs'
import { assert } from '../assert.ts'
import { type ClientId, isSuggesting, SERVER_CLIENT, suggestingPartner } from '../ids.ts'
import { BLOCK_ATTRIBUTES, BLOCK_DEFAULTS, type BlockAttributes, isBlockAttribute } from './blocks.ts'
import {
  type Atom,
  cleanString,
  END,
  FORMATS,
  type FormatSet,
  type FormatValue,
  isFormat,
} from './formats.ts'
import {
  afterFormat,
  formatValue,
  isFormatItem,
  isInline,
  type MarkerMap,
  NO_FORMATS,
  sameFormats,
  sameValue,
  textOf,
} from './items.ts'
import { articleText, openDoc } from './layout.ts'
import { type Block, type Place, readAttributes } from './projection.ts'
import type { FormatChange, IdRange } from './record.ts'
import { living, type Shown } from './view.ts'

/** A place between two items, and the formats in force there. */
export type Cursor = {
  readonly left: Y.Item | null
  readonly right: Y.Item | null
  readonly formats: FormatSet
}

/** What a block consists of: each of marker, end and atom is one item, a run of characters is one item. */
export type Token =
  | { readonly kind: 'open'; readonly attributes: BlockAttributes }
  | { readonly kind: 'close' }
  | ({ readonly kind: 'text'; readonly text: string } & Inline)
  | ({ readonly kind: 'atom'; readonly atom: Atom } & Inline)

type Inline = {
  readonly formats: FormatSet
  /** Written under the odd id of the pair, also by who edits: what was suggested stays so where it is moved to. */
  readonly isSuggested?: boolean
}

export type InlineToken = Extract<Token, Inline>

/** A new article's first update, written under the server's own id: what everybody's doc of it starts with. */
export function newArticleUpdate(blocks: readonly Block[]): Uint8Array {
  assert(blocks.length > 0, 'an article has at least one block')
  const doc = openDoc()
  doc.clientID = SERVER_CLIENT
  doc.transact((transaction) => {
    const start: Cursor = { left: null, right: null, formats: NO_FORMATS }
    new ArticleWriter(transaction, articleText(doc), living).insert(start, blocks.flatMap(tokensOf))
  })
  const update = Y.encodeStateAsUpdate(doc)
  doc.destroy()
  return update
}

/** A block as tokens. Atoms that this version does not know cannot be written and are left out. */
export function tokensOf({ runs, ...attributes }: Block): Token[] {
  const content = runs.flatMap((run): Token[] => {
    if ('text' in run) return [{ kind: 'text', text: run.text, formats: run.formats }]
    return run.atom.type === 'unknown' ? [] : [{ kind: 'atom', atom: run.atom, formats: run.formats }]
  })
  return [{ kind: 'open', attributes }, ...content, { kind: 'close' }]
}

/** Writes a paragraph's marker before `right` under the given id. */
export function insertMarker(
  transaction: Y.Transaction,
  text: Y.Text,
  right: Y.Item,
  client: ClientId,
): void {
  const marker = new Y.ContentType(new Y.Map<unknown>([['kind', 'p']]))
  insertItem(transaction, text, client, right.left, right, marker)
}

/** Writes a format item between two items, under the doc's own id. */
export function insertFormat(
  transaction: Y.Transaction,
  text: Y.Text,
  left: Y.Item | null,
  right: Y.Item | null,
  key: string,
  value: FormatValue,
): void {
  const content = new Y.ContentFormat(key, value as never)
  insertItem(transaction, text, transaction.doc.clientID, left, right, content)
}

function insertItem(
  transaction: Y.Transaction,
  text: Y.Text,
  client: ClientId,
  left: Y.Item | null,
  right: Y.Item | null,
  content: Y.Item['content'],
): Y.Item {
  const id = Y.createID(client, Y.getState(transaction.doc.store, client))
  const item = new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, text, null, content)
  item.integrate(transaction, 0)
  return item
}

/** Sets a marker's attributes, only those that differ; what is out of range is not written. */
export function setAttributes(marker: MarkerMap, wanted: Partial<BlockAttributes>): void {
  const present = readAttributes(marker)
  for (const key of BLOCK_ATTRIBUTES) {
    const value = cleanAttribute(wanted[key])
    if (value === undefined || value === present[key] || !isBlockAttribute(key, value)) continue
    if (key !== 'kind' && value === BLOCK_DEFAULTS[key]) marker.delete(key)
    else marker.set(key, value)
  }
}

const cleanAttribute = <Value>(value: Value): Value =>
  typeof value === 'string' ? (cleanString(value) as Value) : value

/** Told of what the writer does, by those who need to know the items. */
export type WriterWatcher = {
  /** The parts of a run that the writer must not delete: suggested characters, which a record hides. */
  readonly spare?: (range: IdRange) => readonly IdRange[]
  /** An odd id writes no format items: the item has its place's formats, and should have these others. */
  readonly onOtherFormats?: (item: Y.Item, change: FormatChange) => void
  /** An item of text, or an atom, that the writer has written for a token. */
  readonly onInsert?: (item: Y.Item, token: InlineToken) => void
  /** An item whose shown units the writer deletes, whole. */
  readonly onDelete?: (item: Y.Item) => void
  /** A format item that ends what the same call began: others' text may stand behind it by now, so it must outlive an undo. */
  readonly onClose?: (item: Y.Item) => void
}

/** Writes at cursors, inside one transaction, what its reader is shown (`shown`) and nothing else counted. */
export class ArticleWriter {
  constructor(
    readonly transaction: Y.Transaction,
    readonly text: Y.Text,
    readonly shown: Shown,
    private readonly watcher: WriterWatcher = {},
  ) {}

  // ---- finding a place

  /** The cursor `units` into a block's content, left of whatever is not shown there. */
  inside(place: Place, units: number): Cursor {
    return this.advance(startOf(place, this.text), units).at
  }

  /** The cursor before a block: left of its marker. */
  before(place: Place): Cursor {
    const { anchor, marker, carry } = place
    if (marker === null || anchor === null) return startOf(place, this.text)
    return { left: anchor.left, right: anchor, formats: carry }
  }

  /** The cursor at the end of the text; `last` is its last block. */
  atEnd(last: Place): Cursor {
    let { left, right, formats } = startOf(last, this.text)
    for (; right !== null; left = right, right = right.right) {
      if (isFormatItem(right) && this.lengthOf(right) > 0) formats = afterFormat(formats, right)
    }
    return { left, right: null, formats }
  }

  /** `beyond` is 1 where the place lies between the halves of a surrogate pair, which means behind it. */
  private advance({ left, right, formats }: Cursor, units: number): { at: Cursor; beyond: number } {
    while (units > 0) {
      assert(right !== null, 'the block has as many units as the place says')
      if (isFormatItem(right)) {
        if (this.lengthOf(right) > 0) formats = afterFormat(formats, right)
      } else if (isInline(right)) {
        units -= this.splitAfter(right, units)
      }
      left = right
      right = right.right
    }
    return { at: { left, right, formats }, beyond: -units }
  }

  /** Splits the item so that it holds at most `units` shown ones, or one more where that would cut a surrogate pair; returns how many it holds. */
  private splitAfter(item: Y.Item, units: number): number {
    let held = 0
    let cut = item.length
    this.shown(item, (offset, length) => {
      if (held < units && held + length >= units) cut = offset + units - held
      held += length
    })
    if (held < units || cut === item.length) return Math.min(held, units)
    // A cut inside a pair would leave two halves that no encoding can hold: the pair stays on the left.
    const beyond = cutsPair(textOf(item), cut) ? 1 : 0
    cut += beyond
    if (cut < item.length) this.splitAt(item, cut)
    return units + beyond
  }

  private splitAt(item: Y.Item, offset: number): void {
    Y.getItemCleanStart(this.transaction, Y.createID(item.id.client, item.id.clock + offset))
  }

  private lengthOf(item: Y.Item): number {
    let units = 0
    this.shown(item, (_offset, length) => {
      units += length
    })
    return units
  }

  // ---- writing

  /**
   * Inserts tokens. Text keeps exactly the formats it comes with: what differs from its place is opened before it and
   * closed behind, so that nothing after it changes.
   */
  insert(cursor: Cursor, tokens: readonly Token[]): void {
    const first = tokens[0]
    if (first === undefined) return
    let at = 'formats' in first ? this.lookAhead(cursor, first.formats) : cursor
    const outside = at.formats
    const last = new Map<string, Y.Item>()
    for (const token of tokens) {
      if (token.kind === 'text') {
        const text = cleanString(token.text)
        if (text !== '') at = this.putInline(at, new Y.ContentString(text), token, last)
      } else if (token.kind === 'atom') {
        at = this.putInline(at, new Y.ContentEmbed({ ...token.atom }), token, last)
      } else if (token.kind === 'close') {
        at = this.put(at, new Y.ContentEmbed(END as unknown as object))
      } else {
        at = this.put(at, new Y.ContentType(markerFor(token.attributes)))
      }
    }
    if (!isSuggesting(this.transaction.doc.clientID)) this.change(at, outside, last)
    for (const item of last.values()) this.closes(item)
  }

  private putInline(
    at: Cursor,
    content: Y.Item['content'],
    token: InlineToken,
    last: Map<string, Y.Item>,
  ): Cursor {
    const wanted = validFormats(token.formats)
    const own = this.transaction.doc.clientID
    const client = token.isSuggested ? suggestingPartner(own) : own
    if (!isSuggesting(client)) at = this.change(at, wanted, last)
    const behind = this.put(at, content, client)
    assert(behind.left !== null, 'the item just written')
    this.watcher.onInsert?.(behind.left, token)
    const change = formatsBetween(at.formats, wanted)
    if (Object.keys(change).length > 0) this.watcher.onOtherFormats?.(behind.left, change)
    return behind
  }

  private closes(item: Y.Item): void {
    if (isFormatItem(item) && formatValue(item) === null) this.watcher.onClose?.(item)
  }

  /** Formats that stand at the cursor and lead to the wanted set are stepped over, so that typing at the edge of a run needs no format items. */
  lookAhead(cursor: Cursor, wanted: FormatSet): Cursor {
    if (sameFormats(cursor.formats, wanted)) return cursor
    let { left, right, formats } = cursor
    while (right !== null && (isFormatItem(right) || this.lengthOf(right) === 0)) {
      if (isFormatItem(right) && this.lengthOf(right) > 0) formats = afterFormat(formats, right)
      left = right
      right = right.right
      if (sameFormats(formats, wanted)) return { left, right, formats }
    }
    return cursor
  }

  private change(at: Cursor, wanted: FormatSet, last: Map<string, Y.Item>): Cursor {
    for (const key of FORMATS) {
      if (!sameValue(at.formats[key], wanted[key])) {
        at = this.put(at, new Y.ContentFormat(key, (wanted[key] ?? null) as never))
        if (at.left !== null) last.set(key, at.left)
      }
    }
    return { ...at, formats: wanted }
  }

  /** Inserts one item at the cursor; the result is the cursor behind it. */
  put(at: Cursor, content: Y.Item['content'], client = this.transaction.doc.clientID): Cursor {
    const item = insertItem(this.transaction, this.text, client, at.left, at.right, content)
    return { left: item, right: item.right, formats: at.formats }
  }

  /** Deletes what is shown from one item up to another: characters, atoms, markers and ends, never a format item. */
  delete(from: Y.Item | null, until: Y.Item | null): void {
    for (let item = from; item !== null && item !== until; ) {
      const next: Y.Item | null = item.right
      if (item.countable) this.deleteShown(item)
      item = next
    }
  }

  private deleteShown(item: Y.Item): void {
    const { client, clock } = item.id
    const stretches: [offset: number, length: number][] = []
    this.shown(item, (offset, length) => stretches.push([offset, length]))
    for (const [offset, length] of stretches) {
      const range = { client, clock: clock + offset, length }
      for (const part of without(range, this.watcher.spare?.(range) ?? [])) this.deleteRange(part)
    }
  }

  private deleteRange({ client, clock, length }: IdRange): void {
    const part = Y.getItemCleanStart(this.transaction, Y.createID(client, clock))
    if (part.length > length) this.splitAt(part, length)
    part.delete(this.transaction)
    this.watcher.onDelete?.(part)
  }

  /**
   * Sets one format on `units` of a block's content: "set" before each run that differs, and at the end what was in
   * force there, so that nothing after it changes.
   */
  format(place: Place, from: number, units: number, key: string, value: FormatValue): void {
    if (!isFormat(key, value)) return
    let { at, beyond } = this.advance(startOf(place, this.text), from)
    units -= beyond
    let wanted: unknown = at.formats[key] ?? null // what the text says without us
    let inForce = wanted // what holds with what we have written
    while (units > 0) {
      const item = at.right
      assert(item !== null, 'the block has as many units as are formatted')
      if (isFormatItem(item)) {
        if (this.lengthOf(item) > 0 && item.content.key === key) wanted = inForce = formatValue(item)
      } else if (isInline(item) && this.lengthOf(item) > 0) {
        if (!sameValue(inForce, value)) {
          at = this.put(at, new Y.ContentFormat(key, value as never))
          inForce = value
        }
        units -= this.splitAfter(item, units)
      } else if (this.lengthOf(item) > 0) {
        break
      }
      at = { ...at, left: item, right: item.right }
    }
    // An end is always written, what is set anew before anything shown need not be.
    if (!sameValue(inForce, wanted) && (wanted === null || !this.changesNext(at, key))) {
      const { left } = this.put(at, new Y.ContentFormat(key, wanted as never))
      if (left !== null) this.closes(left)
    }
  }

  private changesNext({ right }: Cursor, key: string): boolean {
    for (
      let item = right;
      item !== null && (isFormatItem(item) || this.lengthOf(item) === 0);
      item = item.right
    ) {
      if (isFormatItem(item) && this.lengthOf(item) > 0 && item.content.key === key) return true
    }
    return false
  }
}

/** What is left of a range without some parts of it, which are in order. */
function without(range: IdRange, parts: readonly IdRange[]): IdRange[] {
  const { client } = range
  const left: IdRange[] = []
  let clock = range.clock
  for (const part of parts) {
    if (part.clock > clock) left.push({ client, clock, length: part.clock - clock })
    clock = part.clock + part.length
  }
  const end = range.clock + range.length
  if (clock < end) left.push({ client, clock, length: end - clock })
  return left
}

/** What must be set and taken off to come from some formats to others. */
export function formatsBetween(present: FormatSet, wanted: FormatSet): FormatChange {
  const change: Record<string, FormatValue> = {}
  for (const key of FORMATS) {
    if (!sameValue(present[key], wanted[key])) change[key] = wanted[key] ?? null
  }
  return change
}

const startOf = (place: Place, text: Y.Text): Cursor => ({
  left: place.anchor,
  right: place.anchor === null ? text._start : place.anchor.right,
  formats: place.carry,
})

function cutsPair(text: string | null, offset: number): boolean {
  if (text === null) return false
  const unit = text.charCodeAt(offset - 1)
  const next = text.charCodeAt(offset)
  return unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff
}

/** A new marker's map: its kind, and what differs from the defaults. */
function markerFor(attributes: BlockAttributes): MarkerMap {
  const entries = new Map<string, unknown>([['kind', BLOCK_DEFAULTS.kind]])
  for (const key of BLOCK_ATTRIBUTES) {
    const value = cleanAttribute(attributes[key])
    if (isBlockAttribute(key, value) && (key === 'kind' || value !== BLOCK_DEFAULTS[key]))
      entries.set(key, value)
  }
  return new Y.Map(entries)
}

function validFormats(formats: FormatSet): FormatSet {
  const valid = Object.entries(formats).filter(([key, value]) => isFormat(key, value))
  return valid.length === Object.keys(formats).length ? formats : Object.fromEntries(valid)
}
