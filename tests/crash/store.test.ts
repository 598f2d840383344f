/** kill -9 of a process that writes to the store: what it said was stored is there when another opens it. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { createTestDatabase } from '../support/postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'galley-killed-'))
const article = 'article000000001' as ArticleId
afterAll(() => rmSync(folder, { recursive: true }))

/** Kills the process once it has printed so many lines; everything it printed. */
async function printedBeforeKill(parts: readonly string[], lines: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/crash/appender.ts', ...parts], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = once(child, 'close')
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk
    if (printed.split('\n').length > lines) child.kill('SIGKILL')
  })
  await exit
  return printed.split('\n').slice(0, -1)
}

it.each(['sqlite', 'postgres'] as const)(
  '[S1] what was answered stored survives kill -9 on %s',
  async (kind) => {
    const database = kind === 'postgres' ? await createTestDatabase() : null
    const place = database?.url ?? join(folder, 'galley.sqlite')
    const open = () =>
      database ? openPostgresStore({ url: place }) : openSqliteStore({ file: place, clock: systemClock })
    const before = await open()
    await before.records.createArticle(
      { id: article, title: '', at: 0 },
      'owner' as AccountId,
      new Uint8Array(1),
    )
    await before.close()
    const printed = await printedBeforeKill([kind, place, article], 300)
    const after = await open()
    const rows = await after.log.read(article, 0, 1_000_000)
    const kept = rows.map(({ seq, update }) => `${seq} ${new TextDecoder().decode(update)}`)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
    expect(printed.length).toBeGreaterThan(300 - 1)
    expect(printed.filter((line) => !kept.includes(line))).toEqual([])
    await after.close()
    await database?.drop()
  },
)
