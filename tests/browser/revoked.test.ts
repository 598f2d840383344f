/** Access that ends while two people are typing: who is out has the right words and their own text, and the other is not disturbed. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import {
  caretAfter,
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
let grace: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  grace = await newsroom.server.person('grace')
})
afterAll(() => newsroom.close())

/** The page's frames to the server, which wait from `hold` on. */
async function slowLine(page: Page): Promise<{ hold(): void }> {
  let held = false
  await page.routeWebSocket(/\/collab\//, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((frame) => {
      if (!held) server.send(frame)
    })
  })
  return {
    hold() {
      held = true
    },
  }
}

/** Ada's and Grace's pages, each with the caret in a paragraph of their own. */
async function bothWriting(options = {}) {
  const words = ['Ada:', 'Grace:']
  const { id, page: owner } = await writtenArticle(newsroom, ada, 'Head', words, [[grace, 'editor']])
  const page = await newsroom.open(grace, '/healthz', options)
  const line = await slowLine(page)
  await page.goto(`${newsroom.server.url}/articles/${id}`)
  await text(page).waitFor()
  await saved(page)
  await caretAfter(owner, 'Ada:')
  await caretAfter(page, 'Grace:')
  return { id, owner, page, line }
}

const dialog = (page: Page) => page.getByRole('dialog')

test.each([
  ['on a computer', {}],
  ['on a phone', PHONE],
])(
  '[R6] access ends while both type, %s: what came too late is kept for its author, also after reloading',
  async (where, options) => {
    const { id, owner, page, line } = await bothWriting(options)
    const letters = 'the quick brown fox jumps over the lazy dog'
    const typing = owner.keyboard.type(` ${letters}`, { delay: 60 })
    await page.keyboard.type(' in time')
    await saved(page)
    line.hold()
    await page.keyboard.type(' too late')
    await ada.ok('DELETE', `/api/articles/${id}/members/grace`)
    await page.getByText('Access ended').first().waitFor()
    await dialog(page).getByText('too late').waitFor()
    await look(page, `revoked-${where.split(' ').at(-1)}`)
    await typing
    await saved(owner)
    const wanted = ['headline: Head', `p: Ada: ${letters}`, 'p: Grace: in time']
    await shows(owner, wanted)
    const kept = await (await ada.fetch('GET', `/api/articles/${id}/content?format=text`)).text()
    expect(kept).not.toContain('too late')

    await page.reload()
    await dialog(page).getByText('too late').waitFor()
    await look(page, `revoked-reloaded-${where.split(' ').at(-1)}`)
    await dialog(page).getByRole('button', { name: 'Done – discard these' }).click()
    await page.getByText('You cannot open this article').first().waitFor()
  },
)
