/** The status says what is true, whatever happens to connection, disk, role and sign-in. */

import { readFile } from 'node:fs/promises'
import type { Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import type { TestPerson } from '../support/server.ts'
import { caretAfter, look, type Newsroom, openArticle, openNewsroom, saved, shows, text } from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
let grace: TestPerson
const disk = { full: false }

beforeAll(async () => {
  newsroom = await openNewsroom({ wrapStore: (store) => failingWhen(disk, store) })
  ada = await newsroom.server.administrator()
  grace = await newsroom.server.person('grace')
})
afterAll(() => newsroom.close())

/** The store, whose log takes nothing while the disk is full. */
function failingWhen(disk: { full: boolean }, store: Store): Store {
  const { log, records, database } = store
  const unlessFull = <T>(run: () => Promise<T>) =>
    disk.full ? Promise.reject(new Error('the disk is full')) : run()
  return {
    records,
    ...(database && { database }),
    log: {
      open: (article) => log.open(article),
      append: (batch) => unlessFull(() => log.append(batch)),
      checkpoint: (article, epoch, checkpoint) =>
        unlessFull(() => log.checkpoint(article, epoch, checkpoint)),
      reserve: (article, person, clients) => log.reserve(article, person, clients),
      giveBack: (article, person, clients) => log.giveBack(article, person, clients),
      read: (article, afterSeq, limit) => log.read(article, afterSeq, limit),
    },
    probe: () => unlessFull(() => store.probe()),
    scrub: () => store.scrub(),
    close: () => store.close(),
  }
}

const status = (page: Page, words: string) => page.locator('[data-status]', { hasText: words }).waitFor()

/** A page whose socket can be cut and joined again. */
async function openWithLink(
  person: TestPerson,
  id: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
) {
  const open = new Set<WebSocketRoute>()
  let cut = false
  const page = await newsroom.open(person, '/healthz')
  await prepare(page)
  await page.routeWebSocket(/\/collab\//, (socket) => {
    if (cut) return void socket.close({ code: 1001 })
    const server = socket.connectToServer()
    open.add(socket).add(server)
  })
  await page.goto(`${newsroom.server.url}/articles/${id}`)
  await text(page).waitFor()
  const setCut = async (now: boolean) => {
    cut = now
    if (!cut) return
    await Promise.all([...open].map((socket) => socket.close({ code: 1001 })))
    open.clear()
  }
  return { page, setCut }
}

async function articleOfTwo(role: 'editor' | 'viewer' = 'editor'): Promise<string> {
  const { id } = await ada.article('Head')
  await ada.share(id, grace, role)
  return id
}

test('[R3] Saved says when the server stored it', async () => {
  const page = await openArticle(newsroom, ada, await articleOfTwo())
  await caretAfter(page, 'Head')
  await page.keyboard.type('line')
  await saved(page)
  await page.getByRole('button', { name: 'Saved' }).hover()
  await page.getByText(/^Stored on the server, \d\d:\d\d:\d\d$/).waitFor()
})

test('[C3] what is typed without a connection is kept, said, and arrives', async () => {
  const id = await articleOfTwo()
  const { page, setCut } = await openWithLink(ada, id)
  const other = await openArticle(newsroom, grace, id)
  await setCut(true)
  await status(page, 'Offline')
  await caretAfter(page, 'Head')
  await page.keyboard.type('line in a tunnel')
  await status(page, 'Saving…')
  await status(page, 'Not saved – kept on this device. Reconnecting…')
  await look(page, 'status-unsaved')

  const asked = page.waitForEvent('dialog')
  await page.evaluate(() => void setTimeout(() => location.reload()))
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()

  await setCut(false)
  await page.evaluate(() => dispatchEvent(new Event('online'))) // as a browser says it
  await saved(page)
  await shows(other, ['headline: Headline in a tunnel', 'p:'])
})

test('what is not saved for half a minute is red, and can be downloaded', async () => {
  const { page, setCut } = await openWithLink(ada, await articleOfTwo(), (page) => page.clock.install())
  await saved(page)
  await setCut(true)
  await caretAfter(page, 'Head')
  await page.keyboard.type('line')
  await status(page, 'Not saved – kept on this device. Reconnecting…')
  const download = page.getByRole('button', { name: 'Download what is not saved' })
  expect(await download.count()).toBe(0)
  await page.clock.fastForward(30_000)
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()])
  expect(await readFile(await file.path(), 'utf8')).toContain('Headline')
  await look(page, 'status-unsaved-red')
})

test('[C3] a browser that keeps nothing is never said to have kept something', async () => {
  const { page, setCut } = await openWithLink(ada, await articleOfTwo(), (page) =>
    page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined })),
  )
  await saved(page)
  await setCut(true)
  await caretAfter(page, 'Head')
  await page.keyboard.type('line')
  await status(page, 'Not saved – keep this page open')
  await page.getByRole('button', { name: 'Download what is not saved' }).waitFor()
  await look(page, 'status-keep-open')
  await setCut(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await saved(page)
})

test('a page that is too old for the server says so and takes no more words', async () => {
  const page = await newsroom.open(ada, '/healthz')
  const links: WebSocketRoute[] = []
  await page.routeWebSocket(/\/collab\//, (socket) => {
    socket.connectToServer()
    links.push(socket)
  })
  await page.goto(`${newsroom.server.url}/articles/${await articleOfTwo()}`)
  await saved(page)
  await links[0]?.close({ code: 4409 })
  await status(page, 'Reload to keep editing – this page is out of date')
  expect(await text(page).getAttribute('contenteditable')).toBe('false')
  await look(page, 'status-old-page')
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Reload' }).click()
  await saved(page)
})

test('[R4] a server that cannot store says so, and what was typed arrives once it can', async () => {
  const id = await articleOfTwo()
  const [page, other] = await Promise.all([openArticle(newsroom, ada, id), openArticle(newsroom, grace, id)])
  disk.full = true
  await caretAfter(page, 'Head')
  await page.keyboard.type('line')
  await status(page, 'Not saved – the server cannot store changes. Your text is kept here.')
  await page.getByRole('button', { name: 'Download what is not saved' }).waitFor()
  await look(page, 'status-cannot-store')
  await shows(other, ['headline: Head', 'p:'])
  disk.full = false
  await saved(page)
  await shows(other, ['headline: Headline', 'p:'])
})

test('[R6] a role that is taken away is taken away on the open page', async () => {
  const id = await articleOfTwo()
  const page = await openArticle(newsroom, grace, id)
  const tools = page.getByRole('toolbar', { name: 'Formatting' })
  await tools.waitFor()
  const focused = () => text(page).evaluate((element) => element === document.activeElement)
  // A commenter goes on in the same editor, a viewer in another one, which shows the base: neither falls out of the text.
  for (const [role, words] of [
    ['commenter', 'You can now only comment'],
    ['viewer', 'You can now only view'],
  ] as const) {
    await ada.share(id, grace, 'editor')
    await tools.waitFor()
    await caretAfter(page, 'Head')
    await ada.share(id, grace, role)
    await status(page, words)
    await tools.waitFor({ state: 'detached' })
    await expect.poll(focused).toBe(true)
  }
  await page.getByRole('button', { name: 'Mode: Viewing' }).click()
  await page.getByText('You can view. Ask for edit access.').waitFor()
  await look(page, 'status-role-changed')
  await page.keyboard.press('Escape')
  await ada.share(id, grace, 'editor')
  await page.getByRole('toolbar', { name: 'Formatting' }).waitFor()
  await ada.ok('DELETE', `/api/articles/${id}/members/grace`)
  await status(page, 'Access ended')
  await page.getByRole('button', { name: 'Share' }).waitFor({ state: 'detached' })
  await look(page, 'status-access-ended')
})

test('a screen that cannot be drawn says so, and comes back by reloading', async () => {
  const id = await articleOfTwo()
  const page = await newsroom.open(grace, '/settings')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.route(/assets\/article-.*\.js/, (route) => route.abort())
  await page.goto(`${newsroom.server.url}/articles/${id}`)
  await page.getByRole('heading', { name: 'Something on this page went wrong' }).waitFor()
  await look(page, 'crashed')
  await page.unroute(/assets\/article-.*\.js/)
  await page.getByRole('button', { name: 'Reload' }).click()
  await shows(page, ['headline: Head', 'p:'])
})

test('a viewer reads, cannot type, and is told whom to ask', async () => {
  const page = await openArticle(newsroom, grace, await articleOfTwo('viewer'))
  await status(page, 'View only')
  await text(page).click()
  await page.keyboard.type('mine')
  await shows(page, ['headline: Head', 'p:'])
  await page.getByRole('button', { name: 'Request access' }).click()
  await page.getByText('Ask an owner of this article for edit access: Ada Admin.').waitFor()
})

test('an article that goes into the trash says so to who has it open', async () => {
  const id = await articleOfTwo()
  const page = await openArticle(newsroom, grace, id)
  await ada.ok('DELETE', `/api/articles/${id}`)
  await status(page, 'This article is in the trash')
  expect(await text(page).getAttribute('contenteditable')).toBe('false')
  await page.reload()
  await page.getByRole('heading', { name: 'You cannot open this article' }).waitFor()
})

test('who is signed out elsewhere signs in on the page and goes on', async () => {
  const { id } = await ada.article('Head')
  const person = await newsroom.server.person('emmy')
  await ada.share(id, person, 'editor')
  const page = await openArticle(newsroom, person, id)
  await person.ok('POST', '/api/auth/sign-out', {})
  await page.getByRole('button', { name: 'Sign in' }).click()
  await look(page, 'status-signed-out')
  await page.getByRole('dialog').getByLabel('Password').fill('a long enough password')
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click()
  await saved(page)
  await caretAfter(page, 'Head')
  await page.keyboard.type('line')
  await saved(page)
})

test('viewing is a choice, remembered for the article', async () => {
  const page = await openArticle(newsroom, ada, await articleOfTwo())
  await page.getByRole('button', { name: 'Mode: Editing' }).click()
  await page.getByRole('menuitemradio', { name: /Viewing/ }).click()
  await expect.poll(() => text(page).getAttribute('contenteditable')).toBe('false')
  await page.reload()
  await page.getByRole('button', { name: 'Mode: Viewing' }).waitFor()
})
