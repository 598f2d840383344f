/** Carets and a selected figure on the real page stay put while somebody else works around them, and cost the layout nothing. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { caretAt } from './input-method.ts'
import { type Newsroom, openArticle, openNewsroom, saved, shows, text } from './newsroom.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let one: Page
let two: Page
beforeAll(async () => {
  newsroom = await openNewsroom()
  const ada = await newsroom.server.administrator()
  const grace = await newsroom.server.person('grace')
  const { id } = await ada.article('Head')
  await ada.share(id, grace, 'editor')
  one = await openArticle(newsroom, ada, id)
  two = await openArticle(newsroom, grace, id)
})
afterAll(async () => {
  await newsroom.close()
})

const START = ['headline: Head', 'p: above', 'p: hello world', 'figure: caption', 'p: below']

beforeEach(async () => {
  await text(one).locator('h1').click()
  await one.keyboard.press('Control+A')
  await one.keyboard.press('Delete')
  await one.keyboard.type('Head')
  for (const words of ['above', 'hello world']) {
    await one.keyboard.press('Enter')
    await one.keyboard.type(words)
  }
  await one
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
  await one.getByRole('button', { name: 'Add alternative text' }).waitFor()
  await one.locator('figcaption').click()
  await one.keyboard.type('caption')
  await text(one).locator('p[data-empty]').click()
  await one.keyboard.type('below')
  await saved(one)
  await shows(two, START)
})

/** What the peer does around "hello world" and the figure, and what is there then. */
const AROUND: readonly (readonly [string, (peer: Page) => Promise<void>, readonly string[]])[] = [
  [
    'types in the block above',
    async (peer) => {
      await caretAt(peer, 'above', 5)
      await peer.keyboard.type(' and more')
    },
    ['p: above and more', 'p: hello world', 'figure: caption', 'p: below'],
  ],
  [
    'adds blocks above and below',
    async (peer) => {
      await caretAt(peer, 'above', 5)
      await peer.keyboard.press('Enter')
      await peer.keyboard.type('new')
      await caretAt(peer, 'below', 5)
      await peer.keyboard.press('Enter')
      await peer.keyboard.type('last')
    },
    ['p: above', 'p: new', 'p: hello world', 'figure: caption', 'p: below', 'p: last'],
  ],
  [
    'adds a block directly before the figure',
    async (peer) => {
      await caretAt(peer, 'hello world', 11)
      await peer.keyboard.press('Enter')
      await peer.keyboard.type('between')
    },
    ['p: above', 'p: hello world', 'p: between', 'figure: caption', 'p: below'],
  ],
  [
    'splits the block above',
    async (peer) => {
      await caretAt(peer, 'above', 2)
      await peer.keyboard.press('Enter')
    },
    ['p: ab', 'p: ove', 'p: hello world', 'figure: caption', 'p: below'],
  ],
  [
    'empties and removes the block above',
    async (peer) => {
      await caretAt(peer, 'above', 0, 5)
      await peer.keyboard.press('Delete')
      await peer.keyboard.press('Delete')
    },
    ['p: hello world', 'figure: caption', 'p: below'],
  ],
  [
    'types in the caption and describes the figure',
    async (peer) => {
      await caretAt(peer, 'caption', 7)
      await peer.keyboard.type(' here')
      await peer.getByRole('button', { name: 'Add alternative text' }).click()
      await peer.getByLabel('Alternative text').fill('Trays')
      await peer.getByRole('button', { name: 'Done' }).click()
      await peer.getByRole('img', { name: 'Trays' }).waitFor()
    },
    ['p: above', 'p: hello world', 'figure: caption here', 'p: below'],
  ],
  [
    'makes the blocks around a heading and a list',
    async (peer) => {
      await caretAt(peer, 'above', 2)
      await peer.keyboard.press('Control+Alt+Digit2')
      await caretAt(peer, 'below', 2)
      await peer.getByRole('button', { name: 'Bulleted list' }).click()
    },
    ['h2: above', 'p: hello world', 'figure: caption', 'ul0: below'],
  ],
]

test.each(AROUND)(
  'a caret and a selected figure stay where they are when a peer %s',
  async (_name, deed, after) => {
    await one.locator('figure img').click()
    await one.locator('figure.selected').waitFor()
    await deed(two)
    await shows(one, ['headline: Head', ...after])
    expect(await one.locator('figure.selected').count()).toBe(1)
    // Once more around a caret: the peer takes the last of it back and does it again.
    await two.keyboard.press('Control+Z')
    await caretAt(one, 'hello world', 5)
    await two.keyboard.press('Control+Y')
    await shows(one, ['headline: Head', ...after])
    await one.keyboard.type('|')
    const typed = after.map((block) => block.replace('hello world', 'hello| world'))
    await Promise.all([shows(one, ['headline: Head', ...typed]), shows(two, ['headline: Head', ...typed])])
    expect(newsroom.complaints).toEqual([])
  },
)

test('a selection keeps its words when a peer types at both of its ends and splits inside', async () => {
  await caretAt(one, 'hello world', 2, 6)
  const selected = () => one.evaluate(() => String(getSelection()))
  expect(await selected()).toBe('llo wo')
  await caretAt(two, 'hello world', 2)
  await two.keyboard.type('<')
  await caretAt(two, 'he<llo world', 9)
  await two.keyboard.type('>')
  await shows(one, ['headline: Head', 'p: above', 'p: he<llo wo>rld', 'figure: caption', 'p: below'])
  expect(await selected()).toBe('llo wo')
  await caretAt(two, 'he<llo wo>rld', 6)
  await two.keyboard.press('Enter')
  await shows(one, ['headline: Head', 'p: above', 'p: he<llo', 'p:  wo>rld', 'figure: caption', 'p: below'])
  await one.keyboard.press('Delete')
  const left = ['headline: Head', 'p: above', 'p: he<>rld', 'figure: caption', 'p: below']
  await Promise.all([shows(one, left), shows(two, left)])
})

test('a caret and a selection of somebody else add 0 px to the layout', async () => {
  const boxes = () =>
    text(one).evaluate((root) => {
      const found: number[][] = []
      for (const element of [root, ...root.querySelectorAll('*')]) {
        const { left, top, width, height } = element.getBoundingClientRect()
        found.push([left, top + scrollY, width, height])
        for (const node of element.childNodes) {
          if (!(node instanceof Text)) continue
          const range = document.createRange()
          range.selectNodeContents(node)
          for (const line of range.getClientRects()) {
            found.push([line.left, line.top + scrollY, line.width, line.height])
          }
        }
      }
      return found
    })
  await caretAt(one, 'above', 0)
  const html = () => text(one).innerHTML()
  // Before: as if nobody else were there.
  const layer = one.locator('.carets')
  await layer.evaluate((element) => (element.style.display = 'none'))
  const before = { boxes: await boxes(), html: await html() }
  const height = await one.evaluate(() => document.documentElement.scrollHeight)
  await layer.evaluate((element) => (element.style.display = ''))
  const places: readonly (readonly [string, number, number])[] = [
    ['hello world', 0, 0],
    ['hello world', 5, 0],
    ['hello world', 11, 0],
    ['caption', 3, 0],
    ['below', 5, 0],
    ['hello world', 0, 11],
  ]
  for (const [words, offset, selects] of places) {
    await caretAt(two, words, offset, selects)
    const drawn = one.locator(selects === 0 ? '.caret' : '.tint')
    await drawn.first().waitFor({ state: 'attached' })
    expect({ boxes: await boxes(), html: await html() }).toEqual(before)
    expect(await one.evaluate(() => document.documentElement.scrollHeight)).toBe(height)
  }
  expect(before.boxes.length).toBeGreaterThan(10)
})

test('the browser’s own undo, with the focus beside the text, takes back what Galley’s would', async () => {
  await caretAt(one, 'below', 5)
  await one.keyboard.type('!')
  await saved(one)
  await caretAt(two, 'hello world', 11)
  await two.keyboard.type('?')
  const theirs = START.map((block) => block.replace('hello world', 'hello world?'))
  await shows(one, theirs.with(-1, 'p: below!'))
  await one.evaluate(() => (document.activeElement as HTMLElement).blur())
  await one.keyboard.press('Control+Z')
  const undone = await text(one).locator('p').last().textContent()
  expect('below!'.startsWith(undone!)).toBe(true)
  await shows(two, theirs.with(-1, `p: ${undone}`))
  await one.keyboard.press('Control+Shift+Z')
  await Promise.all([shows(one, theirs.with(-1, 'p: below!')), shows(two, theirs.with(-1, 'p: below!'))])
  expect(newsroom.complaints).toEqual([])
})
