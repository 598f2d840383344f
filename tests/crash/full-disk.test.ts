/** A disk that takes no more: every tab is told, typing goes on, and after the repair everything arrives once. */

import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { refusal } from '../../shared/refusals.ts'
import { startTestServer } from '../support/server.ts'
import { CrashServer } from './crash-server.ts'
import { Random } from './random.ts'
import { Tab } from './tab.ts'

type Trouble = { begin(): void | Promise<void>; end(): void | Promise<void> }
type Place = { readonly url: string; readonly article: ArticleId; readonly token: string }

async function typeThrough(place: Place, trouble: Trouble) {
  const random = new Random(7)
  const [writer, reader] = [new Tab(place, random), new Tab(place, random)]
  try {
    for (const tab of [writer, reader]) tab.connect()
    await Promise.all([writer, reader].map((tab) => tab.until(() => tab.saved)))
    const lengthBefore = writer.text.length
    await trouble.begin()
    // Small changes may still fit into what the file has: type, one letter after another, until it is full.
    const stop = writer.onHeard(() => setImmediate(() => writer.saved && writer.type()))
    writer.type()
    await Promise.all([writer, reader].map((tab) => tab.until(() => tab.lostWith !== null)))
    stop()
    expect([writer.lostWith, reader.lostWith]).toEqual([1013, 1013])
    expect(refusal('cannot-store').close).toBe(1013)
    for (let n = 0; n < 20; n++) writer.type()
    expect(writer.saved).toBe(false)
    await trouble.end()
    await writer.until(() => writer.saved)
    await reader.until(() => reader.saved && reader.text.length >= lengthBefore + writer.typed)
    expect(reader.text).toBe(writer.text)
    expect(writer.text.length).toBe(lengthBefore + writer.typed)
    expect([...writer.complaints, ...reader.complaints]).toEqual([])
    return { text: writer.text, typed: writer.typed }
  } finally {
    for (const tab of [writer, reader]) tab.destroy()
  }
}

it('[R4] a database that may not grow closes the room with 1013; what was typed arrives once after the repair', async () => {
  const server = await startTestServer()
  try {
    const person = await server.person()
    const article = (await person.article('A headline')).id as ArticleId
    const place = { url: server.url, article, token: await person.token() }
    const pages = (limit: number) =>
      sql.raw(`pragma max_page_count = ${limit}`).execute(server.store.database!.kysely)
    const { typed } = await typeThrough(place, {
      begin: async () => void (await pages(1)),
      end: async () => void (await pages(1_000_000)),
    })
    expect(typed).toBeGreaterThan(20)
  } finally {
    await server.stop()
  }
})

it('[R4] a limit on the size of files does the same, and the server lives on', async () => {
  const server = await CrashServer.start('sqlite')
  try {
    const limit = (bytes: number | 'unlimited') => {
      const set = spawnSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`], {
        encoding: 'utf8',
      })
      expect([set.error, set.stderr]).toEqual([undefined, ''])
    }
    const { typed } = await typeThrough(server, {
      begin: () => limit(statSync(`${server.sqliteFile}-wal`).size + 100_000),
      end: () => limit('unlimited'),
    })
    expect(typed).toBeGreaterThan(20)
  } finally {
    await server.end()
  }
})
