/** A student's way through a peer review, on a desk in English and on a phone in Korean, and what goes wrong on it. */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import en from '../../client/messages/en.more.json'
import ko from '../../client/messages/ko.more.json'
import type { Board } from '../../shared/protocol/review-answers.ts'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { wordDocument } from '../support/zip.ts'
import { ANSWERS, type ClassSession, classSession } from './class-session.ts'
import { commentByHand as comment, eventually } from './commenting.ts'
import {
  checked as checkedPage,
  look as lookAt,
  type Newsroom,
  openNewsroom,
  saved,
  text,
} from './newsroom.ts'

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

const MINUTE = 60_000
const LEAD = 'Ana Ruiz has run the kitchen for thirty years.'
const SECOND = 'She counts every tray.'

const checked = (page: Page, name: string) => checkedPage(page, `session-${name}`, true)
/** A picture only: of what stands on another screen that is checked. */
const look = (page: Page, name: string) => lookAt(page, `session-${name}`, true)
/** Nothing is wider than the page. */
const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

async function handIn(session: ClassSession, student: TestPerson, title: string) {
  const { id } = await student.article(title)
  await student.ok('PUT', `/api/sessions/${session.id}/own/text`, { article: id })
}

/** Two who read each other, in the phase in which they do. */
async function reading(ms = 12 * MINUTE) {
  const session = await classSession(newsroom, ['Minji K.', 'Joon'])
  const [minji, joon] = session.students as [TestPerson, TestPerson]
  await session.enter('drafting')
  await handIn(session, minji, 'The boy who fixes bikes')
  await handIn(session, joon, 'The woman behind lunch')
  await session.enter('lock')
  await session.allocate()
  await session.enter('review', ms)
  const pair = (await session.own(minji)).reviews[0]!
  return { session, minji, joon, pair, path: `/sessions/${session.id}/reviews/${pair.id}` }
}

describe.each([
  ['on a desk in English', 'en', { viewport: { width: 1280, height: 860 } }, en.reviews],
  ['on a phone in Korean', 'ko', { ...PHONE, locale: 'ko-KR' }, ko.reviews],
] as [string, string, BrowserContextOptions, typeof en.reviews][])('%s', (_, name, options, words) => {
  test('a student goes through all phases', async () => {
    const session = await classSession(newsroom, ['Minji K.', 'Joon'])
    const [minji, joon] = session.students as [TestPerson, TestPerson]
    const page = await newsroom.open(minji, '/', options)
    const heading = (said: string) => page.getByRole('heading', { name: said, exact: true }).waitFor()
    const timed = (said: string) =>
      page.getByRole('heading', { name: new RegExp(`^${said.split('{{time}}')[0]}`) }).waitFor()

    // ---- before it begins there is nothing
    await page.getByRole('main').getByRole('button').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('navigation', { name: words.strip }).count()).toBe(0)
    await page.goto(`${newsroom.server.url}/sessions/${session.id}`)
    await heading(words.now.setup)
    await look(page, `${name}-setup`)

    // ---- writing
    await session.enter('drafting', 40 * MINUTE)
    await timed(words.timed.drafting)
    await page.goto(newsroom.server.url)
    await page.getByRole('navigation', { name: words.strip }).waitFor()
    await checked(page, `${name}-home`)
    await fits(page)
    await page.getByRole('link', { name: /Profiles of people at school/ }).click()
    await page.getByRole('button', { name: words.own.start }).waitFor()
    await look(page, `${name}-drafting-empty`)
    await page.getByRole('button', { name: words.own.start }).click()
    await text(page).waitFor()
    await text(page).click()
    await page.keyboard.insertText('The boy who fixes bikes')
    await page.keyboard.press('Enter')
    await page.keyboard.insertText('Story by Minji K. about a boy of twelve.')
    await saved(page)
    await page.goto(`${newsroom.server.url}/sessions/${session.id}`)
    await heading(words.own.leaks)
    await page.getByText('“Minji K.”').waitFor()
    await checked(page, `${name}-drafting`)
    await fits(page)

    // ---- with somebody, who is named by hand, and would rather write alone
    await page.getByRole('button', { name: words.together.ask }).click()
    const naming = page.getByRole('dialog')
    await naming.getByLabel(words.together.handle).fill('Jon')
    await naming.getByRole('button', { name: words.together.add }).click()
    await naming.getByText(words.together.nobody).waitFor()
    await checked(page, `${name}-together-nobody`)
    await naming.getByLabel(words.together.handle).fill('joon')
    await naming.getByRole('button', { name: words.together.add }).click()
    await page.getByText(words.together.with.replace('{{names}}', 'Joon')).waitFor()
    await checked(page, `${name}-together`)
    await fits(page)
    const other = await newsroom.open(joon, `/sessions/${session.id}`, options)
    await other.getByText('The boy who fixes bikes').waitFor()
    await other.getByRole('button', { name: words.together.leave }).click()
    await look(other, `${name}-together-leave`)
    await other.getByRole('button', { name: words.together.leaveIt }).click()

    // ---- from a file
    await other.getByRole('button', { name: words.own.paste }).click()
    const pasting = other.getByRole('dialog')
    const { fromFile } = (name === 'ko' ? ko : en).sessions
    const choose = (file: string, buffer: Buffer) =>
      pasting.locator('input[type=file]').setInputFiles({ name: file, mimeType: '', buffer })
    await choose('lunch.docx', Buffer.from('%PDF-1.7 not a Word document'))
    await pasting.getByText(fromFile.unread).waitFor()
    await checked(other, `${name}-paste-unread`)
    const paragraphs = ['The woman behind lunch', '', LEAD, SECOND]
    const struck = '<w:del><w:r><w:delText>Never this.</w:delText></w:r></w:del>'
    await choose(
      'lunch.docx',
      wordDocument(paragraphs.map((text) => `<w:r><w:t>${text}</w:t></w:r>${struck}`)),
    )
    await expect
      .poll(() => pasting.getByRole('textbox').inputValue())
      .toBe(`The woman behind lunch\n${LEAD}\n${SECOND}`)
    expect(await pasting.getByText(fromFile.unread).count()).toBe(0)
    await choose('other.txt', Buffer.from('Another one'))
    await expect.poll(() => pasting.getByRole('textbox').inputValue()).toBe('Another one')
    expect(await pasting.getByRole('status').innerText()).toContain('other.txt')
    await pasting.getByRole('button', { name: fromFile.back }).click()
    expect(await pasting.getByRole('textbox').inputValue()).toContain(LEAD)
    await checked(other, `${name}-paste`)
    await pasting.getByRole('button', { name: words.own.pasteIn }).click()
    await pasting.waitFor({ state: 'hidden' })
    await other.getByText('The woman behind lunch').waitFor()
    await look(other, `${name}-pasted`)
    expect((await session.own(joon)).text?.others).toEqual([])
    await other.close()

    // ---- handed out: the page goes on by itself
    await session.enter('lock')
    await heading(words.now.lock)
    await page.getByText(words.own.leaksLock).waitFor()
    await checked(page, `${name}-lock`)
    await session.allocate()

    // ---- reading
    await session.enter('review', 12 * MINUTE + 30_000)
    await timed(words.timed.review)
    await page.getByRole('timer').first().waitFor()
    await checked(page, `${name}-review`)
    await fits(page)
    const own = await session.own(minji)
    const article = words.article.replace('{{number}}', String(own.reviews[0]?.number))
    await page.getByRole('link', { name: new RegExp(words.read.begin) }).click()
    await text(page).getByText(LEAD).waitFor()
    await eventually(() => page.title()).toBe(`${article} – Galley`)
    expect(await page.locator('body').innerText()).not.toContain('Joon')
    await checked(page, `${name}-reading`)
    await fits(page)

    await comment(page, 'thirty years', 'Says how long. It works. Try to say why.')
    const does = page.getByRole('group', { name: words.does.title })
    await does.getByRole('checkbox', { name: words.does.describes }).check()
    await does.getByRole('checkbox', { name: words.does.suggests }).check()
    await checked(page, `${name}-remark`)
    await eventually(async () => Object.values((await session.own(minji)).reviews[0]!.remarks)).toEqual([
      { describes: true, evaluates: false, suggests: true },
    ])
    if (name === 'ko') await page.getByRole('button', { name: /닫기/ }).first().click()

    // ---- handing in with something missing says what, and leads there
    await page.getByRole('button', { name: words.bar.handIn, exact: true }).click()
    const side = page.getByRole('complementary', {
      name: words.form.about.replace('{{article}}', article),
    })
    await side.getByText(words.form.missing).waitFor()
    expect(await side.getByRole('alert').getByRole('listitem').count()).toBe(5)
    const first = side.getByRole('radio', { name: /Not yet/ })
    await eventually(() => first.evaluate((element) => element === document.activeElement)).toBe(true)
    await checked(page, `${name}-missing`)
    await side.getByText('Clearly, in one sentence').click()
    await side.getByRole('textbox', { name: words.form.comment }).first().fill('It says who and when.')
    await side.getByRole('group', { name: 'Order of the facts' }).getByText('3', { exact: true }).click()
    await side.getByText('A quotation with a name').click()
    await side.getByRole('textbox', { name: words.form.answer }).fill('Put the number into the lead.')
    await side.getByText(words.saving.saved, { exact: true }).waitFor()
    await look(page, `${name}-answered`)
    if (name === 'ko') await side.getByRole('button', { name: words.form.close }).click()
    await page.getByRole('button', { name: words.bar.handIn, exact: true }).click()
    await page.getByText(words.bar.handedIn, { exact: true }).waitFor()
    await look(page, `${name}-handed-in`)
    expect((await session.own(minji)).reviews[0]).toMatchObject({ state: 'submitted', answers: ANSWERS })
    await page.getByRole('link', { name: /Profiles of people at school/ }).click()
    await page.getByText(words.words.done).waitFor()
    await look(page, `${name}-done`)

    // ---- what the other one writes
    const [theirs] = (await session.own(joon)).reviews
    const reader = await newsroom.open(joon, `/sessions/${session.id}/reviews/${theirs!.id}`)
    await text(reader).getByText('Story by Minji K.').waitFor()
    await comment(reader, 'a boy of twelve', 'You say how old he is. Say his name, too.')
    await joon.ok('PUT', `/api/sessions/${session.id}/own/reviews/${theirs!.id}/answers`, {
      answers: ANSWERS,
    })
    await joon.ok('POST', `/api/sessions/${session.id}/own/reviews/${theirs!.id}/submit`, {})
    await saved(reader)
    await reader.close()

    // ---- with the teacher
    await session.enter('hold')
    await heading(words.now.hold)
    await checked(page, `${name}-hold`)

    // ---- what readers said
    await session.enter('release', 20 * MINUTE)
    await heading(words.reader.replace('{{number}}', '1'))
    const said = page.getByRole('listitem').filter({ hasText: 'Say his name' })
    await said.getByText(words.received.ratings[4], { exact: true }).click()
    await said.getByText(words.received.fates.declined, { exact: true }).click()
    await said.getByLabel(words.received.reason).fill('He wants to stay unknown.')
    await said.getByRole('button', { name: words.received.keep }).click()
    const plan = page.getByRole('textbox', { name: words.plan.hint })
    await plan.fill('First the lead.')
    await page.getByText(words.saving.saved, { exact: true }).waitFor()
    await checked(page, `${name}-received`)
    await fits(page)
    await eventually(async () => (await session.own(minji)).text?.plan).toBe('First the lead.')
    await page.getByRole('link', { name: /a boy of twelve/ }).click()
    await page.getByRole('article').filter({ hasText: 'Say his name' }).waitFor()

    // ---- over
    const mine = (await session.own(minji)).text!.article
    const board = await session.teacher.ok<Board>('GET', `/api/sessions/${session.id}`)
    const scored = board.texts.find(({ article }) => article === mine)!
    await session.teacher.ok('PATCH', `/api/sessions/${session.id}/texts/${scored.id}`, {
      override: { percent: 95, reason: 'The lead is the best of all.' },
    })
    await session.enter('closed')
    await page.goto(`${newsroom.server.url}/sessions/${session.id}`)
    await heading(words.now.closed)
    await page
      .getByText(words.received.fateOf.declined.replace('{{reason}}', 'He wants to stay unknown.'))
      .waitFor()
    await page.getByText('First the lead.').waitFor()
    const scores = page.getByRole('region', { name: words.scores.title })
    await scores.getByText(words.scores.setByHand).waitFor()
    await scores.getByText('The lead is the best of all.').waitFor()
    await scores.getByText(words.scores.parts.answered).waitFor()
    await checked(page, `${name}-closed`)
    await fits(page)
    await page.goto(newsroom.server.url)
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('navigation', { name: words.strip }).count()).toBe(0)
  })
})

const answer = (page: Page) => page.getByRole('textbox', { name: 'Your answer' })

test('an answer that nobody takes is kept over a reload, and is saved when the server answers again', async () => {
  const { session, minji, path } = await reading()
  const page = await newsroom.open(minji, path)
  await answer(page).waitFor()
  await page.route('**/answers', (route) => route.abort())
  await answer(page).fill('Put the number into the lead.')
  await page.getByText(en.reviews.saving.waiting).first().waitFor()
  await checked(page, 'not-saved')
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await eventually(() => answer(page).inputValue()).toBe('Put the number into the lead.')
  await page.getByText(en.reviews.saving.waiting).first().waitFor()
  expect((await session.own(minji)).reviews[0]?.answers).toEqual({})
  await page.unroute('**/answers')
  await page.getByText(en.reviews.saving.saved, { exact: true }).first().waitFor()
  await eventually(async () => (await session.own(minji)).reviews[0]?.answers.next?.comment).toBe(
    'Put the number into the lead.',
  )
})

test('what comes after the time says so, keeps its words, and is saved when the teacher opens the review again', async () => {
  const { session, minji, pair, path } = await reading(20_000)
  const page = await newsroom.open(minji, path)
  await answer(page).waitFor()
  await page.route('**/answers', (route) => route.abort())
  await answer(page).fill('Too late by a second.')
  await page.getByText(en.reviews.saving.waiting).first().waitFor()
  // The clock has brought the next phase: nobody had to reload.
  await page.getByText(en.reviews.bar.readOnly).waitFor({ timeout: 40_000 })
  await page.unroute('**/answers')
  await page.getByText(en.reviews.saving.late).first().waitFor({ timeout: 30_000 })
  expect(await answer(page).inputValue()).toBe('Too late by a second.')
  expect(await answer(page).isEditable()).toBe(false)
  await checked(page, 'late')
  await session.teacher.ok('PATCH', `/api/sessions/${session.id}/pairs/${pair.id}`, { isReopened: true })
  await page.getByText(en.reviews.saving.saved, { exact: true }).first().waitFor()
  await eventually(async () => (await session.own(minji)).reviews[0]?.answers.next?.comment).toBe(
    'Too late by a second.',
  )
})

test('a text is handed back with a reason, once, and is theirs no more', async () => {
  const { session, minji, path } = await reading()
  const page = await newsroom.open(minji, path)
  await page.getByRole('button', { name: en.reviews.bar.more }).click()
  await page.getByRole('menuitem', { name: en.reviews.bar.handBack }).click()
  const dialog = page.getByRole('dialog')
  await checked(page, 'hand-back')
  await dialog.getByLabel(en.reviews.handBack.reason).fill('I know who wrote it.')
  await dialog.getByRole('button', { name: en.reviews.bar.handBack }).click()
  await page.getByText(en.reviews.words.nothing).waitFor()
  await checked(page, 'nothing-to-read')
  expect((await session.own(minji)).reviews).toEqual([])
  await page.goto(newsroom.server.url + path)
  await page.getByRole('heading', { name: en.reviews.gone.title }).waitFor()
  await checked(page, 'not-theirs')
})

test('while it is paused the clock stands still, and the device’s own clock does not matter', async () => {
  const { session, minji } = await reading()
  const page = await newsroom.open(minji, '/healthz')
  await page.addInitScript(() => {
    const now = Date.now
    Date.now = () => now() + 3 * 3_600_000
  })
  await page.goto(`${newsroom.server.url}/sessions/${session.id}`)
  const timer = page.getByRole('timer').first()
  await eventually(() => timer.textContent()).toMatch(/^11:/)
  await session.change({ isPaused: true })
  await page.getByText(en.reviews.pausedWords).waitFor()
  const shown = await timer.textContent()
  await checked(page, 'paused')
  // Asked again twice meanwhile.
  for (let times = 0; times < 2; times++)
    await page.waitForResponse((response) => response.url().endsWith('/own'))
  expect(await timer.textContent()).toBe(shown)
})

test('whose session it is not finds none', async () => {
  const session = await classSession(newsroom, ['Minji K.'])
  const page = await newsroom.open(await newsroom.server.person(), `/sessions/${session.id}`)
  await page.getByText(en.reviews.notHere).waitFor()
  await checked(page, 'not-here')
})
