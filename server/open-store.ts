/** The store that the configuration asks for: the one place that knows which drivers there are. */

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { openPostgresStore } from './store/postgres.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

/** Where SQLite keeps everything. */
export const sqliteFile = ({ dataDir }: Config): string => join(dataDir, 'galley.sqlite')

/** `serve`: this process is the one that holds rooms open; the command line is not. */
export async function openStore(config: Config, clock: Clock, serve: boolean): Promise<Store> {
  if (config.databaseUrl !== null) return openPostgresStore({ url: config.databaseUrl })
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  return openSqliteStore({ file: sqliteFile(config), clock, serve })
}
