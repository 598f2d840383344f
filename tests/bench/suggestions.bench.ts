/** What 500 open suggestions in 50,000 words cost whoever opens the article or sees somebody type in it, beside the same article without any. */

import * as Y from 'yjs'
import { suggestionCardsOf } from '../../client/editor/suggestion-cards.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { openNewsroom } from '../browser/newsroom.ts'
import { articleOf, NET, Tab } from '../text/tab.ts'
import { type Opening, opening } from './opening.bench.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

const WORDS = 50_000
const SUGGESTIONS = 500
const KEYS = 400
const ROUNDS = 3

export async function bench(print: Print): Promise<void> {
  const bare = articleOf(
    { kind: 'headline', text: 'Suggestions' },
    ...Array.from({ length: WORDS / 50 }, (_, i) =>
      Array.from({ length: 50 }, (_, j) => `w${i}x${j}`).join(' '),
    ),
  )
  const { update: busy, bytesAKey } = withSuggestions(bare)
  print({ words: WORDS, suggestions: SUGGESTIONS, ...keys(bare, busy), ...bytesAKey })
  await openings(print, { bare, busy })
}

/** Half of them insertions, a quarter replacements, a quarter formats, all over the article. */
function withSuggestions(update: Uint8Array) {
  const tab = new Tab(update, 4_097, { captureMs: 0, mayEdit: false, isMeasured: true })
  for (let i = 0; i < SUGGESTIONS; i++) {
    const at = tab.before(1 + ((i * 2) % (tab.blocks - 1))) + 3
    if (i % 4 < 2) tab.change((tr) => tr.insertText('suggested', at))
    else if (i % 4 === 2) tab.change((tr) => tr.insertText('other', at, at + 4))
    else tab.change((tr) => tr.addMark(at, at + 6, tr.doc.type.schema.marks.bold!.create()))
  }
  const sizes = [4_096, 4_097].map((client) => {
    const writer = new Tab(update, client, { captureMs: 0 })
    const before = Y.encodeStateAsUpdate(writer.doc).length
    for (let i = 0; i < KEYS; i++) writer.change((tr) => tr.insertText('k', 20 + i))
    return (Y.encodeStateAsUpdate(writer.doc).length - before) / KEYS
  })
  const [plain = 0, suggested = 0] = sizes.map(rounded)
  return {
    update: Y.encodeStateAsUpdate(tab.doc),
    bytesAKey: { bytesAKey: plain, bytesASuggestedKey: suggested },
  }
}

/** Somebody else types one key after the other, in both articles by turns, so that both meet the same machine. */
function keys(bare: Uint8Array, busy: Uint8Array) {
  const pairs = [bare, busy].map((update) => {
    const [writer, reader] = [
      new Tab(update, 6_000, { captureMs: 0, isMeasured: true }),
      new Tab(update, 8_000, { isMeasured: true }),
    ]
    suggestionCardsOf(reader.binding)
    const sent: Uint8Array[] = []
    writer.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) sent.push(emitted)
    })
    return { writer, reader, sent, ms: [] as number[] }
  })
  for (let key = 0; key < KEYS; key++) {
    for (const { writer, reader, sent, ms } of pairs) {
      const at = writer.before(1 + ((key * 7) % (writer.blocks - 1))) + 10
      writer.change((tr) => tr.insertText('k', at))
      ms.push(timed(() => reader.receive(sent.pop()!)))
    }
  }
  const [without, withAll] = pairs.map(({ ms }) => rounded(middle(ms)))
  const cards = suggestionCardsOf(pairs[1]!.reader.binding)
  return {
    remoteKeyMs: withAll,
    remoteKeyWithoutMs: without,
    listMs: rounded(middle(Array.from({ length: 20 }, () => timed(() => cards.list())))),
    cards: cards.list().length,
  }
}

async function openings(print: Print, updates: Readonly<Record<'bare' | 'busy', Uint8Array>>): Promise<void> {
  const newsroom = await openNewsroom()
  try {
    const ada = await newsroom.server.administrator()
    const { account } = await ada.ok<{ account: { id: string } }>('GET', '/api/me')
    const ids = { bare: 'benchwithout3333', busy: 'benchwithmany333' }
    for (const name of ['bare', 'busy'] as const) {
      const row = { id: ids[name] as ArticleId, title: 'Suggestions', at: Date.now() }
      await newsroom.server.store.records.createArticle(row, account.id as AccountId, updates[name])
    }
    const taken: Record<'bare' | 'busy', Opening[]> = { bare: [], busy: [] }
    for (let round = 0; round < ROUNDS; round++)
      for (const name of ['bare', 'busy'] as const)
        taken[name].push(await opening(newsroom.open.bind(newsroom), ada, ids[name]))
    for (const name of ['bare', 'busy'] as const) {
      const of = (what: keyof Opening) => Math.round(middle(taken[name].map((one) => one[what])))
      print({
        words: WORDS,
        suggestions: name === 'busy' ? SUGGESTIONS : 0,
        writableMs: of('writable'),
        busyMs: of('busy'),
        longestTaskMs: of('longest'),
      })
    }
  } finally {
    await newsroom.close()
  }
}

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

const middle = (all: readonly number[]): number =>
  [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000
