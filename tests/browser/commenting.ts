/** What tests of comments do on an article's page: words selected, commented on, and found again as a card. */

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { selectionSeen } from './input-method.ts'
import { axeViolations, look, text } from './newsroom.ts'

/** Selects these words wherever they stand in one block. */
export async function select(page: Page, words: string): Promise<void> {
  await text(page).evaluate((root, words) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const pieces: { node: Text; from: number }[] = []
    let all = ''
    for (let node = texts.nextNode() as Text | null; node; node = texts.nextNode() as Text | null) {
      pieces.push({ node, from: all.length })
      all += node.data
    }
    const at = all.indexOf(words)
    if (at < 0) throw new Error(`${words} are not in ${all}`)
    const end = (offset: number) => {
      const piece = pieces.findLast(({ from }) => from <= offset)!
      return [piece.node, offset - piece.from] as const
    }
    const range = document.createRange()
    range.setStart(...end(at))
    const [node, offset] = end(at + words.length - 1)
    range.setEnd(node, offset + 1)
    ;(root as HTMLElement).focus()
    const selection = getSelection()!
    selection.removeAllRanges()
    selection.addRange(range)
  }, words)
  await selectionSeen(page)
}

export const cards = (page: Page) =>
  page.getByRole('complementary', { name: /^(Comments|댓글)$/ }).getByRole('article')
export const card = (page: Page, words: string) => cards(page).filter({ hasText: words })
export const marked = (page: Page, words: string): Locator =>
  text(page).locator('.commented', { hasText: words })

export async function comment(page: Page, words: string, body: string): Promise<void> {
  await select(page, words)
  await page.keyboard.press('Control+Alt+m')
  await page.getByRole('textbox', { name: 'New comment' }).waitFor()
  await page.keyboard.insertText(body)
  await page.keyboard.press('Control+Enter')
  await card(page, body).getByText('Sending…').waitFor({ state: 'detached' })
  await card(page, body).waitFor()
}

/** The same as a finger or a mouse does it, in either language. */
export async function commentByHand(page: Page, words: string, body: string): Promise<void> {
  await select(page, words)
  await page
    .getByRole('button', { name: /^(Comment|댓글)$/ })
    .first()
    .click()
  await page.getByRole('textbox', { name: /^(New comment|새 댓글)$/ }).fill(body)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('article').filter({ hasText: body }).getByRole('group').first().waitFor()
}

/** Waits for it as long as for anything else on a page. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 })

/** Axe in both themes. */
export async function checked(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await axeViolations(page), `${name}, ${colorScheme}`).toEqual([])
    await look(page, `threads-${name}-${colorScheme}`)
  }
}
