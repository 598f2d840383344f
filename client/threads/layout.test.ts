/** Cards beside the text. */

import { describe, expect, test } from 'vitest'
import { type CardBox, cardGap, cardTops } from './layout.ts'

/** "a@10+50": its words are at 10, it is 50 high. */
const boxes = (words: string): CardBox[] =>
  words.split(' ').map((word) => {
    const [, id, wanted, height] = /^(\w)@(\d+)\+(\d+)$/.exec(word)!
    return { id: id!, wanted: Number(wanted), height: Number(height) }
  })
const shown = (tops: ReadonlyMap<string, number>) =>
  [...tops]
    .map(([id, top]) => `${id}@${top}`)
    .sort()
    .join(' ')

describe('tops', () => {
  test.each([
    ['each is level with its words where there is room', 'a@10+50 b@100+50', null, 'a@10 b@100'],
    ['the next one gives way', 'a@10+50 b@20+50 c@30+20', null, 'a@10 b@68 c@126'],
    ['the active one is level, and those before it go up', 'a@100+50 b@120+50', 'b', 'a@62 b@120'],
    [
      'those before it go up as far as needed and no further',
      'a@10+20 b@100+50 c@120+50',
      'c',
      'a@10 b@62 c@120',
    ],
    ['those after it go down', 'a@100+50 b@100+50', 'a', 'a@100 b@158'],
    ['none goes above the text', 'a@0+50 b@10+50', 'b', 'a@0 b@58'],
    ['an active one that has no card changes nothing', 'a@10+50 b@20+50', 'x', 'a@10 b@68'],
  ])('%s', (_name, words, active, expected) => {
    expect(shown(cardTops(boxes(words), active))).toBe(expected)
  })

  test('what stands over them keeps its place', () => {
    expect(shown(cardTops(boxes('a@0+50 b@10+50'), 'b', 40))).toBe('a@40 b@98')
  })

  test('no card lies over another, whatever is asked for', () => {
    for (let seed = 1; seed <= 500; seed++) {
      const next = numbersFrom(seed)
      const cards = Array.from({ length: 1 + (next() % 30) }, () => ({
        wanted: next() % 3_000,
        height: 1 + (next() % 400),
      }))
        .sort((a, b) => a.wanted - b.wanted)
        .map((box, index) => ({ ...box, id: String(index) }))
      const active = cards[next() % cards.length]!
      const tops = cardTops(cards, active.id)
      let free = 0
      for (const { id, height } of cards) {
        expect(tops.get(id), `seed ${seed}`).toBeGreaterThanOrEqual(free)
        free = tops.get(id)! + height + cardGap
      }
      expect(tops.get(active.id)).toBeGreaterThanOrEqual(active.wanted)
    }
  })
})

/** Any numbers, the same ones for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 8
  }
}
