/** Korean syllables, composed on a real page while somebody types 20 keys a second in the same paragraph of another. */

import type { Page } from 'playwright-core'
import type { TestPerson } from '../support/server.ts'
import { caretAt, hangul, InputMethod, typeDuring } from './input-method.ts'
import { type Newsroom, openArticle, openNewsroom, saved, text, writtenArticle } from './newsroom.ts'

/** Where the peer types: at the paragraph's start or end, or exactly where the syllables are composed. */
export const PLACES = ['start', 'end', 'caret'] as const
export type PeerPlace = (typeof PLACES)[number]

export type Outcome = {
  /** What the paragraph may be in the end. */
  readonly wanted: readonly string[]
  readonly found: { readonly writer: string; readonly peer: string; readonly server: string }
  readonly compositions: { readonly begun: number; readonly ended: number }
  readonly keys: number
  readonly seconds: number
}

const LEFT = 'HELLO '
const RIGHT = 'WORLD'

export async function besideTyping(
  newsroom: Newsroom,
  one: TestPerson,
  other: TestPerson,
  place: PeerPlace,
  count: number,
): Promise<Outcome> {
  const { id, page } = await writtenArticle(newsroom, one, 'Head', [LEFT + RIGHT], [[other, 'editor']])
  const peer = await openArticle(newsroom, other, id)
  const writer = await InputMethod.of(page)
  await caretAt(page, LEFT + RIGHT, LEFT.length)
  await caretAt(peer, LEFT + RIGHT, { start: 0, end: LEFT.length + RIGHT.length, caret: LEFT.length }[place])
  const syllables = hangul(count)
  const begun = performance.now()
  const composing = (async () => {
    for (const syllable of syllables) await writer.syllable(syllable)
  })()
  const typed = await typeDuring(peer, composing)
  await composing
  const seconds = (performance.now() - begun) / 1000
  const outcome: Outcome = {
    wanted: {
      start: [typed + LEFT + syllables + RIGHT],
      end: [LEFT + syllables + RIGHT + typed],
      // Whoever was first at the place stays behind the other; their characters do not mix.
      caret: [LEFT + typed + syllables + RIGHT, LEFT + syllables + typed + RIGHT],
    }[place],
    found: await whatIsFound(one, id, { writer: page, peer }),
    compositions: { begun: count, ended: await writer.ended() },
    keys: typed.length,
    seconds,
  }
  return outcome
}

/** The paragraph on both pages and on the server, once nothing is on its way any more. */
async function whatIsFound(
  person: TestPerson,
  id: string,
  { writer, peer }: { readonly writer: Page; readonly peer: Page },
): Promise<Outcome['found']> {
  const paragraphOf = async (page: Page) =>
    (await text(page).locator('> *').allTextContents()).slice(1).join('\n\n')
  await Promise.all([saved(writer), saved(peer)])
  const answer = await person.fetch('GET', `/api/articles/${id}/content?format=text`)
  const server = (await answer.text()).replace(/^Head\n\n/, '').replace(/\n$/, '')
  // What is saved may still be on its way to the other page.
  for (let tries = 0; tries < 100; tries++) {
    if ((await paragraphOf(writer)) === server && (await paragraphOf(peer)) === server) break
  }
  return { writer: await paragraphOf(writer), peer: await paragraphOf(peer), server }
}

/** One run is one syllable. */
export async function soak(
  runs: number,
  _seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const newsroom = await openNewsroom()
  try {
    const one = await newsroom.server.administrator()
    const other = await newsroom.server.person('peer')
    let failed = 0
    for (const place of PLACES) {
      const { wanted, found, compositions, keys, seconds } = await besideTyping(
        newsroom,
        one,
        other,
        place,
        runs,
      )
      const exact = Object.values(found).every((words) => words === found.server && wanted.includes(words))
      const whole = compositions.ended === compositions.begun
      if (!exact || !whole) failed += 1
      if (!exact) print(JSON.stringify({ wanted, ...found }))
      print(
        `${place}: ${compositions.ended} compositions, ${keys} keys, ${(keys / seconds).toFixed(1)} a second, ${seconds.toFixed(1)} s, ${exact ? 'exact' : 'NOT EXACT'}`,
      )
    }
    return { failed }
  } finally {
    await newsroom.close()
  }
}
