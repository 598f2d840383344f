/** A server with a planted bug: its store says stored at once and would write later, were it not killed. For the crash test to notice. */

import { fileURLToPath } from 'node:url'
import { systemClock, systemRandom } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import { silentLog } from '../../server/log.ts'
import { openStore } from '../../server/open-store.ts'
import { startServer } from '../../server/server.ts'
import type { Store } from '../../server/store/store.ts'

const reading = readConfig(process.env)
if ('problems' in reading) throw new Error(reading.problems.join('\n'))
const server = await startServer(reading.config, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  pageDir: fileURLToPath(new URL('../../dist/client', import.meta.url)),
  store: lying(await openStore(reading.config, systemClock, true)),
})
console.log(`Galley is running at ${server.url}\n${server.setUpToken ? `/set-up/${server.setUpToken}` : ''}`)

function lying(store: Store): Store {
  return {
    ...store,
    log: {
      ...store.log,
      append: async (batch) => batch.map(() => ({ kind: 'stored', seq: 1 })),
    },
  }
}
