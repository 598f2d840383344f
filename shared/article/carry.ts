/**
 * Carries what is said about one text to another that has come from it: from a copy of an article to the article as it is now.
 * What was the article's when it was copied is known by its ids, wherever it has been moved to; what was written anew
 * in the same words is found by comparing (difference.ts). Nothing is ever carried to other words.
 */

import { anchorRangesMax } from '../limits.ts'
import { type Anchor, anchoredIds, anchorFor } from './anchor.ts'
import { type Match, matchesOf } from './difference.ts'
import { flatRanges, type IdRange, joinedRanges } from './record.ts'
import type { Suggestions } from './suggestions.ts'
import { Wording } from './wording.ts'

export class Carrying {
  /** The text that was copied, as the copy has it: what is suggested there is not in it. */
  readonly from: Wording
  /** The article as it is now, without what is suggested. */
  readonly to: Wording
  /** By the units of the copy: where they stand now; -1: nowhere. */
  private readonly targets: Int32Array
  /** What of the copy is not in `from`, and has come to be called otherwise. */
  private readonly written: { readonly copy: IdRange; readonly now: IdRange }[] = []

  /** `ids`: what the units of the copy were called in the article, one behind the other; null: that is not known. */
  constructor(
    copy: Suggestions,
    readonly live: Suggestions,
    ids: readonly number[] | null,
  ) {
    this.from = Wording.of(copy, 'base')
    this.to = Wording.of(live, 'base')
    this.targets = new Int32Array(this.from.text.length).fill(-1)
    for (const { from, to, length } of matchesOf(this.from.text, this.to.text, this.knownBy(ids ?? [])))
      for (let i = 0; i < length; i++) this.targets[from + i] = to + i
  }

  /** Where a unit of the copied text stands now; null: nowhere. */
  targetOf(at: number): number | null {
    const target = this.targets[at] ?? -1
    return target < 0 ? null : target
  }

  /** Says under which ids something was written that only the copy had. */
  write(copy: IdRange, now: IdRange): void {
    this.written.push({ copy, now })
  }

  /** What ids of the copy stand for now, in their order; what is gone is left out. */
  ranges(ranges: readonly IdRange[]): readonly IdRange[] {
    return joinedRanges(ranges.flatMap((range) => [...this.parts(range)]))
  }

  /** Where ids of the copied text stand now, unit for unit in their order. */
  *matches(range: IdRange): Generator<Match> {
    for (const { at, length } of this.from.find(range)) yield* runsIn(this.targets, at, at + length)
  }

  /**
   * The anchor of a thread on the copy, in the article: what is there of its words, with what stands around them now. The quote stays
   * what the thread was about. Null: its words are gone.
   */
  anchor(anchor: Anchor): Anchor | null {
    const ranges = this.ranges(anchoredIds(anchor.ranges)).slice(0, anchorRangesMax)
    if (ranges.length === 0) return null
    const { suggestion: _, ...own } = anchor
    // Asked for as a suggestion's words are, which may be a figure's marker too.
    const { before, after } = anchorFor(this.live, { suggestion: '', ranges: flatRanges(ranges) })
    return { ...own, ranges: flatRanges(ranges), before, after }
  }

  private *parts(range: IdRange): Generator<IdRange> {
    for (const { to, length } of this.matches(range)) yield* this.to.idsOf({ at: to, length })
    const written: { readonly from: number; readonly now: IdRange }[] = []
    for (const { copy, now } of this.written) {
      if (copy.client !== range.client) continue
      const from = Math.max(copy.clock, range.clock)
      const until = Math.min(copy.clock + copy.length, range.clock + range.length)
      if (from < until)
        written.push({ from, now: { ...now, clock: now.clock + from - copy.clock, length: until - from } })
    }
    // In the order of the range, in which they need not have been written.
    yield* written.sort((a, b) => a.from - b.from).map(({ now }) => now)
  }

  /** What is in the article under its old ids, or under those that an undo or a move gave it. */
  private knownBy(ids: readonly number[]): readonly Match[] {
    const ranges = anchoredIds(ids)
    const { from, to } = this
    if (ranges.reduce((sum, { length }) => sum + length, 0) !== from.text.length) return []
    const [targets, isTaken] = [new Int32Array(from.text.length).fill(-1), new Uint8Array(to.text.length)]
    let at = 0
    for (const range of ranges) {
      for (const life of this.live.aliases.traced(range)) {
        for (const found of to.find(life.now)) {
          for (let i = 0; i < found.length; i++) {
            const [old, now] = [at + life.from + found.from + i, found.at + i]
            // Of what is there twice, one.
            if (targets[old] !== -1 || isTaken[now] || from.text[old] !== to.text[now]) continue
            targets[old] = now
            isTaken[now] = 1
          }
        }
      }
      at += range.length
    }
    return [...runsIn(targets, 0, targets.length)]
  }
}

/** What follows each other on both sides, as matches. */
function* runsIn(targets: Int32Array, start: number, end: number): Generator<Match> {
  for (let from = start; from < end; ) {
    const to = targets[from] ?? -1
    let length = 1
    while (from + length < end && targets[from + length] === (to < 0 ? -1 : to + length)) length++
    if (to >= 0) yield { from, to, length }
    from += length
  }
}
