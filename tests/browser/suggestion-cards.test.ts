/** Suggestions beside the text: cards, the bar over the text, previews, replies, and decisions, on the real page. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import {
  axeViolations,
  blocks,
  look,
  type Newsroom,
  openArticle,
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

const WORDS = 'The team won on Friday after a long night'

async function together(words: readonly string[] = [WORDS, 'She said, “we never gave up”, and smiled.']) {
  const { id, page: editor } = await writtenArticle(newsroom, ada, 'Late win', words, [[sue, 'suggester']])
  const suggester = await openArticle(newsroom, sue, id)
  await shows(suggester, await blocks(editor))
  return { id, editor, suggester }
}

/** Selects words of the text, or puts the caret where they begin, in whatever elements they are. */
async function select(page: Page, words: string, offset = 0, count = 0): Promise<void> {
  await text(page).focus()
  await text(page).evaluate(
    (element, { words, offset, count }) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      const nodes: Text[] = []
      while (walker.nextNode()) nodes.push(walker.currentNode as Text)
      const start =
        nodes
          .map(({ data }) => data)
          .join('')
          .indexOf(words) + offset
      const at = (place: number): [Node, number] => {
        let left = place
        for (const node of nodes) {
          if (left <= node.length) return [node, left]
          left -= node.length
        }
        throw new Error(`no ${words}`)
      }
      getSelection()?.setBaseAndExtent(...at(start), ...at(start + count))
    },
    { words, offset, count },
  )
  await page.waitForTimeout(60) // ProseMirror reads the selection when the browser tells of it
}

const card = (page: Page, words: string | RegExp) => page.locator('[data-card]').filter({ hasText: words })

test('x', async () => {
  const { editor, suggester } = await together()
  await select(suggester, 'won', 0, 3)
  await suggester.keyboard.type('lost')
  await select(suggester, 'never')
  await suggester.keyboard.type('almost ')
  await select(suggester, 'Friday', 0, 6)
  await suggester.keyboard.press('Control+B')
  await saved(suggester)
  await card(suggester, 'Replace').waitFor()
  await card(editor, 'Replace').waitFor()
  await suggester.waitForTimeout(500)
  await look(suggester, 'cards-suggester')
  await look(editor, 'cards-editor')
})
void [axeViolations, PHONE, expect, text]
