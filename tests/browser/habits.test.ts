/** What people's hands know from other editors: where a click puts the caret, where typing goes, what typed words turn into. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestPerson } from '../support/server.ts'
import {
  blocks,
  caretAfter,
  type Newsroom,
  openArticle,
  openNewsroom,
  saved,
  shows,
  text,
} from './newsroom.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let ada: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
})
afterAll(async () => {
  expect(newsroom.complaints).toEqual([])
  await newsroom.close()
})

/** A new article with the caret in its first paragraph. */
async function writing(): Promise<Page> {
  const { id } = await ada.article('Headline')
  const page = await openArticle(newsroom, ada, id)
  await page.getByRole('toolbar', { name: 'Formatting' }).waitFor()
  await caretAfter(page, 'Headline')
  await page.keyboard.press('Enter')
  return page
}

const links = (page: Page) =>
  text(page).evaluate((root) =>
    [...root.querySelectorAll('a')].map((link) => `${link.textContent} → ${link.getAttribute('href')}`),
  )

test('a typed address becomes a link at the space or Enter behind it, and Backspace at once takes that back', async () => {
  const page = await writing()
  await page.keyboard.type('See (https://example.org/a), www.example.org ')
  await page.keyboard.type('desk@example.org')
  await page.keyboard.press('Enter')
  await page.keyboard.type('www.example.net ')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('is words')
  await page.keyboard.press('Enter')
  await page.keyboard.type('``` www.example.com is code')
  expect(await links(page)).toEqual([
    'https://example.org/a → https://example.org/a',
    'www.example.org → https://www.example.org',
    'desk@example.org → mailto:desk@example.org',
  ])
  await shows(page, [
    'headline: Headline',
    'p: See (https://example.org/a), www.example.org desk@example.org',
    'p: www.example.net is words',
    'code: www.example.com is code',
  ])
  await saved(page)
})

test('what is typed behind Ctrl+K goes into the address, not into the article', async () => {
  const page = await writing()
  await page.keyboard.type('the map')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Control+k')
  const address = page.getByRole('textbox', { name: 'Address' })
  await address.waitFor()
  await expect.poll(() => address.evaluate((field) => field === document.activeElement)).toBe(true)
  await page.keyboard.type('example.org')
  await page.keyboard.press('Enter')
  await expect.poll(() => links(page)).toEqual(['the map → https://example.org'])
  await shows(page, ['headline: Headline', 'p: the map'])
})

test('a click anywhere below the words puts the caret behind them', async () => {
  const page = await writing()
  await page.keyboard.type('One')
  await page.keyboard.press('Control+Home')
  const box = await text(page).boundingBox()
  await page.mouse.click((box?.x ?? 0) + 4, 760)
  await page.keyboard.type(' more')
  await shows(page, ['headline: Headline', 'p: One more'])
})

test('a picture takes the empty paragraph that it is put into, and typing goes on in the one below it', async () => {
  const page = await writing()
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
  await page.getByRole('button', { name: 'Add alternative text' }).waitFor()
  await shows(page, ['headline: Headline', 'figure:', 'p:'])
  await page.keyboard.type('Words')
  await shows(page, ['headline: Headline', 'figure:', 'p: Words'])
})

test('below a last figure a click begins a paragraph', async () => {
  const page = await writing()
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
  await page.getByRole('button', { name: 'Add alternative text' }).waitFor()
  await page.locator('figcaption').click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Backspace')
  await expect.poll(async () => (await blocks(page)).at(-1)).toBe('figure:')
  const box = await page.locator('figure').boundingBox()
  await page.mouse.click((box?.x ?? 0) + 20, (box?.y ?? 0) + (box?.height ?? 0) + 60)
  await page.keyboard.type('After')
  await expect.poll(async () => (await blocks(page)).slice(-2)).toEqual(['figure:', 'p: After'])
})

test('Alt+F10 goes to the tools and Esc back to the same place in the words', async () => {
  const page = await writing()
  await page.keyboard.type('ab')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const style = page.getByRole('button', { name: /^Style:/ })
  expect(await style.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await page.keyboard.type('-')
  await shows(page, ['headline: Headline', 'p: a-b'])
})
