/** Input methods on the real page: what is composed comes out whole while somebody else works in the same paragraph. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { besideTyping, PLACES } from './composition.soak.ts'
import { caretAt, InputMethod, typeDuring } from './input-method.ts'
import { type Newsroom, openArticle, openNewsroom, saved, shows, text } from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
let grace: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  grace = await newsroom.server.person('grace')
})
afterAll(async () => {
  await newsroom.close()
})

/** One article on two pages: an input method on the first, somebody at a keyboard on the second. */
type Pair = { readonly id: string; readonly writer: InputMethod; readonly peer: Page }

async function together(options: Parameters<typeof openArticle>[3] = {}): Promise<Pair> {
  const { id } = await ada.article('Head')
  await ada.share(id, grace, 'editor')
  const [page, peer] = await Promise.all([
    openArticle(newsroom, ada, id, options),
    openArticle(newsroom, grace, id),
  ])
  return { id, writer: await InputMethod.of(page), peer }
}

/** Both pages show a headline and these paragraphs. */
async function startWith({ writer, peer }: Pair, ...paragraphs: readonly string[]): Promise<void> {
  await text(peer).click()
  await peer.keyboard.press('Control+A')
  await peer.keyboard.press('Control+Alt+Digit1')
  await peer.keyboard.press('Delete')
  await peer.keyboard.type('Head')
  for (const paragraph of paragraphs) {
    await peer.keyboard.press('Enter')
    await peer.keyboard.type(paragraph)
  }
  await shows(writer.page, ['headline: Head', ...paragraphs.map((paragraph) => `p: ${paragraph}`)])
}

/** What everybody has in the end: both pages and the server. */
async function everywhere({ id, writer, peer }: Pair, blocks: readonly string[]): Promise<void> {
  await Promise.all([shows(writer.page, blocks), shows(peer, blocks)])
  await Promise.all([saved(writer.page), saved(peer)])
  const answer = await ada.fetch('GET', `/api/articles/${id}/content?format=text`)
  const words = blocks.map((block) => block.replace(/^\w+: ?/, ''))
  expect(await answer.text()).toBe(`${words.join('\n\n')}\n`)
  expect(newsroom.complaints).toEqual([])
}

describe('Korean', () => {
  const count = 50
  let pair: Pair
  beforeAll(async () => {
    pair = await together()
  })

  test.each(PLACES)(
    '[C3] syllables are whole while a peer types 20 keys a second in the same paragraph, at its %s',
    async (place) => {
      const { wanted, found, compositions, keys } = await besideTyping(newsroom, ada, grace, place, count)
      expect(wanted).toContain(found.server)
      expect(found).toEqual({ writer: found.server, peer: found.server, server: found.server })
      expect(compositions).toEqual({ begun: count, ended: count })
      expect(keys).toBeGreaterThan(10)
      expect(newsroom.complaints).toEqual([])
    },
  )

  const deeds: readonly [string, (peer: Page) => Promise<void>, string[]][] = [
    [
      'splits it before the syllable',
      async (peer) => {
        await caretAt(peer, 'HELLO ㅎWORLD', 2)
        await peer.keyboard.press('Enter')
      },
      ['p: HE', 'p: LLO 한WORLD', 'p: TWO'],
    ],
    [
      'splits it behind the syllable',
      async (peer) => {
        await caretAt(peer, 'HELLO ㅎWORLD', 7)
        await peer.keyboard.press('Enter')
      },
      ['p: HELLO 한', 'p: WORLD', 'p: TWO'],
    ],
    [
      'joins the next paragraph to it',
      async (peer) => {
        await caretAt(peer, 'TWO', 0)
        await peer.keyboard.press('Backspace')
      },
      ['p: HELLO 한WORLDTWO'],
    ],
    [
      'makes it bold',
      async (peer) => {
        await caretAt(peer, 'HELLO ㅎWORLD', 0, 12)
        await peer.keyboard.press('Control+B')
      },
      ['p: HELLO 한WORLD', 'p: TWO'],
    ],
    [
      'makes it a heading',
      async (peer) => {
        await caretAt(peer, 'HELLO ㅎWORLD', 3)
        await peer.keyboard.press('Control+Alt+Digit2')
      },
      ['h2: HELLO 한WORLD', 'p: TWO'],
    ],
    [
      'deletes the words around it',
      async (peer) => {
        await caretAt(peer, 'HELLO ㅎWORLD', 0, 12)
        await peer.keyboard.press('Delete')
      },
      ['p: 한', 'p: TWO'],
    ],
  ]
  test.each(deeds)('[C3] the syllable is whole when a peer %s during it', async (_name, deed, blocks) => {
    await startWith(pair, 'HELLO WORLD', 'TWO', 'SIGN')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD', 6)
    await writer.compose('ㅎ')
    await deed(peer)
    // Other blocks are drawn at once, so this says that the deed has arrived.
    await caretAt(peer, 'SIGN', 4)
    await peer.keyboard.type('!')
    await text(writer.page).getByText('SIGN!', { exact: true }).waitFor()
    expect(await writer.isComposing()).toBe(true)
    await writer.compose('하')
    await writer.compose('한')
    await writer.commit('한')
    await everywhere(pair, ['headline: Head', ...blocks, 'p: SIGN!'])
  })

  test('[C3] a peer’s caret and selection in the syllable’s paragraph leave its characters alone', async () => {
    await startWith(pair, 'HELLO WORLD')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD', 6)
    await writer.compose('ㅎ')
    const composed = await writer.page.evaluateHandle(() => getSelection()!.anchorNode)
    await caretAt(peer, 'HELLO ㅎWORLD', 6)
    await writer.page.locator('.caret').waitFor({ state: 'attached' })
    await caretAt(peer, 'HELLO ㅎWORLD', 0, 12)
    await writer.page.locator('.tint').first().waitFor({ state: 'attached' })
    await writer.compose('하')
    const same = await composed.evaluate(
      (node) => node === getSelection()!.anchorNode && node!.textContent === 'HELLO 하WORLD',
    )
    expect({ same, composing: await writer.isComposing() }).toEqual({ same: true, composing: true })
    await writer.commit('한')
    await everywhere(pair, ['headline: Head', 'p: HELLO 한WORLD'])
  })
})

describe('Japanese', () => {
  let pair: Pair
  beforeAll(async () => {
    pair = await together()
  })

  test('[C3] kana that become kanji replace what was selected, while a peer types in the paragraph', async () => {
    await startWith(pair, 'HELLO WORLD AGAIN')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD AGAIN', 6, 5)
    await caretAt(peer, 'HELLO WORLD AGAIN', 17)
    const composing = (async () => {
      for (const shown of ['k', 'か', 'かn', 'かん', 'かんj', 'かんじ', '感じ', '漢字']) {
        await writer.compose(shown)
      }
      await writer.commit('漢字')
    })()
    const typed = await typeDuring(peer, composing)
    await composing
    await everywhere(pair, ['headline: Head', `p: HELLO 漢字 AGAIN${typed}`])
  })

  test('[C3] what is given up is gone, and the paragraph is as others have made it', async () => {
    await startWith(pair, 'HELLO WORLD')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD', 6)
    await caretAt(peer, 'HELLO WORLD', 11)
    await writer.compose('か')
    await peer.keyboard.type('!')
    await writer.compose('かん')
    await writer.compose('')
    await everywhere(pair, ['headline: Head', 'p: HELLO WORLD!'])
  })
})

const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36'

describe('on a phone, where every word is composed', () => {
  let pair: Pair
  beforeAll(async () => {
    pair = await together({ ...PHONE, userAgent: ANDROID })
  })

  const words =
    'the lunch lines are shorter since the steel trays came and nobody misses the paper ones'.split(' ')

  test('[C3] words are whole while a peer types in the same paragraph', async () => {
    await startWith(pair, 'HELLO WORLD')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD', 6)
    await caretAt(peer, 'HELLO WORLD', 11)
    const composing = (async () => {
      for (const word of words) {
        await writer.word(word)
        await writer.commit(' ')
      }
    })()
    const typed = await typeDuring(peer, composing)
    await composing
    await everywhere(pair, ['headline: Head', `p: HELLO ${words.join(' ')} WORLD${typed}`])
  })

  test('[C3] a word that the keyboard corrects is replaced, while a peer types before it', async () => {
    await startWith(pair, 'HELLO WORLD')
    const { writer, peer } = pair
    await caretAt(writer.page, 'HELLO WORLD', 11)
    await caretAt(peer, 'HELLO WORLD', 0)
    const composing = (async () => {
      for (const [typed, meant] of [
        ['teh', 'the'],
        ['trasy', 'trays'],
        ['cmae', 'came'],
      ] as const) {
        await writer.commit(' ')
        await writer.word(typed, meant)
      }
    })()
    const typed = await typeDuring(peer, composing)
    await composing
    await everywhere(pair, ['headline: Head', `p: ${typed}HELLO WORLD the trays came`])
  })
})
