/** Starts the trials' thread from its source, in development and tests: Node 20 does not run TypeScript by itself. */

import { require } from 'tsx/cjs/api'

// A test run has built it once for all its threads (tests/support/built-setup.ts).
const built = process.env.GALLEY_TEST_BUILT
if (built) await import(`${built}/trial-worker.js`)
// Not as an ES module: for those every thread would start a second one that translates.
else require('./trial-worker.ts', import.meta.url)
