/** Starts the writer's thread from its source, in development and tests: Node 20 does not run TypeScript by itself. */

import { register } from 'tsx/esm/api'

register()
await import('./sqlite-writer.ts')
