/** A review that lands again and again while its reviewer writes on: everything is in the article once, and where it was written. */

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { blindCopyOf } from '../../server/review/blind-copy.ts'
import { landedBefore, takeLanded } from '../../server/review/landed-before.ts'
import { planLanding } from '../../server/review/landing.ts'
import { toWrite, withLanded, withWritten } from '../../server/review/noting-landed.ts'
import { writeLanding } from '../../server/review/write-landing.ts'
import { decideNamed } from '../../server/room/named-decision.ts'
import { sweep } from '../../server/room/sweep.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { listSuggestions } from '../../shared/article/suggestion-list.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { PersonId } from '../../shared/ids.ts'
import { NO_REVIEW, type SessionReview } from '../../shared/review/session.ts'
import { articleFrom } from '../text/notation.ts'
import { seededRandom } from '../text/random.ts'
import { SuggestingServer, TODAY } from '../text/suggesting-server.ts'
import { joined, PEN } from './landed.ts'

const LANDINGS = 4

/** What everybody would read with all suggestions taken. */
const finalOf = (suggestions: Suggestions): string =>
  projectArticle(suggestions.doc, 'final', suggestions)
    .map(({ kind, runs }) => `${kind}: ${runs.map((run) => ('text' in run ? run.text : '*')).join('')}`)
    .join('\n')

type Tally = {
  landed: number
  grown: number
  accepted: number
  rejected: number
  records: number
  decided: number
  swept: number
}

function play(seed: number, tally: Tally): void {
  const random = seededRandom(seed)
  // Where anything is decided, what was rejected is not what all would read, and what stood beside struck words is gone with them.
  const isAnything = seed % 2 === 1
  /** Records of the article that were decided: nothing that comes later is called so. */
  const decided = new Set<string>()
  const server = new SuggestingServer(articleFrom('one two three / four five / six'))
  const blind = blindCopyOf(server.suggestions)
  const copy = new SuggestingServer(blind.update)
  const { tab, hands } = joined(copy, 'reviewer' as PersonId, 6144, 'suggester')
  let review: SessionReview = NO_REVIEW
  let letter = 0
  for (let landing = 0; landing < LANDINGS; landing++) {
    for (let deed = 0; deed < 3; deed++) {
      const block = random.below(tab.blocks)
      tab.select(tab.before(block) + 1 + random.below(tab.state.doc.child(block).content.size + 1))
      if (random.chance() < 0.2) hands.press('Enter')
      hands.type(String.fromCodePoint(0x4e00 + letter++, 0x4e00 + letter++))
    }
    for (const key of ['Delete', 'Delete', 'Mod-b', 'Mod-b'] as const)
      if (random.chance() < 0.7) aboutLetter(key)
    review = landed(review)
    const there = listSuggestions(server.suggestions)
    if (!isAnything) expect(finalOf(server.suggestions), `seed ${seed}`).toBe(finalOf(copy.suggestions))
    expect(
      there.filter(({ id }) => decided.has(id)),
      `seed ${seed}`,
    ).toEqual([])
    for (const one of there.filter(() => random.chance() < (isAnything ? 0.6 : 0.3))) {
      if (!isAnything && one.kind === 'deletion') continue
      const verb = isAnything && random.chance() < 0.5 ? 'reject' : 'accept'
      const decision = { verb, suggestions: [{ id: one.id, seen: null }] } as const
      if (decideNamed(server.suggestions, 'author' as PersonId, decision, TODAY) === null) continue
      tally[`${verb}ed`] += 1
      if (one.kind === 'insertion') continue
      decided.add(one.id)
      tally.decided += 1
    }
    if (random.chance() < 0.5 && sweep(server.suggestions, TODAY)) tally.swept += 1
  }
  // With nothing new there is nothing to write.
  const state = Y.encodeStateVector(server.doc)
  review = landed(review)
  expect(Y.encodeStateVector(server.doc)).toEqual(state)
  tally.landed += Object.keys(review.remarks).length

  /** Selects a letter of the text, where one is there by chance, and does this about it. */
  function aboutLetter(key: 'Delete' | 'Mod-b'): void {
    const block = random.below(tab.blocks)
    const { content } = tab.state.doc.child(block)
    const at = random.below(content.size + 1)
    if (at === content.size || !/^[a-z]$/.test(content.textBetween(at, at + 1))) return
    tab.select(tab.before(block) + 1 + at, tab.before(block) + 2 + at)
    hands.press(key)
    tally.records += 1
  }

  function landed(known: SessionReview): SessionReview {
    const left = new SuggestingServer(Y.encodeStateAsUpdate(copy.doc)).suggestions
    const remarkOf = takeLanded(left, known, PEN.person, TODAY)
    const listed = listSuggestions(left)
    const asked = { copy: left, ids: blind.ids, threads: [], before: landedBefore(known) }
    const plan = planLanding(server.suggestions, asked, PEN)
    if (!isAnything) expect(plan.landing.gone).toEqual([])
    if (plan.update === null) return known
    const landing = toWrite(plan, plan.update, listed, remarkOf)
    tally.grown += Object.keys(landing.remarks).filter((id) => known.remarks[id]?.landed).length
    writeLanding(server.suggestions, plan.update, PEN)
    const once = Y.encodeStateAsUpdate(server.doc)
    writeLanding(server.suggestions, plan.update, PEN)
    expect(Y.encodeStateAsUpdate(server.doc)).toEqual(once)
    return withLanded(withWritten({ ...known, landing }), new Map())
  }
}

it('is in the article once and in its place, whatever was accepted meanwhile', () => {
  const tally: Tally = { landed: 0, grown: 0, accepted: 0, rejected: 0, records: 0, decided: 0, swept: 0 }
  for (let seed = 0; seed < 40; seed++) play(seed, tally)
  expect(
    Object.values(tally).every((count) => count > 20),
    JSON.stringify(tally),
  ).toBe(true)
}, 60_000)
