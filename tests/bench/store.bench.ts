/**
 * What durability costs: rooms that append as fast as they are answered, and one that writes alone, on SQLite and PostgreSQL;
 * beside them the bare write and fsync of the same disk.
 */

import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { systemClock, systemRandom } from '../../server/clock.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { Append, Store } from '../../server/store/store.ts'
import { type AccountId, newArticleId, type PersonId } from '../../shared/ids.ts'
import { createTestDatabase } from '../support/postgres.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

/** One keystroke as Yjs encodes it. */
const keystroke = systemRandom(30)
const runMs = 2_000

export async function bench(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'galley-bench-'))
  try {
    print({ what: 'bare write and fsync', ...spread(bareSyncs(join(folder, 'bare'), 500)) })
    const sqlite = await openSqliteStore({ file: join(folder, 'galley.sqlite'), clock: systemClock })
    await benchStore('sqlite', sqlite, print)
    await sqlite.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
  const database = await createTestDatabase()
  const postgres = await openPostgresStore({ url: database.url })
  await benchStore('postgres', postgres, print)
  await postgres.close()
  await database.drop()
}

async function benchStore(store: string, opened: Store, print: Print): Promise<void> {
  // A room has one append on its way and puts what comes meanwhile into the next.
  for (const [rooms, batch] of [
    [1, 1],
    [20, 1],
    [200, 1],
    [200, 10],
  ] as const)
    print({ what: 'durable appends', store, rooms, batch, ...(await appendFor(opened, rooms, batch)) })
}

async function appendFor(store: Store, rooms: number, batch: number) {
  const waits: number[] = []
  const leases = await Promise.all(Array.from({ length: rooms }, () => newLease(store)))
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const start = performance.now()
  await Promise.all(
    leases.map(async (lease) => {
      while (performance.now() - start < runMs) {
        const asked = performance.now()
        await store.log.append(Array.from({ length: batch }, () => lease))
        waits.push(performance.now() - asked)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  loop.disable()
  return {
    rowsPerSecond: Math.round((waits.length * batch) / seconds),
    ...spread(waits),
    eventLoopP99Ms: round(loop.percentile(99) / 1e6),
  }
}

async function newLease(store: Store): Promise<Append> {
  const article = newArticleId(systemRandom)
  await store.records.createArticle({ id: article, title: '', at: 0 }, 'owner' as AccountId, keystroke)
  const epoch = (await store.log.open(article))?.epoch ?? 0
  return { article, epoch, person: 'person' as PersonId, at: 0, update: keystroke, binds: [] }
}

function bareSyncs(file: string, count: number): number[] {
  const opened = openSync(file, 'w')
  const page = Buffer.alloc(4096)
  const waits = Array.from({ length: count }, () => {
    const start = performance.now()
    writeSync(opened, page)
    fsyncSync(opened)
    return performance.now() - start
  })
  closeSync(opened)
  return waits
}

function spread(waits: number[]) {
  const sorted = waits.sort((a, b) => a - b)
  const at = (part: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}

const round = (ms: number) => Math.round(ms * 100) / 100
