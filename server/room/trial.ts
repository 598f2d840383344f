/**
 * A trial: an update that may take long to judge or apply is first applied to a copy of the article, where nobody waits for it.
 * What it leaves is loaded in the room in place of being applied there, because Yjs loads a finished article without searching
 * for places; where loading, too, would take long, for this room and for every reader for ever, the update is refused.
 */

import * as Y from 'yjs'
import { openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import { addedLoadMsMax } from '../../shared/limits.ts'
import type { ErasedRun } from './admission/erased.ts'
import type { admit, ClientOwners, Sender, Verdict } from './admission.ts'
import { Replica } from './replica.ts'

/** All that is needed, as values that can be sent to another thread. */
export type Trial = {
  /** What the article is made of, in order. */
  readonly article: readonly Uint8Array[]
  /** What was lately deleted from it, oldest first. */
  readonly erased: readonly ErasedRun[]
  readonly owners: readonly (readonly [ClientId, PersonId])[]
  readonly sender: Sender
  readonly update: Uint8Array
}

/** The article with the update. */
export type Tried = { readonly state: Uint8Array; readonly erased: readonly ErasedRun[] }

export type TrialResult =
  | (Extract<Verdict, { readonly kind: 'admitted' }> & {
      /** What was new in the copy; null: nothing. */
      readonly emitted: Uint8Array | null
      readonly tried: Tried
    })
  | Exclude<Verdict, { readonly kind: 'admitted' | 'heavy' }>

export const tooLong = (reason: string): TrialResult => ({
  kind: 'refused',
  code: 'too-large',
  reason,
  touched: false,
})

/** Judges the update as the room would, without its limits on time. `now` in milliseconds. */
export function tryOut(
  { article, erased, owners, sender, update }: Trial,
  judge: typeof admit,
  now: () => number,
): TrialResult {
  const [first = NOTHING, ...tail] = article
  const replica = new Replica(first, tail, erased)
  const { result, emitted } = replica.capture((copy) =>
    judge(copy, ownersOf(owners), sender, update, 'trial'),
  )
  // The room has no part of what reached the copy.
  if (result.kind === 'refused') return { ...result, touched: false }
  if (result.kind === 'heavy') return tooLong('an update that takes too long to judge')
  if (result.kind !== 'admitted') return result
  const state = Y.encodeStateAsUpdate(replica.doc)
  if (emitted !== null && opensSlower(article, state, now)) {
    return tooLong('an update that would make the article slow to open, for everybody')
  }
  return { ...result, emitted, tried: { state, erased: replica.erased } }
}

const NOTHING = new Uint8Array([0, 0])

/** Something else may run on the machine: only what is slow so often is slow. */
const LOOKS = 5

/** Whether the article opens so much more slowly with the update. */
function opensSlower(article: readonly Uint8Array[], state: Uint8Array, now: () => number): boolean {
  for (let look = 0; look < LOOKS; look++) {
    const before = loadMs(article, now)
    if (loadMs([state], now) - before <= addedLoadMsMax) return false
  }
  return true
}

/** Milliseconds that opening an article takes. */
function loadMs(article: readonly Uint8Array[], now: () => number): number {
  const doc = openDoc()
  const began = now()
  for (const update of article) Y.applyUpdate(doc, update)
  new Suggestions(doc)
  const took = now() - began
  doc.destroy()
  return took
}

function ownersOf(pairs: Trial['owners']): ClientOwners {
  const owners = new Map(pairs)
  return {
    ownerOf: (client) => owners.get(client),
    countOf: (person) => pairs.filter(([, owner]) => owner === person).length,
  }
}
