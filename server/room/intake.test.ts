import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { admit } from './admission.ts'
import { ClientIds } from './client-ids.ts'
import { Connection } from './connection.ts'
import type { GroupCommit } from './group-commit.ts'
import { Intake } from './intake.ts'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import { Replica } from './replica.ts'
import { type Trial, tryOut } from './trial.ts'

const start = newArticleUpdate([{ ...BLOCK_DEFAULTS, runs: [{ text: 'Hello', formats: {} }] }])

/** What somebody writes at the beginning, as bytes. */
function written(client: number, words: string): Uint8Array {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = client
  const before = Y.encodeStateVector(doc)
  articleText(doc).insert(1, words)
  return Y.encodeStateAsUpdate(doc, before)
}

test('[R2] a trial is repeated when the room has written meanwhile: what it found out is about another article', async () => {
  const clock = createFakeClock()
  const replica = new Replica(start, [])
  const clientIds = new ClientIds([], () => new Uint8Array(8))
  const outbox = new Outbox(clock, () => null)
  const commits: GroupCommit = {
    tookMs: 0,
    append: (_row, done) => done({ kind: 'stored', seq: 2 }),
    appendAll: (rows, done) => {
      for (const _row of rows) done({ kind: 'stored', seq: 2 })
    },
  }
  const journal = new Journal({
    article: 'abcdefghabcdefgh' as ArticleId,
    epoch: 1,
    seq: 1,
    commits,
    clock,
    onFailed: () => {},
  })
  const asked: Trial[] = []
  const ends: (() => void)[] = []
  const nothing = () => {}
  const mistakes: unknown[] = []
  const intake = new Intake({
    replica,
    journal,
    outbox,
    clientIds,
    admit: (doc, owners, sender, update, where = 'room') =>
      where === 'room' ? { kind: 'heavy' } : admit(doc, owners, sender, update, where),
    trials: {
      run: (_account, trial) => {
        asked.push(trial)
        return new Promise((resolve) => ends.push(() => resolve(tryOut(trial, admit, () => 0))))
      },
      close: nothing,
    },
    clock,
    onWritten: nothing,
    onDurable: nothing,
    onRefused: nothing,
    onReadOnly: nothing,
    onTooFast: nothing,
    onMistake: (cause) => mistakes.push(cause),
  })
  const peer = { write: nothing, unsentBytes: 0, close: nothing }
  const user = { person: 'ed' as PersonId, name: 'Ed', color: 0 }
  const joining = { account: 'ed' as AccountId, role: 'editor' as const, isSignedIn: async () => true }
  intake.onUpdate(new Connection(outbox.open(peer), user, joining), written(4_000, 'tried '))
  const { emitted } = replica.capture(({ suggestions }) =>
    Y.applyUpdate(suggestions.doc, written(5_000, 'meanwhile ')),
  )
  replica.keep(emitted!)
  ends.shift()!()
  await new Promise(setImmediate)
  expect(asked.map(({ article }) => article.length)).toEqual([1, 2])
  ends.shift()!()
  await new Promise(setImmediate)
  expect(articleText(replica.doc).toString()).toBe('tried meanwhile Hello')
  expect([intake.waits, mistakes]).toEqual([false, []])
})
