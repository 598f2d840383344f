/** The command line in this process, on a test server's own store. */

import { systemClock, systemRandom } from '../../server/clock.ts'
import type { Outcome } from '../../server/command-line/command.ts'
import { runCommand } from '../../server/command-line/run.ts'
import { readConfig } from '../../server/config.ts'
import { PASSWORD, type TestServer } from './server.ts'

export function galleyOn({ dataDir, store }: TestServer, words: readonly string[]): Promise<Outcome> {
  const reading = readConfig({ DATA_DIR: dataDir })
  if ('problems' in reading) throw new Error(reading.problems.join('\n'))
  const openStore = async () => ({ ...store, close: async () => {} })
  const world = { clock: systemClock, random: systemRandom, password: async () => PASSWORD, openStore }
  return runCommand(reading.config, world, words)
}
