/**
 * What admission costs a keystroke: the same keys applied by a room that judges them and by a bare doc, in turns, so that both
 * meet the same machine.
 */

import * as Y from 'yjs'
import { Erased } from '../../server/room/admission/erased.ts'
import { admit, type ClientOwners } from '../../server/room/admission.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'

const WRITER = 4_000
const KEYS = 6_000
const WARM_UP = 1_000
const WORDS_PER_BLOCK = 60

const person = 'ed' as PersonId
const owners: ClientOwners = {
  ownerOf: (client) => (client === WRITER ? person : undefined),
  countOf: () => 2,
}

export async function bench(print: (line: Readonly<Record<string, unknown>>) => void): Promise<void> {
  for (const words of [2_000, 50_000]) {
    const { judged, bare } = measure(words)
    const beside = median(judged) - median(bare)
    print({
      what: 'admission per keystroke',
      words,
      keys: judged.length,
      judgedP50Us: round(median(judged)),
      judgedP95Us: round(at(judged, 0.95)),
      bareP50Us: round(median(bare)),
      bareP95Us: round(at(bare, 0.95)),
      besideBareUs: round(beside),
      limitUs: 12,
      holds: beside <= 12,
    })
  }
}

function measure(words: number): { judged: number[]; bare: number[] } {
  const start = newArticleUpdate(
    Array.from({ length: words / WORDS_PER_BLOCK }, (_, i) => ({
      ...BLOCK_DEFAULTS,
      runs: [{ text: `${i} ${'lorem '.repeat(WORDS_PER_BLOCK)}`, formats: {} }],
    })),
  )
  const [room, plain] = [opened(start), opened(start)]
  const article = { suggestions: new Suggestions(room), erased: new Erased() }
  const judged: number[] = []
  const bare: number[] = []
  keysOf(start).forEach((update, i) => {
    const first = performance.now()
    const verdict = admit(article, owners, { person, role: 'editor' }, update)
    const second = performance.now()
    Y.applyUpdate(plain, update)
    const third = performance.now()
    if (verdict.kind !== 'admitted') throw new Error(`a key is ${verdict.kind}`)
    if (i < WARM_UP) return
    judged.push((second - first) * 1_000)
    bare.push((third - second) * 1_000)
  })
  return { judged, bare }
}

function opened(start: Uint8Array): Y.Doc {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = SERVER_CLIENT
  doc.on('update', () => {}) // a room listens, so each update is encoded once
  return doc
}

/** Words typed at places all over the article, some of them deleted again. */
function keysOf(start: Uint8Array): Uint8Array[] {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = WRITER
  const text = articleText(doc)
  const keys: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => keys.push(update))
  for (let i = 0; keys.length < KEYS; i++) {
    const at = 1 + ((i * 7_919) % (text.length - 2))
    for (const key of 'a word') text.insert(at + 1, key)
    if (i % 4 === 0) text.delete(at + 1, 1)
  }
  return keys
}

const at = (times: readonly number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN
const median = (times: readonly number[]) => at(times, 0.5)
const round = (value: number) => Math.round(value * 10) / 10
