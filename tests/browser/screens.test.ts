/** Every screen: no accessibility violation in light and dark, readable on a phone and in Korean, small enough to load. */

import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import {
  axeViolations,
  caretAfter,
  checked as checkedPage,
  look,
  type Newsroom,
  openArticle,
  openNewsroom,
  saved,
  text,
} from './newsroom.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let ada: TestPerson
let article: string
beforeAll(async () => {
  newsroom = await openNewsroom()
  const setUp = await newsroom.open(null, `/set-up/${newsroom.server.setUpToken}`)
  await setUp.getByRole('button').waitFor()
  await checked(setUp, 'set-up')
  ada = await newsroom.server.administrator()
  const minji = await newsroom.server.person('김민지')
  article = await articleOfAllParts(minji)
})
afterAll(() => newsroom.close())

/** The whole of the screen, not only what fits into the window. */
const checked = (page: Page, name: string) => checkedPage(page, `screen-${name}`, true)

/** An article of every part, with somebody else as a member. */
async function articleOfAllParts(peer: TestPerson): Promise<string> {
  const title = 'Cafeteria trades plastic trays for steel'
  const { id } = await ada.article(title)
  await ada.share(id, peer, 'editor')
  const page = await openArticle(newsroom, ada, id)
  await caretAfter(page, title)
  await page.keyboard.press('Enter')
  await page.keyboard.insertText(
    'Lunch is quieter, the lines are shorter, and the kitchen saves 400 pounds of waste.',
  )
  await page.keyboard.press('Enter')
  await page.keyboard.insertText(
    'Since Monday, lunch at Eastside High comes on steel. The plastic trays, in use since 2009, are gone. “We counted what we threw away,” said Ana Ruiz, who runs the kitchen.',
  )
  await page.keyboard.press('Enter')
  await page.keyboard.type('# What changed')
  await page.keyboard.press('Enter')
  await page.keyboard.type('- Steel instead of plastic')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('washed at noon')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('> “It is quieter,” said Kim, a junior.')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('We counted what we threw away.')
  await page.getByRole('button', { name: 'Pull quote' }).click()
  await page.keyboard.press('Enter')
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
  await page.getByRole('button', { name: 'Add alternative text' }).waitFor()
  await text(page)
    .getByText(/^Lunch is quieter/)
    .click()
  await page.getByRole('button', { name: 'Style: Paragraph' }).click()
  await page.getByRole('menuitemradio', { name: 'Dek' }).click()
  await saved(page)
  return id
}

describe('accessibility, light and dark', () => {
  test('signing in', async () => {
    const page = await newsroom.open(null, '/sign-in')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await checked(page, 'sign-in')
  })

  test('joining, and an invitation that has ended', async () => {
    const { code } = await ada.ok<{ code: string }>('POST', '/api/invites', { article, role: 'editor' })
    const page = await newsroom.open(null, `/join/${code}`)
    await page.getByRole('button', { name: 'Join' }).waitFor()
    await checked(page, 'join')
    await page.goto(`${newsroom.server.url}/join/nothing`)
    await page.getByRole('heading', { name: 'This invitation has ended' }).waitFor()
    await checked(page, 'join-ended')
  })

  test('the list of articles, its trash and its menus', async () => {
    const page = await newsroom.open(ada)
    await page.getByRole('link', { name: /Cafeteria/ }).waitFor()
    await checked(page, 'home')
    await page.getByRole('button', { name: 'Account of Ada Admin' }).click()
    await page.getByRole('menuitem', { name: 'Settings' }).waitFor()
    await checked(page, 'home-menu')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Trash' }).click()
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor()
    await checked(page, 'home-trash')
  })

  test('people and settings', async () => {
    const page = await newsroom.open(ada, '/people')
    await page.getByText('김민지').first().waitFor()
    await checked(page, 'people')
    await page.getByRole('button', { name: 'Add a person' }).click()
    await page.getByRole('dialog').waitFor()
    await checked(page, 'people-add')
    await page.goto(`${newsroom.server.url}/settings`)
    await page.getByRole('heading', { name: 'Access tokens' }).waitFor()
    await checked(page, 'settings')
  })

  test('an article with all its parts, selected words, menus and dialogs', async () => {
    const page = await openArticle(newsroom, ada, article)
    await text(page).getByText('What changed').dblclick()
    await page.getByRole('toolbar', { name: 'Format selection' }).waitFor()
    await checked(page, 'article')
    await page.getByRole('button', { name: /^Style:/ }).click()
    await page.getByRole('menuitemradio', { name: 'Dek' }).waitFor()
    await checked(page, 'article-styles')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByRole('combobox', { name: 'Role of 김민지' }).waitFor()
    await checked(page, 'article-share')
    await page.keyboard.press('Escape')
    await page.locator('figure img').scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Add alternative text' }).click()
    await page.getByLabel('Credit').waitFor()
    await checked(page, 'article-figure-details')
  })

  test('addresses that lead nowhere', async () => {
    const page = await newsroom.open(ada, '/nowhere')
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await checked(page, 'not-found')
    await page.goto(`${newsroom.server.url}/articles/2222222222222222`)
    await page.getByRole('heading', { name: 'You cannot open this article' }).waitFor()
    await checked(page, 'article-not-here')
  })
})

test('on a phone nothing is cut off and the tools are within reach', async () => {
  const page = await openArticle(newsroom, ada, article, PHONE)
  const tools = page.getByRole('toolbar', { name: 'Formatting' })
  await tools.waitFor()
  await page.getByRole('button', { name: 'More tools' }).click()
  await page.getByRole('menuitem', { name: 'Underline' }).waitFor()
  await look(page, 'phone-article-more')
  await page.keyboard.press('Escape')
  await look(page, 'phone-article')
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(await wider()).toBeLessThanOrEqual(0)
  const box = await tools.boundingBox()
  expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(844)
  for (const path of ['/', '/people', '/settings']) {
    await page.goto(newsroom.server.url + path)
    await page.getByRole('main').waitFor()
    expect(await wider(), path).toBeLessThanOrEqual(0)
    await look(page, `phone${path.replace('/', '-')}`, true)
  }
})

test('at 200 % zoom nothing is cut off', async () => {
  // A zoom of 200 % halves the page's width in CSS pixels.
  const page = await openArticle(newsroom, ada, article, { viewport: { width: 640, height: 430 } })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await look(page, 'zoomed-article')
})

test('who reads Korean is met in Korean', async () => {
  const page = await openArticle(newsroom, ada, article, { locale: 'ko-KR' })
  await saved(page)
  await page.getByRole('button', { name: '공유' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko')
  await text(page).getByText('Since Monday').click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText(
    '급식실의 새 식판이 줄을 절반으로 줄였다. 학생들은 월요일부터 스테인리스 식판을 쓴다.',
  )
  await checked(page, 'article-ko')
  await page.goto(newsroom.server.url)
  await page.getByRole('button', { name: '새 기사' }).waitFor()
  await checked(page, 'home-ko')
})

test('the theme that was chosen stays', async () => {
  const page = await newsroom.open(ada, '/settings')
  await page.getByText('Dark').click()
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  expect(await ground()).toBe('rgb(23, 22, 20)')
  await page.reload()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  expect(await ground()).toBe('rgb(23, 22, 20)')
})

test('a cold visit to an article loads at most 300 kB', async () => {
  // Not from a screen: its own files would still be coming in.
  const page = await newsroom.open(ada, '/healthz')
  const files = new Set<string>()
  page.on('request', (request) => {
    if (/\.(?:js|css)$/.test(new URL(request.url()).pathname)) files.add(request.url())
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto(`${newsroom.server.url}/articles/${article}`)
  await text(page).waitFor()
  await saved(page)
  // As the server sends it.
  const size = async (file: string) =>
    gzipSync(Buffer.from(await (await fetch(file)).arrayBuffer()), { level: 9 }).length
  const total = (await Promise.all([...files].map(size))).reduce((sum, bytes) => sum + bytes, 0)
  expect(total).toBeGreaterThan(50_000)
  expect(total).toBeLessThanOrEqual(300_000)
})

test('on a phone no control lies over the words', async () => {
  const page = await openArticle(newsroom, ada, article, PHONE)
  const words = page.getByText(/^\d+ words$/)
  await words.waitFor()
  const [count, last] = await Promise.all([
    words.boundingBox(),
    text(page).locator(':scope > :last-child').boundingBox(),
  ])
  expect(count?.y).toBeGreaterThan((last?.y ?? 0) + (last?.height ?? 0))
  // A keyboard that nobody asked for would cover the dialog.
  await page.getByRole('button', { name: 'Share' }).tap()
  const dialog = page.getByRole('dialog')
  await expect.poll(() => dialog.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await axeViolations(page)).toEqual([])
})

test('Korean words stay whole at the end of a line, also on an English page', async () => {
  const page = await openArticle(newsroom, ada, article)
  expect(await text(page).evaluate((root) => getComputedStyle(root).wordBreak)).toBe('keep-all')
})

describe('accessibility of what goes wrong, light and dark', () => {
  test('an article in the trash, ended access, and signing in again', async () => {
    const minji = await newsroom.server.person('이민지')
    const lea = await newsroom.server.person('lea')
    const { id } = await ada.article('Headline')
    await ada.share(id, minji, 'editor')
    await ada.share(id, lea, 'editor')
    const ended = await openArticle(newsroom, minji, id)
    const signedOut = await openArticle(newsroom, lea, id)
    const trashed = await openArticle(newsroom, ada, id)
    await Promise.all([ended, signedOut, trashed].map(saved))

    await ada.ok('DELETE', `/api/articles/${id}/members/${minji.account}`)
    await ended.getByText('Access ended').first().waitFor()
    await checked(ended, 'status-ended')
    await lea.ok('POST', '/api/auth/sign-out', {})
    await signedOut.getByRole('button', { name: 'Sign in' }).first().click()
    await signedOut.getByRole('dialog').waitFor()
    await checked(signedOut, 'status-sign-in')
    await ada.ok('DELETE', `/api/articles/${id}`)
    await trashed.getByText('This article is in the trash').first().waitFor()
    await checked(trashed, 'status-trash')
  })

  test('the link dialog', async () => {
    const page = await openArticle(newsroom, ada, article)
    await text(page).getByText('What changed').dblclick()
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: 'Address' }).fill('no address')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Address', description: /./ }).waitFor()
    await checked(page, 'article-link')
  })
})
