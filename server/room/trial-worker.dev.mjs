/** Starts the trials' thread from its source, in development and tests: Node 20 does not run TypeScript by itself. */

import { require } from 'tsx/cjs/api'

// Not as an ES module: for those every thread would start a second one that translates.
require('./trial-worker.ts', import.meta.url)
