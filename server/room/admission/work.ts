/**
 * Bounds how long Yjs would look for the places of an update's items, before it begins to look.
 *
 * Yjs steps over what stands between an item's origin and its right origin, one by one (Item.integrate), and moves the rest of
 * a client's list for every item it cuts in two. What people write needs few steps. What is written to be slow needs billions
 * within one small update, and the server would stand still for everybody.
 */

import * as Y from 'yjs'
import { Refused } from '../../../shared/refusals.ts'
import { type Arrival, broughtAt, knownAt, newStructs, nextClock } from './arrival.ts'
import type { DeletedRange, Id, Struct } from './update.ts'

/** Moving this many entries of an array costs about as much as one step. */
const entriesPerStep = 512
/** A chain of right origins is followed so far; beyond it the end of the article counts. */
const hopsMax = 1_000

/** Whether the update takes Yjs at most so many steps. */
export function takesAtMost(stepsMax: number, arrival: Arrival, deletions: readonly DeletedRange[]): boolean {
  try {
    countWork(new Work(arrival, stepsMax), arrival, deletions)
    return true
  } catch (error) {
    if (error instanceof TooManySteps) return false
    throw error
  }
}

class TooManySteps extends Error {}

function countWork(work: Work, arrival: Arrival, deletions: readonly DeletedRange[]): void {
  for (const section of arrival.update.sections.values()) {
    const next = nextClock(arrival.doc, section.client)
    if (section.end > next) for (const struct of newStructs(section, next)) work.addStruct(struct)
  }
  for (const { client, clock, end } of deletions) {
    work.addCut({ client, clock })
    work.addCut({ client, clock: end })
  }
}

/** The new items that share an origin: where the first of them came in the update, and which came last. */
type Siblings = { readonly since: number; latest: Struct }

class Work {
  private steps = 0
  private count = 0
  private cuts = 0
  private readonly siblings = new Map<string, Siblings>()
  /** For each new item the first known id to the right of it, as far as its right origins lead to one. */
  private readonly rightEdges = new Map<Struct, Id | null>()

  constructor(
    private readonly arrival: Arrival,
    private readonly stepsMax: number,
  ) {}

  addStruct(struct: Struct): void {
    this.count++
    const { origin, rightOrigin, content } = struct
    if (content.type === 'collected') return
    if (origin) this.addCut({ client: origin.client, clock: origin.clock + 1 })
    if (rightOrigin) this.addCut(rightOrigin)
    this.addStepsAmongSiblings(struct)
    this.addStepsAmongKnown(struct)
  }

  /** Cutting an item just before this id inserts into the list of its client. */
  addCut(id: Id): void {
    const known = knownAt(this.arrival.doc, id)
    const start = known ? known.id.clock : broughtAt(this.arrival.update, id)?.clock
    if (start === undefined || start === id.clock) return
    const entries = this.arrival.doc.store.clients.get(id.client)?.length ?? 0
    const brought = this.arrival.update.sections.get(id.client)?.structs.length ?? 0
    this.cuts++
    this.add(1 + (entries + brought + this.cuts) / entriesPerStep)
  }

  private add(steps: number): void {
    this.steps += steps
    if (this.steps > this.stepsMax) throw new TooManySteps()
  }

  /**
   * Items with one origin are told apart by walking over the earlier ones and all that hangs on them; an item that is put
   * directly before the latest of them, as in writing backwards, needs no walk.
   */
  private addStepsAmongSiblings(struct: Struct): void {
    const { origin, parent, key, rightOrigin } = struct
    const at = origin ?? parent
    const name = at === null || typeof at === 'string' ? String(at) : `${at.client}:${at.clock}:${key}`
    const siblings = this.siblings.get(name)
    if (!siblings) {
      this.siblings.set(name, { since: this.count, latest: struct })
      return
    }
    const { since, latest } = siblings
    siblings.latest = struct
    if (!rightOrigin || !holds(latest, rightOrigin)) this.add(this.count - since)
  }

  /** The known items between its origin and its right origin, or the end. */
  private addStepsAmongKnown(struct: Struct): void {
    const known = struct.origin && knownAt(this.arrival.doc, struct.origin)
    const left = known instanceof Y.Item ? known : null
    if (struct.origin && !left) return
    const edge = this.rightEdge(struct)
    const right = edge && knownAt(this.arrival.doc, edge)
    if (right instanceof Y.GC) return
    if (left && right === left && edge?.clock === (struct.origin?.clock ?? 0) + 1) return
    for (let item = left ? left.right : this.firstEntry(struct); item !== right; item = item.right) {
      if (item === null) throw new Refused('malformed', 'an item right of its right neighbour')
      this.add(1)
    }
  }

  /** The oldest value of the attribute or record that a struct without an origin sets. */
  private firstEntry({ parent, key }: Struct): Y.Item | null {
    if (parent === null || key === null) return null
    let first = this.typeOf(parent)?._map.get(key) ?? null
    for (; first?.left; first = first.left) this.add(1)
    return first
  }

  private typeOf(parent: string | Id): Pick<Y.AbstractType<unknown>, '_map'> | null {
    const { doc } = this.arrival
    if (typeof parent === 'string') return doc.share.get(parent) ?? null
    const marker = knownAt(doc, parent)
    const content = marker instanceof Y.Item ? marker.content : null
    return content instanceof Y.ContentType ? content.type : null
  }

  private rightEdge(struct: Struct): Id | null {
    let edge = struct.rightOrigin
    for (let hops = 0; edge !== null && !knownAt(this.arrival.doc, edge); hops++) {
      this.add(1)
      const right = hops < hopsMax ? broughtAt(this.arrival.update, edge) : null
      const found = right && this.rightEdges.get(right)
      edge = found === undefined ? (right?.rightOrigin ?? null) : found
    }
    if (edge !== struct.rightOrigin) this.rightEdges.set(struct, edge)
    return edge
  }
}

const holds = ({ client, clock, length }: Struct, id: Id): boolean =>
  id.client === client && id.clock >= clock && id.clock < clock + length
