/**
 * Judges every update against its sender's role and the content rules before anyone sees it [R1].
 *
 * Twice: from its bytes, where a refusal costs nothing (admission/structs.ts, deletions.ts, writers.ts, work.ts), and inside
 * the transaction that applies it, where only Yjs knows where things came to stand (admission/placed.ts). What it can and
 * cannot hold off is in docs/caveats.md.
 */

import * as Y from 'yjs'
import { decisionsOf, suggestionsOf } from '../../shared/article/layout.ts'
import type { IdRange } from '../../shared/article/record.ts'
import { repairOrphans } from '../../shared/article/repair.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { assert } from '../../shared/assert.ts'
import { type ClientId, isSuggesting, SERVER_CLIENT } from '../../shared/ids.ts'
import { stepsInRoomMax, updateBytesMax, updateStepsMax } from '../../shared/limits.ts'
import { type RefusalCode, Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { dropUnproven } from './admission/aliases.ts'
import {
  type Arrival,
  type ClientOwners,
  nextClock,
  type Sender,
  writingClients,
} from './admission/arrival.ts'
import { trimDecided } from './admission/decided.ts'
import { judgeDeletions, spare } from './admission/deletions.ts'
import type { Erased } from './admission/erased.ts'
import { judgePlacedItems } from './admission/placed.ts'
import { judgeOverlaps } from './admission/records.ts'
import { judgeStructs } from './admission/structs.ts'
import { readUpdate } from './admission/update.ts'
import { isLarge } from './admission/weight.ts'
import { takesAtMost } from './admission/work.ts'
import { claimedIds } from './admission/writers.ts'
import { removeRanges } from './removal.ts'

export type { ClientOwners, Sender } from './admission/arrival.ts'

export type Verdict =
  /**
   * Applied. The doc has emitted what was new in it, or nothing. `binds`: ids that now belong to the sender for good.
   * `completed`: the server has added something of its own, so what was emitted is news to its sender too.
   */
  | { readonly kind: 'admitted'; readonly binds: readonly ClientId[]; readonly completed: boolean }
  /** Nothing new in it, or only a clean-up that is not the sender's to make: not applied, not refused. */
  | { readonly kind: 'dropped' }
  /** Something before it is missing: not applied; ask for it with sync step 1. */
  | { readonly kind: 'gap' }
  /** Not judged yet: it may take long, and everybody would wait. Try it in a thread of its own (trial.ts). */
  | { readonly kind: 'heavy' }
  /** `touched`: parts of it reached the doc, which must be thrown away and built again. */
  | {
      readonly kind: 'refused'
      readonly code: RefusalCode
      readonly reason: string
      readonly touched: boolean
    }

/** An article as admission needs it: what its doc holds and what is suggested in it, and what was lately deleted from it. */
export type LiveArticle = { readonly suggestions: Suggestions; readonly erased: Erased }

/** In the room's thread nothing may take long, because everybody waits; in a trial's thread nobody does. */
export type Where = 'room' | 'trial'

/**
 * Judges and applies one update, synchronously. On `admitted` the doc emits at most one 'update' event, with everything
 * the server adds (whose a client is, the repair of orphans) in it. On `refused` with `touched`, whatever the doc emitted must be discarded.
 * The doc writes under SERVER_CLIENT, which its owner sets after loading it: Yjs takes a random id when it loads its own.
 */
export function admit(
  article: LiveArticle,
  owners: ClientOwners,
  sender: Sender,
  update: Uint8Array,
  where: Where = 'room',
): Verdict {
  const { clientID } = article.suggestions.doc
  assert(clientID === SERVER_CLIENT, "the room's doc writes under the server's client id")
  const judged = judge(article, owners, sender, update, where)
  return judged.kind === 'admissible' ? apply(judged) : judged
}

type Admissible = {
  readonly kind: 'admissible'
  readonly arrival: Arrival
  readonly bytes: Uint8Array
  /** The clients of its new structs. */
  readonly clients: readonly ClientId[]
  /** Format items that the update deletes and that stay. */
  readonly spared: readonly Y.Item[]
}

const DROPPED: Verdict = { kind: 'dropped' }
const GAP: Verdict = { kind: 'gap' }
const HEAVY: Verdict = { kind: 'heavy' }

function judge(
  { suggestions, erased }: LiveArticle,
  owners: ClientOwners,
  sender: Sender,
  bytes: Uint8Array,
  where: Where,
): Admissible | Verdict {
  try {
    if (bytes.length > updateBytesMax) throw new Refused('too-large', 'an update too large')
    const { doc, text } = suggestions
    const update = readUpdate(bytes)
    const arrival = { doc, text, suggestions, erased, owners, sender, update, binds: [] }
    return judgeArrival(arrival, bytes, where)
  } catch (error) {
    return refusedBy(error, false)
  }
}

function judgeArrival(arrival: Arrival, bytes: Uint8Array, where: Where): Admissible | Verdict {
  const clients = writingClients(arrival)
  if (!can(arrival.sender.role, 'suggest')) {
    if (clients.length > 0) throw new Refused('role', 'this role does not write')
    return DROPPED
  }
  arrival.binds = claimedIds(arrival)
  if (where === 'room' && isLarge(arrival)) return HEAVY
  const completeness = judgeStructs(arrival)
  const { any, ranges, spared, gap } = judgeDeletions(arrival)
  if (gap || completeness === 'gap') return GAP
  if (clients.length === 0 && !any) return DROPPED
  if (where === 'room' && !takesAtMost(stepsInRoomMax, arrival, ranges)) return HEAVY
  if (where === 'trial' && !takesAtMost(updateStepsMax, arrival, ranges)) {
    throw new Refused('too-large', 'an update that takes too long to apply')
  }
  return { kind: 'admissible', arrival, bytes: withoutKnown(arrival, bytes), clients, spared }
}

/** The update without the structs that the doc has: Yjs would look up and split at their origins all over again. */
function withoutKnown({ doc, update }: Arrival, bytes: Uint8Array): Uint8Array {
  for (const { client, clock } of update.sections.values()) {
    if (clock < nextClock(doc, client)) return Y.diffUpdate(bytes, Y.encodeStateVector(doc))
  }
  return bytes
}

function apply({ arrival, bytes, clients, spared }: Admissible): Verdict {
  const { doc, binds } = arrival
  let isJudged = false
  let completed = false
  try {
    doc.transact((transaction) => {
      Y.applyUpdate(doc, bytes)
      judgePlacedItems(transaction, arrival, clients)
      isJudged = true
      spare(transaction, spared)
      completed = complete(transaction, arrival)
    })
    return { kind: 'admitted', binds, completed }
  } catch (error) {
    // After the judgement of what Yjs made of it only our own code runs: what completes it, and whoever listens to the doc.
    if (isJudged && !(error instanceof Refused)) throw error
    return refusedBy(error, true)
  }
}

/** What the server adds in the same transaction, so that nobody ever sees the one without the other. Returns whether it added anything. */
function complete(transaction: Y.Transaction, arrival: Arrival): boolean {
  const { doc, text, suggestions, sender, erased, binds } = arrival
  // Yjs draws a random client id when a transaction that is not local brings structs of the doc's own.
  transaction.local = true
  for (const client of binds) decisionsOf(doc).set(`c${client}`, sender.person)
  // Before the aliases are looked at: what is moved is deleted and written in one.
  erased.note(transaction, text, sender.person)
  const dropped = dropUnproven(transaction, arrival) + trimDecided(transaction, arrival)
  const reading = suggestions.feed(transaction)
  if (reading !== null) judgeOverlaps(arrival, reading.touched)
  const removed = removeRanges(transaction, suggestions, acceptedMeanwhile(transaction, arrival))
  const repairs = repairOrphans(transaction, suggestions, reading?.touched ?? null)
  if (removed > 0) erased.note(transaction, text, sender.person)
  return binds.length + dropped + removed + repairs > 0
}

/** What an editor has deleted as a suggestion and somebody had accepted by then: the deletion is carried out. */
function acceptedMeanwhile(transaction: Y.Transaction, { doc, suggestions }: Arrival): readonly IdRange[] {
  const ranges: IdRange[] = []
  for (const key of transaction.changed.get(suggestionsOf(doc) as never) ?? []) {
    const placed = key === null ? undefined : suggestions.record(key)
    if (placed?.record.kind !== 'delete' || isSuggesting(placed.owner.client)) continue
    for (const range of placed.ranges) ranges.push(...suggestions.acceptedIn(range))
  }
  return ranges
}

/** What Yjs throws while it integrates comes from references that only a forger writes. */
function refusedBy(error: unknown, touched: boolean): Verdict {
  if (error instanceof Refused) return { kind: 'refused', code: error.code, reason: error.message, touched }
  if (!touched) throw error
  return { kind: 'refused', code: 'malformed', reason: 'an update that cannot be applied', touched }
}
