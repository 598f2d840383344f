/** Suggestions beside the text: cards, the bar over the text, previews, replies, and decisions, on the real page. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import { Gate } from '../support/gate.ts'
import type { TestPerson } from '../support/server.ts'
import { checked, eventually, select } from './commenting.ts'
import { decideTogether } from './deciding.soak.ts'
import {
  blocks,
  cardsOn,
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

const cards = (page: Page) => page.locator('[data-card]')
const card = (page: Page, words: string | RegExp) => cards(page).filter({ hasText: words })
const summaries = cardsOn
const bar = (page: Page) => page.getByRole('region', { name: 'Review suggestions' })
const original = async (id: string) =>
  (await ada.fetch('GET', `/api/articles/${id}/content?format=text&view=original`)).text()

/** Replaces “won”, adds in the quotation, makes “Friday” bold. */
async function suggests(page: Page): Promise<void> {
  await select(page, 'won')
  await page.keyboard.type('lost')
  await select(page, ' never')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.type(' almost')
  await select(page, 'Friday')
  await page.keyboard.press('Control+B')
  await page.keyboard.press('ArrowRight')
  await saved(page)
}
const ALL = ['Replace: “won” with “lost”', 'Format: bold', 'Add: “almost”']

test('what somebody suggests is cards on every page, in the order of the text, and those say what it is', async () => {
  const { editor, suggester } = await together()
  await suggests(suggester)
  for (const page of [suggester, editor]) {
    await eventually(() => summaries(page)).toEqual(ALL)
    await bar(page).getByText('3 suggestions by 1 person').waitFor()
  }
  await card(editor, 'almost').getByText('Changes a direct quotation').waitFor()
  await card(editor, 'almost').getByText('No reason given yet').waitFor()
  await card(suggester, 'almost').getByText('Say why').waitFor()
  expect(await suggester.getByRole('button', { name: /^Accept/ }).count()).toBe(0)
  await checked(editor, 'cards')
  await checked(suggester, 'cards-own')
})

test('the line through what somebody else has suggested has the colour of who struck it', async () => {
  const { id, editor, suggester } = await together()
  const max = await newsroom.server.person('max')
  await ada.share(id, max, 'suggester')
  const other = await openArticle(newsroom, max, id)
  await select(suggester, 'won')
  await suggester.keyboard.type('lost')
  await text(other).getByText('lost').waitFor()
  await select(other, 'lost')
  await other.keyboard.press('Backspace')
  await text(editor).locator('del ins', { hasText: 'lost' }).waitFor()
  const looks = await text(editor)
    .locator('del', { has: editor.locator('ins') })
    .evaluate((struck) =>
      [struck, struck.querySelector('ins')!].map((element) => {
        const { color, textDecorationLine } = getComputedStyle(element)
        return { color, textDecorationLine }
      }),
    )
  expect(looks.map((one) => one.textDecorationLine)).toEqual(['line-through', 'none'])
  expect(looks[0]!.color).not.toBe(looks[1]!.color)
})

test('a long article: what is suggested far below is marked and has its card soon after one can write', async () => {
  const lines = Array.from({ length: 150 }, (_, i) => `line ${i}`)
  const { id, editor, suggester } = await together(lines)
  await select(suggester, 'line 149')
  await suggester.keyboard.type('the end')
  await saved(suggester)
  await shows(editor, await blocks(suggester))
  const page = await openArticle(newsroom, ada, id)
  await expect.poll(() => page.locator('ins.suggested').allInnerTexts()).toEqual(['the end'])
  await page.locator('ins.suggested').scrollIntoViewIfNeeded()
  await expect.poll(() => summaries(page)).toEqual(await summaries(editor))
  for (const one of [editor, suggester, page]) await one.context().close()
})

test('accepting and rejecting by the card: on every page at once, and Undo brings text and card back', async () => {
  const { id, editor, suggester } = await together()
  const before = await original(id)
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  await editor.getByRole('button', { name: 'Accept the suggestion by sue' }).first().click()
  await editor.getByText('Accepted', { exact: true }).waitFor()
  for (const page of [editor, suggester]) {
    await eventually(() => summaries(page)).toEqual(ALL.slice(1))
    await shows(page, [
      'headline: Late win',
      `p: ${WORDS.replace('won', 'lost')}`,
      'p: She said, “we almost never gave up”, and smiled.',
    ])
  }
  expect(await original(id)).toContain('The team lost on')
  await editor.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await editor.getByText('The suggestion is open again').waitFor()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(ALL)
  expect(await original(id)).toBe(before)
  await card(editor, 'almost')
    .getByRole('button', { name: /^Reject/ })
    .click()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(ALL.slice(0, 2))
  await shows(suggester, [
    'headline: Late win',
    `p: ${WORDS.replace('won', 'wonlost')}`,
    'p: She said, “we never gave up”, and smiled.',
  ])
  await editor.getByRole('button', { name: 'Undo', exact: true }).last().click()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(ALL)
})

test('of two who decide about one thing the first wins, and the second is told who that was', async () => {
  const { id, editor, suggester } = await together()
  const bea = await newsroom.server.person('bea')
  await ada.share(id, bea, 'editor')
  const second = await openArticle(newsroom, bea, id)
  await suggests(suggester)
  for (const page of [editor, second]) await eventually(() => summaries(page)).toEqual(ALL)
  const gate = new Gate()
  gate.shut()
  await second.route('**/decisions', async (route) => {
    await gate.pass()
    await route.continue()
  })
  await card(second, 'Replace')
    .getByRole('button', { name: /^Reject/ })
    .click()
  await gate.until(1)
  await card(editor, 'Replace')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(second)).toEqual(ALL.slice(1))
  gate.open()
  await second.getByText('Ada Admin has already accepted it.').waitFor()
  expect(await original(id)).toContain('The team lost on')
})

test('by keyboard alone: to the next suggestion, into its card, decided, and the next one has the focus', async () => {
  const { editor, suggester } = await together()
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  await text(editor).press('Control+Home')
  await editor.keyboard.press('Control+Alt+n')
  await editor.keyboard.press('u')
  await eventually(() => active(editor)).toContain('Replace')
  await editor.keyboard.press('Control+Alt+n')
  await editor.keyboard.press('u')
  await eventually(() => active(editor)).toContain('Format')
  await editor.keyboard.press('Control+Alt+p')
  await editor.keyboard.press('u')
  await eventually(() => active(editor)).toContain('Replace')
  await editor.keyboard.press('Control+Alt+e')
  await eventually(() => focused(editor)).toContain('Suggestion by sue: Replace: “won” with “lost”')
  await editor.keyboard.press('Tab')
  await eventually(() => focused(editor)).toBe('Accept the suggestion by sue')
  await editor.keyboard.press('Enter')
  await eventually(() => summaries(editor)).toEqual(ALL.slice(1))
  await eventually(() => focused(editor)).toContain('Suggestion by sue: Format: bold')
  await editor.keyboard.press('Escape')
  await eventually(() => text(editor).evaluate((element) => element.contains(document.activeElement))).toBe(
    true,
  )
})

test('Ctrl+Z takes back a decision in its turn, in the text and on a card', async () => {
  const { id, editor, suggester } = await together()
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  const before = await original(id)
  await card(editor, 'Replace')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(editor)).toEqual(ALL.slice(1))
  await text(editor).press('Control+End')
  await editor.keyboard.type('!')
  await saved(editor)
  expect(await original(id)).toContain('smiled.!')
  await text(editor).press('Control+z')
  await eventually(() => original(id)).not.toContain('smiled.!')
  expect(await summaries(editor)).toEqual(ALL.slice(1))
  await text(editor).press('Control+z')
  await eventually(() => summaries(editor)).toEqual(ALL)
  await eventually(() => summaries(suggester)).toEqual(ALL)
  expect(await original(id)).toBe(before)
  // Also before the server has answered: one's last words stay.
  let answer = () => {}
  const isAsked = new Promise<void>((resolve) => {
    answer = resolve
  })
  await editor.route('**/decisions', async (route) => {
    const response = await route.fetch()
    await isAsked
    await route.fulfill({ response })
  })
  await card(editor, 'Format')
    .getByRole('button', { name: /^Reject/ })
    .click()
  await eventually(() => summaries(editor)).toHaveLength(2)
  await editor.keyboard.press('Control+z')
  answer()
  await eventually(() => summaries(editor)).toEqual(ALL)
  expect(await original(id)).toBe(before)
  // Not under a question that is being asked.
  await card(editor, 'Format')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(editor)).toHaveLength(2)
  await bar(editor).getByRole('button', { name: 'Accept all' }).click()
  const dialog = editor.getByRole('dialog', { name: 'Accept suggestions' })
  const accept = dialog.getByRole('button', { name: 'Accept 2 suggestions' })
  await accept.press('Control+z')
  await accept.waitFor()
  await editor.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  expect(await summaries(editor)).toHaveLength(2)
  expect(await original(id)).toBe(before)
})

test('all at once, by person and by kind, asked before and undone in one step', async () => {
  const { id, editor, suggester } = await together()
  await suggests(suggester)
  const before = await original(id)
  await editor.keyboard.press('Control+Alt+Shift+KeyX')
  await text(editor).press('Control+End')
  await editor.keyboard.type(' Really.')
  await saved(editor)
  const all = [...ALL, 'Add: “Really.”']
  await eventually(() => summaries(editor)).toEqual(all)
  await bar(editor).getByText('4 suggestions by 2 people').waitFor()
  await bar(editor).getByRole('button', { name: 'Accept all' }).click()
  const dialog = editor.getByRole('dialog', { name: 'Accept suggestions' })
  await dialog.getByRole('button', { name: 'Accept 4 suggestions' }).waitFor()
  await dialog.getByLabel('Whose').selectOption({ label: 'sue' })
  await dialog.getByRole('button', { name: 'Accept 3 suggestions' }).waitFor()
  await dialog.getByLabel('Which').selectOption({ label: 'Words' })
  await dialog.getByLabel('Reason (optional)').fill('Better so')
  await checked(editor, 'accept-all')
  await dialog.getByRole('button', { name: 'Accept 2 suggestions' }).click()
  await editor.getByText('2 suggestions accepted').waitFor()
  await eventually(() => summaries(editor)).toEqual(['Format: bold', 'Add: “Really.”'])
  await editor.getByRole('button', { name: 'Undo', exact: true }).last().click()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(all)
  expect(await original(id)).toBe(before)
  await bar(editor).getByRole('button', { name: 'Reject all' }).click()
  await editor.getByRole('dialog').getByRole('button', { name: 'Reject 4 suggestions' }).click()
  await eventually(() => summaries(suggester)).toEqual([])
  await bar(editor).waitFor({ state: 'detached' })
  expect(await original(id)).toBe(before)
})

test('of what is selected, and nothing beside it', async () => {
  const { id, editor, suggester } = await together()
  await select(suggester, 'on Friday')
  await suggester.keyboard.press('ArrowLeft')
  await suggester.keyboard.type('big and loud ')
  await saved(suggester)
  await eventually(() => summaries(editor)).toEqual(['Add: “big and loud”'])
  await select(editor, ' and loud')
  await editor.getByRole('button', { name: 'Reject what is selected' }).click()
  await eventually(() => summaries(editor)).toEqual(['Add: “big”'])
  await card(editor, 'big')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(suggester)).toEqual([])
  expect(await original(id)).toContain('The team won big on Friday')
})

test('a suggester takes back their own, and brings it back; others’ they cannot decide', async () => {
  const { id, editor, suggester } = await together()
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  await suggester.getByRole('button', { name: 'Withdraw your suggestion' }).first().click()
  await suggester.getByText('Withdrawn').waitFor()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(ALL.slice(1))
  await suggester.getByRole('button', { name: 'Undo', exact: true }).last().click()
  for (const page of [editor, suggester]) await eventually(() => summaries(page)).toEqual(ALL)
  const joe = await newsroom.server.person('joe')
  await ada.share(id, joe, 'commenter')
  const reader = await openArticle(newsroom, joe, id)
  await eventually(() => summaries(reader)).toEqual(ALL)
  expect(await reader.getByRole('button', { name: /^(Accept|Reject|Withdraw)/ }).count()).toBe(0)
})

test('a suggestion carries a thread: it stands on the card, gives the reason for a quotation, and is settled with the decision', async () => {
  const { editor, suggester } = await together()
  await suggests(suggester)
  await card(suggester, 'almost').click()
  await card(suggester, 'almost').getByRole('button', { name: 'Give a reason…' }).click()
  await suggester.keyboard.type('She corrected it on the phone.')
  await suggester.keyboard.press('Control+Enter')
  await card(editor, 'almost').getByText('She corrected it on the phone.').waitFor()
  await card(editor, 'No reason given yet').waitFor({ state: 'detached' })
  await card(editor, 'almost').click()
  await card(editor, 'almost').getByRole('button', { name: 'Reply…' }).click()
  await editor.keyboard.type('Good.')
  await editor.keyboard.press('Control+Enter')
  await card(suggester, 'almost').getByText('Good.').waitFor()
  await look(editor, 'suggestion-with-replies')
  await editor.reload()
  await card(editor, 'almost').getByText('Good.').waitFor()
  await card(editor, 'almost')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(editor)).toEqual(ALL.slice(0, 2))
  // Settled with the suggestion: on no page among what is still to be answered.
  for (const page of [editor, suggester]) {
    await page.getByText('Good.', { exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^All comments/ }).click()
    await page.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Resolved (1)' })
    await page.getByText('Good.', { exact: true }).waitFor()
    await page.getByText(/^Resolved by Ada Admin/).waitFor()
  }
  await look(editor, 'suggestion-settled')
  await editor.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await editor.getByText('The suggestion is open again').waitFor()
  for (const page of [editor, suggester]) {
    await page.getByText('Suggestions', { exact: true }).click()
    await card(page, 'almost').getByText('Good.').waitFor()
  }
})

test('whoever withdraws their own settles what they have said about it, and brings that back with it', async () => {
  const { editor, suggester } = await together()
  await suggests(suggester)
  await card(suggester, 'almost').click()
  await card(suggester, 'almost').getByRole('button', { name: 'Give a reason…' }).click()
  await suggester.keyboard.type('As she said it.')
  await suggester.keyboard.press('Control+Enter')
  await card(editor, 'almost').getByText('As she said it.').waitFor()
  await suggester.getByRole('button', { name: 'Withdraw your suggestion' }).last().click()
  await suggester.getByText('As she said it.').waitFor({ state: 'detached' })
  await suggester.getByRole('button', { name: 'Undo', exact: true }).last().click()
  for (const page of [editor, suggester]) await card(page, 'almost').getByText('As she said it.').waitFor()
})

test('previews in place: as if all were accepted, and without suggestions; nothing can be typed into them', async () => {
  const { editor, suggester } = await together()
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  await bar(editor).getByText('Final', { exact: true }).click()
  await editor.getByText('This is how it reads if everything is accepted.').waitFor()
  await shows(editor, [
    'headline: Late win',
    `p: ${WORDS.replace('won', 'lost')}`,
    'p: She said, “we almost never gave up”, and smiled.',
  ])
  expect(await text(editor).locator('strong').allTextContents()).toEqual(['Friday'])
  expect(await text(editor).locator('ins, del').count()).toBe(0)
  expect(await text(editor).getAttribute('contenteditable')).toBe('false')
  await checked(editor, 'preview-final')
  await select(suggester, 'lost')
  await suggester.keyboard.press('ArrowRight')
  await suggester.keyboard.type('!')
  await shows(editor, [
    'headline: Late win',
    `p: ${WORDS.replace('won', 'lost!')}`,
    'p: She said, “we almost never gave up”, and smiled.',
  ])
  await bar(editor).getByText('Original', { exact: true }).click()
  await shows(editor, ['headline: Late win', `p: ${WORDS}`, 'p: She said, “we never gave up”, and smiled.'])
  await bar(editor).getByText('With suggestions').click()
  await eventually(() => summaries(editor)).toEqual(['Replace: “won” with “lost!”', ...ALL.slice(1)])
  expect(await text(editor).getAttribute('contenteditable')).toBe('true')
})

test('what was decided stands in a list with who, when and why, and is opened again from there', async () => {
  const { editor, suggester } = await together()
  await bar(editor).waitFor({ state: 'detached' })
  await suggests(suggester)
  await bar(editor).getByRole('button', { name: 'More about suggestions' }).click()
  await editor.getByRole('menuitem', { name: 'Decided suggestions' }).click()
  await editor.getByText('Nothing has been decided yet').waitFor()
  await editor.getByText('Suggestions', { exact: true }).click()
  await eventually(() => summaries(editor)).toEqual(ALL)
  await checked(editor, 'all-suggestions')
  await card(editor, 'Replace')
    .getByRole('button', { name: /^Reject/ })
    .click()
  await eventually(() => summaries(editor)).toEqual(ALL.slice(1))
  await editor.getByText('Decided', { exact: true }).click()
  const entry = editor.locator('[data-decision]')
  await entry.getByText('Rejected by Ada Admin').waitFor()
  await entry.getByText('Replace: “won” with “lost”').waitFor()
  await entry.getByText('Suggested by sue').waitFor()
  await checked(editor, 'decided')
  await entry.getByRole('button', { name: /^Reopen/ }).click()
  await entry.getByText(/^Open again since/).waitFor()
  await eventually(() => summaries(suggester)).toEqual(ALL)
})

test('a link to a suggestion opens its card, and says so where it has been decided', async () => {
  const { id, editor, suggester } = await together()
  await suggests(suggester)
  await eventually(() => summaries(editor)).toEqual(ALL)
  const name = await card(editor, 'almost').getAttribute('data-card')
  const linked = await openArticle(newsroom, ada, `${id}#suggestion=${name}`)
  await eventually(() => active(linked)).toContain('almost')
  await card(linked, 'almost')
    .getByRole('button', { name: /^Accept/ })
    .click()
  await eventually(() => summaries(linked)).toEqual(ALL.slice(0, 2))
  await linked.reload()
  await linked.getByText('This suggestion has been decided, or is not there any more.').waitFor()
})

test('on a phone: a touch on the words shows the suggestion in a sheet, in Korean too', async () => {
  const { id, suggester } = await together()
  await suggests(suggester)
  const page = await openArticle(newsroom, ada, id, { ...PHONE, locale: 'ko-KR' })
  await page.getByText('1명의 제안 3개').waitFor()
  await checked(page, 'phone-bar')
  await text(page).locator('ins', { hasText: 'lost' }).click()
  await page.getByText('sue', { exact: false }).last().waitFor()
  await look(page, 'suggestion-phone-peek')
  await page.getByText('바꾸기').click()
  await page.getByRole('button', { name: 'sue님의 제안 수락' }).waitFor()
  await checked(page, 'phone-sheet')
  await page.getByRole('button', { name: 'sue님의 제안 수락' }).click()
  await page.getByText('1명의 제안 2개').waitFor()
  await page.getByRole('button', { name: '제안 더 보기', exact: true }).click()
  await look(page, 'suggestion-phone-menu')
  await page.getByRole('menuitemradio', { name: '최종본' }).click()
  await page.getByText('모두 수락하면 이렇게 읽힙니다.').waitFor()
  await look(page, 'suggestion-phone-final')
})

const active = async (page: Page) => (await page.locator('[data-card][data-active]').allTextContents()).join()
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    const named = element?.getAttribute('aria-labelledby')
    return (named ? document.getElementById(named)?.textContent : element?.getAttribute('aria-label')) ?? ''
  })

test('[G2] one writes, one suggests, one decides: text and cards are the same on all three pages, and after a reload', async () => {
  const dan = await newsroom.server.person('dan')
  const outcome = await decideTogether(newsroom, { writer: ada, suggester: sue, decider: dan }, 12, 1)
  expect(outcome.failures).toEqual([])
  expect(outcome.typed).toBeGreaterThan(5)
  expect(outcome.suggested).toBeGreaterThan(3)
  expect(outcome.decided).toBeGreaterThan(1)
  // Who decides what its author has just withdrawn is told so: the browser writes that answer down too.
  expect(newsroom.complaints.filter((complaint) => !complaint.includes('409 (Conflict)'))).toEqual([])
}, 180_000)
