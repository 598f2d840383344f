/** Records: what somebody proposes about characters that are there already, as plain JSON under a key of its own. */

import type { ClientId } from '../ids.ts'
import { recordRangesMax, recordUnitsMax } from '../limits.ts'
import { BLOCK_ATTRIBUTES, type BlockAttributes, isBlockAttribute } from './blocks.ts'
import { type FormatValue, isFormat, isPlainObject } from './formats.ts'

/** `length` characters, ends or markers of one client, from `clock` on. */
export type IdRange = { readonly client: ClientId; readonly clock: number; readonly length: number }

/** A format that is set or, with `null`, taken off. */
export type FormatChange = Readonly<Record<string, FormatValue>>

/**
 * What one record says. Of an open insertion, a `delete` by its author or by an editor hides it; everything else that is deleted
 * is struck: it stays until somebody decides.
 */
export type SuggestionRecord =
  | { readonly kind: 'delete'; readonly ranges: readonly IdRange[] }
  | { readonly kind: 'format'; readonly ranges: readonly IdRange[]; readonly formats: FormatChange }
  | {
      readonly kind: 'block'
      readonly ranges: readonly [IdRange]
      readonly attributes: Partial<BlockAttributes>
    }
  /** From this clock of its client on, insertions are another suggestion than those before. */
  | { readonly kind: 'run'; readonly ranges: readonly []; readonly clock: number; readonly at: number }

/** The record of a value in the doc, null when it is none. The value has no more than its kind has, and plain objects only. */
export function readRecord(value: unknown): SuggestionRecord | null {
  if (!isPlainObject(value)) return null
  switch (value.t) {
    case 'del':
      return hasOnly(value, ['t', 'i', ...SERVERS])
        ? withRanges(value.i, (ranges) => ({ kind: 'delete', ranges }))
        : null
    case 'fmt': {
      const { a: formats } = value
      if (!hasOnly(value, ['t', 'i', 'a', ...SERVERS]) || !isFormatChange(formats)) return null
      return withRanges(value.i, (ranges) => ({ kind: 'format', ranges, formats }))
    }
    case 'blk': {
      const { m: marker, s: attributes } = value
      if (!hasOnly(value, ['t', 'm', 's']) || !Array.isArray(marker) || marker.length !== 2) return null
      if (!isAttributeChange(attributes)) return null
      return withRanges([...marker, 1], ([range]) =>
        range === undefined ? null : { kind: 'block', ranges: [range], attributes },
      )
    }
    case 'run': {
      const { k: clock, at } = value
      if (!hasOnly(value, ['t', 'k', 'at']) || !isCount(clock) || !isCount(at)) return null
      return { kind: 'run', ranges: [], clock, at }
    }
    default:
      return null
  }
}

/**
 * What the server makes of a record of which a part was decided, or given back: the ranges that it has now, perhaps none; what was
 * decided (`d`); and what was decided once and is not any more (`b`). Whoever extends the record without knowing of that writes
 * the ranges that they know, and the server takes out the ones and puts in the others.
 */
export function trimmedValue(
  record: RangedRecord,
  ranges: readonly IdRange[],
  decided: readonly IdRange[],
  givenBack: readonly IdRange[] = [],
): object {
  return {
    ...recordValue({ ...record, ranges }),
    ...(decided.length > 0 && { d: flatRanges(decided) }),
    ...(givenBack.length > 0 && { b: flatRanges(givenBack) }),
  }
}
export type RangedRecord = Extract<SuggestionRecord, { kind: 'delete' | 'format' }>

/** The keys of a record's value that only the server writes. */
export const SERVERS = ['d', 'b'] as const

/** What was decided already of a record, or (`b`) given back, by the value that the server left; nothing by any other. */
export function decidedIn(value: unknown, key: (typeof SERVERS)[number] = 'd'): readonly IdRange[] {
  const flat = isPlainObject(value) ? value[key] : undefined
  const ranges: IdRange[] = []
  if (!Array.isArray(flat) || !flat.every(isCount)) return ranges
  for (let i = 0; i + 2 < flat.length; i += 3) {
    const [client, clock, length] = flat.slice(i, i + 3) as [number, number, number]
    ranges.push({ client, clock, length })
  }
  return ranges
}

/** The value under which a record is kept. */
export function recordValue(record: SuggestionRecord): object {
  switch (record.kind) {
    case 'delete':
      return { t: 'del', i: flatRanges(record.ranges) }
    case 'format':
      return { t: 'fmt', i: flatRanges(record.ranges), a: record.formats }
    case 'block': {
      const [{ client, clock }] = record.ranges
      return { t: 'blk', m: [client, clock], s: record.attributes }
    }
    case 'run':
      return { t: 'run', k: record.clock, at: record.at }
  }
}

export const flatRanges = (ranges: readonly IdRange[]): number[] =>
  ranges.flatMap(({ client, clock, length }) => [client, clock, length])

/** Ranges with those that follow each other as one. */
export function joinedRanges(ranges: readonly IdRange[]): readonly IdRange[] {
  const result: IdRange[] = []
  for (const range of ranges) {
    const last = result.at(-1)
    if (last !== undefined && last.client === range.client && last.clock + last.length === range.clock) {
      result[result.length - 1] = { ...last, length: last.length + range.length }
    } else result.push(range)
  }
  return result
}

const KEY = /^(0|[1-9]\d{0,9})\.(0|[1-9]\d{0,9})$/
export type RecordKey = { readonly client: ClientId; readonly number: number }

/** `<client>.<number>`: its owner is whom the client belongs to. Null when it is no key. */
export function readRecordKey(key: string): RecordKey | null {
  const parts = KEY.exec(key)
  return parts === null ? null : { client: Number(parts[1]), number: Number(parts[2]) }
}

export const recordKey = ({ client, number }: RecordKey): string => `${client}.${number}`

/** The order in which records apply that overlap: whoever makes a new one takes a number above all that they know of. */
export const compareKeys = (a: RecordKey, b: RecordKey): number => a.number - b.number || a.client - b.client

/** A list of clock and length, one behind the other: the accepted ids of a client. Null when it is none. */
export function readClockRanges(
  value: unknown,
): readonly (readonly [clock: number, length: number])[] | null {
  if (!Array.isArray(value) || value.length % 2 !== 0 || !value.every(isCount)) return null
  const ranges: [number, number][] = []
  for (let i = 0; i < value.length; i += 2) ranges.push(value.slice(i, i + 2) as [number, number])
  return ranges
}

/** An alias: `length` characters from `old` on live on under new ids. */
export type Alias = { readonly now: IdRange; readonly old: IdRange }
const ALIAS_KEY = /^(0|[1-9]\d{0,9}):(0|[1-9]\d{0,15})$/

/** The alias of a key `<newClient>:<newClock>` and its value `[length, oldClient, oldClock]`; null when it is none. */
export function readAlias(key: string, value: unknown): Alias | null {
  const parts = ALIAS_KEY.exec(key)
  if (parts === null || !Array.isArray(value) || value.length !== 3 || !value.every(isCount)) return null
  const [length, client, clock] = value as [number, number, number]
  const now = { client: Number(parts[1]), clock: Number(parts[2]), length }
  return length > 0 && Number.isSafeInteger(now.clock) ? { now, old: { client, clock, length } } : null
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const hasOnly = (value: object, keys: readonly string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key))

function withRanges(
  flat: unknown,
  record: (ranges: readonly IdRange[]) => SuggestionRecord | null,
): SuggestionRecord | null {
  if (!Array.isArray(flat) || flat.length === 0 || flat.length % 3 !== 0) return null
  if (flat.length > 3 * recordRangesMax || !flat.every(isCount)) return null
  const ranges: IdRange[] = []
  let units = 0
  for (let i = 0; i < flat.length; i += 3) {
    const [client, clock, length] = flat.slice(i, i + 3) as [number, number, number]
    units += length
    if (client > 0xffffffff || length < 1 || !Number.isSafeInteger(clock + length)) return null
    ranges.push({ client, clock, length })
  }
  return units > recordUnitsMax ? null : record(ranges)
}

function isFormatChange(value: unknown): value is FormatChange {
  if (!isPlainObject(value)) return false
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([key, format]) => isFormat(key, format))
}

function isAttributeChange(value: unknown): value is Partial<BlockAttributes> {
  if (!isPlainObject(value)) return false
  const keys = Object.keys(value)
  return (
    keys.length > 0 &&
    keys.length <= BLOCK_ATTRIBUTES.length &&
    keys.every((key) => isBlockAttribute(key, value[key]))
  )
}
