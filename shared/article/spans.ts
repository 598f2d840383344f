/**
 * Stretches of a client's clocks, each with what is said about it, to be asked for what is said here. Kept apart by their lengths, so
 * that one of a whole article does not make everybody look at all the short ones before.
 */

export type Span<T> = { readonly from: number; readonly until: number; readonly placed: T }

export class Spans<T> {
  /** At `n` those that are shorter than 2ⁿ⁺¹ and no shorter than 2ⁿ, by where they begin. */
  private readonly levels: Span<T>[][] = []

  get isEmpty(): boolean {
    return this.levels.every(({ length }) => length === 0)
  }

  add(span: Span<T>): void {
    const level = Math.floor(Math.log2(Math.max(1, span.until - span.from)))
    while (this.levels.length <= level) this.levels.push([])
    const spans = this.levels[level] ?? []
    spans.splice(firstFrom(spans, span.from + 1), 0, span)
  }

  /** All of these. */
  remove(placed: T): void {
    for (const [level, spans] of this.levels.entries()) {
      if (spans.length > 0) this.levels[level] = spans.filter((span) => span.placed !== placed)
    }
  }

  /** In no order. */
  all(): Iterable<Span<T>> {
    return this.levels.flat()
  }

  /** Those of which anything is between the two clocks, by where they begin. */
  over(from: number, until: number): readonly Span<T>[] {
    const found: Span<T>[] = []
    let levels = 0
    for (const [level, spans] of this.levels.entries()) {
      const before = found.length
      for (let i = firstFrom(spans, from - 2 ** (level + 1)); i < spans.length; i++) {
        const span = spans[i]
        if (span === undefined || span.from >= until) break
        if (span.until > from) found.push(span)
      }
      if (found.length > before) levels++
    }
    return levels > 1 ? found.sort((a, b) => a.from - b.from) : found
  }
}

/** The index of the first span that begins at the clock or after it. */
function firstFrom<T>(spans: readonly Span<T>[], clock: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) < clock) low = middle + 1
    else high = middle
  }
  return low
}
