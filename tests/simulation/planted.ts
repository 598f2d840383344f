/** The mistakes that the laws are for, planted one at a time from outside, each with the first seed and the law that finds it. */

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { isDrawing } from '../../client/editor/drawing.ts'
import type { Cache } from '../../client/sync/cache.ts'
import type { AppendResult, Store } from '../../server/store/store.ts'
import { articleText } from '../../shared/article/layout.ts'
import type { ClientId } from '../../shared/ids.ts'
import { encode } from '../../shared/protocol/codec.ts'
import { type Hello, MessageType, SyncType } from '../../shared/protocol/messages.ts'
import { schema } from '../text/tab.ts'
import type { Wire } from './network.ts'
import { type Weights, WITHOUT_CONNECTION } from './operations.ts'
import type { Planted } from './world.ts'
import type { Writer } from './writer.ts'

export type PlantedBug = {
  readonly name: string
  readonly seed: number
  readonly law: string
  readonly planted: Planted
  /** Where everyday histories seldom come to it. */
  readonly weights?: Weights
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: 'saved before durable', seed: 8, law: 'R3', planted: { wire: savedOnArrival } },
  {
    name: 'a deletion acknowledged by state vector',
    seed: 10,
    law: 'R3',
    planted: { wire: deletionsSavedOnArrival },
  },
  { name: 'visible before durable', seed: 8, law: 'R3', planted: { wire: visibleOnArrival } },
  { name: 'sync step 2 before the journal', seed: 9, law: 'R3', planted: { wire: step2FromTheDoc } },
  { name: 'fsync left out', seed: 10, law: 'R3', planted: { fsync: false } },
  { name: 'a failed write ignored', seed: 3, law: 'R3', planted: { store: ignoringFailures } },
  { name: 'a log read without its last row', seed: 7, law: 'R1', planted: { store: withoutLastRow } },
  { name: 'a lost echo', seed: 2, law: 'C1', planted: { wire: losingAnUpdate } },
  {
    name: 'an id used twice: a spare read and not taken out',
    seed: 161,
    law: 'one id, one content',
    planted: { cache: sharingSpares },
    weights: WITHOUT_CONNECTION,
  },
  {
    name: 'an id used twice: the same for every visit',
    seed: 9,
    law: 'C3',
    planted: { wire: sameIdEveryVisit },
  },
  {
    name: 'called kept before the device has confirmed it',
    seed: 1,
    law: 'C3',
    planted: { cache: confirmingEarly },
  },
  { name: 'a cache that loses a row', seed: 8, law: 'C3', planted: { cache: losingRows } },
  { name: 'a missing end', seed: 1, law: 'C2', planted: { writer: splittingWithoutEnd } },
  {
    name: 'the wrong place after a split',
    seed: 3,
    law: 'no exceptions',
    planted: { writer: drawingSplitsElsewhere },
  },
  { name: 'a closing format undone', seed: 18, law: 'R3', planted: { writer: undoingFormats } },
]

// ---- on the wire

const syncTypeOf = (frame: Uint8Array): number | null =>
  frame[0] === MessageType.sync ? (frame[1] ?? null) : null

/** The update in a step 2 or update message. */
function updateIn(frame: Uint8Array): Uint8Array | null {
  const type = syncTypeOf(frame)
  if (type !== SyncType.step2 && type !== SyncType.update) return null
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
  return decoding.readVarUint8Array(decoder)
}

function isDeletion(update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  return structs.length === 0 && ds.clients.size > 0
}

/** The server says "saved" as soon as an update arrives. */
function savedOnArrival(wire: Wire): void {
  wire.onUp = (frame, line) => {
    if (updateIn(frame) === null) return
    line.numbered += 1
    line.say(encode({ type: 'saved', n: line.numbered }))
  }
  wire.onDown = (frame) => (frame[0] === MessageType.saved ? null : frame)
}

/** The server says "saved" of a deletion as soon as it arrives: its state vector is what it was. */
function deletionsSavedOnArrival(wire: Wire): void {
  let saved = 0
  wire.onUp = (frame, line) => {
    const update = updateIn(frame)
    if (update === null) return
    if (line.numbered === 0) saved = 0
    line.numbered += 1
    if (saved !== line.numbered - 1 || !isDeletion(update)) return
    saved = line.numbered
    line.say(encode({ type: 'saved', n: saved }))
  }
  wire.onDown = (frame) => {
    if (frame[0] === MessageType.saved) saved = Math.max(saved, frame[1] ?? 0)
    return frame
  }
}

/** Others hear of an update as soon as it arrives. */
function visibleOnArrival(wire: Wire, { wires }: { readonly wires: readonly Wire[] }): void {
  wire.onUp = (frame) => {
    const update = updateIn(frame)
    if (update === null) return
    for (const line of wires.flatMap((other) => (other === wire ? [] : other.lines))) {
      if (line.phase === 'open') line.say(encode({ type: 'update', update }))
    }
  }
}

/** Whoever joins gets what the doc holds, and not what the disk holds. */
function step2FromTheDoc(wire: Wire, world: { readonly judgedDoc: Y.Doc | null }): void {
  wire.onUp = (frame, line) => {
    if (syncTypeOf(frame) !== SyncType.step1 || world.judgedDoc === null) return
    line.say(encode({ type: 'syncStep2', update: Y.encodeStateAsUpdate(world.judgedDoc) }))
  }
}

/** Every twentieth update for a tab does not reach it. */
function losingAnUpdate(wire: Wire): void {
  let number = 0
  wire.onDown = (frame) => (syncTypeOf(frame) === SyncType.update && ++number % 20 === 0 ? null : frame)
}

function helloIn(frame: Uint8Array): Hello | null {
  if (frame[0] !== MessageType.hello) return null
  const decoder = decoding.createDecoder(frame)
  decoding.readVarUint(decoder)
  return JSON.parse(decoding.readVarString(decoder))
}

/** The server hands out the pair of the first visit again, used or not. */
function sameIdEveryVisit(wire: Wire): void {
  let first: number | null = null
  wire.onDown = (frame) => {
    const hello = helloIn(frame)
    if (hello === null) return frame
    first ??= hello.clientIds[0] ?? null
    const clientIds = hello.clientIds.length > 0 && first !== null ? [first] : []
    return encode({ type: 'hello', hello: { ...hello, clientIds } })
  }
}

// ---- in the store

/** Only the log's calls are changed. */
const withLog = (store: Store, log: Partial<Store['log']>): Store => ({
  ...store,
  log: { ...store.log, ...log },
})

/** A write that fails is answered as if it had not. */
function ignoringFailures(store: Store): Store {
  let seq = 0
  return withLog(store, {
    append: async (batch) => {
      try {
        const results = await store.log.append(batch)
        for (const result of results) if (result.kind === 'stored') seq = result.seq
        return results
      } catch {
        return batch.map((): AppendResult => ({ kind: 'stored', seq: ++seq }))
      }
    },
  })
}

function withoutLastRow(store: Store): Store {
  return withLog(store, {
    open: async (article) => {
      const opened = await store.log.open(article)
      return opened && { ...opened, rows: opened.rows.length > 1 ? opened.rows.slice(0, -1) : opened.rows }
    },
  })
}

// ---- on the device

/** Every tab of a device that opens without a connection gets the same id. */
function sharingSpares(cache: Cache, device: number): Cache {
  const given: (ClientId | null)[] = [4_242 + 2 * device]
  return { ...cache, takeSpare: async () => given.pop() ?? null }
}

function confirmingEarly(cache: Cache): Cache {
  let key = 1_000_000
  return {
    ...cache,
    append: async (rows) => {
      void cache.append(rows).catch(() => {})
      return rows.map(() => key++)
    },
  }
}

function losingRows(cache: Cache): Cache {
  let number = 0
  return { ...cache, append: (rows) => (++number % 4 === 0 ? cache.append([]) : cache.append(rows)) }
}

// ---- in the editor

/** Enter writes a marker without the end before it. */
function splittingWithoutEnd(writer: Writer): void {
  const { doc } = writer
  writer.split = () => {
    const text = articleText(doc)
    doc.transact((transaction) => {
      let left = text._start
      for (let i = 0; i < 3 && left?.right; i++) left = left.right
      const right = left?.right ?? null
      const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
      const content = new Y.ContentType(new Y.Map([['kind', 'p']]))
      new Y.Item(id, left, left?.lastId ?? null, right, right?.id ?? null, text, null, content).integrate(
        transaction,
        0,
      )
    })
  }
}

/** A block that somebody else has split off is drawn at the end of the article. */
function drawingSplitsElsewhere(writer: Writer): void {
  const { dispatch } = writer
  writer.dispatch = (transaction) => {
    const before = writer.state.doc
    if (!isDrawing(transaction) || transaction.doc.childCount <= before.childCount)
      return dispatch.call(writer, transaction)
    const elsewhere = writer.state.tr.insert(before.content.size, schema.nodes.block!.create())
    for (const key of Object.keys((transaction as unknown as { meta: object }).meta)) {
      elsewhere.setMeta(key, transaction.getMeta(key))
    }
    dispatch.call(writer, elsewhere)
  }
}

/** Undo deletes format items, the closing ones too. */
function undoingFormats(writer: Writer): void {
  const { undoing } = writer.binding as unknown as { undoing: Y.UndoManager }
  undoing.deleteFilter = () => true
}
