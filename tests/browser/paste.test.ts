/** What other programs put on the clipboard, pasted into the real page: what the server keeps of it, and that undo takes it back. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Block } from '../../shared/article/projection.ts'
import type { TestPerson } from '../support/server.ts'
import { caretAt } from './input-method.ts'
import { type Newsroom, openArticle, openNewsroom, saved, text } from './newsroom.ts'
import { GOOGLE_DOCS, HOSTILE, LIBRE_OFFICE, WEB_PAGE, WORD } from './pasted.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let ada: TestPerson
let id: string
let page: Page
/** Requests that left for somewhere else than the server. */
const elsewhere: string[] = []
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  id = (await ada.article('Head')).id
  page = await openArticle(newsroom, ada, id)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  page.on('request', (request) => {
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(newsroom.server.url))
      elsewhere.push(request.url())
  })
})
afterAll(async () => {
  await newsroom.close()
})

beforeEach(async () => {
  await text(page).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+Alt+Digit1')
  await page.keyboard.press('Delete')
  await page.keyboard.type('Head')
  await page.keyboard.press('Enter')
  await keeps(['headline: Head', 'p:'])
})

// ---- what the server keeps

/** A block in few letters: `ul1: one [bold|two]/three`; a link as `[link https://…|words]`. */
function inLetters({ kind, list, indent, src, alt, runs }: Block): string {
  const name = list === null ? kind : `${list === 'ordered' ? 'ol' : 'ul'}${indent}`
  const words = runs.map((run) => {
    const content = 'text' in run ? run.text : '/'
    const formats = Object.entries(run.formats).map(([format, value]) =>
      typeof value === 'object' ? `${format} ${value.href}` : format,
    )
    return formats.length === 0 ? content : `[${formats.sort().join(', ')}|${content}]`
  })
  const about = kind === 'figure' ? `(${[src ?? 'no picture', alt ?? 'no words'].join(', ')})` : ''
  return `${name}${about}: ${words.join('')}`.trimEnd()
}

async function kept(): Promise<string[]> {
  const { blocks } = await ada.ok<{ blocks: Block[] }>('GET', `/api/articles/${id}/content`)
  return blocks.map(inLetters)
}

const keeps = (blocks: readonly string[]) => expect.poll(kept, { timeout: 10_000 }).toEqual(blocks)

function paste(html: string, plain = ''): Promise<void> {
  return text(page).evaluate(
    (root, [html, plain]) => {
      const transfer = new DataTransfer()
      if (html) transfer.setData('text/html', html)
      transfer.setData('text/plain', plain)
      root.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
      )
    },
    [html, plain] as const,
  )
}

/** Pastes, and takes it back: undo brings the article back and the page says Saved. */
async function pasted(html: string, plain: string, blocks: readonly string[]): Promise<void> {
  await paste(html, plain)
  await keeps(['headline: Head', ...blocks])
  await saved(page)
  await page.keyboard.press('Control+Z')
  await keeps(['headline: Head', 'p:'])
  await saved(page)
  expect(newsroom.complaints).toEqual([])
}

describe('paste', () => {
  test.each(Object.entries({ GOOGLE_DOCS, WORD, LIBRE_OFFICE, WEB_PAGE }))(
    'from %s keeps structure and leaves styling',
    async (_program, { html, blocks }) => pasted(html, 'not this', blocks),
  )

  test('nothing of a hostile page runs or is fetched', async () => {
    await pasted(HOSTILE.html, '', HOSTILE.blocks)
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
    expect(elsewhere).toEqual([])
  })

  test.each([
    [
      'blank lines part paragraphs',
      'one\n\ntwo\r\n\r\n\r\nthree\nfour\n',
      ['p: one', 'p: two', 'p: three', 'p: four'],
    ],
    ['a tab is a space', 'a\tb', ['p: a b']],
    ['markup is words', '<b>bold</b> & <script>', ['p: <b>bold</b> & <script>']],
    ['what no article holds is left out', 'a\u0000b\u202ec\ufeffd', ['p: abcd']],
    [
      'an address is a link',
      'see https://example.org/a.',
      ['p: see [link https://example.org/a|https://example.org/a].'],
    ],
  ])('of plain text: %s', async (_name, plain, blocks) => pasted('', plain, blocks))

  test('in the middle of words keeps what stood around it', async () => {
    await page.keyboard.type('before after')
    await caretAt(page, 'before after', 'before '.length)
    await paste('<p>one</p><h2>two</h2><p>three</p>')
    await keeps(['headline: Head', 'p: before one', 'h2: two', 'p: threeafter'])
    await page.keyboard.press('Control+Z')
    await keeps(['headline: Head', 'p: before after'])
    await saved(page)
  })
})

describe('copy and paste', () => {
  test('lists go as real nested lists, and what comes back is what was copied', async () => {
    await paste(LIBRE_OFFICE.html)
    await keeps(['headline: Head', ...LIBRE_OFFICE.blocks])
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
    await page.getByRole('button', { name: 'Add alternative text' }).waitFor()
    await text(page).locator('p').last().click()
    await page.keyboard.type('two  spaces')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.keyboard.type('end')
    await expect.poll(kept).toContain('p: end')
    const all = (await kept()).slice(1)
    expect(all.slice(-3)).toEqual(['p: two  spaces', 'p:', 'p: end'])
    await text(page).evaluate((root) => {
      const last = root.lastElementChild!
      getSelection()?.setBaseAndExtent(root.children[1]!, 0, last, last.childNodes.length)
    })
    const html = await page.evaluateHandle(() => {
      const copied = { html: '' }
      document.addEventListener(
        'copy',
        (event) => (copied.html = event.clipboardData?.getData('text/html') ?? ''),
        { once: true },
      )
      return copied
    })
    await page.keyboard.press('Control+C')
    const nesting = await html.evaluate(({ html }) => {
      const { body } = new DOMParser().parseFromString(html, 'text/html')
      return [...body.querySelectorAll('li')].map((item) => {
        let path = ''
        for (let list = item.closest('ul, ol'); list; list = list.parentElement?.closest('ul, ol') ?? null) {
          path = `${list.localName} ${path}`
        }
        return `${path}${item.querySelector('p')?.textContent}`
      })
    })
    expect(nesting).toEqual(['ul one', 'ul ul two', 'ul three', 'ol first', 'ol ul inner', 'ol second'])
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+V')
    await keeps(['headline: Head', ...all, ...all])
    await page.keyboard.press('Control+Z')
    await keeps(['headline: Head', ...all, 'p:'])
    await saved(page)
    expect(newsroom.complaints).toEqual([])
  })
})
