/** Comments on the page: written, answered, resolved, found again; by mouse, keyboard and finger, live and offline. */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import { PASSWORD, TestPerson } from '../support/server.ts'
import { card, cards, checked, comment, eventually, marked, select } from './commenting.ts'
import { caretAfter, look, type Newsroom, openArticle, openNewsroom, saved, text } from './newsroom.ts'
import { picture } from './picture.ts'

let newsroom: Newsroom
let ada: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
})
afterAll(() => newsroom.close())

const TITLE = 'Cafeteria trades plastic trays for steel'
const LINES = [
  'Since Monday, lunch at Eastside High comes on steel. The plastic trays, in use since 2009, are gone.',
  'We counted what we threw away, said Ana Ruiz, who runs the kitchen. Nobody had counted before.',
  'The steel trays cost 4,100 dollars. They are paid for by the parents.',
]

/** An article with a few lines, open on a page of Ada's. */
async function written(lines: readonly string[] = LINES, title = TITLE) {
  const { id } = await ada.article(title)
  const page = await openArticle(newsroom, ada, id)
  await caretAfter(page, title)
  for (const line of lines) {
    await page.keyboard.press('Enter')
    await page.keyboard.insertText(line)
  }
  await saved(page)
  return { id, page }
}

describe('two people', () => {
  test('one selects and comments, the other sees it live and replies', async () => {
    const { id, page } = await written()
    const kim = await newsroom.server.person('kim')
    await ada.share(id, kim, 'editor')
    const other = await openArticle(newsroom, kim, id)

    await select(page, 'The plastic trays')
    const bubble = page.getByRole('toolbar', { name: 'Format selection' })
    await look(page, 'threads-bubble')
    await bubble.getByRole('button', { name: 'Comment' }).click()
    await page.getByRole('textbox', { name: 'New comment' }).waitFor()
    await checked(page, 'composer')
    await page.keyboard.insertText('All of them?')
    await page.keyboard.press('Enter')
    await page.keyboard.insertText('There are some left in the gym.')
    await page.keyboard.press('Control+Enter')
    await card(page, 'All of them?').waitFor()
    await marked(page, 'The plastic trays').waitFor()

    await card(other, 'There are some left').waitFor()
    await other.getByRole('button', { name: 'All comments, 1 new' }).waitFor()
    await expect
      .poll(() => other.locator('[data-live]').allInnerTexts())
      .toContainEqual(expect.stringContaining('Ada Admin commented'))
    await checked(other, 'unread')
    await marked(other, 'The plastic trays').click()
    await other.getByRole('button', { name: 'All comments', exact: true }).waitFor()
    await card(other, 'All of them?').getByRole('button', { name: 'Reply…' }).click()
    await other.keyboard.insertText('I will ask the coach.')
    await checked(other, 'replying')
    await other.keyboard.press('Control+Enter')
    await card(page, 'I will ask the coach.').waitFor()
  })

  test('one resolves, which takes the highlight away for both, and the other opens it again', async () => {
    const { id, page } = await written()
    const lee = await newsroom.server.person('lee')
    await ada.share(id, lee, 'editor')
    await comment(page, 'The plastic trays', 'All of them?')
    const other = await openArticle(newsroom, lee, id)
    await card(other, 'All of them?').waitFor()
    await card(page, 'All of them?').click()
    await card(page, 'All of them?').getByRole('button', { name: 'Resolve the comment by Ada Admin' }).click()
    await card(page, 'All of them?').waitFor({ state: 'detached' })
    await marked(other, 'The plastic trays').waitFor({ state: 'detached' })
    await other.getByRole('button', { name: 'All comments' }).click()
    await other.getByText('No open comments').waitFor()
    await checked(other, 'none')
    await other.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Resolved (1)' })
    await card(other, 'All of them?')
      .getByText(/^Resolved by Ada Admin, \d+ \w+ \d+$/)
      .waitFor()
    await checked(other, 'resolved')
    await card(other, 'All of them?')
      .getByRole('button', { name: /^Reopen/ })
      .click()
    await marked(page, 'The plastic trays').waitFor()
  })
})

/** People with these roles in the article, each with it open. */
async function others(
  article: string,
  roles: Readonly<Record<string, string>>,
  options?: BrowserContextOptions,
) {
  const pages: Page[] = []
  for (const [name, role] of Object.entries(roles)) {
    const person = await newsroom.server.person(name)
    await ada.share(article, person, role as 'editor')
    pages.push(await openArticle(newsroom, person, article, options))
  }
  return pages
}

test('three people comment on overlapping words at once: three anchors, and the shared part offers all three', async () => {
  const { id, page } = await written()
  const [bea, cem] = (await others(id, { bea: 'editor', cem: 'commenter' })) as [Page, Page]
  await Promise.all([
    comment(page, 'lunch at Eastside High', 'Which lunch?'),
    comment(bea, 'Eastside High comes on', 'Name of the school'),
    comment(cem, 'at Eastside High comes', 'Say where that is'),
  ])
  for (const words of ['Which lunch?', 'Name of the school', 'Say where that is'])
    await card(page, words).waitFor()
  await page.reload()
  await text(page).waitFor()
  await eventually(() => cards(page).count()).toBe(3)
  expect(await text(page).locator('.commented').allInnerTexts()).toEqual([
    'lunch ',
    'at ',
    'Eastside High',
    ' comes',
    ' on',
  ])
  await marked(page, 'Eastside High').click()
  const offer = page.getByRole('group', { name: '3 comments on these words' })
  await checked(page, 'offer')
  expect(await offer.getByRole('button').count()).toBe(3)
  await offer.getByRole('button', { name: /Say where that is/ }).click()
  await page.locator('article[data-active]', { hasText: 'Say where that is' }).waitFor()
  // Another word in the overlap is nobody's else: the text keeps the caret.
  expect(await text(page).locator('.commented.is-active').allInnerTexts()).toEqual([
    'at ',
    'Eastside High',
    ' comes',
  ])
})

test('a commenter by guest link on a phone selects, posts, edits and resolves', async () => {
  const { id, page } = await written()
  const { code } = await ada.ok<{ code: string }>('POST', `/api/articles/${id}/links`, { role: 'commenter' })
  const guest = await newsroom.open(null, `/links/${code}`, PHONE)
  await guest.getByLabel('Your name').fill('Gwen')
  await guest.getByRole('button', { name: 'Open the article' }).tap()
  await text(guest).waitFor()
  await select(guest, 'Ana Ruiz')
  await look(guest, 'threads-phone-select')
  await guest.getByRole('button', { name: 'Comment', exact: true }).tap()
  await guest.getByRole('textbox', { name: 'New comment' }).fill('Is this how she spells it?')
  await checked(guest, 'phone-composer')
  await guest.getByRole('button', { name: 'Comment', exact: true }).last().tap()
  await card(guest, 'Is this how').getByText('Gwen (guest)', { exact: true }).waitFor()
  await card(page, 'Is this how').getByText('Gwen (guest)', { exact: true }).waitFor()
  await checked(guest, 'phone-card')
  const menu = guest.getByRole('button', { name: 'More for the comment by Gwen (guest)' })
  await menu.tap()
  await guest.getByRole('menuitem', { name: 'Edit' }).tap()
  await guest.getByRole('textbox', { name: 'Edit the comment by Gwen (guest)' }).fill('Is it Ana or Anna?')
  await guest.getByRole('button', { name: 'Save' }).tap()
  await card(page, 'Is it Ana or Anna?').getByText('edited').waitFor()
  await guest.getByRole('button', { name: 'Resolve the comment by Gwen (guest)' }).tap()
  await cards(page).waitFor({ state: 'detached' })
  await guest.getByRole('button', { name: 'All comments' }).tap()
  await guest.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'Resolved (1)' })
  await checked(guest, 'phone-all')
})

describe('what is not posted yet', () => {
  test('a draft survives a reload, a post without a connection too, and is there once', async () => {
    const { page } = await written()
    await select(page, 'the parents')
    await page.keyboard.press('Control+Alt+m')
    await page.getByRole('textbox', { name: 'New comment' }).waitFor()
    await page.keyboard.insertText('All of ')
    await page.reload()
    await text(page).waitFor()
    const field = page.getByRole('textbox', { name: 'New comment' })
    await eventually(() => field.inputValue()).toBe('All of ')
    await marked(page, 'the parents').waitFor()
    await field.click()
    await page.keyboard.press('End')
    await page.keyboard.insertText('them?')
    await page.context().setOffline(true)
    await page.keyboard.press('Control+Enter')
    await card(page, 'All of them?').getByText('Not sent yet – kept on this device').waitFor()
    await checked(page, 'waiting')
    await page.context().setOffline(false)
    await page.reload()
    await card(page, 'All of them?')
      .getByRole('button', { name: /^Resolve/ })
      .waitFor()
    expect(await cards(page).count()).toBe(1)
  })

  test('words typed this moment can be commented on', async () => {
    const { id, page } = await written()
    // The page has fetched what it needs for comments once it had nothing else to do.
    await page.waitForFunction(() =>
      performance.getEntriesByType('resource').some(({ name }) => /\/comments-.*js$/.test(name)),
    )
    await page.context().setOffline(true)
    await caretAfter(page, LINES[2]!)
    await page.keyboard.type(' Or by the school?')
    await select(page, 'by the school')
    await page.keyboard.press('Control+Alt+m')
    await page.getByRole('textbox', { name: 'New comment' }).waitFor()
    await page.keyboard.insertText('By the board.')
    await page.keyboard.press('Control+Enter')
    await page.context().setOffline(false)
    await saved(page)
    await card(page, 'By the board.')
      .getByRole('button', { name: /^Resolve/ })
      .waitFor({ timeout: 40_000 })
    const again = await openArticle(newsroom, ada, id)
    await marked(again, 'by the school').waitFor()
  })
})

test('by keyboard alone: select, comment, to the card and back, from one to the next', async () => {
  const { page } = await written()
  await caretAfter(page, LINES[0]!)
  await page.keyboard.press('Home')
  for (let word = 0; word < 2; word++) await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.press('Control+Alt+m')
  await page.getByRole('textbox', { name: 'New comment' }).waitFor()
  await page.keyboard.type('First')
  await page.keyboard.press('Control+Enter')
  await card(page, 'First').waitFor()
  await eventually(() => text(page).evaluate((root) => root === document.activeElement)).toBe(true)
  await comment(page, '4,100 dollars', 'Second')
  await page.keyboard.press('Control+Alt+n')
  await page.keyboard.press('c')
  await page.locator('article[data-active]', { hasText: 'First' }).waitFor()
  await page.keyboard.press('Control+Alt+n')
  await page.keyboard.press('Control+Alt+c')
  await page.locator('article[data-active]', { hasText: 'Second' }).waitFor()
  await page.keyboard.press('Control+Alt+e')
  const isIn = () =>
    page.evaluate(() => document.activeElement?.closest('article')?.textContent?.includes('Second'))
  await eventually(isIn).toBe(true)
  await page.keyboard.press('Tab')
  await look(page, 'threads-keyboard')
  await page.keyboard.press('Escape')
  await page.keyboard.type('X')
  await text(page).getByText('The steel trays cost X4,100 dollars').waitFor()
  expect(await text(page).innerText()).not.toContain('Xc')
  await page.keyboard.press('Control+Alt+Shift+a')
  // It comes with the focus on its title.
  await eventually(() => page.evaluate(() => document.activeElement?.textContent)).toBe('All comments')
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'All comments' }).waitFor({ state: 'detached' })
})

test('a commented paragraph that is cut and pasted stays commented; deleted it is detached until undo', async () => {
  const { page } = await written()
  await comment(page, 'Nobody had counted before', 'Really?')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await select(page, LINES[1]!)
  await page.keyboard.press('Control+x')
  await page.getByRole('button', { name: '1 comment on deleted text' }).waitFor()
  await caretAfter(page, LINES[2]!)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+v')
  await marked(page, 'Nobody had counted before').waitFor()
  await page.getByRole('button', { name: '1 comment on deleted text' }).waitFor({ state: 'detached' })
  await select(page, 'Nobody had counted before')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: '1 comment on deleted text' }).click()
  await card(page, 'Really?').getByText('On deleted text').waitFor()
  await card(page, 'Really?').getByText('Nobody had counted before', { exact: true }).waitFor()
  await checked(page, 'detached')
  await page.keyboard.press('Control+z')
  await marked(page, 'Nobody had counted before').waitFor()
  await page.getByText('No comments on deleted text').waitFor()
  await select(page, 'Nobody had counted before')
  await page.keyboard.press('Delete')
  await select(page, '4,100 dollars')
  await page.getByRole('toolbar', { name: 'Format selection' }).waitFor()
  await card(page, 'Really?').click()
  await card(page, 'Really?').getByRole('button', { name: 'Attach to selection' }).click()
  await marked(page, '4,100 dollars').waitFor()
})

test('who is mentioned is chosen from a list and can be given it; who has it marks it done', async () => {
  const { id, page } = await written()
  const [dan] = (await others(id, { dan: 'commenter' })) as [Page]
  await select(page, '4,100 dollars')
  await page.keyboard.press('Control+Alt+m')
  await page.getByRole('textbox', { name: 'New comment' }).waitFor()
  await page.keyboard.type('Please check, @da')
  await page.getByRole('option', { name: 'dan' }).waitFor()
  await checked(page, 'mention')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'Assign to dan' }).check()
  await look(page, 'threads-assign')
  await page.getByRole('textbox', { name: 'New comment' }).press('Control+Enter')
  await card(page, 'Please check, @dan').getByText('Assigned to dan').first().waitFor()
  await card(dan, 'Please check, @dan').click()
  await card(dan, 'Please check, @dan').getByText('Assigned to you').waitFor()
  await dan.getByRole('button', { name: 'React to Ada Admin' }).click()
  await dan.getByRole('menuitem', { name: 'Looking at it' }).click()
  await card(page, 'Please check').getByRole('button', { name: '👀 dan' }).waitFor()
  await look(dan, 'threads-assigned')
  await dan.getByRole('button', { name: 'More for the comment by Ada Admin' }).click()
  await dan.getByRole('menuitem', { name: 'Mark done' }).click()
  await cards(page).waitFor({ state: 'detached' })
})

/** Cards that lie over the text, beyond the window, or over the one above. */
async function misplaced(page: Page): Promise<readonly string[]> {
  const right = await text(page).evaluate((root) => root.getBoundingClientRect().right)
  return cards(page).evaluateAll((all, textRight) => {
    const boxes = all.map((one) => one.getBoundingClientRect()).sort((one, other) => one.y - other.y)
    return boxes.flatMap((box, index) => {
      const above = boxes[index - 1]
      return [
        ...(box.left > textRight ? [] : [`${index}: over the text`]),
        ...(box.right <= innerWidth ? [] : [`${index}: beyond the window`]),
        ...(above === undefined || box.top >= above.bottom ? [] : [`${index}: over the one above`]),
      ]
    })
  }, right)
}

test('many cards, long names and Korean: none lies over another or over the text', async () => {
  const { account } = await ada.ok<{ account: string }>('POST', '/api/people', {
    userName: 'maxi',
    displayName: 'Maximiliana-Alexandra von und zu Hohenstein-Wittelsbach',
    password: PASSWORD,
  })
  const long = new TestPerson(newsroom.server.url, 'maxi', account)
  await long.signIn()
  const minji = await newsroom.server.person('김민지')
  const lines = Array.from(
    { length: 12 },
    (_, line) => `Line ${line + 1} says something about the trays of steel.`,
  )
  const { id, page } = await written(lines)
  await ada.share(id, long, 'commenter')
  await ada.share(id, minji, 'commenter')
  const other = await openArticle(newsroom, long, id)
  for (const line of [1, 2, 3, 4])
    await comment(other, `Line ${line} says`, `What about line ${line}? `.repeat(line))
  const korean = await openArticle(newsroom, minji, id, { locale: 'ko-KR' })
  await select(korean, 'Line 5 says')
  await korean.keyboard.press('Control+Alt+m')
  await korean.getByRole('textbox', { name: '새 댓글' }).waitFor()
  await korean.keyboard.insertText('다섯 번째 줄은 무슨 뜻인가요? 조금 더 자세히 설명해 주세요.')
  await checked(korean, 'korean')
  await korean.keyboard.press('Control+Enter')
  await card(page, '다섯 번째').waitFor()
  await marked(page, 'Line 4 says').click()
  await look(page, 'threads-many')
  for (const width of [1100, 1280, 1600]) {
    await page.setViewportSize({ width, height: 860 })
    // They move to their places when the page is drawn at its new width.
    await eventually(() => misplaced(page)).toEqual([])
    expect(await cards(page).count()).toBe(5)
    await look(page, `threads-many-${width}`)
  }
  await page.setViewportSize({ width: 900, height: 860 })
  await marked(page, 'Line 5 says').click()
  await card(page, '다섯 번째').waitFor()
  const spare = () =>
    page.evaluate(() => {
      const edge = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
      return (edge('[data-drawer]')?.left ?? 0) - (edge('.ProseMirror')?.right ?? Number.POSITIVE_INFINITY)
    })
  await eventually(spare).toBeGreaterThan(0)
  await checked(page, 'drawer')
})

test('a link opens the comment that it names', async () => {
  const { id, page } = await written(
    Array.from({ length: 40 }, (_, line) => `Line ${line + 1} of the trays.`),
  )
  await comment(page, 'Line 38 of', 'Far down')
  const { threads } = await ada.ok<{ threads: { id: string }[] }>('GET', `/api/articles/${id}/threads`)
  const linked = await newsroom.open(ada, `/articles/${id}#comment=${threads[0]!.id}`)
  await linked.locator('article[data-active]', { hasText: 'Far down' }).waitFor()
  await eventually(() => linked.evaluate(() => scrollY)).toBeGreaterThan(300)
  await linked.goto(`${newsroom.server.url}/articles/${id}#comment=2222222222222222`)
  await linked.reload()
  await linked.getByText('This comment is not there any more.').waitFor()
})

test('a figure is selected and commented on, and so is the whole article where nothing is selected', async () => {
  const { page } = await written()
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: picture() })
  const figure = text(page).locator('figure')
  await figure.locator('img').click()
  await page.keyboard.press('Control+Alt+m')
  await page.getByRole('textbox', { name: 'New comment' }).waitFor()
  await page.keyboard.insertText('Who took this?')
  await page.keyboard.press('Control+Enter')
  await text(page).locator('figure.commented-block').waitFor()
  await caretAfter(page, LINES[0]!)
  await page.getByRole('button', { name: 'Comment', exact: true }).click()
  await page.getByRole('textbox', { name: 'New comment' }).waitFor()
  await page.keyboard.insertText('Ready for the desk.')
  await page.keyboard.press('Control+Enter')
  await card(page, 'Ready for the desk.').getByText('On the whole article', { exact: true }).waitFor()
  await figure.locator('img').click()
  await page.locator('article[data-active]', { hasText: 'Who took this?' }).waitFor()
  await checked(page, 'figure')
})

test('on a phone who writes sees a line of what is said about the words they touch, and opens it', async () => {
  const { id, page } = await written()
  await comment(page, 'Ana Ruiz', 'Is this how she spells it?')
  const phone = await openArticle(newsroom, ada, id, PHONE)
  await marked(phone, 'Ana Ruiz').tap()
  const peek = phone.getByRole('button', { name: /^Open the comment: Ada Admin/ })
  await peek.waitFor()
  await checked(phone, 'peek')
  await peek.tap()
  await card(phone, 'Is this how').getByRole('button', { name: 'Reply…' }).waitFor()
  await checked(phone, 'phone-editor')
})
