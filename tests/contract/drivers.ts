/** Each store as a driver under test. */

import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { systemClock } from '../../server/clock.ts'
import { createMemoryStore } from '../../server/store/memory.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import { createLossyDisk } from '../support/lossy-disk.ts'
import { createTestDatabase } from '../support/postgres.ts'
import type { Driver } from './lab.ts'

/** `fsync: false`: on a disk that says yes and keeps nothing. */
export const memoryDriver = ({ fsync = true } = {}): Driver => ({
  name: 'memory',
  async lab() {
    const disk = createLossyDisk({ fsync })
    disk.flow(fsync)
    return {
      store: createMemoryStore({ disk }),
      another: async () => createMemoryStore({ disk }),
      async crash() {
        disk.crash()
        return createMemoryStore({ disk })
      },
      async breakDisk() {
        disk.break(true)
        return { repair: async () => disk.break(false) }
      },
      async destroy() {},
    }
  },
})

export const sqliteDriver: Driver = {
  name: 'sqlite',
  async lab() {
    const folder = mkdtempSync(join(tmpdir(), 'galley-store-'))
    const file = join(folder, 'galley.sqlite')
    const opened: Store[] = []
    const open = async (path: string) => {
      const store = await openSqliteStore({ file: path, clock: systemClock })
      opened.push(store)
      return store
    }
    const store = await open(file)
    return {
      store,
      another: () => open(file),
      /** What a process that is killed leaves behind: the files as they are now. */
      crash() {
        const left = join(folder, 'left.sqlite')
        for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, left + part)
        return open(left)
      },
      /** No page more than there are. */
      async breakDisk() {
        const { kysely } = store.database!
        await sql`pragma max_page_count = 1`.execute(kysely)
        return {
          async repair() {
            await sql`pragma max_page_count = 1000000000`.execute(kysely)
          },
        }
      },
      async destroy() {
        for (const each of opened) await each.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
}

export const postgresDriver: Driver = {
  name: 'postgres',
  async lab() {
    const database = await createTestDatabase()
    const { name, administer } = database
    const opened: Store[] = []
    const open = async () => {
      const store = await openPostgresStore({ url: database.url })
      opened.push(store)
      return store
    }
    const cutConnections = () =>
      administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    return {
      store: await open(),
      another: open,
      async crash() {
        await cutConnections()
        return open()
      },
      /** Every connection from now on can only read. */
      async breakDisk() {
        await administer(`alter database ${name} set default_transaction_read_only = on`)
        await cutConnections()
        return {
          async repair() {
            await administer(`alter database ${name} reset default_transaction_read_only`)
            await cutConnections()
          },
        }
      },
      async destroy() {
        for (const each of opened) await each.close()
        await database.drop()
      },
    }
  },
}
