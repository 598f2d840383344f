/** A class tries its questions on one text: a teacher chooses it and shows what came of it, students answer on a desk in English and on a phone in Korean. */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import en from '../../client/messages/en.more.json'
import ko from '../../client/messages/ko.more.json'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { ANSWERS, type ClassSession, classSession } from './class-session.ts'
import { checked as checkedPage, look as lookAt, type Newsroom, openNewsroom, text } from './newsroom.ts'

const HANDLES = ['Minji K.', 'Joon', 'Ada', 'Wilhelmina-Josephine van der Berghe']
const SAMPLE =
  'The bridge is closed again\nSince Monday nobody crosses it.\nThe town has no money for a new one.'
const KEY = {
  lead: { value: 1, comment: 'It says what happened, and leaves out since when.' },
  order: { value: 4, comment: 'The money comes late.' },
  proof: { value: [false, false], comment: 'Nobody is quoted.' },
  next: { value: null, comment: 'Ask the mayor.' },
}
const answers = (lead: number, order: number) => ({
  ...ANSWERS,
  lead: { value: lead, comment: 'That is how I read it.' },
  order: { value: order, comment: '' },
})

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

/** Pages ask every few seconds. */
const asked = { timeout: 10_000 }
const checked = (page: Page, name: string) => checkedPage(page, `calibrate-${name}`, true)
const look = (page: Page, name: string) => lookAt(page, `calibrate-${name}`, true)
/** Nothing is wider than the page. */
const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
/** The same on a phone, to look at. */
async function onPhone(page: Page, name: string) {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 390, height: 844 })
  await fits(page)
  await look(page, `${name}-phone`)
  await page.setViewportSize({ width: 1280, height: 860 })
}

const at = (session: ClassSession, rest: string) => `/api/sessions/${session.id}${rest}`
const shows = (session: ClassSession, isShown: boolean) =>
  session.teacher.ok('PATCH', at(session, '/sample'), { isShown })

async function handIn(session: ClassSession, student: TestPerson, given: object) {
  await student.ok('POST', at(session, '/own/sample/open'), {})
  await student.ok('PUT', at(session, '/own/sample/answers'), { answers: given })
  await student.ok('POST', at(session, '/own/sample/submit'), {})
}

test('a teacher chooses a text, answers first, watches the class, and shows it', async () => {
  const session = await classSession(newsroom, HANDLES)
  const { teacher, students } = session
  const words = en.sessions.sample
  const page = await newsroom.open(teacher, `/sessions/${session.id}`)
  const dialog = (name: string) => page.getByRole('dialog', { name })
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  // ---- without a sample it is said before the phase begins
  await button('Other phases').click()
  await page.getByRole('menuitem', { name: 'Practice' }).click()
  await dialog('Practise first').getByText(en.sessions.consequence.noSample).waitFor()
  await look(page, 'no-sample')
  await page.keyboard.press('Escape')

  // ---- the text, pasted, and what the teacher would answer
  await button('Settings').click()
  await dialog('Settings').getByRole('button', { name: words.choose }).click()
  await dialog(words.choose).getByLabel(words.text).fill(SAMPLE)
  await checked(page, 'choose')
  await onPhone(page, 'choose')
  await dialog(words.choose).getByRole('button', { name: words.take }).click()
  await dialog('Settings').getByText('The bridge is closed again').waitFor()
  await checked(page, 'settings')
  await dialog('Settings').getByRole('button', { name: words.key }).click()
  const key = dialog(words.key)
  await key.getByText(words.read).click()
  await key.getByText('Since Monday nobody crosses it.').waitFor()
  await key.getByText('In parts').click()
  await key.getByRole('textbox').first().fill(KEY.lead.comment)
  await checked(page, 'key')
  await onPhone(page, 'key')
  await key.getByRole('button', { name: 'Save' }).click()
  await key.waitFor({ state: 'hidden' })
  await dialog('Settings').getByRole('button', { name: 'Close' }).click()

  // ---- the class practises before the lock
  await session.enter('drafting')
  await button('Practise first').click()
  await dialog('Practise first').getByRole('button', { name: 'Practise first' }).click()
  await page.reload()
  await page.getByRole('tab', { name: words.title, exact: true, selected: true }).waitFor()
  await page.getByText('0 of 4 have handed in').waitFor()
  await page.getByText('3 questions still lack your own answer, or your reason.').waitFor()
  await checked(page, 'begun')
  await teacher.ok('PATCH', at(session, '/sample'), { key: KEY })
  for (const [n, student] of students.slice(0, 3).entries()) await handIn(session, student, answers(n, n + 2))
  await students[3]!.ok('POST', at(session, '/own/sample/open'), {})
  await expect.poll(() => page.getByText('3 of 4 have handed in').count(), asked).toBe(1)
  const people = page.getByRole('list', { name: words.people })
  expect(await people.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringContaining('Handed in'),
    expect.stringContaining('Handed in'),
    expect.stringContaining('Handed in'),
    expect.stringContaining('Opened'),
  ])
  await expect.poll(() => page.getByText(/still lacks?/).count(), asked).toBe(0)
  await page.getByText('In parts').first().waitFor()
  await page.getByText('3 of 5 points').waitFor()
  // What is the thing to do is one: to show it, before it goes on.
  expect(await page.locator('button[class*="primary"]').allInnerTexts()).toEqual([words.show])
  await checked(page, 'board')
  await onPhone(page, 'board')

  // ---- on the wall nobody is named, and nothing is told before it is shown
  const wall = page.getByRole('dialog')
  await button('Show large').click()
  await wall.getByText('3 of 4 have handed in').waitFor()
  expect(await wall.innerText()).not.toContain('In parts')
  await look(page, 'wall')
  await wall.getByRole('button', { name: 'Close' }).click()
  await button(words.show).click()
  await page.getByText(words.isShown).waitFor()
  await button('Show large').click()
  await wall.getByText(KEY.lead.comment).waitFor()
  const told = await wall.innerText()
  for (const name of HANDLES) expect(told).not.toContain(name)
  await checked(page, 'wall-shown')
  await wall.getByRole('button', { name: 'Close' }).click()
  await button(words.unshow).click()
  await button(words.show).waitFor()
  expect(newsroom.complaints).toEqual([])
}, 120_000)

describe.each([
  ['on a desk in English', 'en', { viewport: { width: 1280, height: 860 } }, en],
  ['on a phone in Korean', 'ko', { ...PHONE, locale: 'ko-KR' }, ko],
] as [string, string, BrowserContextOptions, typeof en][])('%s', (_, name, options, { reviews: words }) => {
  test('a student tries the questions, and sees beside theirs what the class and the teacher said', async () => {
    const session = await classSession(newsroom, HANDLES)
    const [minji, joon, ada] = session.students as [TestPerson, TestPerson, TestPerson]
    await session.enter('drafting')
    const page = await newsroom.open(minji, `/sessions/${session.id}`, options)
    await session.enter('calibrate')
    await expect.poll(() => page.getByText(words.words.noSample).count(), asked).toBe(1)
    await look(page, `${name}-none`)
    await session.teacher.ok('PUT', at(session, '/sample'), { text: SAMPLE })
    await session.teacher.ok('PATCH', at(session, '/sample'), { key: KEY })

    // ---- it comes by itself, and is read and answered as a text of the review is
    await page.getByRole('heading', { name: words.sample.title, exact: true }).waitFor(asked)
    await checked(page, `${name}-card`)
    await fits(page)
    await page.getByRole('link', { name: new RegExp(words.sample.title) }).click()
    await text(page).getByText('Since Monday nobody crosses it.').waitFor()
    await fits(page)
    const handInButton = page.getByRole('button', { name: words.bar.handIn, exact: true })
    await handInButton.click()
    const side = page.getByRole('complementary')
    await side.getByText(words.form.missing).waitFor()
    await side.getByText('Clearly, in one sentence').click()
    await side.getByRole('textbox', { name: words.form.comment }).first().fill('It says what is closed.')
    await side.getByRole('group', { name: 'Order of the facts' }).getByText('3', { exact: true }).click()
    await side.getByText('A quotation with a name').click()
    await side.getByRole('textbox', { name: words.form.answer }).fill('Say since when it is closed.')
    await side.getByText(words.saving.saved, { exact: true }).waitFor()
    await checked(page, `${name}-answered`)
    if (name === 'ko') await side.getByRole('button', { name: words.form.close }).click()
    await handInButton.click()
    await page.getByText(words.bar.handedIn, { exact: true }).waitFor()
    expect(await page.locator('body').innerText()).not.toContain(session.teacher.name)
    expect((await session.own(minji)).sample).toMatchObject({ state: 'submitted' })
    await page.getByRole('link', { name: /Profiles of people at school/ }).click()
    await page.getByText(words.words.tried).first().waitFor()
    await look(page, `${name}-tried`)

    // ---- with one click of the teacher everybody sees it, by itself
    expect(await page.locator('body').innerText()).not.toContain('Ask the mayor.')
    for (const [n, student] of [joon, ada].entries()) await handIn(session, student, answers(n, 5 * n))
    await shows(session, true)
    await expect.poll(() => page.getByText('Ask the mayor.').count(), asked).toBe(1)
    await page.getByText(KEY.lead.comment).waitFor()
    await page.getByText('It says what is closed.').waitFor()
    const lead = page.locator('section').filter({ hasText: 'Does the lead say what happened?' }).last()
    expect(await lead.getByText('In parts').count()).toBe(2)
    await checked(page, `${name}-shown`)
    await fits(page)
    // The text can still be read, and nobody answers any more.
    await page.getByRole('link', { name: new RegExp(words.sample.title) }).click()
    await page.getByText(words.bar.readOnly).waitFor()
    await page.goBack()

    // ---- it stays when the phase is over, without the text
    await session.enter('lock')
    await page.getByRole('heading', { name: words.now.lock, exact: true }).waitFor(asked)
    expect(await page.getByRole('link', { name: new RegExp(words.sample.title) }).count()).toBe(0)
    await page.getByRole('heading', { name: words.sample.past }).waitFor()
    await look(page, `${name}-later`)
    await page.goto(`${newsroom.server.url}/sessions/${session.id}/reviews/sample`)
    await page.getByRole('heading', { name: words.gone.title }).waitFor()
    expect(newsroom.complaints).toEqual([])
  }, 120_000)
})

test('of fewer than three nobody is told a middle', async () => {
  const session = await classSession(newsroom, HANDLES.slice(0, 2))
  const [minji, joon] = session.students as [TestPerson, TestPerson]
  await session.teacher.ok('PUT', at(session, '/sample'), { text: SAMPLE })
  await session.enter('calibrate')
  await handIn(session, minji, answers(0, 1))
  await handIn(session, joon, answers(2, 5))
  await shows(session, true)
  const page = await newsroom.open(minji, `/sessions/${session.id}`)
  await page.getByText(en.reviews.sample.tooFew).first().waitFor()
  expect(await page.getByText(en.reviews.sample.tooFew).count()).toBe(3)
  expect(await page.locator('body').innerText()).not.toContain('Clearly, in one sentence')
  await checked(page, 'few')
  // Nor on the wall.
  const board = await newsroom.open(session.teacher, `/sessions/${session.id}`)
  await board.getByRole('button', { name: 'Show large' }).click()
  const wall = board.getByRole('dialog')
  await wall.getByText('2 answers').first().waitFor()
  expect(await wall.innerText()).not.toContain('Clearly, in one sentence')
}, 60_000)
