/**
 * What admission costs a keystroke, for who edits and for who suggests, also among many open suggestions: the same keys applied by
 * a room that judges them and by a bare doc, in turns, so that both meet the same machine. And what a suggested key weighs.
 */

import * as Y from 'yjs'
import { Erased } from '../../server/room/admission/erased.ts'
import { admit, type ClientOwners } from '../../server/room/admission.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { articleText, openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { type PersonId, SERVER_CLIENT } from '../../shared/ids.ts'

const WRITER = 4_000
const KEYS = 6_000
const WARM_UP = 1_000
const WORDS_PER_BLOCK = 60

const person = 'ed' as PersonId
const owners: ClientOwners = {
  ownerOf: (client) => (client === WRITER || client === WRITER + 1 ? person : undefined),
  countOf: () => 2,
}

const SCENES = [
  { words: 2_000, suggested: 0, role: 'editor' },
  { words: 50_000, suggested: 0, role: 'editor' },
  { words: 50_000, suggested: 500, role: 'editor' },
  { words: 50_000, suggested: 500, role: 'suggester' },
] as const
type Scene = (typeof SCENES)[number]

export async function bench(print: (line: Readonly<Record<string, unknown>>) => void): Promise<void> {
  for (const scene of SCENES) {
    const { judged, bare, bytes } = measure(scene)
    const beside = median(judged) - median(bare)
    print({
      what: 'admission per keystroke',
      ...scene,
      keys: judged.length,
      judgedP50Us: round(median(judged)),
      judgedP95Us: round(at(judged, 0.95)),
      bareP50Us: round(median(bare)),
      bareP95Us: round(at(bare, 0.95)),
      besideBareUs: round(beside),
      bytesPerTypedKey: round(median(bytes)),
      limitUs: 12,
      holds: beside <= 12,
    })
  }
}

function measure({ words, suggested, role }: Scene): { judged: number[]; bare: number[]; bytes: number[] } {
  const start = withSuggestions(
    newArticleUpdate(
      Array.from({ length: words / WORDS_PER_BLOCK }, (_, i) => ({
        ...BLOCK_DEFAULTS,
        runs: [{ text: `${i} ${'lorem '.repeat(WORDS_PER_BLOCK)}`, formats: {} }],
      })),
    ),
    suggested,
  )
  const [room, plain] = [opened(start), opened(start)]
  const article = { suggestions: new Suggestions(room), erased: new Erased() }
  const judged: number[] = []
  const bare: number[] = []
  const bytes: number[] = []
  keysOf(start, role === 'suggester').forEach(({ update, isTyped }, i) => {
    const first = performance.now()
    const verdict = admit(article, owners, { person, role }, update)
    const second = performance.now()
    Y.applyUpdate(plain, update)
    const third = performance.now()
    if (verdict.kind !== 'admitted') throw new Error(`a key is ${verdict.kind}`)
    if (i < WARM_UP) return
    judged.push((second - first) * 1_000)
    bare.push((third - second) * 1_000)
    if (isTyped) bytes.push(update.length)
  })
  return { judged, bare, bytes }
}

/** Half of them insertions, half of them deletions, all over the article, of ten people. */
function withSuggestions(start: Uint8Array, count: number): Uint8Array {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  const text = articleText(doc)
  for (let i = 0; i < count; i++) {
    doc.clientID = 9_001 + 2 * (i % 10)
    const place = 1 + ((i * 6_007) % (text.length - 9))
    if (i % 2 === 0) text.insert(place, 'suggested')
    else suggestionsOf(doc).set(`${doc.clientID}.${i}`, { t: 'del', i: [SERVER_CLIENT, place, 6] })
  }
  return Y.encodeStateAsUpdate(doc)
}

function opened(start: Uint8Array): Y.Doc {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = SERVER_CLIENT
  doc.on('update', () => {}) // a room listens, so each update is encoded once
  return doc
}

/** Words typed at places all over the article, some of them deleted again: by a record, where they are only suggested. */
function keysOf(start: Uint8Array, suggests: boolean): { update: Uint8Array; isTyped: boolean }[] {
  const doc = openDoc()
  Y.applyUpdate(doc, start)
  doc.clientID = suggests ? WRITER + 1 : WRITER
  const text = articleText(doc)
  const keys: { update: Uint8Array; isTyped: boolean }[] = []
  let isTyped = true
  doc.on('update', (update: Uint8Array) => keys.push({ update, isTyped }))
  for (let i = 0; keys.length < KEYS; i++) {
    const place = 2 + ((i * 7_919) % (text.length - 3))
    isTyped = true
    for (const key of 'a word') text.insert(place, key)
    isTyped = false
    if (i % 4 > 0) continue
    const clock = Y.getState(doc.store, doc.clientID) - 1
    if (suggests) suggestionsOf(doc).set(`${doc.clientID}.${i}`, { t: 'del', i: [doc.clientID, clock, 1] })
    else text.delete(place, 1)
  }
  return keys
}

const at = (times: readonly number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN
const median = (times: readonly number[]) => at(times, 0.5)
const round = (value: number) => Math.round(value * 10) / 10
