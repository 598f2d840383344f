/** The log of articles in PostgreSQL: appends that wait go in one transaction; a lease's row is locked while its log grows. */

import { assert } from '../../shared/assert.ts'
import type { ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { GroupCommit, type Outcome } from './group-commit.ts'
import type { StatementsOf } from './note-statements.ts'
import type { Connection, PostgresPool } from './postgres-pool.ts'
import type { Append, AppendResult, ArticleLog, ClientRow, LogRow } from './store.ts'

type Batch = readonly Append[]

export function postgresLog(pool: PostgresPool, statementsOf: StatementsOf): ArticleLog {
  const groups = new GroupCommit<Batch>((batches) =>
    pool.transaction((connection) => appendAll(connection, batches, statementsOf)),
  )
  return {
    append(batch) {
      const unowned = batch.find(({ person, binds }) => person === null && binds.length > 0)
      if (unowned !== undefined)
        return Promise.reject(new Refused('client-id', `Client ${unowned.binds[0]} is not the server's.`))
      return groups.submit(batch.map(copied)) as Promise<readonly AppendResult[]>
    },

    open: (article) =>
      pool.transaction(async ({ query }) => {
        // Waits for an append under the old epoch, and sees it.
        const raised = await query('update leases set epoch = epoch + 1 where article = $1 returning epoch', [
          article,
        ])
        const epoch: number | undefined = raised.rows[0]?.epoch
        if (epoch === undefined) return null
        const { rows: checkpoints } = await query('select seq, bytes from checkpoints where article = $1', [
          article,
        ])
        const checkpoint = checkpoints[0] ? { seq: checkpoints[0].seq, update: checkpoints[0].bytes } : null
        const { rows } = await query(
          'select seq, person, at, bytes as update from log where article = $1 and seq > $2 order by seq',
          [article, checkpoint?.seq ?? 0],
        )
        const clients = await query(
          'select client, person, state, returned = 1 as returned from clients where article = $1 order by client',
          [article],
        )
        return { epoch, checkpoint, rows: rows as LogRow[], clients: clients.rows as ClientRow[] }
      }),

    checkpoint: (article, epoch, { seq, update }) =>
      pool.transaction(async (connection) => {
        if ((await lockLeases(connection, [article])).get(article) !== epoch) return 'stale'
        const last = (await lastSeqs(connection, [article])).get(article) ?? 0
        assert(seq >= 1 && seq <= last, `checkpoint ${seq} stands for rows of the log, which ends at ${last}`)
        await connection.query(
          'insert into checkpoints (article, seq, bytes) values ($1, $2, $3) on conflict (article) ' +
            'do update set seq = excluded.seq, bytes = excluded.bytes where excluded.seq >= checkpoints.seq',
          [article, seq, update],
        )
        return 'stored'
      }),

    reserve: (article, person, clients) =>
      pool.transaction(async (connection) => {
        await lockLeases(connection, [article])
        const rows = clients.map((client) => ({ article, client, person }))
        const owners = await ownersOf(connection, rows)
        for (const row of rows) assertOwn(owners, row)
        await putClients(connection, rows, 'reserved')
      }),

    giveBack: (article, person, clients) =>
      pool.transaction(async ({ query }) => {
        await query(
          'update clients set returned = 1 where article = $1 and person = $2 and client = any($3::bigint[])',
          [article, person, clients],
        )
      }),

    async read(article, afterSeq, limit) {
      const connection = await pool.connect()
      try {
        const { rows } = await connection.query(
          'select seq, person, at, bytes as update from log where article = $1 and seq > $2 order by seq limit $3',
          [article, afterSeq, limit],
        )
        return rows as LogRow[]
      } finally {
        connection.release()
      }
    },
  }
}

/** The caller's bytes may change after the call. */
const copied = (append: Append): Append => ({ ...append, update: new Uint8Array(append.update) })

/** Decides every batch on the state as it is, then writes what is to be stored at once. */
async function appendAll(
  connection: Connection,
  batches: readonly Batch[],
  statementsOf: StatementsOf,
): Promise<readonly Outcome[]> {
  const all = batches.flat()
  const articles = [...new Set(all.map(({ article }) => article))]
  const epochs = await lockLeases(connection, articles)
  const seqs = await lastSeqs(connection, articles)
  const owners = await ownersOf(connection, all.flatMap(bindsOf))
  const rows: StoredRow[] = []

  const outcomes = batches.map((batch): Outcome => {
    const current = batch.filter(({ article, epoch }) => epochs.get(article) === epoch)
    const binds = current.flatMap(bindsOf)
    try {
      for (const bind of binds) assertOwn(owners, bind)
    } catch (error) {
      return { error }
    }
    for (const { article, client, person } of binds) owners.set(`${article} ${client}`, person)
    return {
      answer: batch.map((append): AppendResult => {
        if (epochs.get(append.article) !== append.epoch) return { kind: 'stale' }
        const seq = (seqs.get(append.article) ?? 0) + 1
        seqs.set(append.article, seq)
        rows.push({ ...append, seq })
        return { kind: 'stored', seq }
      }),
    }
  })
  if (rows.length > 0) await insertRows(connection, rows)
  await putClients(connection, rows.flatMap(bindsOf), 'bound')
  for (const { article, note } of rows) {
    for (const { sql, values } of note === undefined ? [] : statementsOf(article, note))
      await connection.query(sql, values)
  }
  return outcomes
}

type StoredRow = Append & { readonly seq: number }
type Bind = { readonly article: ArticleId; readonly client: ClientId; readonly person: PersonId }
/** By article and client: who the client belongs to. */
type Owners = Map<string, PersonId>

function bindsOf({ article, person, binds }: Append): readonly Bind[] {
  return person === null ? [] : binds.map((client) => ({ article, client, person }))
}

function assertOwn(owners: Owners, { article, client, person }: Bind) {
  const owner = owners.get(`${article} ${client}`)
  if (owner !== undefined && owner !== person)
    throw new Refused('client-id', `Client ${client} is not ${person}'s.`)
}

/** Epochs of the articles that exist, each locked until the transaction ends; in one order, so that two never wait for each other. */
async function lockLeases({ query }: Connection, articles: readonly ArticleId[]) {
  const { rows } = await query(
    'select article, epoch from leases where article = any($1) order by article for update',
    [articles],
  )
  return new Map(rows.map((row): [ArticleId, number] => [row.article, row.epoch]))
}

/** A statement of its own, after the lock: only then does it see what the former holder committed. */
async function lastSeqs({ query }: Connection, articles: readonly ArticleId[]) {
  const { rows } = await query(
    'select id as article, (select max(seq) from log where article = id) as seq from unnest($1::text[]) as ids (id)',
    [articles],
  )
  return new Map(rows.map((row): [ArticleId, number] => [row.article, row.seq ?? 0]))
}

async function ownersOf({ query }: Connection, binds: readonly Bind[]): Promise<Owners> {
  if (binds.length === 0) return new Map()
  const { rows } = await query(
    'select article, client, person from clients where (article, client) in ' +
      '(select * from unnest($1::text[], $2::bigint[]))',
    [binds.map(({ article }) => article), binds.map(({ client }) => client)],
  )
  return new Map(rows.map((row): [string, PersonId] => [`${row.article} ${row.client}`, row.person]))
}

async function insertRows({ query }: Connection, rows: readonly StoredRow[]) {
  await query(
    'insert into log (article, seq, person, at, bytes) ' +
      'select * from unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::bytea[])',
    [
      rows.map(({ article }) => article),
      rows.map(({ seq }) => seq),
      rows.map(({ person }) => person),
      rows.map(({ at }) => at),
      rows.map(({ update }) => Buffer.from(update.buffer, update.byteOffset, update.byteLength)),
    ],
  )
}

async function putClients({ query }: Connection, binds: readonly Bind[], state: 'reserved' | 'bound') {
  if (binds.length === 0) return
  const once = [...new Map(binds.map((bind) => [`${bind.article} ${bind.client}`, bind])).values()]
  await query(
    'insert into clients (article, client, person, state, returned) ' +
      'select article, client, person, $4, 0 from unnest($1::text[], $2::bigint[], $3::text[]) ' +
      'as binds (article, client, person) on conflict (article, client) do update set returned = 0, ' +
      "state = case when clients.state = 'bound' then 'bound' else excluded.state end",
    [
      once.map(({ article }) => article),
      once.map(({ client }) => client),
      once.map(({ person }) => person),
      state,
    ],
  )
}
