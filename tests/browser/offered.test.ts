/** An editor without a connection whose role is lowered: what they did is offered to them as suggestions, once, and never lost. */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Role } from '../../shared/roles.ts'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { caretAt } from './input-method.ts'
import { cut, link } from './line.ts'
import {
  axeViolations,
  look,
  type Newsroom,
  openNewsroom,
  saved,
  shows,
  text,
  writtenArticle,
} from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
let sue: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  sue = await newsroom.server.person('sue')
})
afterAll(() => newsroom.close())

/** Two pages of one article; the editor's has lost its connection, typed and deleted, and has another role now. */
async function lowered(role: Role, options: BrowserContextOptions = {}) {
  const words = ['one two three']
  const { id, page: owner } = await writtenArticle(newsroom, ada, 'Head', words, [[sue, 'editor']])
  const page = await newsroom.open(sue, '/healthz', options)
  const line = await link(page)
  await page.goto(`${newsroom.server.url}/articles/${id}`)
  await shows(page, ['headline: Head', 'p: one two three'])
  await saved(page)
  await cut(line)
  await caretAt(page, 'one two three', 7)
  for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
  await page.keyboard.type(', 2,')
  await page.locator('[data-status="unsaved"]').waitFor()
  await ada.share(id, sue, role)
  await caretAt(owner, 'one two three', 13)
  await owner.keyboard.type(' four')
  await saved(owner)
  return { id, owner, page, line }
}

const dialog = (page: Page) => page.getByRole('dialog')
const suggest = (page: Page) => page.getByRole('button', { name: /Suggest these changes|이 변경을 제안하기/ })
const words = (page: Page, element: 'ins' | 'del') => text(page).locator(element).allTextContents()
const article = async (id: string, view: 'original' | 'final') =>
  (await (await ada.fetch('GET', `/api/articles/${id}/content?format=text&view=${view}`)).text()).trim()
const listed = async (id: string) =>
  (await ada.ok<{ suggestions: Suggestion[] }>('GET', `/api/articles/${id}/suggestions`)).suggestions

test('[R6] [C3] [G1] is offered to suggest them, does, and both pages show it; the owner accepts', async () => {
  const { id, owner, page, line } = await lowered('suggester')
  line.cut = false
  await suggest(page).waitFor()
  await dialog(page).getByText('Changes that were not saved').waitFor()
  expect(await dialog(page).locator('pre').textContent()).toBe(', 2,')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await axeViolations(page)).toEqual([])
  await look(page, 'offered')
  await suggest(page).click()
  await page.getByText('Your changes are suggestions now.').waitFor()
  await saved(page)
  for (const one of [page, owner]) {
    await expect.poll(() => words(one, 'ins')).toEqual([', 2,'])
    await expect.poll(() => words(one, 'del')).toEqual([' two'])
    await shows(one, ['headline: Head', 'p: one two, 2, three four'])
  }
  await look(page, 'offered-suggested')
  expect(await article(id, 'original')).toContain('one two three four')
  await page.reload()
  await saved(page)
  expect(await dialog(page).count()).toBe(0)
  for (const { id: suggestion, ranges } of await listed(id))
    await ada.ok('POST', `/api/articles/${id}/suggestions/${encodeURIComponent(suggestion)}/decision`, {
      decision: 'accept',
      ranges,
    })
  expect(await article(id, 'original')).toContain('one, 2, three four')
  for (const one of [page, owner]) await shows(one, ['headline: Head', 'p: one, 2, three four'])
  expect(newsroom.complaints).toEqual([])
})

test('one undo takes all of it back', async () => {
  const { owner, page, line } = await lowered('suggester')
  line.cut = false
  await suggest(page).click()
  await expect.poll(() => words(owner, 'ins')).toEqual([', 2,'])
  await text(page).click()
  await page.keyboard.press('Control+Z')
  await shows(owner, ['headline: Head', 'p: one two three four'])
  await expect.poll(() => words(owner, 'del')).toEqual([])
  await saved(page)
})

test('reloads before the connection comes back and again before choosing: it is still offered, once', async () => {
  const { owner, page, line } = await lowered('suggester')
  page.on('dialog', (asked) => void asked.accept())
  await page.reload()
  await shows(page, ['headline: Head', 'p: one, 2, three'])
  line.cut = false
  await suggest(page).waitFor()
  await page.reload()
  await suggest(page).waitFor()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await suggest(other).waitFor()
  await suggest(page).click()
  await expect.poll(() => words(owner, 'ins')).toEqual([', 2,'])
  await saved(page)
  await suggest(other).click()
  await other.getByText('Nothing is left to suggest').waitFor()
  await saved(other)
  for (const one of [page, other, owner]) {
    await shows(one, ['headline: Head', 'p: one two, 2, three four'])
    await expect.poll(() => words(one, 'ins')).toEqual([', 2,'])
  }
})

test('who may only comment or view is offered the words, and nothing to suggest', async () => {
  for (const role of ['commenter', 'viewer'] as const) {
    const { page, line } = await lowered(role)
    line.cut = false
    await dialog(page).getByText('Words that were not saved').waitFor()
    // The new role is known by then, and with it whether there is anything to suggest.
    await page.locator('[data-mode="viewing"]').waitFor()
    expect(await suggest(page).count()).toBe(0)
    await dialog(page).getByRole('button', { name: 'Done – discard these' }).click()
    await shows(page, ['headline: Head', 'p: one two three four'])
  }
})

test('on a phone, in Korean and in the dark it is said as plainly', async () => {
  const { page, line } = await lowered('suggester', { ...PHONE, locale: 'ko-KR', colorScheme: 'dark' })
  line.cut = false
  await suggest(page).waitFor()
  await look(page, 'offered-phone-ko-dark')
  await suggest(page).click()
  await page.getByText('변경 내용을 제안으로 올렸습니다.').waitFor()
  await saved(page)
  await look(page, 'offered-phone-ko-dark-suggested')
})
