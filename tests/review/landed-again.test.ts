/** A review that lands again and again while its reviewer writes on: everything is in the article once, and where it was written. */

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { blindCopyOf } from '../../server/review/blind-copy.ts'
import { landedBefore, takeLanded } from '../../server/review/landed-before.ts'
import { planLanding } from '../../server/review/landing.ts'
import { toWrite, withLanded, withWritten } from '../../server/review/noting-landed.ts'
import { writeLanding } from '../../server/review/write-landing.ts'
import { decideNamed } from '../../server/room/named-decision.ts'
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

type Tally = { landed: number; grown: number; accepted: number }

function play(seed: number, tally: Tally): void {
  const random = seededRandom(seed)
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
    review = landed(review)
    expect(finalOf(server.suggestions), `seed ${seed}`).toBe(finalOf(copy.suggestions))
    const [one] = listSuggestions(server.suggestions).filter(() => random.chance() < 0.4)
    if (one === undefined) continue
    const accepts = { verb: 'accept', suggestions: [{ id: one.id, seen: null }] } as const
    decideNamed(server.suggestions, 'author' as PersonId, accepts, TODAY)
    tally.accepted += 1
  }
  // With nothing new there is nothing to write.
  const state = Y.encodeStateVector(server.doc)
  review = landed(review)
  expect(Y.encodeStateVector(server.doc)).toEqual(state)
  tally.landed += Object.keys(review.remarks).length

  function landed(known: SessionReview): SessionReview {
    const left = new SuggestingServer(Y.encodeStateAsUpdate(copy.doc)).suggestions
    const remarkOf = takeLanded(left, known, PEN.person, TODAY)
    const listed = listSuggestions(left)
    const asked = { copy: left, ids: blind.ids, threads: [], before: landedBefore(known) }
    const plan = planLanding(server.suggestions, asked, PEN)
    expect(plan.landing.gone).toEqual([])
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
  const tally: Tally = { landed: 0, grown: 0, accepted: 0 }
  for (let seed = 0; seed < 40; seed++) play(seed, tally)
  expect(
    Object.values(tally).every((count) => count > 20),
    JSON.stringify(tally),
  ).toBe(true)
}, 60_000)
