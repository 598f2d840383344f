/** One history: chosen by a seed or given as a list, and the laws that hold when everything is quiet again. */

import * as Y from 'yjs'
import { isEnd, isInline, isMarker } from '../../shared/article/items.ts'
import { articleText } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { seededRandom } from '../text/random.ts'
import { anyOperation, EVERYDAY, type Operation, type Weights } from './operations.ts'
import { type Counts, type Planted, World } from './world.ts'

export type HistoryOptions = {
  readonly steps?: number
  readonly weights?: Weights
  readonly planted?: Planted
  readonly newWorld?: (seed: number, planted: Planted) => World
  readonly onOperation?: (operation: Operation) => void
}

export type History = {
  readonly seed: number
  /** What did not hold, each with its law in front; empty when all is well. */
  readonly failures: readonly string[]
  readonly counts: Counts
  readonly operations: readonly Operation[]
}

const STEPS = 200

/** The history of this seed. */
export function playHistory(seed: number, options: HistoryOptions = {}): Promise<History> {
  const random = seededRandom(seed)
  const operations = Array.from({ length: options.steps ?? STEPS }, () =>
    anyOperation(random, options.weights ?? EVERYDAY),
  )
  return replay(seed, operations, options)
}

/** The history of exactly these operations in the world of this seed. */
export async function replay(
  seed: number,
  operations: readonly Operation[],
  options: HistoryOptions = {},
): Promise<History> {
  const { planted = {}, newWorld = (seed, planted) => new World(seed, planted), onOperation } = options
  const world = newWorld(seed, planted)
  return world.time.own(async () => {
    let doing: Operation | 'start' | 'peace' = 'start'
    try {
      await world.start()
      for (const operation of operations) {
        doing = operation
        if (world.failures.length > 0) break
        if (await world.apply(operation)) onOperation?.(operation)
      }
      doing = 'peace'
      await world.makePeace()
      if (world.failures.length === 0) await checkPeace(world)
    } catch (error) {
      world.fail('no exceptions', `${JSON.stringify(doing)}: ${error instanceof Error ? error.stack : error}`)
    }
    world.end()
    return { seed, failures: world.failures, counts: world.counts, operations }
  })
}

/** A short list of operations that fails as the long one does: whatever can be left out is left out. */
export async function shrink(history: History, options: HistoryOptions = {}): Promise<History> {
  let shortest = history
  const lawOf = ({ failures }: History) => failures[0]?.split(':')[0]
  for (let size = Math.ceil(history.operations.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < shortest.operations.length; ) {
      const operations = shortest.operations.toSpliced(from, size)
      const shorter = await replay(history.seed, operations, options)
      if (lawOf(shorter) === lawOf(history)) shortest = shorter
      else from += size
    }
  }
  return shortest
}

async function checkPeace(world: World): Promise<void> {
  const stored = await world.storedDoc()
  for (const { sync } of world.living) world.checkContents(Y.encodeStateAsUpdate(sync.doc))
  world.checkPromises(stored, 'in the end')
  checkValid(world, stored)
  await checkOneArticle(world, stored)
  const missing = missingWords(world, stored)
  if (missing.length === 0) return
  // A tab whose cache answered too late does without it; the next visit brings what is there.
  await world.visitAgain()
  for (const sign of missingWords(world, await world.storedDoc())) {
    world.fail('C3', `${sign} was typed, never taken out, and is gone`)
  }
}

/** [C1] Every tab shows what the store holds; [R2] and so does the room. */
async function checkOneArticle(world: World, stored: Y.Doc): Promise<void> {
  const article = projectionOf(stored)
  const roomShows = await world.readRoom((doc) => [projectionOf(doc), stateOf(doc)])
  if (roomShows?.[0] !== article || roomShows[1] !== stateOf(stored))
    world.fail('R2', 'the room is not what the log says')
  for (const { slot, sync, writer } of world.living) {
    const { kind } = sync.status.get()
    if (kind !== 'saved' && kind !== 'refused') world.fail('C1', `tab ${slot} says ${kind} when all is quiet`)
    if (projectionOf(sync.doc) !== article)
      world.fail('C1', `tab ${slot} shows another article than the store's`)
    if (stateOf(sync.doc) !== stateOf(stored))
      world.fail('C1', `tab ${slot} has another state than the store`)
    for (const difference of writer?.binding.disagreements() ?? [])
      world.fail('C1', `tab ${slot}: ${difference}`)
    if (!sync.opened.get().writable) world.fail('C1', `tab ${slot} cannot be written in when all is quiet`)
  }
}

/** [C2] It begins with a marker, and every word stands in a block. */
function checkValid(world: World, stored: Y.Doc): void {
  let within = false
  for (let item = articleText(stored)._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (isMarker(item)) within = true
    else if (isEnd(item)) within = false
    else if (isInline(item) && !within)
      return world.fail('C2', `text ${item.id.client}:${item.id.clock} is in no block`)
  }
  if (stored.store.pendingStructs !== null)
    world.fail('C2', 'something that the store holds waits for what it does not')
}

/** [C3] What was typed and never taken out by a command is there, once, or in a rescue copy. */
function missingWords(world: World, stored: Y.Doc): string[] {
  const words = projectArticle(stored, 'base')
    .flatMap(({ runs }) => runs)
    .flatMap((run) => ('text' in run ? [...run.text] : []))
  const there = new Set(words)
  const { rescued } = world
  const twice = words.filter((sign, index) => words.indexOf(sign) !== index && !world.removed.has(sign))
  if (twice.length > 0) world.fail('C3', `${twice.join('')} is there twice`)
  return [...world.typed].filter(
    (sign) => !there.has(sign) && !rescued.has(sign) && !world.removed.has(sign) && !world.perished.has(sign),
  )
}

const projectionOf = (doc: Y.Doc): string => JSON.stringify(projectArticle(doc, 'base'))

/** Insertions and deletions, in an order of their own. */
function stateOf({ store }: Y.Doc): string {
  const clocks = [...store.clients.keys()]
    .sort((a, b) => a - b)
    .map((client) => [client, Y.getState(store, client)])
  const deleted = [...Y.createDeleteSetFromStructStore(store).clients]
    .sort(([a], [b]) => a - b)
    .map(([client, ranges]) => [client, ranges.map(({ clock, len }) => [clock, len])])
  return JSON.stringify([clocks, deleted])
}
