/** Threads and what becomes of their words: one command or a few by the seed, and whole random sessions. */

import { playAnchored } from './anchored.ts'
import { playSuggesting } from './suggesting.ts'

/** So many seeds of the property stand for one whole session. */
const perSession = 100

export type AnchorTotals = { failed: number; threads: number; readonly done: Record<string, number> }

/** Plays consecutive seeds. Prints what fails. */
export function playAllAnchored(seed: number, runs: number, print: (line: string) => void): AnchorTotals {
  const totals: AnchorTotals = { failed: 0, threads: 0, done: {} }
  for (let one = seed; one < seed + runs; one++) {
    const { failures, done } = playAnchored(one)
    for (const name of done) totals.done[name] = (totals.done[name] ?? 0) + 1
    totals.threads += 1
    if (failures.length === 0) continue
    totals.failed += 1
    print(`seed ${one}: ${failures[0]}`)
  }
  return totals
}

/** Plays sessions of editors and suggesters in which threads are begun. Prints what fails. */
export function playAnchoredSessions(
  seed: number,
  runs: number,
  check: 'always' | 'end',
  print: (line: string) => void,
): { failed: number; threads: number } {
  const totals = { failed: 0, threads: 0 }
  for (let one = seed; one < seed + runs; one++) {
    const latency = [3, 8, 30][one % 3] ?? 3
    const { failures, threads } = playSuggesting(one, {
      steps: 110,
      latency,
      decisions: 6,
      check,
      threads: 8,
    })
    totals.threads += threads
    if (failures.length === 0) continue
    totals.failed += 1
    print(`session ${one}: ${failures[0]}`)
  }
  return totals
}

export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const alone = playAllAnchored(seed, runs, print)
  print(JSON.stringify(alone))
  const sessions = playAnchoredSessions(seed, Math.ceil(runs / perSession), 'always', print)
  print(JSON.stringify({ sessions }))
  return { failed: alone.failed + sessions.failed }
}
