import { describe, expect, it } from 'vitest'
import { IdSet } from './idset.ts'

const stretches = (set: IdSet, clock: number, length: number): string[] => {
  const found: string[] = []
  set.cut(1, clock, length, (at, count, inSet) => found.push(`${at}+${count}${inSet ? '✓' : ''}`))
  return found
}

describe('a set of ids', () => {
  it('cuts a run into what is in it and what is not', () => {
    const set = new IdSet()
    set.add(1, 5, 3)
    set.add(1, 10, 1)
    expect(stretches(set, 0, 20)).toEqual(['0+5', '5+3✓', '8+2', '10+1✓', '11+9'])
    expect(stretches(set, 6, 1)).toEqual(['6+1✓'])
    expect(stretches(set, 8, 2)).toEqual(['8+2'])
  })

  it('does what a plain set of numbers does', () => {
    const set = new IdSet()
    const plain = new Set<number>()
    for (let i = 0; i < 400; i++) {
      const [clock, length] = [(i * 37) % 60, 1 + (i % 7)]
      const add = i % 3 !== 0
      if (add) set.add(1, clock, length)
      else set.delete(1, clock, length)
      for (let at = clock; at < clock + length; at++) add ? plain.add(at) : plain.delete(at)
      const members = Array.from({ length: 70 }, (_, at) => at).filter((at) => set.has(1, at))
      expect(members).toEqual([...plain].sort((a, b) => a - b))
    }
  })

  it('knows one client from another', () => {
    const set = new IdSet()
    set.add(1, 0, 5)
    expect(set.has(2, 0)).toBe(false)
  })
})
