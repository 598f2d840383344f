/** Suggesting on the real page: it cannot be mistaken for editing, the article stays, and nothing that is typed is lost. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { caretAt, hangul, InputMethod, typeDuring } from './input-method.ts'
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

const BAR = 'Suggesting: your changes need approval'

/** An article with one paragraph, on the pages of its owner and of somebody who may only suggest. */
async function together(words = 'one two three'): Promise<{ id: string; editor: Page; suggester: Page }> {
  const { id, page: editor } = await writtenArticle(newsroom, ada, 'Head', [words], [[sue, 'suggester']])
  const suggester = await openArticle(newsroom, sue, id)
  await suggester.getByText(BAR).waitFor()
  await shows(suggester, await blocks(editor))
  return { id, editor, suggester }
}

const words = (page: Page, element: 'ins' | 'del') => text(page).locator(element).allTextContents()

/** The article without what is suggested. */
async function article(id: string): Promise<string> {
  const words = await (await ada.fetch('GET', `/api/articles/${id}/content?format=text&view=original`)).text()
  expect(words).toContain('one two three')
  return words
}

test('[G1] who may only suggest types, deletes and presses Enter: both pages show it, and the article stays', async () => {
  const { id, editor, suggester } = await together()
  const before = await article(id)
  await caretAt(suggester, 'one two three', 7)
  await suggester.keyboard.press('Backspace')
  await suggester.keyboard.press('Backspace')
  await suggester.keyboard.press('Backspace')
  await suggester.keyboard.type('2')
  await suggester.keyboard.press('End')
  await suggester.keyboard.press('Enter')
  await suggester.keyboard.type('new words')
  await saved(suggester)
  const wanted = [(await blocks(editor))[0]!, 'p: one 2two three', 'p: new words']
  await shows(suggester, wanted)
  await shows(editor, wanted)
  for (const page of [editor, suggester]) {
    await expect.poll(() => words(page, 'del')).toEqual(['two'])
    await expect.poll(() => words(page, 'ins')).toEqual(['2', 'new words'])
  }
  expect(await article(id)).toBe(before)
  await look(suggester, 'suggesting')
  await editor.emulateMedia({ colorScheme: 'dark' })
  await look(editor, 'suggesting-dark')
  await suggester.emulateMedia({ reducedMotion: 'reduce' })
  expect(await axeViolations(suggester)).toEqual([])
  expect(newsroom.complaints).toEqual([])
})

test('what an editor cuts and pastes is suggested still where it was, and the article gets nothing that nobody accepted', async () => {
  const { id, editor, suggester } = await together()
  await caretAt(suggester, 'one two three', 3)
  await suggester.keyboard.type('MORE')
  await saved(suggester)
  await expect.poll(() => words(editor, 'ins')).toEqual(['MORE'])
  await text(editor).press('Control+End')
  await editor.keyboard.press('Enter')
  await editor.keyboard.type('four')
  await editor.keyboard.press('ArrowUp')
  await editor.keyboard.press('Home')
  for (let i = 0; i < 'oneMORE'.length; i++) await editor.keyboard.press('Shift+ArrowRight')
  await editor.keyboard.press('Control+X')
  await shows(editor, ['headline: Head', 'p:  two three', 'p: four'])
  await editor.keyboard.press('Control+End')
  await editor.keyboard.press('Control+V')
  const wanted = ['headline: Head', 'p:  two three', 'p: fouroneMORE']
  await shows(editor, wanted)
  await shows(suggester, wanted)
  for (const page of [editor, suggester]) await expect.poll(() => words(page, 'ins')).toEqual(['MORE'])
  await saved(editor)
  const original = await (
    await ada.fetch('GET', `/api/articles/${id}/content?format=text&view=original`)
  ).text()
  expect(original).toContain('fourone')
  expect(original).not.toContain('MORE')
})

test('undo takes back what was suggested, step by step, and redo does it again', async () => {
  const { editor, suggester } = await together()
  const before = await blocks(editor)
  await caretAt(suggester, 'one two three', 3)
  await suggester.keyboard.type('X')
  await expect.poll(() => words(editor, 'ins')).toEqual(['X'])
  await suggester.keyboard.press('Control+Z')
  await shows(editor, before)
  await suggester.keyboard.press('Control+Y')
  await expect.poll(() => words(editor, 'ins')).toEqual(['X'])
  await saved(suggester)
})

test('[C3] syllables are whole in suggesting mode while a peer types 20 keys a second in the same paragraph', async () => {
  const { editor, suggester } = await together()
  const writer = await InputMethod.of(suggester)
  await caretAt(suggester, 'one two three', 3)
  await caretAt(editor, 'one two three', 13)
  const written = hangul(30)
  const composing = (async () => {
    for (const syllable of written) await writer.syllable(syllable)
  })()
  const typed = await typeDuring(editor, composing)
  await composing
  await Promise.all([saved(editor), saved(suggester)])
  const wanted = [(await blocks(editor))[0]!, `p: one${written} two three${typed}`]
  await shows(editor, wanted)
  await shows(suggester, wanted)
  await expect.poll(() => words(editor, 'ins')).toEqual([written])
  await expect.poll(() => words(suggester, 'ins')).toEqual([written])
  expect(await writer.ended()).toBe(written.length)
})

test('[C3] a syllable composed over selected words strikes them and stands whole', async () => {
  const { id, editor, suggester } = await together()
  const before = await article(id)
  const writer = await InputMethod.of(suggester)
  await caretAt(suggester, 'one two three', 4, 3)
  await writer.syllable('한')
  await saved(suggester)
  for (const page of [suggester, editor]) {
    await expect.poll(() => words(page, 'ins')).toEqual(['한'])
    await expect.poll(() => words(page, 'del')).toEqual(['two'])
  }
  expect(await article(id)).toBe(before)
})

test('an editor chooses the mode by menu and by key, it stays with the article, and a suggester has no choice', async () => {
  const { id, editor, suggester } = await together()
  await editor.getByRole('button', { name: 'Mode: Editing' }).click()
  await editor.getByRole('menuitemradio', { name: /Suggesting/ }).click()
  await editor.getByText(BAR).waitFor()
  await caretAt(editor, 'one two three', 13)
  await editor.keyboard.type('!')
  await expect.poll(() => words(suggester, 'ins')).toEqual(['!'])
  await saved(editor)
  await editor.reload()
  await editor.getByText(BAR).waitFor()
  await editor.keyboard.press('Control+Alt+Shift+KeyC')
  await editor.getByRole('button', { name: 'Mode: Viewing' }).waitFor()
  await editor.keyboard.press('Control+Alt+Shift+KeyZ')
  await editor.getByRole('button', { name: 'Mode: Editing' }).waitFor()
  await suggester.getByRole('button', { name: 'Mode: Suggesting' }).click()
  await suggester.getByText('You can suggest. Ask for edit access.').waitFor()
  await look(suggester, 'suggesting-mode-locked')
  await suggester.getByRole('menuitem', { name: 'Request access' }).click()
  await suggester.getByRole('button', { name: 'Ask for it' }).click()
  await suggester.getByText('The owners have been asked.').waitFor()
  expect(await article(id)).not.toContain('!')
})

test('[R6] whose role is lowered while the page is open goes on in suggesting mode, and nothing is refused', async () => {
  const { id } = await together()
  const joe = await newsroom.server.person('joe')
  await ada.share(id, joe, 'editor')
  const page = await openArticle(newsroom, joe, id)
  await caretAt(page, 'one two three', 13)
  await page.keyboard.type(' four')
  await saved(page)
  const before = await article(id)
  await ada.share(id, joe, 'suggester')
  await page.getByText(BAR).waitFor()
  await page.keyboard.type(' five')
  await expect.poll(() => words(page, 'ins')).toEqual([' five'])
  await saved(page)
  expect(await article(id)).toBe(before)
  expect(newsroom.complaints).toEqual([])
})

test('on a phone and in Korean the mode is said as plainly', async () => {
  const { id } = await together()
  const page = await openArticle(newsroom, sue, id, { ...PHONE, locale: 'ko-KR' })
  await page.getByText('제안 중: 바꾼 내용은 승인이 필요합니다').waitFor()
  await caretAt(page, 'one two three', 3)
  await page.keyboard.type('가')
  await expect.poll(() => words(page, 'ins')).toEqual(['가'])
  await look(page, 'suggesting-phone-ko')
})
