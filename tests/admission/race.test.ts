import { expect, test } from 'vitest'
import { race } from './race.ts'

const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1)

test('[C1] honest tabs are never refused, not even typing while they reconnect, and all come to the same', () => {
  const counts = new Map<string, number>()
  const complaints: string[] = []
  for (const seed of SEEDS) {
    const history = race(seed, 200)
    if (history.complaint) complaints.push(history.complaint)
    for (const [what, times] of history.counts) counts.set(what, (counts.get(what) ?? 0) + times)
  }
  expect(complaints).toEqual([])
  for (const what of [
    'ours admitted',
    'stock admitted',
    'early gap',
    'early admitted',
    'repaired',
    'stock dropped',
  ]) {
    expect(counts.get(what), what).toBeGreaterThan(0)
  }
})
