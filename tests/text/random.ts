/** Seeded chance for the text's tests: the same seed gives the same session on every machine. */

export type Random = {
  /** Uniform in [0, 1). */
  readonly chance: () => number
  /** A whole number from 0 up to, not including, `count`. */
  readonly below: (count: number) => number
  readonly pick: <Value>(values: readonly Value[]) => Value
}

export function seededRandom(seed: number): Random {
  let state = seed | 0
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (count: number) => Math.floor(chance() * count)
  return { chance, below, pick: (values) => values[below(values.length)]! }
}
