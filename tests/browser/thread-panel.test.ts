/** The panel of all comments: found by person and by words, when the server does not answer, and when a role changes before it. */

import type { Page, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../shared/roles.ts'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { card, cards, checked, comment, eventually, marked, select } from './commenting.ts'
import { look, type Newsroom, openArticle, openNewsroom, text, writtenArticle } from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
})
afterAll(() => newsroom.close())

const TITLE = 'Cafeteria trades plastic trays for steel'
const LINES = [
  'Since Monday, lunch at Eastside High comes on steel.',
  'We counted what we threw away, said Ana Ruiz, who runs the kitchen.',
]
const LIST = /\/api\/articles\/\w+\/threads(\?|$)/

const written = (members: readonly (readonly [TestPerson, Role])[] = []) =>
  writtenArticle(newsroom, ada, TITLE, LINES, members)

const newId = (() => {
  let made = 0
  return () => String(++made).padStart(16, '0')
})()

/** A comment about the whole article, or with `thread` an answer to one; its thread. */
async function says(by: TestPerson, article: string, body: string, thread?: string): Promise<string> {
  const path = `/api/articles/${article}/threads`
  const id = newId()
  if (thread === undefined) await by.ok('POST', path, { id, comment: newId(), body })
  else await by.ok('POST', `${path}/${thread}/comments`, { id, body })
  return thread ?? id
}

const panel = (page: Page) => page.locator('[data-drawer]')
async function openPanel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^All comments/ }).click()
  await panel(page).getByRole('heading', { name: 'All comments' }).waitFor()
}
const choice = (page: Page, name: string) => panel(page).getByRole('combobox', { name })
const choices = (page: Page, name: string) => choice(page, name).locator('option').allInnerTexts()

/** What the cards say first, in their order. */
const firsts = (page: Page) =>
  eventually(() =>
    cards(page).evaluateAll((all) => all.map((one) => one.querySelector('p[dir]')?.textContent)),
  )

describe('what is looked for', () => {
  test('by person: those in which they have said something, also as an answer, counted so', async () => {
    const [kim, lee] = [await newsroom.server.person('kim'), await newsroom.server.person('lee')]
    const { id, page } = await written([
      [kim, 'commenter'],
      [lee, 'commenter'],
    ])
    const by = await says(kim, id, 'By Kim')
    const answered = await says(ada, id, 'By Ada, answered by Kim')
    await says(kim, id, 'Yes', answered)
    await says(lee, id, 'By Lee')
    await ada.ok('PATCH', `/api/articles/${id}/threads/${by}`, { status: 'resolved' })
    await openPanel(page)
    await firsts(page).toEqual(['By Ada, answered by Kim', 'By Lee'])
    // Who resolves has said nothing.
    expect(await choices(page, 'Person')).toEqual(['Anybody', 'kim', 'Ada Admin', 'lee'])

    await choice(page, 'Person').selectOption({ label: 'kim' })
    await firsts(page).toEqual(['By Ada, answered by Kim'])
    expect((await choices(page, 'Show')).slice(0, 4)).toEqual([
      'Open (1)',
      'Mine (1)',
      'Assigned to me (0)',
      'Resolved (1)',
    ])
    await checked(page, 'by-person')
    await choice(page, 'Show').selectOption({ label: 'Resolved (1)' })
    await firsts(page).toEqual(['By Kim'])
    await choice(page, 'Person').selectOption({ label: 'lee' })
    await panel(page).getByText('No comment fits').waitFor()
    await firsts(page).toEqual([])
    await choice(page, 'Person').selectOption({ label: 'Anybody' })
    await choice(page, 'Show').selectOption({ label: 'Open (2)' })
    await firsts(page).toEqual(['By Ada, answered by Kim', 'By Lee'])
  })

  test('by words, whatever their case: said, answered, commented on, or a name; and when there are none', async () => {
    const min = await newsroom.server.person('민지')
    const { id, page } = await written([[min, 'commenter']])
    await comment(page, 'Ana Ruiz', 'Is this how she spells it?')
    const thread = await says(ada, id, 'The lead is long')
    await says(min, id, '급식실에 전화해 볼게요', thread)
    await openPanel(page)
    const search = panel(page).getByRole('searchbox', { name: 'Search comments' })
    const both = ['The lead is long', 'Is this how she spells it?']
    await firsts(page).toEqual(both)
    for (const [words, found] of [
      ['SPELLS', [both[1]]],
      ['ana ruiz', [both[1]]],
      ['급식실', [both[0]]],
      ['민지', [both[0]]],
      ['  lead ', [both[0]]],
      ['ada admin', both],
    ] as const) {
      await search.fill(words)
      await firsts(page).toEqual(found)
    }
    await search.fill('trombone')
    await panel(page).getByText('No comment fits').waitFor()
    await firsts(page).toEqual([])
    expect((await choices(page, 'Show'))[0]).toBe('Open (0)')
    await checked(page, 'nothing-found')
    await search.fill('')
    await firsts(page).toEqual(both)
  })
})

test('comments that cannot be fetched: it says so and why, and trying again brings them', async () => {
  const { id, page: first } = await written()
  await comment(first, 'Ana Ruiz', 'Is this how she spells it?')
  const page = await newsroom.open(ada, '/healthz')
  await page.clock.install()
  let asked = 0
  let answers = false
  await page.route(LIST, (route) => {
    asked += 1
    return answers ? route.continue() : route.abort()
  })
  await page.goto(`${newsroom.server.url}/articles/${id}`)
  await text(page).waitFor()
  await openPanel(page)
  const broken = panel(page).getByRole('alert')
  await broken.getByText('The comments could not be loaded').waitFor()
  await broken.getByText('The server does not answer. Check your connection.').waitFor()
  await checked(page, 'broken')
  // From now on the page does not try again by itself.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000))
  await page.evaluate(() => fetch('/healthz').then((answer) => answer.text())) // behind what it asked before
  const before = asked
  await broken.getByRole('button', { name: 'Try again' }).click()
  await eventually(() => asked).toBe(before + 1)
  expect(await broken.count()).toBe(1)
  answers = true
  await broken.getByRole('button', { name: 'Try again' }).click()
  await card(page, 'Is this how').waitFor()
  expect(asked).toBe(before + 2)
  await marked(page, 'Ana Ruiz').waitFor()
})

test('a comment that is being changed keeps what was typed, in the panel and through a reload; unchanged, nothing is asked', async () => {
  const { page } = await written()
  await comment(page, 'Ana Ruiz', 'Is this how she spells it?')
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.accept()
  })
  const field = page.getByRole('textbox', { name: 'Edit the comment by Ada Admin' })
  const edit = async () => {
    await page.getByRole('button', { name: 'More for the comment by Ada Admin' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await field.waitFor()
  }
  await edit()
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'detached' })
  expect(asked).toEqual([])
  await edit()
  await page.keyboard.insertText(' Or Anna?')
  await openPanel(page)
  await eventually(() => field.inputValue()).toBe('Is this how she spells it? Or Anna?')
  await page.reload()
  await eventually(() => field.inputValue()).toBe('Is this how she spells it? Or Anna?')
  await field.press('Escape')
  await card(page, 'Is this how she spells it?').waitFor()
  expect(asked).toEqual(['Throw away what you typed?'])
  await edit()
  await page.keyboard.insertText(' Or Anna?')
  await page.getByRole('button', { name: 'Save' }).click()
  await card(page, 'Or Anna?').getByText('edited').waitFor()
  expect(await field.count()).toBe(0)
})

test('who resolves is told where it is, and can take that back at once; who reopens is told too', async () => {
  const { page } = await written()
  await comment(page, 'Ana Ruiz', 'Is this how she spells it?')
  await card(page, 'Is this how')
    .getByRole('button', { name: /^Resolve/ })
    .click()
  await card(page, 'Is this how').waitFor({ state: 'detached' })
  const toast = page.locator('div', {
    has: page.getByText('Resolved. It is under All comments.', { exact: true }),
  })
  await toast.getByRole('button', { name: 'Undo' }).last().click()
  await card(page, 'Is this how').waitFor()
  await marked(page, 'Ana Ruiz').waitFor()
  const held: (() => void)[] = []
  const hold = async (route: Route) => {
    await new Promise<void>((go) => held.push(go))
    await route.continue()
  }
  await page.route(/\/threads\/\w{16}$/, hold, { times: 1 })
  await card(page, 'Is this how')
    .getByRole('button', { name: /^Resolve/ })
    .click()
  // The answer comes when the panel is open already.
  await openPanel(page)
  await eventually(() => held.length).toBe(1)
  held[0]?.()
  await choice(page, 'Show').selectOption({ label: 'Resolved (1)' })
  expect(await panel(page).count()).toBe(1)
  await card(page, 'Is this how')
    .getByRole('button', { name: /^Reopen/ })
    .click()
  await page.getByText('Open again.', { exact: true }).waitFor()
  await marked(page, 'Ana Ruiz').waitFor()
})

test('what was being written stays in sight where the page gets narrow, and is found by its words later', async () => {
  const { page } = await written()
  await select(page, 'Eastside High')
  await page.keyboard.press('Control+Alt+m')
  const field = page.getByRole('textbox', { name: 'New comment' })
  await field.waitFor()
  await page.keyboard.insertText('Which one')
  for (const width of [900, 390]) {
    await page.setViewportSize({ width, height: 844 })
    await eventually(() => panel(page).getByRole('textbox', { name: 'New comment' }).inputValue()).toBe(
      'Which one',
    )
  }
  await page.reload()
  await marked(page, 'Eastside High').click()
  await eventually(() => field.inputValue()).toBe('Which one')
  await panel(page).getByRole('button', { name: 'Close comments' }).click()
  await field.waitFor({ state: 'detached' })
  await marked(page, 'Eastside High').click()
  await field.waitFor()
})

describe('on a phone', () => {
  test('the head has no more lines than its buttons need, and access is asked for in the menu of the mode', async () => {
    const pat = await newsroom.server.person('pat')
    const { id } = await written([[pat, 'commenter']])
    const page = await openArticle(newsroom, pat, id, PHONE)
    await page.getByText('You can comment').first().waitFor()
    const head = await page.locator('header').boundingBox()
    expect(head?.height).toBeLessThan(72)
    await page.getByRole('button', { name: 'Mode: Viewing' }).tap()
    await page.getByRole('menuitem', { name: 'Request access' }).waitFor()
    await look(page, 'threads-phone-head')
  })

  test('words in passing lie over nothing that can be pressed in the sheet; what was attached is said', async () => {
    const { id, page: desk } = await written()
    await comment(desk, 'Ana Ruiz', 'Is this how she spells it?')
    await comment(desk, 'Since Monday', 'This Monday?')
    await select(desk, 'Ana Ruiz')
    await desk.keyboard.press('Delete')
    // Beside another one's card, too.
    await desk.getByRole('button', { name: '1 comment on deleted text' }).click()
    await card(desk, 'On deleted text').waitFor()
    const page = await openArticle(newsroom, ada, id, PHONE)
    await openPanel(page)
    await choice(page, 'Show').selectOption({ label: 'On deleted text (1)' })
    await cards(page).first().tap()
    await text(page).evaluate((root) => getSelection()?.collapse(root.lastElementChild, 0))
    const attach = panel(page).getByRole('button', { name: 'Attach to selection' })
    await attach.tap()
    const toast = page.getByText('Select the words or the figure first', { exact: false }).last()
    await toast.waitFor()
    const [said, sheet] = await Promise.all([toast.boundingBox(), panel(page).boundingBox()])
    expect(said!.y + said!.height).toBeLessThan(sheet!.y)
    await look(page, 'threads-phone-said')
    await select(page, 'runs the kitchen')
    await attach.tap()
    await page.getByText('Attached to what you have selected.').waitFor()
    await marked(page, 'runs the kitchen').waitFor()
  })
})

describe('a role that changes while the panel is open', () => {
  const button = (page: Page) => page.getByRole('button', { name: /^All comments/ })
  const bubble = (page: Page) => page.getByRole('toolbar', { name: 'Format selection' })

  /** An article in which Ada has commented, open on a page of hers and one of somebody with this role. */
  async function opened(name: string, role: Role) {
    const person = await newsroom.server.person(name)
    const { id, page: adas } = await written([[person, role]])
    await comment(adas, 'Ana Ruiz', 'Is this how she spells it?')
    return { id, person, adas, page: await openArticle(newsroom, person, id) }
  }

  test.each([
    ['on this device', false],
    ['on a shared computer, where nothing is kept', true],
  ])(
    'to viewer: panel, cards and composers go; back to commenter: what was typed is there, %s',
    async (_where, isShared) => {
      const { id, person, adas, page } = await opened(isShared ? 'ned' : 'nan', 'commenter')
      if (isShared) {
        await page.evaluate(() => localStorage.setItem('galley.shared-computer', 'yes'))
        await page.reload()
      }
      await card(page, 'Is this how').click()
      await card(page, 'Is this how').getByRole('button', { name: 'Reply…' }).click()
      await page.keyboard.insertText('With a z')
      await select(page, 'Eastside High')
      await page.keyboard.press('Control+Alt+m')
      await page.getByRole('textbox', { name: 'New comment' }).waitFor()
      await page.keyboard.insertText('Which one')
      await openPanel(page)
      await ada.share(id, person, 'viewer')
      await page.getByText('You can now only view').first().waitFor()
      await page.getByText('What you were writing is kept here').first().waitFor()
      await panel(page).waitFor({ state: 'detached' })
      expect(await cards(page).count()).toBe(0)
      expect(await page.getByRole('textbox', { name: 'New comment' }).count()).toBe(0)
      expect(await button(page).count()).toBe(0)
      expect(await text(page).locator('.commented').count()).toBe(0)
      await page.keyboard.press('Control+Alt+m')
      await checked(page, `lowered-${isShared}`)
      expect(await page.getByRole('textbox', { name: 'New comment' }).count()).toBe(0)

      await ada.share(id, person, 'commenter')
      await page.getByText('You can comment').first().waitFor()
      await eventually(() => page.locator('[data-live]').allInnerTexts()).toContainEqual(
        expect.stringContaining('You can comment'),
      )
      const draft = page.getByRole('textbox', { name: 'New comment' })
      await eventually(() => draft.inputValue()).toBe('Which one')
      await marked(page, 'Eastside High').waitFor()
      await checked(page, `raised-${isShared}`)
      await draft.press('Control+Enter')
      await card(page, 'Is this how').click()
      const reply = page.getByRole('textbox', { name: 'Reply to Ada Admin' })
      expect(await reply.inputValue()).toBe('With a z')
      await reply.press('Control+Enter')
      await card(adas, 'Which one').waitFor()
      await card(adas, 'With a z').waitFor()
    },
  )

  test('access that ends: what was typed is offered to be copied', async () => {
    const { id, page } = await opened('quin', 'commenter')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await select(page, 'Eastside High')
    await page.keyboard.press('Control+Alt+m')
    await page.getByRole('textbox', { name: 'New comment' }).waitFor()
    await page.keyboard.insertText('Which one')
    await ada.ok('DELETE', `/api/articles/${id}/members/quin`)
    await page.getByText('Access ended').first().waitFor()
    await page.getByText('What you were writing is kept here').first().waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Which one')
    await look(page, 'threads-ended')
  })

  test('viewer to commenter: nothing is said or offered of comments before, and all of it at once after', async () => {
    const { id, person, adas, page } = await opened('oda', 'viewer')
    await page.getByText('View only').first().waitFor()
    expect(await cards(page).count()).toBe(0)
    expect(await button(page).count()).toBe(0)
    await select(page, 'Eastside High')
    await ada.share(id, person, 'commenter')
    await page.getByText('You can comment').first().waitFor()
    await page.getByRole('button', { name: 'All comments, 1 new' }).waitFor()
    await card(page, 'Is this how').waitFor()
    await marked(page, 'Ana Ruiz').waitFor()
    await select(page, 'Eastside High')
    await bubble(page).getByRole('button', { name: 'Comment' }).click()
    await page.getByRole('textbox', { name: 'New comment' }).waitFor()
    await page.keyboard.insertText('Which one?')
    await page.keyboard.press('Control+Enter')
    await card(adas, 'Which one?').waitFor()
  })
})
