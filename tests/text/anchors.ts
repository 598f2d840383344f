/** Threads in a random session: begun on random words, placed by the server, and held against what became of those words. */

import { TextSelection } from '@tiptap/pm/state'
import { threadsOf } from '../../client/editor/thread-marks.ts'
import { type Anchor, anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Random } from './random.ts'
import type { Tab } from './tab.ts'

type Begun = { readonly id: string; readonly wanted: readonly string[]; readonly ranges: readonly number[] }
type Placed = Begun & { readonly anchor: Anchor }

export class SessionAnchors {
  private begun: Begun[] = []
  readonly placed: Placed[] = []
  /** How often the server had to say that it does not know the words yet. */
  waits = 0

  constructor(private readonly random: Random) {}

  /** Somebody selects words, perhaps over several blocks, and begins a thread about them. */
  begin(tab: Tab): void {
    const { doc } = tab.state
    const from = this.random.below(doc.content.size)
    const to = Math.min(doc.content.size, from + 1 + this.random.below(12))
    tab.change((tr) => tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
    const selected = threadsOf(tab.binding).selected()
    if (selected === null || !('ranges' in selected)) return
    const id = `t${this.placed.length + this.begun.length}`
    this.begun.push({ id, wanted: lettersOf(selected.quote), ranges: selected.ranges })
  }

  /** The server places what it knows the words of; everybody is shown it. */
  place(suggestions: Suggestions, tabs: readonly Tab[]): void {
    const waiting: Begun[] = []
    for (const begun of this.begun) {
      try {
        this.placed.push({ ...begun, anchor: anchorFor(suggestions, { ranges: begun.ranges }) })
      } catch (error) {
        if (!(error instanceof Refused && error.code === 'gap')) throw error
        waiting.push(begun)
        this.waits += 1
      }
    }
    if (waiting.length < this.begun.length) {
      const shown = this.placed.map(({ id, anchor }) => ({
        id,
        ranges: anchor.ranges,
        state: 'open' as const,
      }))
      const active = this.random.pick(this.placed).id
      for (const tab of tabs) threadsOf(tab.binding).show(shown, active)
    }
    this.begun = waiting
  }

  /**
   * What does not hold [G3]: a thread covers other words than its own, or leaves one of its own out that is there. `isExcused`: of
   * a character that is there it cannot be known any more which one it is.
   */
  failures(
    suggestions: Suggestions,
    there: ReadonlySet<string>,
    isExcused: (letter: string) => boolean,
  ): string[] {
    return this.placed.flatMap(({ id, anchor, wanted }) => {
      const covered = lettersOf(anchoredText(suggestions, anchor) ?? '')
      const others = covered.filter((letter) => !wanted.includes(letter))
      const missing = wanted.filter(
        (letter) => there.has(letter) && !covered.includes(letter) && !isExcused(letter),
      )
      const count = (all: readonly string[], letter: string) => all.filter((one) => one === letter).length
      const twice = covered.some(
        (letter) => count(covered, letter) > count(wanted, letter) && !isExcused(letter),
      )
      return [
        ...(others.length > 0 ? [`${id} covers ${others.join('')}, which is not of ${wanted.join('')}`] : []),
        ...(missing.length > 0 ? [`${id} leaves out ${missing.join('')} of ${wanted.join('')}`] : []),
        ...(twice ? [`${id} covers a letter twice: ${covered.join('')}`] : []),
      ]
    })
  }

  /** What a tab draws otherwise than the text says. */
  drawnFailures(tab: Tab): string[] {
    const drawn = new Map<string, string>()
    for (const { from, to, spec } of threadsOf(tab.binding)
      .drawn()
      .toSorted((a, b) => a.from - b.from)) {
      // A piece at a time may hold half of a surrogate pair.
      const words = tab.state.doc.textBetween(from, to, '')
      for (const id of spec.threads as readonly string[]) drawn.set(id, (drawn.get(id) ?? '') + words)
    }
    return this.placed.flatMap(({ id, anchor }) => {
      const covered = lettersOf(anchoredText(tab.suggestions, anchor) ?? '')
      const seen = lettersOf(drawn.get(id) ?? '')
      return sorted(seen) === sorted(covered)
        ? []
        : [`${id} is drawn on ${seen.join('')} and covers ${covered.join('')}`]
    })
  }
}

/** Characters as the sessions type them: each is there once. */
const lettersOf = (text: string): string[] => [...text].filter((letter) => /[\p{L}]/u.test(letter))
const sorted = (letters: readonly string[]): string => [...letters].sort().join('')
