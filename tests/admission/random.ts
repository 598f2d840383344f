/** Seeded chance: the same seed tells the same story. */

export class Random {
  private state: number
  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    // mulberry32: one word of state, good enough to wander.
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let word = this.state
    word = Math.imul(word ^ (word >>> 15), word | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) % bound
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!
  }
  /** True once in `times`. */
  chance(times: number): boolean {
    return this.below(times) === 0
  }
}
