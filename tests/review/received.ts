/**
 * Everything that came to somebody, kept byte for byte, and what can be found in it: words, ids, and moments. A frame is read with the
 * protocol's own reader down to each value of each Yjs item, for a number in it is no text that could be searched for.
 */

import * as Y from 'yjs'
import { read, statesIn } from '../socket/wire.ts'

type Answer = {
  readonly of: 'answer'
  readonly from: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}
type Frame = { readonly of: 'frame'; readonly from: string; readonly body: Buffer }

/** One value, and by what keys it was reached. */
type Found = { readonly where: string; readonly value: unknown }
/** Where it stood: what was asked for or which article, and by what keys it was reached. */
export type Moment = { readonly where: string; readonly at: number }

const HOUR = 60 * 60_000
/** `2026-05-02T10:11:12.345Z`, or as HTTP has it. */
const WRITTEN =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g

export class Received {
  readonly #all: (Answer | Frame)[] = []
  readonly #values = new WeakMap<Answer | Frame, readonly Found[]>()

  answer(from: string, headers: Iterable<readonly [string, string]>, body: Uint8Array): void {
    this.#all.push({ of: 'answer', from, headers: [...headers], body: Buffer.from(body) })
  }

  frame(from: string, bytes: Uint8Array): void {
    this.#all.push({ of: 'frame', from, body: Buffer.from(bytes) })
  }

  /** What of these words is in it: in the bytes as they are, or in a value or a header once that is read. */
  found(wanted: Iterable<string>): readonly string[] {
    // A page comes for the same files and asks for the same answers many times.
    const bytes = Buffer.from(
      [...new Set(this.#all.map(({ body }) => body.toString('latin1')))].join(''),
      'latin1',
    )
    const texts = new Set<string>()
    for (const part of this.#all)
      for (const { where, value } of this.#valuesOf(part)) {
        const words = String(value)
        texts.add(where).add(words)
        if (words.includes('%')) texts.add(decoded(words))
      }
    const read = [...texts].join('\n')
    return [...wanted].filter((one) => bytes.includes(one) || read.includes(one))
  }

  /** What of these numbers is in it: as a value, in the key of one, or as the client of an item. */
  foundNumbers(wanted: Iterable<number>): readonly number[] {
    const known = new Set<number>()
    for (const { where, value } of this.#all.flatMap((part) => this.#valuesOf(part))) {
      if (typeof value === 'number') known.add(value)
      for (const [digits] of `${where} ${typeof value === 'string' ? value : ''}`.matchAll(/\d{4,}/g))
        known.add(Number(digits))
    }
    return [...wanted].filter((one) => known.has(one))
  }

  /**
   * Moments between these two that are not whole hours, by the wall or in milliseconds or seconds since 1970. What a server says of
   * its own clock in a header is none.
   */
  moments(from: number, to: number): readonly Moment[] {
    return this.#all.flatMap((part) =>
      this.#valuesOf(part).flatMap(({ where, value }) =>
        momentsIn(value)
          .filter((at) => at >= from && at <= to && at % HOUR !== 0)
          .map((at) => ({ where: `${part.from} ${where}`, at })),
      ),
    )
  }

  #valuesOf(part: Answer | Frame): readonly Found[] {
    const known = this.#values.get(part) ?? [...valuesOf(part)]
    this.#values.set(part, known)
    return known
  }
}

function* valuesOf(part: Answer | Frame): Generator<Found> {
  if (part.of === 'frame') return yield* inFrame(part.body)
  for (const [name, value] of part.headers) if (name.toLowerCase() !== 'date') yield { where: name, value }
  yield* inWords(part.body.toString())
}

function* inFrame(bytes: Uint8Array): Generator<Found> {
  const heard = read(bytes)
  const where = heard.type
  switch (heard.type) {
    case 'step1':
      for (const client of Y.decodeStateVector(heard.bytes).keys()) yield { where, value: client }
      return
    case 'step2':
    case 'update':
      return yield* inUpdate(where, heard.bytes)
    case 'awareness':
      return yield* inValue(where, statesIn(heard.bytes))
    default:
      return yield* inValue(where, heard)
  }
}

function* inUpdate(where: string, bytes: Uint8Array): Generator<Found> {
  const { structs, ds } = Y.decodeUpdate(bytes)
  for (const client of ds.clients.keys()) yield { where: `${where} deleted`, value: client }
  for (const struct of structs) {
    yield { where: `${where} item`, value: struct.id.client }
    if (!(struct instanceof Y.Item)) continue
    for (const id of [struct.origin, struct.rightOrigin]) if (id) yield { where, value: id.client }
    // As the library reads it from the bytes: a root's name, an id, or nothing.
    const parent: unknown = struct.parent
    if (parent instanceof Y.ID) yield { where, value: parent.client }
    const key = struct.parentSub ?? ''
    yield { where: `${where} key`, value: key }
    const { content } = struct
    if (content instanceof Y.ContentFormat) yield* inValue(`${where} ${content.key}`, content.value)
    else yield* inValue(`${where} ${key}`, content.getContent())
  }
}

/** Words that may be JSON. */
function* inWords(words: string): Generator<Found> {
  let value: unknown = words
  try {
    value = JSON.parse(words)
  } catch {} // no JSON
  yield* inValue('', value)
}

function* inValue(where: string, value: unknown): Generator<Found> {
  if (value instanceof Uint8Array) yield { where, value: Buffer.from(value).toString('latin1') }
  else if (typeof value !== 'object' || value === null) yield { where, value }
  else
    for (const [key, inner] of Object.entries(value))
      yield* inValue(where === '' ? key : `${where}.${key}`, inner)
}

function momentsIn(value: unknown): number[] {
  if (typeof value === 'number') return [value, value * 1_000]
  if (typeof value === 'bigint') return momentsIn(Number(value))
  if (typeof value !== 'string') return []
  const written = [...value.matchAll(WRITTEN)].map(([words]) => Date.parse(words))
  return [...written, ...[...value.matchAll(/\d{10,13}/g)].flatMap(([digits]) => momentsIn(Number(digits)))]
}

function decoded(words: string): string {
  try {
    return decodeURIComponent(words)
  } catch {
    return words
  }
}
