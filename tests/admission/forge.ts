/**
 * A small language for updates that no honest program writes: every byte of Yjs' first update format can be said.
 *
 *     forge([section(4000, 7, string('x', { after: id(2, 3), before: id(2, 4) }))], [deletion(2, 5, 1)])
 */

import * as encoding from 'lib0/encoding'
import type { ClientId } from '../../shared/ids.ts'

export type Id = { readonly client: ClientId; readonly clock: number }
export const id = (client: ClientId, clock: number): Id => ({ client, clock })

/** Where a struct says it stands: beside others, or else in a root or a marker, perhaps under a key. */
export type Stand = {
  readonly after?: Id | undefined
  readonly before?: Id | undefined
  readonly in?: string | Id
  readonly key?: string
}
/** Bytes of one struct, and how many ids it takes. */
export type Struct = { readonly length: number; readonly write: (encoder: encoding.Encoder) => void }
export type Section = {
  readonly client: number
  readonly clock: number
  readonly structs: readonly Struct[]
}
export type Deletion = { readonly client: number; readonly clock: number; readonly length: number }

export const section = (client: number, clock: number, ...structs: readonly Struct[]): Section => ({
  client,
  clock,
  structs,
})
export const deletion = (client: number, clock: number, length: number): Deletion => ({
  client,
  clock,
  length,
})

export function forge(sections: readonly Section[], deletions: readonly Deletion[] = []): Uint8Array {
  const lists = new Map<number, Deletion[]>()
  for (const one of deletions) {
    const list = lists.get(one.client) ?? []
    list.push(one)
    lists.set(one.client, list)
  }
  return forgeLists(sections, [...lists.values()])
}

/** As `forge`, with the lists of deletions as they are to be written. */
export function forgeLists(
  sections: readonly Section[],
  lists: readonly (readonly Deletion[])[],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, sections.length)
  for (const { client, clock, structs } of sections) {
    encoding.writeVarUint(encoder, structs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    for (const struct of structs) struct.write(encoder)
  }
  encoding.writeVarUint(encoder, lists.length)
  for (const list of lists) {
    encoding.writeVarUint(encoder, list[0]?.client ?? 0)
    encoding.writeVarUint(encoder, list.length)
    for (const { clock, length } of list) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}

// ---- structs

/** A struct of any kind: `kind` is Yjs' content reference. */
export function item(
  kind: number,
  length: number,
  stand: Stand,
  content: (encoder: encoding.Encoder) => void,
): Struct {
  const { after, before, in: parent = 'article', key } = stand
  const write = (encoder: encoding.Encoder) => {
    const info = kind | (after ? 0x80 : 0) | (before ? 0x40 : 0) | (key === undefined ? 0 : 0x20)
    encoding.writeUint8(encoder, info)
    if (after) writeId(encoder, after)
    if (before) writeId(encoder, before)
    if (!after && !before) {
      encoding.writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
      if (typeof parent === 'string') encoding.writeVarString(encoder, parent)
      else writeId(encoder, parent)
      if (key !== undefined) encoding.writeVarString(encoder, key)
    }
    content(encoder)
  }
  return { length, write }
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

/** A struct without a place: what it stood in is collected (0), or the update leaves it out (10). */
const unplaced = (kind: number, length: number): Struct => ({
  length,
  write: (encoder) => {
    encoding.writeUint8(encoder, kind)
    encoding.writeVarUint(encoder, length)
  },
})
export const collected = (length: number): Struct => unplaced(0, length)
export const skipped = (length: number): Struct => unplaced(10, length)

export const deleted = (length: number, stand: Stand): Struct =>
  item(1, length, stand, (encoder) => encoding.writeVarUint(encoder, length))
export const string = (text: string, stand: Stand): Struct =>
  item(4, text.length, stand, (encoder) => encoding.writeVarString(encoder, text))
/** A string whose bytes need not be UTF-8. */
export const stringOfBytes = (bytes: readonly number[], stand: Stand): Struct =>
  item(4, bytes.length, stand, (encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.from(bytes)))
/** `json` is the text of the value, so that it can hold what JSON.stringify never writes. */
export const embed = (json: string, stand: Stand): Struct =>
  item(5, 1, stand, (encoder) => encoding.writeVarString(encoder, json))
export const format = (key: string, json: string, stand: Stand): Struct =>
  item(6, 1, stand, (encoder) => {
    encoding.writeVarString(encoder, key)
    encoding.writeVarString(encoder, json)
  })
/** A shared type: 0 array, 1 map, 2 text, 3 XML element (with its name), 4 XML fragment, 6 XML text. */
export const type = (reference: number, stand: Stand): Struct =>
  item(7, 1, stand, (encoder) => {
    encoding.writeVarUint(encoder, reference)
    if (reference === 3) encoding.writeVarString(encoder, 'script')
  })
export const marker = (stand: Stand): Struct => type(1, stand)
export const values = (list: readonly unknown[], stand: Stand): Struct =>
  item(8, list.length, stand, (encoder) => {
    encoding.writeVarUint(encoder, list.length)
    for (const value of list) encoding.writeAny(encoder, value as never)
  })
export const value = (one: unknown, stand: Stand): Struct => values([one], stand)
/** A value as bytes of lib0's any-encoding. */
export const valueOfBytes = (bytes: Uint8Array, stand: Stand): Struct =>
  item(8, 1, stand, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeUint8Array(encoder, bytes)
  })
export const json = (text: string, stand: Stand): Struct =>
  item(2, 1, stand, (encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, text)
  })
export const binary = (bytes: Uint8Array, stand: Stand): Struct =>
  item(3, 1, stand, (encoder) => encoding.writeVarUint8Array(encoder, bytes))
export const subdoc = (stand: Stand): Struct =>
  item(9, 1, stand, (encoder) => {
    encoding.writeVarString(encoder, 'guid')
    encoding.writeAny(encoder, {})
  })
