/** What a thousand threads cost whoever opens an article and types in it, beside the same article without any. */

import { threadsOf } from '../../client/editor/thread-marks.ts'
import { anchorFor } from '../../shared/article/anchor.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { articleOf, Tab } from '../text/tab.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

const WORDS = [2_000, 50_000] as const
const THREADS = 1_000
const KEYS = 400

export async function bench(print: Print): Promise<void> {
  for (const words of WORDS) {
    const update = articleOf(
      ...Array.from({ length: words / 50 }, (_, i) =>
        Array.from({ length: 50 }, (_, j) => `w${i}x${j}`).join(' '),
      ),
    )
    const [bare, busy] = [
      new Tab(update, 4_096, { isMeasured: true }),
      new Tab(update, 6_000, { isMeasured: true }),
    ]
    const threads = threadsOn(busy)
    const showMs = timed(() => threadsOf(busy.binding).show(threads, null))
    const placesMs = timed(() => threadsOf(busy.binding).places())
    const activeMs = timed(() => threadsOf(busy.binding).show(threads, threads[0]!.id))
    // By turns, so that both meet the same machine.
    const ms = { bare: 0, busy: 0 }
    for (let key = 0; key < KEYS; key++) {
      for (const [name, tab] of [
        ['bare', bare],
        ['busy', busy],
      ] as const) {
        const at = tab.before(key % tab.blocks) + 10
        ms[name] += timed(() => tab.change((tr) => tr.insertText('k', at)))
      }
    }
    print({
      words,
      threads: THREADS,
      showMs: rounded(showMs),
      placesMs: rounded(placesMs),
      activeMs: rounded(activeMs),
      keyMs: rounded(ms.busy / KEYS),
      keyWithoutMs: rounded(ms.bare / KEYS),
      anchorMs: rounded(anchorMs(busy)),
    })
  }
}

/** Threads on a few words each, all over the article. */
function threadsOn(tab: Tab) {
  const { size } = tab.state.doc.content
  return Array.from({ length: THREADS }, (_, i) => {
    const from = Math.floor((i * (size - 40)) / THREADS) + 2
    tab.select(from, from + 20)
    const selected = threadsOf(tab.binding).selected()
    const ranges = selected !== null && 'ranges' in selected ? selected.ranges : []
    return { id: `t${i}`, ranges, state: 'open' as const }
  })
}

/** What the server does for one thread: reads the article's suggestions, and the words. */
function anchorMs(tab: Tab): number {
  const selected = threadsOf(tab.binding).selected()
  if (selected === null || !('ranges' in selected)) return Number.NaN
  return timed(() => anchorFor(new Suggestions(tab.doc), { ranges: selected.ranges }))
}

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000
