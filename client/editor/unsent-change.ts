/**
 * What somebody did that the server has not taken, as it comes to stand in the article as that is now, to be proposed. No
 * words are compared: Yjs itself puts the refused items into a copy of the article, and every token of it that the article
 * has too is known by its id, also where others have written around it.
 */

import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { BLOCK_ATTRIBUTES, BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import { IdSet } from '../../shared/article/idset.ts'
import {
  afterFormat,
  atomOf,
  isEnd,
  isFormatItem,
  isMarker,
  NO_FORMATS,
  sameFormats,
  textOf,
  withFormat,
} from '../../shared/article/items.ts'
import { openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import { readAttributes, readBlocks } from '../../shared/article/projection.ts'
import { type FormatChange, type IdRange, recordKey } from '../../shared/article/record.ts'
import { restyledBy, Suggestions } from '../../shared/article/suggestions.ts'
import { isShown, type Shown } from '../../shared/article/view.ts'
import { formatsBetween } from '../../shared/article/writer.ts'
import { assert } from '../../shared/assert.ts'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import type { Gap, NetChange } from './net-change.ts'
import type { ArticleNodes } from './nodes.ts'

/** What was refused. */
export type Unsent = {
  /** With everything that they stand on, but for what the server has. */
  readonly updates: readonly Uint8Array[]
  /** Which of the ids in them are to be proposed; another page may have done so with the others. */
  readonly ids: readonly IdRange[]
}

export type CompareUnsent = typeof changeOf

/** A position of the document: an opening, a closing, an atom or a character, with the item that it is. */
type Token = {
  readonly kind: 'open' | 'close' | 'inline'
  /** Null: the reader makes it up, because the item is missing. */
  readonly id: Y.ID | null
  readonly at: number
  readonly size: number
  readonly content: string
  readonly formats: FormatSet
  readonly attributes: BlockAttributes
}

/**
 * From the document that shows the article (`marked`) to the one that would show the refused changes too. What the person
 * proposes already is not proposed again. Null where they have no place: something they stand on is not there.
 */
export function changeOf(
  unsent: Unsent,
  person: PersonId,
  present: { readonly suggestions: Suggestions; readonly document: Node; readonly nodes: ArticleNodes },
): NetChange | null {
  const { suggestions, document, nodes } = present
  const isOwn = ({ owner }: PlacedRecord) => suggestions.personOf(owner.client) === person
  const merged = mergedWith(suggestions.doc, unsent.updates)
  if (merged === null) return null
  try {
    const before = tokensOf(suggestions.text, readBy(suggestions, isOwn))
    if (sizeOf(before) !== document.content.size) return null
    const wanted = new Suggestions(merged)
    const isNew = newRecordsIn(merged, suggestions.doc)
    const isWanted = (placed: PlacedRecord) => isOwn(placed) || isNew(placed)
    const shown = without(readBy(wanted, isWanted, 'strikes'), suggestions.doc, unsent.ids)
    const after = nodes.docOf(readBlocks(wanted.text._start, null, NO_FORMATS, shown).blocks)
    const comparison = new Comparison(before, suggestions, isOwn)
    comparison.run(tokensOf(wanted.text, shown))
    return { before: document, after, ...comparison.found }
  } finally {
    merged.destroy()
  }
}

function mergedWith(doc: Y.Doc, updates: readonly Uint8Array[]): Y.Doc | null {
  const merged = openDoc()
  for (const update of [Y.encodeStateAsUpdate(doc), ...updates]) Y.applyUpdate(merged, update)
  if (merged.store.pendingStructs === null) return merged
  merged.destroy()
  return null
}

/** Records that the refused changes bring, or change. */
function newRecordsIn(merged: Y.Doc, doc: Y.Doc): (placed: PlacedRecord) => boolean {
  return ({ owner }) => {
    const item = suggestionsOf(merged)._map.get(recordKey(owner))
    return item !== undefined && item.id.clock >= Y.getState(doc.store, item.id.client)
  }
}

// ---- reading

/** What is marked, with the formats and attributes that these records propose; `strikes`: and without what they strike. */
function readBy(
  suggestions: Suggestions,
  isTold: (placed: PlacedRecord) => boolean,
  strikes?: 'strikes',
): Shown {
  return (item, use) => {
    if (item.deleted) return
    suggestions.stretches(item, (offset, length, { isHidden, records }) => {
      const told = records.filter(isTold)
      const goes = strikes !== undefined && told.some(({ record }) => record.kind === 'delete')
      if (!isHidden && !goes) use(offset, length, told.length === 0 ? null : restyledBy(told))
    })
  }
}

/** Without what the doc does not have, but for these ids. */
function without(shown: Shown, { store }: Y.Doc, ids: readonly IdRange[]): Shown {
  const wanted = new IdSet()
  for (const { client, clock, length } of ids) wanted.add(client, clock, length)
  return (item, use) => {
    const { client, clock } = item.id
    shown(item, (offset, length, restyled) => {
      const from = clock + offset
      const known = Math.max(0, Math.min(length, Y.getState(store, client) - from))
      if (known > 0) use(offset, known, restyled)
      if (known === length) return
      wanted.cut(client, from + known, length - known, (at, count, isWanted) => {
        if (isWanted) use(at - clock, count, restyled)
      })
    })
  }
}

/** What `readBlocks` reads, token by token. */
function tokensOf(text: Y.Text, shown: Shown): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  let formats: FormatSet = NO_FORMATS
  let isOpen = false
  const push = (token: Pick<Token, 'kind' | 'id'> & Partial<Token>) => {
    tokens.push({ at, size: 1, content: '', formats: NO_FORMATS, attributes: BLOCK_DEFAULTS, ...token })
    at += token.size ?? 1
    isOpen = token.kind !== 'close'
  }
  for (let item = text._start; item !== null; item = item.right) {
    const here = item
    if (isFormatItem(here)) {
      if (isShown(here, shown)) formats = afterFormat(formats, here)
      continue
    }
    const { client, clock } = here.id
    shown(here, (offset, length, restyled) => {
      const id = Y.createID(client, clock + offset)
      if (isMarker(here)) {
        if (isOpen) push({ kind: 'close', id: null })
        push({
          kind: 'open',
          id,
          attributes: { ...readAttributes(here.content.type), ...restyled?.attributes },
        })
      } else if (isEnd(here)) {
        if (isOpen) push({ kind: 'close', id })
      } else if (here.countable) {
        if (!isOpen) push({ kind: 'open', id: null })
        const drawn = changed(formats, restyled?.formats)
        const characters = textOf(here)?.slice(offset, offset + length)
        let passed = 0
        for (const content of characters ?? Array(length).fill(`atom ${atomOf(here).type}`)) {
          const size = characters === undefined ? 1 : content.length
          const unit = Y.createID(client, clock + offset + passed)
          push({ kind: 'inline', id: unit, size, content, formats: drawn })
          passed += size
        }
      }
    })
  }
  if (isOpen) push({ kind: 'close', id: null })
  return tokens
}

const changed = (formats: FormatSet, change: FormatChange = {}): FormatSet =>
  Object.entries(change).reduce((set, [key, value]) => withFormat(set, key, value), formats)

const sizeOf = (tokens: readonly Token[]): number => {
  const last = tokens.at(-1)
  return last === undefined ? 0 : last.at + last.size
}

// ---- comparing

/** Which tokens went, which came in their place, and which stayed and look otherwise. */
class Comparison {
  private readonly gaps: Gap[] = []
  private readonly reformatted: { from: number; to: number; change: FormatChange }[] = []
  private readonly restyled: NetChange['restyled'][number][] = []
  private readonly numbers = new Map<ClientId, Map<number, number>>()

  constructor(
    private readonly before: readonly Token[],
    private readonly suggestions: Suggestions,
    private readonly isOwn: (placed: PlacedRecord) => boolean,
  ) {
    for (const [number, { id }] of before.entries()) {
      if (id === null) continue
      const own = this.numbers.get(id.client) ?? new Map<number, number>()
      this.numbers.set(id.client, own.set(id.clock, number))
    }
  }

  get found(): Pick<NetChange, 'gaps' | 'reformatted' | 'restyled'> {
    const { gaps, reformatted, restyled } = this
    return { gaps, reformatted, restyled }
  }

  run(after: readonly Token[]): void {
    const { before } = this
    let gone = 0 // behind the last token that stays
    let came = 0
    for (const [number, token] of after.entries()) {
      const stood = token.id === null ? undefined : this.numbers.get(token.id.client)?.get(token.id.clock)
      const old = stood === undefined ? undefined : before[stood]
      if (stood === undefined || old === undefined) continue
      assert(stood >= gone, 'what two replicas both have stands in one order')
      this.pass(before.slice(gone, stood), after.slice(came, number), old.at, token.at)
      this.compare(old, token)
      gone = stood + 1
      came = number + 1
    }
    this.pass(before.slice(gone), after.slice(came), sizeOf(before), sizeOf(after))
  }

  /** Everything between two tokens that stay; what stood there in the same words stays too: an undo has brought it back. */
  private pass(went: readonly Token[], came: readonly Token[], to: number, end: number): void {
    let [first, last] = [0, 0]
    const most = Math.min(went.length, came.length)
    while (first < most && this.isAgain(went[first], came[first])) first += 1
    while (last < most - first && this.isAgain(went.at(-1 - last), came.at(-1 - last))) last += 1
    const [old, added] = [went.slice(first, went.length - last), came.slice(first, came.length - last)]
    // What the person has proposed to delete already is no news.
    if (added.length === 0 && old.every((token) => this.isStruck(token, this.isOwn))) return
    const until = last === 0 ? { to, end } : { to: went.at(-last)?.at ?? to, end: came.at(-last)?.at ?? end }
    this.gaps.push({ ...until, from: old[0]?.at ?? until.to, start: added[0]?.at ?? until.end })
  }

  private isAgain(old: Token | undefined, token: Token | undefined): boolean {
    return (
      old !== undefined &&
      token !== undefined &&
      old.kind === token.kind &&
      old.content === token.content &&
      sameFormats(old.formats, token.formats) &&
      BLOCK_ATTRIBUTES.every((key) => old.attributes[key] === token.attributes[key]) &&
      !this.isStruck(old, () => true)
    )
  }

  private isStruck({ id, size }: Token, by: (placed: PlacedRecord) => boolean): boolean {
    if (id === null) return false
    const records = this.suggestions.over({ client: id.client, clock: id.clock, length: size })
    return records.some((placed) => placed.record.kind === 'delete' && by(placed))
  }

  private compare(old: Token, token: Token): void {
    const change = formatsBetween(old.formats, token.formats)
    if (Object.keys(change).length > 0) {
      const last = this.reformatted.at(-1)
      if (last?.to === old.at && isSame(last.change, change)) last.to += old.size
      else this.reformatted.push({ from: old.at, to: old.at + old.size, change })
    }
    const keys = BLOCK_ATTRIBUTES.filter((key) => old.attributes[key] !== token.attributes[key])
    if (keys.length === 0) return
    const attributes = Object.fromEntries(keys.map((key) => [key, token.attributes[key]]))
    this.restyled.push({ position: old.at, attributes })
  }
}

const isSame = (a: FormatChange, b: FormatChange): boolean => JSON.stringify(a) === JSON.stringify(b)
