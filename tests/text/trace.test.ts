/** The beginning of each trace; all of it by `npm run soak -- trace`. */

import { expect, it } from 'vitest'
import { replay, traces } from './trace.soak.ts'

it.each(traces())('the first edits of $name end in the exact text', (trace) => {
  expect(replay(trace, 5_000)).toBeNull()
})
