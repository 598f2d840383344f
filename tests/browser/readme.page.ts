/** Takes docs/picture.png, the picture of the README: two people in the sample article. `npm run build`, then `npx tsx` this file. */

import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { launchBrowser } from '../support/browser.ts'
import { startTestServer, type TestPerson } from '../support/server.ts'

const PICTURE = fileURLToPath(new URL('../../docs/picture.png', import.meta.url))
const viewport = { width: 1280, height: 800 }

const server = await startTestServer()
const browser = await launchBrowser()
try {
  const maya = server.visitor()
  await maya.ok('POST', '/api/set-up', {
    token: server.setUpToken,
    publication: 'The Eastside Courier',
    displayName: 'Maya Brooks',
    userName: 'maya',
    password: 'counting night buses',
  })
  const { articles } = await maya.ok<{ articles: { id: string }[] }>('GET', '/api/articles')
  const article = articles[0]?.id ?? ''
  const jiwoo = await colleague(maya, article)

  const hers = await open(maya, article)
  const theirs = await open(jiwoo, article)
  await caretAfter(theirs, 'counted for themselves.')
  await theirs.keyboard.type(' Every Friday for five month')
  await caretAfter(hers, 'half-eaten dumpling')
  await hers.getByText('five month').waitFor()
  // One more letter, so that the name stands on the caret when the picture is taken.
  await theirs.keyboard.type('s')
  await hers.getByText('five months').waitFor()
  await hers.locator('[data-status="saved"]').waitFor()
  const taken = await hers.screenshot({ caret: 'initial' })
  await writeFile(PICTURE, await sharp(taken).png({ palette: true, quality: 90, effort: 10 }).toBuffer())
} finally {
  await browser.close()
  await server.stop()
}

async function colleague(inviting: TestPerson, article: string): Promise<TestPerson> {
  await inviting.ok('POST', '/api/people', {
    userName: 'jiwoo',
    displayName: '김지우',
    password: 'counting night buses',
  })
  await inviting.ok('PUT', `/api/articles/${article}/members/jiwoo`, { role: 'editor' })
  const visitor = server.visitor()
  await visitor.ok('POST', '/api/auth/sign-in/username', {
    username: 'jiwoo',
    password: 'counting night buses',
  })
  return visitor
}

async function open(person: TestPerson, article: string): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-US', colorScheme: 'light' })
  await context.addCookies(person.cookies)
  const page = await context.newPage()
  await page.goto(`${server.url}/articles/${article}`)
  await page.getByRole('toolbar', { name: 'Formatting' }).waitFor()
  return page
}

/** Puts the caret behind the first place where these words stand. */
async function caretAfter(page: Page, words: string): Promise<void> {
  const block = page.getByRole('textbox', { name: 'Text of the article' }).locator('p', { hasText: words })
  await block.first().click()
  await block.first().evaluate((element, wanted) => {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1
      if (at >= 0) return getSelection()?.collapse(node, at + wanted.length)
    }
  }, words)
}
