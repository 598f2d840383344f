import { describe, expect, it } from 'vitest'
import { type Arc, cheapestFlow } from './flow.ts'

/** Workers 0 and 1, jobs 2 and 3, sink 4; a worker may rest. */
function assign(costs: readonly (readonly number[])[], rest: readonly number[]): string {
  const none = rest.map(() => 0)
  const jobs: Arc[] = [
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
  ].map(([from = 0, to = 0], index) => ({ from, to, cost: costs[index]! }))
  const ends: Arc[] = [2, 3].map((from) => ({ from, to: 4, cost: none }))
  const rests: Arc[] = [0, 1].map((from) => ({ from, to: 4, cost: rest }))
  const carries = cheapestFlow({ nodes: 5, sink: 4, arcs: [...jobs, ...ends, ...rests], units: [0, 1] })
  return jobs
    .filter((_, index) => carries[index])
    .map(({ from, to }) => `${from}${to}`)
    .join(' ')
}

describe('the cheapest flow', () => {
  it('takes back what an earlier unit was given', () => {
    expect(assign([[1], [2], [1], [9]], [99])).toBe('03 12')
  })

  it('leaves a unit where anything else costs more', () => {
    expect(assign([[1], [9], [2], [9]], [5])).toBe('02')
  })

  it('compares levels in their order, however much is at stake below', () => {
    const much = 2 ** 45
    expect(
      assign(
        [
          [1, 0],
          [0, much],
          [0, much],
          [1, 0],
        ],
        [9, 0],
      ),
    ).toBe('03 12')
    expect(
      assign(
        [
          [1, 0],
          [0, much],
          [0, much],
          [1, 1],
        ],
        [9, 0],
      ),
    ).toBe('03 12')
    expect(
      assign(
        [
          [0, 0],
          [0, much],
          [0, much],
          [0, 1],
        ],
        [9, 0],
      ),
    ).toBe('02 13')
  })

  it('tells numbers apart that a float would not', () => {
    const level = 2 ** 40
    const [even, odd] = [
      [level, level, 2],
      [level, level, 1],
    ]
    expect(assign([even, even, even, odd], [level + 1, 0, 0])).toBe('02 13')
    expect(assign([even, odd, even, even], [level + 1, 0, 0])).toBe('03 12')
  })

  it('throws for a unit that can go nowhere, and for a cost that is not a whole number from 0 up', () => {
    expect(() => cheapestFlow({ nodes: 2, sink: 1, arcs: [], units: [0] })).toThrow('reaches the sink')
    const wrong = [{ from: 0, to: 1, cost: [-1] }]
    expect(() => cheapestFlow({ nodes: 2, sink: 1, arcs: wrong, units: [0] })).toThrow('whole number')
  })
})
