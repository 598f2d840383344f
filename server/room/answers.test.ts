import { expect, test } from 'vitest'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { paragraphs } from '../../tests/socket/newsroom.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { Answers } from './answers.ts'
import { Connection } from './connection.ts'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import { Replica } from './replica.ts'

test('a class that opens an article at once is sent the same bytes, not a copy each', () => {
  const outbox = new Outbox(createFakeClock(), () => null)
  const journal = new Journal({
    article: 'abcdefghabcdefgh' as ArticleId,
    epoch: 1,
    seq: 1,
    commits: { tookMs: 0, append: () => {}, appendAll: () => {} },
    clock: createFakeClock(),
    onFailed: () => {},
  })
  const answers = new Answers(new Replica(paragraphs('Hello'), []), journal, outbox)
  const sent: Uint8Array[] = []
  const open = () => {
    const line = outbox.open({
      write: ({ messages }) => void sent.push(...messages),
      unsentBytes: 0,
      close: () => {},
    })
    const user = { person: 'abcdefghij' as PersonId, name: 'Ada', color: 1 }
    return new Connection(line, user, {
      account: 'ada' as AccountId,
      role: 'editor',
      isSignedIn: async () => true,
    })
  }
  for (const connection of [open(), open(), open()]) answers.answer(connection, new Uint8Array([0]))
  outbox.flush()
  expect(sent).toHaveLength(3)
  expect(new Set(sent).size).toBe(1)
})
