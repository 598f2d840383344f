/**
 * Reads an update's bytes into plain values, and no further than it holds what an article may hold.
 *
 * It reads what Yjs 13.6 would read (readClientsStructRefs, readDeleteSet), but makes no Yjs objects, allocates nothing that
 * the bytes do not pay for, and refuses what only a forger writes: two sections of one client, bytes left over, deep values.
 */

import * as decoding from 'lib0/decoding'
import type { ClientId } from '../../../shared/ids.ts'
import { Refused } from '../../../shared/refusals.ts'

export type Id = { readonly client: ClientId; readonly clock: number }

export type Content =
  /** Text that was there: its author deleted it before sending, or whoever sends has collected it. */
  | { readonly type: 'deleted' }
  /** A place without a parent: what it stood in is gone. */
  | { readonly type: 'collected' }
  /** Something this update leaves out. */
  | { readonly type: 'skipped' }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'embed'; readonly value: unknown }
  | { readonly type: 'format'; readonly key: string; readonly value: unknown }
  | { readonly type: 'map' }
  /**
   * Plain values, of records also nested ones: one, or those that one key has had one after the other, of which the last counts. Yjs
   * makes one item of them where it keeps what is deleted, as undo makes it do.
   */
  | { readonly type: 'values'; readonly values: readonly unknown[] }

/** One run of new ids. Its parent is said only when it has neither origin. */
export type Struct = {
  readonly client: ClientId
  readonly clock: number
  readonly length: number
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  /** The name of a root, or the id of a marker. */
  readonly parent: string | Id | null
  /** Which attribute of its parent it sets. */
  readonly key: string | null
  readonly content: Content
}

/** One client's structs, each beginning where the one before ends. */
export type Section = {
  readonly client: ClientId
  /** Where the first struct begins and the last one ends. */
  readonly clock: number
  readonly end: number
  readonly structs: readonly Struct[]
}

/** From `clock` to `end`, exclusive. Those of one client are in order and do not overlap. */
export type DeletedRange = { readonly client: ClientId; readonly clock: number; readonly end: number }

export type Update = {
  readonly sections: ReadonlyMap<ClientId, Section>
  readonly deletions: readonly DeletedRange[]
}

/** The update, or a `Refused` thrown: `malformed`, or `content` for kinds of content an article never holds. */
export function readUpdate(bytes: Uint8Array): Update {
  const decoder = decoding.createDecoder(bytes)
  try {
    const sections = readSections(decoder)
    const deletions = readDeletions(decoder)
    if (decoding.hasContent(decoder)) throw new Refused('malformed', 'bytes after the end of the update')
    return { sections, deletions }
  } catch (error) {
    if (error instanceof Refused) throw error
    // lib0 throws on every truncation, JSON.parse on what is not JSON, TextDecoder on what is not UTF-8.
    throw new Refused('malformed', 'not a readable update')
  }
}

function readSections(decoder: decoding.Decoder): Map<ClientId, Section> {
  const sections = new Map<ClientId, Section>()
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const count = decoding.readVarUint(decoder)
    const client = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    // Yjs would forget the first of two sections, and judge and apply would see different updates.
    if (sections.has(client)) throw new Refused('malformed', 'two sections of one client')
    const structs: Struct[] = []
    let end = clock
    for (let i = 0; i < count; i++) {
      const struct = readStruct(decoder, client, end)
      if (struct.length < 1) throw new Refused('malformed', 'an empty struct')
      end += struct.length
      if (!Number.isSafeInteger(end)) throw new Refused('malformed', 'a clock beyond the whole numbers')
      structs.push(struct)
    }
    sections.set(client, { client, clock, end, structs })
  }
  return sections
}

// The low five bits of a struct's first byte say what it holds; the high three what is written about its place.
const KIND = 0b11111
const HAS_ORIGIN = 0b10000000
const HAS_RIGHT_ORIGIN = 0b01000000
const HAS_KEY = 0b00100000
const COLLECTED = 0
const SKIPPED = 10

function readStruct(decoder: decoding.Decoder, client: ClientId, clock: number): Struct {
  const info = decoding.readUint8(decoder)
  if (info === undefined) throw new Refused('malformed', 'not a readable update')
  const kind = info & KIND
  if (kind === COLLECTED || info === SKIPPED) {
    const content: Content = { type: kind === COLLECTED ? 'collected' : 'skipped' }
    const length = decoding.readVarUint(decoder)
    return { client, clock, length, origin: null, rightOrigin: null, parent: null, key: null, content }
  }
  const origin = info & HAS_ORIGIN ? readId(decoder) : null
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(decoder) : null
  let parent: string | Id | null = null
  let key: string | null = null
  if (origin === null && rightOrigin === null) {
    parent = decoding.readVarUint(decoder) === 1 ? decoding.readVarString(decoder) : readId(decoder)
    if (info & HAS_KEY) key = decoding.readVarString(decoder)
  }
  const read = CONTENT[kind]
  if (!read) throw new Refused('content', `content of kind ${kind}`)
  const { content, length } = read(decoder)
  return { client, clock, length, origin, rightOrigin, parent, key, content }
}

const readId = (decoder: decoding.Decoder): Id => {
  const client = decoding.readVarUint(decoder)
  return { client, clock: decoding.readVarUint(decoder) }
}

type Sized = { readonly content: Content; readonly length: number }

/** What an article's items hold. Absent: JSON (2) and binary (3), which nothing writes any more, and subdocs (9). */
const CONTENT: Readonly<Record<number, (decoder: decoding.Decoder) => Sized>> = {
  1: (decoder) => ({ content: { type: 'deleted' }, length: decoding.readVarUint(decoder) }),
  4: (decoder) => {
    const text = decoding.readVarString(decoder)
    return { content: { type: 'string', text }, length: text.length }
  },
  5: (decoder) => ({ content: { type: 'embed', value: readJson(decoder) }, length: 1 }),
  6: (decoder) => {
    const key = decoding.readVarString(decoder)
    return { content: { type: 'format', key, value: readJson(decoder) }, length: 1 }
  },
  7: (decoder) => {
    if (decoding.readVarUint(decoder) !== Y_MAP) throw new Refused('content', 'a type other than a map')
    return { content: { type: 'map' }, length: 1 }
  },
  8: (decoder) => {
    const values: unknown[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      values.push(readValue(decoder, valueDepthMax))
    }
    if (values.length === 0) throw new Refused('content', 'no value')
    return { content: { type: 'values', values }, length: values.length }
  },
}
const Y_MAP = 1

const readJson = (decoder: decoding.Decoder): unknown => JSON.parse(decoding.readVarString(decoder))

/** A record is an object that holds a list, or an object of formats, of which a link is an object. */
const valueDepthMax = 3
const BYTES = 116
const LIST = 117
const OBJECT = 118

/** A value of lib0's any-encoding, read by ourselves where it nests: depth is a stack to overflow, and `__proto__` no key. */
function readValue(decoder: decoding.Decoder, depth: number): unknown {
  const tag = decoding.peekUint8(decoder)
  if (tag === BYTES || (depth === 0 && (tag === LIST || tag === OBJECT))) {
    throw new Refused('content', 'a value that is not a plain one')
  }
  if (tag === LIST) {
    decoding.readUint8(decoder)
    const list: unknown[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) list.push(readValue(decoder, depth - 1))
    return list
  }
  if (tag !== OBJECT) return decoding.readAny(decoder)
  decoding.readUint8(decoder)
  const object: Record<string, unknown> = {}
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const key = decoding.readVarString(decoder)
    if (key === '__proto__') throw new Refused('content', 'a value that is not a plain one')
    object[key] = readValue(decoder, depth - 1)
  }
  return object
}

function readDeletions(decoder: decoding.Decoder): DeletedRange[] {
  const deletions: DeletedRange[] = []
  const seen = new Set<ClientId>()
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const client = decoding.readVarUint(decoder)
    if (seen.has(client)) throw new Refused('malformed', 'two lists of deletions of one client')
    seen.add(client)
    let from = 0
    for (let count = decoding.readVarUint(decoder); count > 0; count--) {
      const clock = decoding.readVarUint(decoder)
      const end = clock + decoding.readVarUint(decoder)
      // Yjs walks every range: overlapping ones would walk the same items again and again.
      if (clock < from || end <= clock) throw new Refused('malformed', 'deletions out of order')
      if (!Number.isSafeInteger(end)) throw new Refused('malformed', 'a clock beyond the whole numbers')
      deletions.push({ client, clock, end })
      from = end
    }
  }
  return deletions
}
