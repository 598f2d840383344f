/** The life of a client id: a part of what `npm run soak -- client-ids` plays. */

import { expect, it } from 'vitest'
import { playSituation } from './client-ids.soak.ts'

it.each([
  ['two tabs opened without a connection from one cache', 200, 'typedOffline', 200],
  ['a tab killed between writing to the cache and sending', 200, 'killedWithUnsavedWork', 200],
  ['a refusal followed by a reload', 70, 'freshDocs', 40],
])(
  '%s: never the same id and clock with other content',
  async (situation, runs, reached, least) => {
    const { counts, failures } = await playSituation(situation, runs, 1)
    console.log(situation, JSON.stringify(counts))
    expect(failures).toEqual([])
    expect(counts[reached] ?? 0, reached).toBeGreaterThan(least)
  },
  120_000,
)
