import { expect, it } from 'vitest'
import { type Span, Spans } from './spans.ts'

/** Numbers below `n`, always the same ones. */
function numbers(): (n: number) => number {
  let state = 7
  return (n) => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
}

it('answers what looking at every one would', () => {
  const below = numbers()
  for (let round = 0; round < 200; round++) {
    const spans = new Spans<number>()
    let all: Span<number>[] = []
    for (let i = 0; i < 30; i++) {
      const from = below(100)
      const span = { from, until: from + 1 + below(round % 2 === 0 ? 100 : 8), placed: below(10) }
      spans.add(span)
      all.push(span)
      if (i % 7 !== 0) continue
      const gone = below(10)
      spans.remove(gone)
      all = all.filter(({ placed }) => placed !== gone)
    }
    expect(spans.isEmpty).toBe(all.length === 0)
    expect(new Set(spans.all())).toEqual(new Set(all))
    for (let from = 0; from < 110; from += 3) {
      const until = from + 1 + below(20)
      const found = spans.over(from, until)
      expect(new Set(found)).toEqual(new Set(all.filter((one) => one.from < until && one.until > from)))
      expect(found.map((one) => one.from)).toEqual(found.map((one) => one.from).sort((a, b) => a - b))
    }
  }
})

it('one over the whole article does not make who asks look at all the short ones', () => {
  const spans = new Spans<number>()
  const count = 20_000
  let looks = 0
  const add = (from: number, until: number) =>
    spans.add({
      get from() {
        looks += 1
        return from
      },
      until,
      placed: from,
    })
  for (let i = 0; i < count; i++) add(2 * i, 2 * i + 1)
  add(0, 2 * count)
  for (const at of [0, count, 2 * count - 2]) {
    looks = 0
    expect(spans.over(at, at + 1)).toHaveLength(2)
    expect(looks).toBeLessThan(100)
  }
})
