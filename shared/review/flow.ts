/**
 * The cheapest flow: units that wait at nodes go to the sink over arcs that carry one each. Costs have levels, the most important
 * first, and are compared level by level.
 *
 * Successive shortest paths with potentials (Ahuja, Magnanti, Orlin: Network Flows, 9.7): each round sends one unit along the
 * cheapest way that is left, which may take back what earlier rounds sent. All arithmetic is on whole numbers below 2^53, so
 * nothing is rounded.
 */

import { assert } from '../assert.ts'

export type Arc = {
  readonly from: number
  readonly to: number
  /** Whole numbers, none below 0; every arc has as many. */
  readonly cost: readonly number[]
}

export type Network = {
  /** Nodes are 0 to `nodes` − 1. */
  readonly nodes: number
  readonly sink: number
  readonly arcs: readonly Arc[]
  /** At which node each unit waits. All of them must be able to reach the sink together. */
  readonly units: readonly number[]
}

/** Which arcs carry a unit, by their place in the network. The same network gives the same answer everywhere. */
export function cheapestFlow(network: Network): readonly boolean[] {
  const residual = residualOf(network)
  const search = new Search(network, residual)
  for (const unit of network.units) {
    for (const half of search.cheapestWay(unit)) {
      residual.open[half] = 0
      residual.open[half ^ 1] = 1
    }
  }
  return network.arcs.map((_, arc) => residual.open[2 * arc] === 0)
}

/** Each arc is two halves: 2i to send a unit, 2i + 1 to take it back; one of them is open. */
type Residual = {
  readonly open: Uint8Array
  readonly head: Int32Array
  /** The halves that leave node v: `leaving` from `first[v]` up to `first[v + 1]`. */
  readonly first: Int32Array
  readonly leaving: Int32Array
}

function residualOf({ nodes, arcs }: Network): Residual {
  const head = new Int32Array(2 * arcs.length)
  arcs.forEach(({ from, to }, arc) => {
    head[2 * arc] = to
    head[2 * arc + 1] = from
  })
  const first = new Int32Array(nodes + 1)
  for (const node of head) first[node + 1] = at(first, node + 1) + 1 // as many leave a node as reach it
  for (let node = 0; node < nodes; node++) first[node + 1] = at(first, node + 1) + at(first, node)
  const filled = first.slice()
  const leaving = new Int32Array(head.length)
  for (let half = 0; half < head.length; half++) {
    const node = tail(head, half)
    const place = at(filled, node)
    leaving[place] = half
    filled[node] = place + 1
  }
  const open = new Uint8Array(head.length)
  for (let half = 0; half < open.length; half += 2) open[half] = 1
  return { open, head, first, leaving }
}

const at = (numbers: Int32Array | Float64Array | Uint8Array, index: number): number =>
  numbers[index] as number
const tail = (head: Int32Array, half: number): number => at(head, half ^ 1)

/** Dijkstra's search for the cheapest way, over costs made non-negative by potentials. */
class Search {
  private readonly words: number
  /** Of each half, `words` numbers. */
  private readonly cost: Float64Array
  /** Of each node, `words` numbers each: the cost of the cheapest way found, and the potential. */
  private readonly way: Float64Array
  private readonly potential: Float64Array
  private readonly arrivedBy: Int32Array
  private readonly isDone: Uint8Array
  private readonly heap: Int32Array
  private readonly placeInHeap: Int32Array
  private waiting = 0

  constructor(
    private readonly network: Network,
    private readonly residual: Residual,
  ) {
    const { words, cost } = packed(network)
    const { nodes } = network
    this.words = words
    this.cost = cost
    this.way = new Float64Array(nodes * words)
    this.potential = new Float64Array(nodes * words)
    this.arrivedBy = new Int32Array(nodes)
    this.isDone = new Uint8Array(nodes)
    this.heap = new Int32Array(nodes)
    this.placeInHeap = new Int32Array(nodes)
  }

  /** The open halves of the cheapest way from a node to the sink, the last one first. */
  cheapestWay(from: number): readonly number[] {
    const { sink } = this.network
    this.arrivedBy.fill(-1)
    this.isDone.fill(0)
    this.placeInHeap.fill(-1)
    this.way.fill(0, from * this.words, (from + 1) * this.words)
    this.waiting = 0
    this.improved(from)
    while (this.isDone[sink] === 0) {
      assert(this.waiting > 0, 'every unit reaches the sink')
      const node = this.nearest()
      this.isDone[node] = 1
      if (node !== sink) this.goOnFrom(node)
    }
    this.lowerPotentials()
    return this.pathTo(sink)
  }

  private goOnFrom(node: number): void {
    const { open, head, first, leaving } = this.residual
    const end = at(first, node + 1)
    for (let i = at(first, node); i < end; i++) {
      const half = at(leaving, i)
      if (open[half] === 0) continue
      const next = at(head, half)
      if (this.isDone[next] === 1 || !this.isCheaper(node, half, next)) continue
      for (let word = 0; word < this.words; word++)
        this.way[next * this.words + word] =
          at(this.way, node * this.words + word) + at(this.cost, half * this.words + word)
      this.arrivedBy[next] = half
      this.improved(next)
    }
  }

  private isCheaper(node: number, half: number, next: number): boolean {
    const { words, way, cost } = this
    if (this.placeInHeap[next] === -1) return true
    for (let word = 0; word < words; word++) {
      const gain = at(way, next * words + word) - at(way, node * words + word) - at(cost, half * words + word)
      if (gain !== 0) return gain > 0
    }
    return false
  }

  /** What is nearer than the sink is priced by its distance from it, so that the cheapest ways cost nothing next time. */
  private lowerPotentials(): void {
    const { words, way, potential } = this
    const { nodes, sink } = this.network
    for (let node = 0; node < nodes; node++)
      for (let word = 0; this.isDone[node] === 1 && word < words; word++)
        potential[node * words + word] = at(way, node * words + word) - at(way, sink * words + word)
  }

  private pathTo(sink: number): readonly number[] {
    const path: number[] = []
    for (
      let half = at(this.arrivedBy, sink);
      half !== -1;
      half = at(this.arrivedBy, tail(this.residual.head, half))
    )
      path.push(half)
    return path
  }

  // ---- a binary heap of nodes, each at most once

  private isNearer(a: number, b: number): boolean {
    const { words, way, potential } = this
    for (let word = 0; word < words; word++) {
      const [i, j] = [a * words + word, b * words + word]
      const difference = at(way, i) - at(potential, i) - (at(way, j) - at(potential, j))
      if (difference !== 0) return difference < 0
    }
    return a < b
  }

  private put(node: number, place: number): void {
    this.heap[place] = node
    this.placeInHeap[node] = place
  }

  private improved(node: number): void {
    let place = at(this.placeInHeap, node)
    if (place === -1) place = this.waiting++
    while (place > 0) {
      const above = (place - 1) >> 1
      const other = at(this.heap, above)
      if (!this.isNearer(node, other)) break
      this.put(other, place)
      place = above
    }
    this.put(node, place)
  }

  private nearest(): number {
    const top = at(this.heap, 0)
    const node = at(this.heap, --this.waiting)
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= this.waiting) break
      if (below + 1 < this.waiting && this.isNearer(at(this.heap, below + 1), at(this.heap, below)))
        below += 1
      if (!this.isNearer(at(this.heap, below), node)) break
      this.put(at(this.heap, below), place)
      place = below
    }
    this.put(node, place)
    return top
  }
}

/**
 * Writes the levels of every half's cost into as few numbers as hold them exactly. A way visits each node once and a potential is
 * the difference of two ways, so nothing that is compared exceeds 4 · nodes · (the level's highest cost).
 */
function packed({ nodes, arcs }: Network): { readonly words: number; readonly cost: Float64Array } {
  const levels = arcs[0]?.cost.length ?? 0
  const factors: { word: number; factor: number }[] = []
  let words = 1
  let size = 1
  for (let level = levels - 1; level >= 0; level--) {
    const highest = arcs.reduce((most, { cost }) => Math.max(most, costAt(cost, level)), 0)
    const range = 8 * nodes * highest + 1
    assert(range <= Number.MAX_SAFE_INTEGER, 'each level of a cost fits a whole number')
    if (size * range > Number.MAX_SAFE_INTEGER) {
      words += 1
      size = 1
    }
    factors[level] = { word: words - 1, factor: size }
    size *= range
  }
  const cost = new Float64Array(2 * arcs.length * words)
  arcs.forEach((arc, index) => {
    factors.forEach(({ word, factor }, level) => {
      const place = words - 1 - word
      const forth = 2 * index * words + place
      const back = forth + words
      cost[forth] = at(cost, forth) + costAt(arc.cost, level) * factor
      cost[back] = -at(cost, forth)
    })
  })
  return { words, cost }
}

function costAt(cost: readonly number[], level: number): number {
  const value = cost[level]
  assert(
    value !== undefined && Number.isInteger(value) && value >= 0,
    'a cost is a whole number from 0 up, at each level',
  )
  return value
}
