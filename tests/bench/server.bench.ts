/**
 * What the server costs: CPU, latency, frames and bytes for each key or cursor that one other person sees, beside the same
 * load on a bare `ws` broadcast in the same run; memory of idle rooms and connections; how fast a long article opens.
 */

import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { movedCursors, type Sending, Tab, Tally, typedKeys } from './server/load.ts'
import { buildMeasured, Measured } from './server/measured.ts'
import type { Mode } from './server/process.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

/**
 * Before counting: a server that has run for a while is measured, not its first calls. First a scene of its own, because few keys for
 * many readers leave the way of a key uncompiled for long; then the scene itself, at a higher pace where the load allows it.
 */
const WARM_UP_MS = 8_000
const FIRST: Pick<Scene, 'rooms' | 'people' | 'writers' | 'perSecond' | 'send'> = {
  rooms: 10,
  people: 5,
  writers: 50,
  perSecond: 20,
  send: 'keys',
}
const COUNTED_MS = 6_000
const warmUpDeliveriesPerSecondMax = 40_000
const warmUpSendingsPerSecondMax = 1_500
const round = (value: number, digits = 2) => Number(value.toFixed(digits))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export async function bench(print: Print): Promise<void> {
  await buildMeasured()
  const only = process.env.BENCH_ONLY
  for (const scene of SCENES) if (!only || scene.what.includes(only)) await compare(scene, print)
  if (!only || only === 'memory') await memory(print)
  if (!only || only === 'cold') await coldOpen(print)
}

type Scene = {
  readonly what: string
  readonly rooms: number
  readonly people: number
  /** Of all rooms together; the first in each room write. */
  readonly writers: number
  readonly perSecond: number
  readonly send: 'keys' | 'cursors'
  readonly limit: number
  readonly p99Ms: number
}

const SCENES: readonly Scene[] = [
  {
    what: '5 writers, 30 readers',
    rooms: 1,
    people: 35,
    writers: 5,
    perSecond: 10,
    send: 'keys',
    limit: 1.6,
    p99Ms: 10,
  },
  {
    what: '10 writers, 500 readers',
    rooms: 1,
    people: 510,
    writers: 10,
    perSecond: 5,
    send: 'keys',
    limit: 0.5,
    p99Ms: 80,
  },
  {
    what: '200 rooms of 5, 300 writers',
    rooms: 200,
    people: 5,
    writers: 300,
    perSecond: 5,
    send: 'keys',
    limit: 1.6,
    p99Ms: 25,
  },
  {
    what: '100 cursors',
    rooms: 1,
    people: 100,
    writers: 100,
    perSecond: 10,
    send: 'cursors',
    limit: 0.25,
    p99Ms: 25,
  },
]

type Result = {
  readonly cpuMsPer1000: number
  readonly deliveries: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly framesPerDelivery: number
  readonly bytesPerDelivery: number
}

async function compare(scene: Scene, print: Print): Promise<void> {
  const bare = await run(scene, 'bare')
  const synced = await run(scene, 'synced')
  const galley = await run(scene, 'galley')
  const ratio = galley.cpuMsPer1000 / bare.cpuMsPer1000
  const { what, limit, p99Ms } = scene
  print({
    what,
    galley,
    bare,
    synced,
    cpuToBare: round(ratio),
    syncedToBare: round(synced.cpuMsPer1000 / bare.cpuMsPer1000),
    limit,
    p99LimitMs: p99Ms,
    holds: ratio <= limit && galley.p99Ms <= p99Ms,
  })
}

async function run(scene: Scene, mode: Mode): Promise<Result> {
  const server = await Measured.start(mode)
  const tally = new Tally()
  const before = await gathered({ ...scene, ...FIRST }, mode, server, new Tally(), 1_000_000)
  const ending = type(before.writers, FIRST.perSecond)
  await pause(WARM_UP_MS)
  ending.end()
  for (const { ws } of before.tabs) ws.close()
  const { writers } = await gathered(scene, mode, server, tally, 10_000)
  const result = await load(scene, server, writers, tally)
  await server.stop()
  return result
}

type Writer = { readonly tab: Tab; readonly sendings: readonly Sending[] }

/** All people of a scene in their rooms. */
async function gathered(scene: Scene, mode: Mode, server: Measured, tally: Tally, firstClient: number) {
  const article = words(2_000)
  const writers: Writer[] = []
  const tabs: Tab[] = []
  let opening: Tab[] = []
  const count = Math.ceil((scene.perSecond * (warmUpPace(scene) * WARM_UP_MS + COUNTED_MS + 4_000)) / 1000)
  for (let room = 0; room < scene.rooms; room++) {
    const url = `ws://127.0.0.1:${server.port}/collab/${await server.article(article)}`
    const writersHere =
      Math.floor(((room + 1) * scene.writers) / scene.rooms) -
      Math.floor((room * scene.writers) / scene.rooms)
    for (let person = 0; person < scene.people; person++) {
      const client = firstClient + 2 * (room * scene.people + person)
      const tab = new Tab(url, `account-${client}.editor`, client, tally)
      tabs.push(tab)
      opening.push(tab)
      if (person >= writersHere) continue
      const sendings = scene.send === 'keys' ? typedKeys(article, client, count) : movedCursors(client, count)
      writers.push({ tab, sendings })
    }
    if (opening.length >= 50 || room === scene.rooms - 1) {
      await opened(opening, mode)
      opening = []
    }
  }
  return { tabs, writers }
}

/** How many times faster than counted the warm-up is. */
const warmUpPace = ({ writers, people, perSecond }: Scene): number => {
  const sendings = writers * perSecond
  const bearable = Math.min(
    warmUpSendingsPerSecondMax / sendings,
    warmUpDeliveriesPerSecondMax / (sendings * (people - 1)),
  )
  return Math.max(1, Math.min(20, bearable))
}

const opened = (tabs: readonly Tab[], mode: string) =>
  Promise.all(tabs.map((tab) => tab.open(mode === 'galley')))

/** Everybody sends so often a second, by turns, from now until `end`. */
function type(writers: readonly Writer[], perSecond: number) {
  let everyMs = 1000 / perSecond
  const began = performance.now()
  const next = writers.map((_, index) => began + (index / writers.length) * everyMs)
  const timer = setInterval(() => {
    const now = performance.now()
    for (const [index, { tab, sendings }] of writers.entries()) {
      while ((next[index] ?? 0) <= now) {
        tab.send(sendings)
        next[index] = (next[index] ?? 0) + everyMs
      }
    }
  }, 1)
  return {
    set perSecond(times: number) {
      everyMs = 1000 / times
    },
    end: () => clearInterval(timer),
  }
}

async function load(
  scene: Scene,
  server: Measured,
  writers: readonly Writer[],
  tally: Tally,
): Promise<Result> {
  const typing = type(writers, scene.perSecond * warmUpPace(scene))
  await pause(WARM_UP_MS)
  typing.perSecond = scene.perSecond
  await pause(2_000) // what the warm-up has piled up goes out
  const before = await server.usage()
  tally.start()
  await pause(COUNTED_MS)
  tally.counting = false
  const after = await server.usage()
  typing.end()
  const { deliveries, frames, bytes, latencies } = tally
  return {
    cpuMsPer1000: round(((after.cpuMs - before.cpuMs) / deliveries) * 1000),
    deliveries,
    p50Ms: latencies.at(0.5),
    p95Ms: latencies.at(0.95),
    p99Ms: latencies.at(0.99),
    framesPerDelivery: round(frames / deliveries, 3),
    bytesPerDelivery: round(bytes / deliveries, 1),
  }
}

// ---- memory

/** How much faster than the real one the clock of the measured server runs: rooms doze after a minute of quiet. */
const SPEED = 30
const DOZE_MS = 90_000 / SPEED

type Growth = { readonly rssKB: number; readonly heapKB: number }

/**
 * What one more costs, once as many are there: what the first ones bring along stays for all. Connections are in few rooms,
 * then in one each.
 */
async function memory(print: Print): Promise<void> {
  const connection = await growth('galley', { rooms: 2, people: 500 }, { rooms: 12, people: 500 })
  const bareConnection = await growth('bare', { rooms: 2, people: 500 }, { rooms: 12, people: 500 })
  const both = await growth('galley', { rooms: 300, people: 1 }, { rooms: 600, people: 1 })
  const roomKB = both.rssKB - connection.rssKB
  print({
    what: 'memory of what is idle',
    articleBytes: words(2_000).length,
    rssPerRoomKB: round(roomKB, 1),
    heapPerRoomKB: round(both.heapKB - connection.heapKB, 1),
    rssPerConnectionKB: round(connection.rssKB, 1),
    heapPerConnectionKB: round(connection.heapKB, 1),
    bareRssPerConnectionKB: round(bareConnection.rssKB, 1),
    bareHeapPerConnectionKB: round(bareConnection.heapKB, 1),
    limitRoomKB: 60,
    limitConnectionKB: 4,
    holds: roomKB <= 60 && connection.rssKB <= 4,
  })
}

type Crowd = { readonly rooms: number; readonly people: number }

async function growth(mode: Mode, first: Crowd, more: Crowd): Promise<Growth> {
  const server = await Measured.start(mode, SPEED)
  await gather(server, mode, first, 10_000)
  await pause(DOZE_MS)
  const before = await server.usage(true)
  await gather(server, mode, more, 1_000_000)
  await pause(DOZE_MS)
  const after = await server.usage(true)
  await server.stop()
  const units = more.rooms * more.people
  return {
    rssKB: (after.rssBytes - before.rssBytes) / units / 1024,
    heapKB: (after.heapBytes - before.heapBytes) / units / 1024,
  }
}

/** People in rooms, in each of which one has typed a letter. */
async function gather(server: Measured, mode: Mode, { rooms, people }: Crowd, firstClient: number) {
  const article = words(2_000)
  const tally = new Tally()
  for (let room = 0; room < rooms; room++) {
    const url = `ws://127.0.0.1:${server.port}/collab/${await server.article(article)}`
    const clients = Array.from({ length: people }, (_, index) => firstClient + 2 * (room * people + index))
    const tabs = clients.map((client) => new Tab(url, `account-${client}.editor`, client, tally))
    await opened(tabs, mode)
    tabs[0]?.send(typedKeys(article, clients[0] ?? 0, 1))
  }
}

// ---- cold

const EDITS = 260_000

async function coldOpen(print: Print): Promise<void> {
  const server = await Measured.start('galley')
  const update = editedFor(EDITS)
  const times: number[] = []
  for (let turn = 0; turn < 7; turn++) {
    const url = `ws://127.0.0.1:${server.port}/collab/${await server.article(update)}`
    const began = performance.now()
    const tab = new Tab(url, `account-${turn}.editor`, 10_000, new Tally())
    await tab.open(true)
    times.push(performance.now() - began)
    tab.ws.close()
  }
  await server.stop()
  times.sort((a, b) => a - b)
  const medianMs = times[3] ?? Number.POSITIVE_INFINITY
  print({
    what: 'cold open of a long article',
    edits: EDITS,
    articleBytes: update.length,
    medianMs: round(medianMs, 1),
    worstMs: round(times.at(-1) ?? 0, 1),
    limitMs: 40,
    holds: medianMs <= 40,
  })
}

/** An article in which one person typed and deleted so often, jumping about as one does. */
function editedFor(edits: number): Uint8Array {
  const doc = openDoc()
  const text = articleText(doc)
  Y.applyUpdate(doc, words(1))
  doc.clientID = 10_000
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return seed % below
  }
  let at = 1
  for (let edit = 0; edit < edits; edit++) {
    if (random(70) === 0) at = 1 + random(text.length - 1)
    if (random(6) === 0 && at > 2) {
      at--
      text.delete(at, 1)
    } else {
      text.insert(at, String.fromCharCode(97 + random(26)))
      at++
    }
  }
  return Y.encodeStateAsUpdate(doc)
}

function words(count: number): Uint8Array {
  const paragraphs = Array.from({ length: Math.ceil(count / 80) }, (_, index) =>
    Array.from(
      { length: Math.min(80, count - index * 80) },
      (_, word) => `word${(index * 7 + word * 13) % 97}`,
    ).join(' '),
  )
  return newArticleUpdate(paragraphs.map((text) => ({ ...BLOCK_DEFAULTS, runs: [{ text, formats: {} }] })))
}
