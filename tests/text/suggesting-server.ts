/** The server of a session in which some suggest: everything goes through the real admission, under the sender's role. */

import * as Y from 'yjs'
import { Erased } from '../../server/room/admission/erased.ts'
import { admit, type ClientOwners, type Sender } from '../../server/room/admission.ts'
import { decide, type Subject, type Verb } from '../../server/room/decisions.ts'
import { reopen } from '../../server/room/reopening.ts'
import { NOTHING, type Reversal } from '../../server/room/reversal.ts'
import { textOf } from '../../shared/article/items.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { type ClientId, type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'

/** The day on which all of it happens. */
export const TODAY = 20_000

export class SuggestingServer implements ClientOwners {
  readonly doc = openDoc()
  readonly text = articleText(this.doc)
  readonly suggestions: Suggestions
  readonly refused: string[] = []
  /** What nobody is shown any more because of a decision, character by character. */
  readonly decidedAway = new Set<string>()
  /** Of which a decision has removed a copy, be it one that was hidden. */
  readonly removed = new Set<string>()
  /** How each decision is taken back that was not yet, in order. */
  readonly reversals: string[] = []
  private readonly erased = new Erased()
  private readonly owners = new Map<ClientId, PersonId>()
  private emitted: Uint8Array[] = []

  constructor(update: Uint8Array) {
    Y.applyUpdate(this.doc, update)
    this.suggestions = new Suggestions(this.doc)
    this.doc.clientID = SERVER_CLIENT
    this.doc.on('update', (emitted) => this.emitted.push(emitted))
  }

  reserve(person: PersonId, ...clients: readonly ClientId[]): void {
    for (const client of clients) this.owners.set(client, person)
  }

  ownerOf(client: ClientId): PersonId | undefined {
    return this.owners.get(client)
  }

  countOf(): number {
    return 0
  }

  /** What others are to get, and whether the sender needs it too, because the server added to it. */
  receive(
    sender: Sender,
    update: Uint8Array,
  ): { readonly updates: readonly Uint8Array[]; readonly isNews: boolean } {
    this.emitted = []
    const verdict = admit({ suggestions: this.suggestions, erased: this.erased }, this, sender, update)
    if (verdict.kind === 'refused') this.refused.push(`${sender.person}: ${verdict.code}, ${verdict.reason}`)
    if (verdict.kind === 'gap') this.refused.push(`${sender.person}: a gap`)
    return { updates: this.emitted, isNews: verdict.kind === 'admitted' && verdict.completed }
  }

  /** What everybody is to get. */
  decide(verb: Verb, subjects: readonly Subject[]): readonly Uint8Array[] {
    return this.decided(() => {
      const { reversal } = decide(this.suggestions, verb, subjects, TODAY)
      if (JSON.stringify(reversal) !== JSON.stringify(NOTHING)) this.reversals.push(JSON.stringify(reversal))
    })
  }

  /** Takes back one of the decisions that were not taken back yet, from what is kept of it. */
  reopen(index = this.reversals.length - 1): readonly Uint8Array[] {
    const [text] = this.reversals.splice(index, 1)
    return this.decided(() => reopen(this.suggestions, JSON.parse(text!) as Reversal, TODAY))
  }

  private decided(change: () => void): readonly Uint8Array[] {
    this.emitted = []
    const before = this.characters()
    const kept = this.copies()
    const taken = this.hidden()
    change()
    // What was taken back already and goes with a decision comes back by neither alone.
    const still = this.hidden()
    for (const character of taken) if (!still.has(character)) this.decidedAway.add(character)
    const after = this.characters()
    for (const character of before) if (!after.has(character)) this.decidedAway.add(character)
    for (const character of after) this.decidedAway.delete(character)
    const left = this.copies()
    for (const [character, count] of kept) {
      if ((left.get(character) ?? 0) >= count) continue
      this.removed.add(character)
      if (!after.has(character)) this.decidedAway.add(character) // also of what its author had struck
    }
    return this.emitted
  }

  /** How often each stands in the text, shown or not, but for what decisions have taken away. */
  private copies(): Map<string, number> {
    const counts = new Map<string, number>()
    for (let item = this.text._start; item !== null; item = item.right) {
      const words = item.deleted ? null : textOf(item)
      if (words === null) continue
      const { client, clock } = item.id
      this.suggestions.cutRemoved({ client, clock, length: item.length }, (at, length, isRemoved) => {
        if (isRemoved) return
        for (const character of words.slice(at - clock, at - clock + length))
          counts.set(character, (counts.get(character) ?? 0) + 1)
      })
    }
    return counts
  }

  /** Those that their author, or an editor, has taken back. */
  hidden(): Set<string> {
    const hidden = new Set<string>()
    for (let item = this.text._start; item !== null; item = item.right) {
      const words = item.deleted ? null : textOf(item)
      this.suggestions.stretches(item, (offset, length, { isOpen, isHidden }) => {
        if (isOpen && isHidden) for (const one of words?.slice(offset, offset + length) ?? '') hidden.add(one)
      })
    }
    return hidden
  }

  /** Those that anybody is shown. */
  private characters(): Set<string> {
    const characters = new Set<string>()
    for (const { runs } of projectArticle(this.doc, 'marked', this.suggestions)) {
      for (const run of runs) for (const character of 'text' in run ? run.text : '') characters.add(character)
    }
    return characters
  }
}
