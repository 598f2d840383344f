/** The log of articles in SQL, as the writer's thread runs it inside a transaction. */

import type Database from 'libsql'
import { assert } from '../../shared/assert.ts'
import type { ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { type PackedAppends, type PackedResults, unpackRows } from './sqlite-packing.ts'
import type { Command, CommandName, Commands, SqlValue } from './sqlite-requests.ts'
import type { Statements } from './sqlite-statements.ts'
import type { LogRow } from './store.ts'

type LogCommand = Exclude<CommandName, 'statement'>
/** Each command, all of it or a throw; the caller undoes what a throw leaves. */
export type LogCommands = { [K in LogCommand]: (asks: Commands[K]['asks']) => Commands[K]['answers'] }

export const isLogCommand = (command: Command): command is Extract<Command, { name: LogCommand }> =>
  command.name !== 'statement'

/** Where an article's log stands. */
type End = { readonly epoch: number; seq: number }
type LogTuple = { seq: number; person: PersonId | null; at: number; bytes: ArrayBuffer }
type ClientTuple = { client: ClientId; person: PersonId; state: 'reserved' | 'bound'; returned: number }

export function logCommands(database: Database.Database, statements: Statements): LogCommands {
  const statement = <Row>(sql: string) => {
    const prepared = database.prepare(sql)
    return {
      // Always one array: a lone Uint8Array would be taken for named parameters.
      all: (...values: SqlValue[]) => prepared.all(values) as Row[],
      run: (...values: SqlValue[]) => void prepared.run(values),
    }
  }
  const raiseEpoch = statement<{ epoch: number }>(
    'update leases set epoch = epoch + 1 where article = ? returning epoch',
  )
  const epochOf = statement<{ epoch: number }>('select epoch from leases where article = ?')
  const lastSeq = statement<{ seq: number | null }>('select max(seq) as seq from log where article = ?')
  /** Where logs stand, of all articles of a batch at once: a call into SQLite costs more than looking a row up. */
  const endsOf = statement<End & { article: ArticleId }>(
    'select article, epoch, (select coalesce(max(seq), 0) from log where log.article = leases.article) as seq ' +
      'from leases where article in (select value from json_each(?))',
  )
  /** All rows at once: a list of [article, seq, person, at, from, size], where from and size cut the update from the bytes. */
  const addRows = statement(
    'insert into log (article, seq, person, at, bytes) ' +
      'select value ->> 0, value ->> 1, value ->> 2, value ->> 3, substr(?2, value ->> 4, value ->> 5) from json_each(?1)',
  )
  const rowsAfter = statement<LogTuple>(
    'select seq, person, at, bytes from log where article = ? and seq > ? order by seq limit ?',
  )
  const checkpointOf = statement<{ seq: number; bytes: ArrayBuffer }>(
    'select seq, bytes from checkpoints where article = ?',
  )
  const putCheckpoint = statement(
    'insert into checkpoints (article, seq, bytes) values (?, ?, ?) ' +
      'on conflict (article) do update set seq = excluded.seq, bytes = excluded.bytes where excluded.seq >= seq',
  )
  const clientsOf = statement<ClientTuple>(
    'select client, person, state, returned from clients where article = ? order by client',
  )
  const ownerOf = statement<{ person: PersonId }>(
    'select person from clients where article = ? and client = ?',
  )
  const putClient = statement(
    'insert into clients (article, client, person, state, returned) values (?, ?, ?, ?, 0) ' +
      "on conflict (article, client) do update set returned = 0, state = iif(state = 'bound', state, excluded.state)",
  )
  const returnClient = statement(
    'update clients set returned = 1 where article = ? and client = ? and person = ?',
  )
  const dirty = statement('update change_counter set seq = seq + 1')

  const assertOwn = (article: ArticleId, client: ClientId, person: PersonId | null) => {
    const owner = ownerOf.all(article, client)[0]?.person
    if (person === null || (owner !== undefined && owner !== person))
      throw new Refused('client-id', `Client ${client} is not ${person ?? 'the server'}'s.`)
    return person
  }

  const append = (packed: PackedAppends): PackedResults => {
    const rows = unpackRows(packed)
    const articles = new Set(rows.map(([article]) => article))
    const ends = new Map(endsOf.all(JSON.stringify([...articles])).map((end) => [end.article, end]))
    const added: (string | number | null)[][] = []
    let from = 1 // SQL counts from 1
    const results = rows.map(([article, epoch, person, at, size]) => {
      const end = ends.get(article)
      const isStale = end?.epoch !== epoch
      if (!isStale) added.push([article, ++end.seq, person, at, from, size])
      from += size
      return isStale ? null : end.seq
    })
    if (added.length > 0) addRows.run(JSON.stringify(added), packed.bytes)
    for (const [index, [article, , person, , , binds, notes]] of rows.entries()) {
      if (results[index] === null) continue
      bind(article, person, binds)
      for (const note of notes) statements.prepare(note).run([...note.values])
    }
    return results
  }
  const bind = (article: ArticleId, person: PersonId | null, clients: readonly ClientId[]) => {
    for (const client of clients) putClient.run(article, client, assertOwn(article, client, person), 'bound')
  }

  return {
    open({ article }) {
      const epoch = raiseEpoch.all(article)[0]?.epoch
      if (epoch === undefined) return null
      const checkpoint = checkpointOf.all(article)[0]
      return {
        epoch,
        checkpoint: checkpoint ? { seq: checkpoint.seq, update: new Uint8Array(checkpoint.bytes) } : null,
        rows: rowsAfter.all(article, checkpoint?.seq ?? 0, -1).map(logRow),
        clients: clientsOf.all(article).map((row) => ({ ...row, returned: row.returned === 1 })),
      }
    },
    append: ({ packed }) => append(packed),
    checkpoint({ article, epoch, checkpoint: { seq, update } }) {
      if (epochOf.all(article)[0]?.epoch !== epoch) return 'stale'
      const last = lastSeq.all(article)[0]?.seq ?? 0
      assert(seq >= 1 && seq <= last, `checkpoint ${seq} stands for rows of the log, which ends at ${last}`)
      putCheckpoint.run(article, seq, update)
      return 'stored'
    },
    reserve({ article, person, clients }) {
      for (const client of clients)
        putClient.run(article, client, assertOwn(article, client, person), 'reserved')
      return null
    },
    giveBack({ article, person, clients }) {
      for (const client of clients) returnClient.run(article, client, person)
      return null
    },
    read: ({ article, afterSeq, limit }) => rowsAfter.all(article, afterSeq, limit).map(logRow),
    probe() {
      dirty.run()
      return null
    },
  }
}

const logRow = ({ seq, person, at, bytes }: LogTuple): LogRow => ({
  seq,
  person,
  at,
  update: new Uint8Array(bytes),
})
