/** The search of what came to a student finds what it is for: each kind of leak, planted where it could hide, and nothing without it. */

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { recordKey, recordValue } from '../../shared/article/record.ts'
import type { PersonId } from '../../shared/ids.ts'
import { encode } from '../../shared/protocol/codec.ts'
import type { ServerMessage } from '../../shared/protocol/messages.ts'
import { statesUpdate } from '../socket/wire.ts'
import { Received } from './received.ts'

const HOUR = 3_600_000
const AT = Date.UTC(2026, 4, 2, 10, 11, 12, 345)
const NAME = 'Quill 05'
const PERSON = 'abcdefgh23' as PersonId
const AUTHOR = 3_141_592_652

type Leaks = {
  readonly words: readonly string[]
  readonly numbers: readonly number[]
  readonly moments: readonly number[]
}
const none: Leaks = { words: [], numbers: [], moments: [] }

function lookedThrough(received: Received): Leaks {
  return {
    words: received.found([NAME, PERSON]),
    numbers: received.foundNumbers([AUTHOR]),
    moments: received.moments(AT - 24 * HOUR, AT + 24 * HOUR).map(({ at }) => at),
  }
}

function frame(message: ServerMessage): Received {
  const received = new Received()
  received.frame('article', encode(message))
  return received
}
function answer(headers: Record<string, string>, body = ''): Received {
  const received = new Received()
  received.answer('GET /api', Object.entries(headers), Buffer.from(body))
  return received
}

/** What a doc with this in it is sent as. */
function update(client: number, write: (doc: Y.Doc) => void): Received {
  const doc = openDoc()
  doc.clientID = client
  doc.transact(() => write(doc))
  return frame({ type: 'update', update: Y.encodeStateAsUpdate(doc) })
}
const ran = (at: number) => recordValue({ kind: 'run', ranges: [], clock: 0, at })

const planted: readonly (readonly [string, Partial<Leaks>, () => Received])[] = [
  [
    'a name in a header, as an address has it',
    { words: [NAME] },
    () => answer({ 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(NAME)}.html` }),
  ],
  [
    'a name behind an escape of JSON',
    { words: [NAME] },
    () => answer({}, `{"title":"by ${NAME.replace('Q', '\\u0051')}"}`),
  ],
  [
    'when a text was changed, in a header',
    { moments: [Math.floor(AT / 1_000) * 1_000] },
    () => answer({ 'Last-Modified': new Date(AT).toUTCString() }),
  ],
  [
    'a moment as words',
    { moments: [AT] },
    () => answer({}, `<time datetime="${new Date(AT).toISOString()}">`),
  ],
  ['a moment in milliseconds', { moments: [AT] }, () => answer({}, JSON.stringify({ texts: [{ at: AT }] }))],
  [
    'a moment in seconds',
    { moments: [Math.floor(AT / 1_000) * 1_000] },
    () => answer({}, JSON.stringify([Math.floor(AT / 1_000)])),
  ],
  [
    'who somebody is in an article, in an event',
    { words: [PERSON] },
    () =>
      frame({
        type: 'event',
        event: {
          ...{ type: 'threads', rev: 1, threads: [], entries: [] },
          people: [{ person: PERSON, name: 'Reader 1', guest: false }],
        },
      }),
  ],
  [
    'who is here and since when',
    { words: [NAME, PERSON], moments: [AT] },
    () =>
      frame({
        type: 'awareness',
        update: statesUpdate([
          { client: 7, clock: 1, state: { user: { person: PERSON, name: NAME }, since: AT } },
        ]),
      }),
  ],
  [
    'the id under which an author wrote',
    { numbers: [AUTHOR] },
    () => update(AUTHOR, (doc) => doc.getText('article').insert(0, 'a')),
  ],
  [
    'the same of what was deleted',
    { numbers: [AUTHOR] },
    () =>
      update(AUTHOR, (doc) => {
        doc.getText('article').insert(0, 'a')
        doc.getText('article').delete(0, 1)
      }),
  ],
  [
    'the same in the key of a record, and when it was made',
    { numbers: [AUTHOR], moments: [AT] },
    () => update(7, (doc) => suggestionsOf(doc).set(recordKey({ client: AUTHOR, number: 1 }), ran(AT))),
  ],
  [
    'the same in a record',
    { numbers: [AUTHOR] },
    () =>
      update(7, (doc) => {
        const ranges = [{ client: AUTHOR, clock: 0, length: 1 }]
        suggestionsOf(doc).set(recordKey({ client: 7, number: 1 }), recordValue({ kind: 'delete', ranges }))
      }),
  ],
  [
    'the same as what the server has',
    { numbers: [AUTHOR] },
    () => {
      const doc = openDoc()
      doc.clientID = AUTHOR
      doc.getText('article').insert(0, 'a')
      return frame({ type: 'syncStep1', stateVector: Y.encodeStateVector(doc) })
    },
  ],
]

it.each(planted)('finds %s', (_, wanted, plant) => {
  expect(lookedThrough(plant())).toEqual({ ...none, ...wanted })
})

it('finds nothing in what may be told: whole hours, the server’s own clock, and what is one’s own', () => {
  const clean = [
    answer({ Date: new Date(AT).toUTCString() }, JSON.stringify({ at: Math.floor(AT / HOUR) * HOUR })),
    update(7, (doc) =>
      suggestionsOf(doc).set(recordKey({ client: 7, number: 1 }), ran(Math.floor(AT / HOUR) * HOUR)),
    ),
    frame({ type: 'alive' }),
  ]
  for (const received of clean) expect(lookedThrough(received)).toEqual(none)
})
