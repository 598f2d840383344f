/**
 * What an update that is made to be slow costs everybody else: the longest time in which the server's thread did nothing for
 * other rooms while it came in, for each kind of it that somebody has found, beside the time it takes where it is tried.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as Y from 'yjs'
import { systemClock } from '../../server/clock.ts'
import { silentLog } from '../../server/log.ts'
import { Erased } from '../../server/room/admission/erased.ts'
import { admit } from '../../server/room/admission.ts'
import { ThreadTrials } from '../../server/room/trials.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { type ArticleId, SERVER_CLIENT } from '../../shared/ids.ts'
import { updateBytesMax } from '../../shared/limits.ts'
import { deletion, forge, forgeLists, id, type Struct, section, string } from '../admission/forge.ts'
import { Newsroom, paragraphs } from '../socket/newsroom.ts'
import { Tab } from '../socket/tab.ts'
import { update } from '../socket/wire.ts'

const OWN = 4_000
const LETTERS = 60_000
/** In the article that these updates are for, the server's letters are 2:2, 2:3 and so on. */
const letter = (n: number) => id(2, 2 + n)
const between = (n: number) => ({ after: letter(n), before: letter(n + 1) })
const own = (n: number) => id(OWN, n)

const structs = (count: number, make: (n: number) => Struct): Uint8Array =>
  forge([section(OWN, 0, ...Array.from({ length: count }, (_, n) => make(n)))])

/** Each with the most parts that some limit lets through, and with more. */
const HOSTILE: Readonly<Record<string, Uint8Array>> = {
  'letters everywhere': structs(49_000, (n) => string('y', between(n))),
  'letters everywhere, as many as are judged in the room': structs(3_900, (n) => string('y', between(n))),
  'letters at one place, each before another': structs(1_400, (n) =>
    string('y', n === 0 ? between(5) : { after: letter(5), before: own(n >> 1) }),
  ),
  'letters at one place, each before another, too many': structs(40_000, (n) =>
    string('y', n === 0 ? between(5) : { after: letter(5), before: own(n >> 1) }),
  ),
  'letters at one place, as many as are judged in the room': structs(310, (n) =>
    string('y', n === 0 ? between(5) : { after: letter(5), before: own(n >> 1) }),
  ),
  'every second letter deleted': forgeLists(
    [],
    [Array.from({ length: LETTERS / 2 - 2 }, (_, n) => deletion(2, 3 + 2 * n, 1))],
  ),
  'a mebibyte of letters': structs(1, () => string('y'.repeat(199_000), between(5))),
}

export async function bench(print: (line: Readonly<Record<string, unknown>>) => void): Promise<void> {
  const trials = new ThreadTrials(systemClock, silentLog)
  const newsroom = await Newsroom.open({ trials })
  const there = await newsroom.article('Hello')
  const quick = await Tab.open(newsroom, there, await newsroom.member(there, 'quick', 'editor'))
  await blocked(
    newsroom,
    quick,
    structs(4_100, (n) => string('y', between(n))),
  ) // begins the thread, warms both
  for (const [what, bytes] of Object.entries(HOSTILE)) {
    if (bytes.length > updateBytesMax) throw new Error(`${what} is larger than any update may be`)
    const { answer, stoodStillMs, keyMs, settledMs } = await blocked(newsroom, quick, bytes)
    print({
      what,
      bytes: bytes.length,
      answer,
      aloneMs: round(aloneMs(bytes)),
      settledMs: round(settledMs),
      slowestKeyElsewhereMs: round(keyMs),
      stoodStillMs: round(stoodStillMs),
      limitMs: 100,
      holds: stoodStillMs <= 100,
    })
  }
  await newsroom.close()
  trials.close()
}

/** How long judging and applying it would take where everybody waits. */
function aloneMs(bytes: Uint8Array): number {
  const doc = openDoc()
  Y.applyUpdate(doc, paragraphs('x'.repeat(LETTERS)))
  doc.clientID = SERVER_CLIENT
  const owners = { ownerOf: () => undefined, countOf: () => 0 }
  const began = performance.now()
  const article = { suggestions: new Suggestions(doc), erased: new Erased() }
  admit(article, owners, { person: 'eve' as never, role: 'editor' }, bytes, 'trial')
  return performance.now() - began
}

async function blocked(newsroom: Newsroom, quick: Tab, bytes: Uint8Array) {
  const article: ArticleId = await newsroom.article('x'.repeat(LETTERS))
  const eve = newsroom.connect(article, await newsroom.member(article, 'eve', 'editor'))
  await eve.first('hello')
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  let settledMs = 0
  let keyMs = 0
  const settled = eve
    .until(() => eve.closed !== null || eve.all('refused').length > 0 || eve.all('saved').length > 0)
    .then(() => {
      settledMs = performance.now() - began
    })
  eve.send(update(bytes))
  while (settledMs === 0) {
    const from = performance.now()
    quick.type(1, 'x')
    await quick.raw.saved(++keys)
    keyMs = Math.max(keyMs, performance.now() - from)
  }
  await settled
  delay.disable()
  const answer = eve.all('refused')[0]?.refused.code ?? (eve.closed ? String(eve.closed.code) : 'saved')
  eve.ws.terminate()
  return { answer, stoodStillMs: delay.max / 1e6, keyMs, settledMs }
}
/** Of the key elsewhere: its handshake was number 1. */
let keys = 1

const round = (value: number) => Math.round(value * 10) / 10
