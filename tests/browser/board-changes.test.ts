/** What a teacher changes in the middle of a review session: a pair by hand, and who has come, gone or finished. */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import type { Board } from '../../shared/protocol/review-answers.ts'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { ANSWERS, type ClassSession, classSession } from './class-session.ts'
import { checked, look, type Newsroom, openNewsroom, saved, text } from './newsroom.ts'

let newsroom: Newsroom
/** How far the server's clock is ahead of the real one. */
let ahead = 0
beforeAll(async () => {
  const now = () => systemClock.now() + ahead
  newsroom = await openNewsroom({ world: { clock: { ...systemClock, now } } })
})
afterAll(() => newsroom.close())

const FIVE = ['Ada', 'Ben', 'Chidi', 'Dana', 'Éloïse']
/** The page asks every few seconds. */
const asked = { timeout: 10_000 }

/** Everybody has a text, and one of another one's to read. */
async function reading(handles: readonly string[] = FIVE, late: readonly string[] = [], each = 1) {
  const session = await classSession(newsroom, handles, late)
  await session.change({ settings: { reviewsPerText: each } })
  await session.enter('drafting')
  for (const [i, student] of session.students.entries())
    await session.handIn(student, `Text of the ${i + 1}th`)
  await session.enter('lock')
  await session.allocate()
  await session.enter('review')
  return session
}

const boardOf = ({ teacher, id }: ClassSession) => teacher.ok<Board>('GET', `/api/sessions/${id}`)
const open = (session: ClassSession, options?: BrowserContextOptions) =>
  newsroom.open(session.teacher, `/sessions/${session.id}`, options)
const dialog = (page: Page) => page.getByRole('dialog')
const fits = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

async function finish(session: ClassSession, student: TestPerson): Promise<void> {
  for (const { id, state } of (await session.own(student)).reviews) {
    if (state === 'submitted') continue
    const path = `/api/sessions/${session.id}/own/reviews/${id}`
    await student.ok('PUT', `${path}/answers`, { answers: ANSWERS })
    await student.ok('POST', `${path}/submit`)
  }
}

/** Chooses this of what can be done about a text. */
async function choose(page: Page, number: number, entry: RegExp): Promise<void> {
  await page.getByRole('button', { name: `More about article ${number}`, exact: true }).click()
  await page.getByRole('menuitem', { name: entry }).click()
  await dialog(page).getByRole('radio').first().waitFor()
}

test('a pair is added, moved and taken back by hand, and of who cannot read it is said why', async () => {
  const session = await reading()
  const board = await boardOf(session)
  const text = board.texts[0]!
  const nameOf = (student: string | undefined) => board.students.find(({ id }) => id === student)!.handle
  const reads = async (name: string) =>
    (await session.own(session.students[FIVE.indexOf(name)]!)).reviews.filter(
      ({ number }) => number === text.number,
    )
  const page = await open(session)
  const reviews = page.getByRole('list', { name: `Reviews of article ${text.number}`, exact: true })

  // ---- one more
  await choose(page, text.number, /^Add a reader/)
  await dialog(page)
    .getByText(/^Why not/)
    .click()
  const author = nameOf(text.authors[0])
  const why = (name: string) => dialog(page).locator('dl > div').filter({ hasText: name }).locator('dd')
  expect(await why(author).innerText()).toBe('Wrote it')
  const [first] = (
    await Promise.all(FIVE.map(async (name) => ((await reads(name)).length > 0 ? [name] : [])))
  ).flat()
  expect(await why(first!).innerText()).toBe('Reads it already')
  expect(await dialog(page).getByRole('radio').count()).toBe(FIVE.length - 2)
  const free = FIVE.filter((name) => name !== author && name !== first)
  await dialog(page).getByRole('button', { name: 'Give it to them' }).click() // nobody is chosen yet
  await dialog(page).getByRole('radio', { name: free[0]! }).check()
  await dialog(page).getByText(`${free[0]} does 2 then, 1 are their share.`).waitFor()
  await checked(page, 'board-add')
  await dialog(page).getByRole('button', { name: 'Give it to them' }).click()
  await page.getByText(`${free[0]} reads article ${text.number}.`).waitFor()
  await expect.poll(() => reviews.getByRole('link').count(), asked).toBe(2)
  expect(await reads(free[0]!)).toHaveLength(1)

  // ---- what is begun moves with a reason, and what stands does not by itself
  const [review] = await reads(first!)
  const student = session.students[FIVE.indexOf(first!)]!
  await student.ok('POST', `/api/sessions/${session.id}/own/reviews/${review!.id}/open`)
  const { pen } = (await boardOf(session)).texts[0]!.reviews.find(({ id }) => id === review!.id)!
  await choose(page, text.number, new RegExp(`reader ${pen}’s`))
  await dialog(page).getByText(`${first} reads it now.`).waitFor()
  await dialog(page).getByRole('radio', { name: free[1]! }).check()
  await dialog(page).getByRole('button', { name: 'Give it to them' }).click()
  expect(await reads(first!)).toHaveLength(1) // without a reason nothing was sent
  await dialog(page).getByLabel('Reason').fill('Is ill')
  await checked(page, 'board-move')
  await dialog(page).getByRole('button', { name: 'Give it to them' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
  expect([await reads(first!), (await reads(free[1]!)).length]).toEqual([[], 1])

  // ---- who gave it up is not offered again; one is taken back
  const [moved] = await reads(free[1]!)
  const next = (await boardOf(session)).texts[0]!.reviews.find(({ id }) => id === moved!.id)!
  await choose(page, text.number, new RegExp(`reader ${next.pen}’s`))
  await dialog(page)
    .getByText(/^Why not/)
    .click()
  expect(await why(first!).innerText()).toBe('Gave it back, or it was taken back')
  await dialog(page)
    .getByRole('radio', { name: /^Nobody/ })
    .check()
  await dialog(page).getByRole('button', { name: 'Take it back' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
  await expect.poll(() => reviews.getByRole('link').count(), asked).toBe(1)
}, 90_000)

test('what has changed under an open dialog changes nothing, and is said', async () => {
  const session = await reading()
  const board = await boardOf(session)
  const text = board.texts[0]!
  const page = await open(session)
  await choose(page, text.number, /^Add a reader/)
  const label = await dialog(page)
    .getByRole('radio')
    .first()
    .evaluate((radio) => radio.parentElement?.innerText ?? '')
  const name = FIVE.find((one) => label.startsWith(one))!
  await dialog(page).getByRole('radio', { name }).check()
  const place = board.students.find(({ handle }) => handle === name)!
  await session.teacher.ok('PUT', `/api/sessions/${session.id}/attendance/${place.id}`, { state: 'away' })
  await dialog(page).getByRole('button', { name: 'Give it to them' }).click()
  await dialog(page).getByText('Nothing was changed. Meanwhile: Not here.').waitFor()
  await expect.poll(() => dialog(page).getByRole('radio', { name }).count(), asked).toBe(0)
}, 60_000)

test('who comes late, who goes and who has finished is said, and what would change is shown before it is done', async () => {
  const session = await reading(FIVE, ['Zoe'])
  const page = await open(session)
  const pairs = async () => (await boardOf(session)).texts.flatMap(({ reviews }) => reviews).length
  const kinds = (kind: string) => dialog(page).getByText(kind, { exact: true }).count()

  // ---- one comes late, with a text
  const zoe = (await boardOf(session)).students.find(({ handle }) => handle === 'Zoe')!
  await session.join('Zoe')
  await session.teacher.ok('POST', `/api/sessions/${session.id}/texts`, { students: [zoe.id], title: 'Late' })
  await page.getByText('Here, with nothing to read: Zoe.').waitFor()
  await page.getByText('1 moves. New: 2. Taken back: 1.').waitFor()
  await page.getByRole('button', { name: 'See what changes' }).click()
  await dialog(page).getByRole('switch').waitFor()
  expect([await kinds('Moves'), await kinds('New'), await kinds('Taken back')]).toEqual([1, 1, 0])
  expect(await dialog(page).getByText('Zoe').count()).toBe(0)
  await dialog(page).getByRole('switch', { name: 'Show who reviews' }).click()
  await dialog(page)
    .getByText(/^Zoe: article \d+$/)
    .waitFor()
  await checked(page, 'board-late')
  expect(await pairs()).toBe(5)
  await dialog(page).getByRole('button', { name: 'Hand out so' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
  expect(await pairs()).toBe(6)

  // ---- one goes with a text not begun
  const ada = (await boardOf(session)).students.find(({ handle }) => handle === 'Ada')!
  await session.teacher.ok('PUT', `/api/sessions/${session.id}/attendance/${ada.id}`, { state: 'away' })
  await page.getByText('Ada is away, with 1 text not begun.').waitFor()
  await page.getByRole('button', { name: 'See what changes' }).click()
  await dialog(page).getByText('(not here)').waitFor()
  await dialog(page).getByRole('button', { name: 'Hand out so' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
  expect(await pairs()).toBe(5)

  // ---- and who has finished takes one more for the text that goes short, unless it is their own or was theirs before
  const { more } = await session.teacher.ok<{ more: string[] }>(
    'GET',
    `/api/sessions/${session.id}/allocation`,
  )
  const names = new Map((await boardOf(session)).students.map(({ id, handle }) => [handle, id]))
  const here = FIVE.slice(1)
  for (const name of here) await finish(session, session.students[FIVE.indexOf(name)]!)
  const can = here.filter((name) => more.includes(names.get(name)!))
  const offers = page.getByRole('button', { name: /^One more for/ })
  await expect.poll(() => offers.allInnerTexts(), asked).toEqual(can.map((name) => `One more for ${name}`))
  await look(page, 'board-volunteers', true)
  await offers.last().click()
  await page.getByText(new RegExp(`${can.at(-1)} reads article \\d+ as well\\.`)).waitFor()
  expect(await pairs()).toBe(6)
  await expect.poll(() => offers.count(), asked).toBe(0)
}, 90_000)

test('a review in which nothing moves is marked, one without a suggestion too, and each can be shown alone', async () => {
  const session = await reading()
  const [ada, ben] = session.students
  const { id } = (await session.own(ada!)).reviews[0]!
  await ada!.ok('POST', `/api/sessions/${session.id}/own/reviews/${id}/open`)
  const page = await open(session)
  await page.getByText('Opened', { exact: true }).waitFor()
  expect(await page.getByText(/No movement/).count()).toBe(0)
  ahead += 4 * 60_000
  await finish(session, ben!)
  await page.getByText('No movement for 4 min').waitFor()
  await page.getByText('Handed in · no suggestion').waitFor()
  await checked(page, 'board-idle', true)
  const articles = page.getByRole('link', { name: /^Article \d/ })
  await page.getByRole('button', { name: '1 with no movement' }).click()
  expect(await articles.count()).toBe(1)
  await page.getByRole('button', { name: '1 without a suggestion' }).click()
  expect([await articles.count(), await page.getByText(/No movement/).count()]).toEqual([1, 0])
  await page.getByRole('button', { name: '1 without a suggestion' }).click()
  expect(await articles.count()).toBe(5)
  await page.getByRole('button', { name: '1 with no movement' }).click()
  await ada!.ok('PUT', `/api/sessions/${session.id}/own/reviews/${id}/answers`, {
    answers: { next: ANSWERS.next },
  })
  await expect.poll(() => articles.count(), asked).toBe(5)
  await page.getByRole('tab', { name: 'Students' }).click()
  ahead += 6 * 60_000
  const row = page.getByRole('listitem').filter({ hasText: 'Ada' })
  await row.getByText('No movement for 6 min').waitFor()
}, 60_000)

test('what is kept back stays so when its reviewer writes in front of it, and is let through from where it stands', async () => {
  const session = await reading(['Ada', 'Ben'])
  const [ada] = session.students
  const { id, number } = (await session.own(ada!)).reviews[0]!
  const review = await newsroom.open(ada!, `/sessions/${session.id}/reviews/${id}`)
  await text(review).click()
  await review.keyboard.press('Control+End')
  await review.keyboard.type('of fools')
  await saved(review)
  const page = await open(session)
  await page.getByRole('tab', { name: 'Reviews' }).click()
  await page.getByRole('button', { name: new RegExp(`^Article ${number}\\b`) }).click()
  const remark = page.getByRole('listitem').filter({ hasText: 'of fools' }).last()
  await remark.getByRole('button', { name: 'Keep back' }).click()
  await dialog(page).getByLabel('Reason').fill('Unkind')
  await dialog(page).getByRole('button', { name: 'Keep back' }).click()
  await remark.getByText('Kept back: Unkind').waitFor()

  for (let letter = 0; letter < 'of fools'.length; letter++) await review.keyboard.press('ArrowLeft')
  await review.keyboard.type('and ')
  await saved(review)
  await page.getByText('and of fools').waitFor(asked)
  await remark.getByText('Kept back: Unkind').waitFor()
  await remark.getByRole('button', { name: 'Let it through' }).click()
  await remark.getByRole('button', { name: 'Keep back' }).waitFor()
  await review.context().close()
}, 60_000)

test('a remark is large on the wall, and nobody is named on it', async () => {
  const session = await reading()
  const [ada] = session.students
  const { article, number } = (await session.own(ada!)).reviews[0]!
  await ada!.ok('POST', `/api/articles/${article}/threads`, {
    anchor: null,
    body: 'Chidi could open with the bell.',
  })
  const page = await open(session)
  await page.getByRole('tab', { name: 'Reviews' }).click()
  // Each text has one reader.
  await page.getByRole('button', { name: new RegExp(`^Article ${number}\\b`) }).click()
  await page.getByRole('button', { name: 'On the wall' }).click()
  await dialog(page).getByText('[name] could open with the bell.').waitFor()
  const words = await dialog(page).innerText()
  for (const secret of [...FIVE, 'Article', 'Text of']) expect(words).not.toContain(secret)
  await checked(page, 'board-wall-remark')
  await page.setViewportSize({ width: 390, height: 844 })
  await look(page, 'board-wall-remark-phone')
  await fits(page)
  await dialog(page).getByRole('button', { name: 'Take it off' }).click()
  await dialog(page).waitFor({ state: 'hidden' })
}, 60_000)

test('a session that is over goes on with another round, in which nobody reads a text twice', async () => {
  const session = await reading(['Ada', 'Ben', 'Chidi'])
  const readers = async () => {
    const { pairs } = await session.teacher.ok<{ pairs: { reviewer: string; text: string }[] }>(
      'GET',
      `/api/sessions/${session.id}/pairs`,
    )
    return pairs.map(({ reviewer, text }) => `${reviewer} ${text}`)
  }
  const first = await readers()
  for (const student of session.students) await finish(session, student)
  for (const phase of ['hold', 'release', 'closed'] as const) await session.enter(phase)
  const page = await open(session)
  await page.getByRole('heading', { name: 'Closed' }).waitFor()
  expect(await page.getByText(/^Round \d$/).count()).toBe(0)
  await page.getByRole('button', { name: 'Start another round' }).click()
  await dialog(page)
    .getByText(/begins round 2/)
    .waitFor()
  await checked(page, 'board-round')
  await dialog(page).getByRole('button', { name: 'Start another round' }).click()
  await page.getByText('Round 2', { exact: true }).waitFor()
  const go = async (name: string) => {
    await page.getByRole('button', { name }).first().click()
    await dialog(page).getByRole('button', { name }).click()
    await dialog(page).waitFor({ state: 'hidden' })
  }
  await go('Lock the texts')
  await page.getByRole('button', { name: 'Hand the texts out' }).click()
  await page.getByText('3 reviews are handed out').waitFor()
  await go('Begin the review')
  const second = await readers()
  expect(second).toHaveLength(3)
  expect(second.filter((pair) => first.includes(pair))).toEqual([])
  await choose(page, (await boardOf(session)).texts[0]!.number, /^Move or take back/)
  await dialog(page)
    .getByText(/^Why not/)
    .click()
  await dialog(page).getByText('Read it in an earlier round').waitFor()
  await page.keyboard.press('Escape')
  const theirs = await newsroom.open(session.students[0]!, `/sessions/${session.id}`, PHONE)
  await theirs.getByText('Peer review · Round 2').waitFor()
  await checked(theirs, 'session-round', true)
  await fits(theirs)
}, 90_000)

/** As long as names are, and a few in Korean. */
const THIRTY = Array.from({ length: 30 }, (_, i) =>
  i % 3 === 0 ? `Wilhelmina-Josephine van der Berghe ${i}` : i % 3 === 1 ? `김서연 ${i}` : `Jin ${i}`,
)

test('a class of thirty with long names has room on a phone, in Korean', async () => {
  const session = await reading(THIRTY.slice(0, 28), THIRTY.slice(28), 2)
  for (const handle of THIRTY.slice(28)) await session.join(handle)
  const { students, texts } = await boardOf(session)
  for (const { id } of students.slice(0, 2))
    await session.teacher.ok('PUT', `/api/sessions/${session.id}/attendance/${id}`, { state: 'away' })
  const page = await open(session, { ...PHONE, locale: 'ko-KR' })
  await page.getByRole('button', { name: '달라지는 것 보기' }).waitFor()
  await checked(page, 'board-thirty')
  await fits(page)
  await page.getByRole('button', { name: '달라지는 것 보기' }).click()
  await dialog(page).getByRole('switch').click()
  await expect
    .poll(
      () =>
        dialog(page)
          .getByText(/김서연|Jin|Wilhelmina/)
          .count(),
      asked,
    )
    .toBeGreaterThan(0)
  await checked(page, 'board-thirty-changes')
  await fits(page)
  await dialog(page).getByRole('button', { name: '닫기' }).click()
  await page.getByRole('button', { name: `기사 ${texts[0]!.number}번 더 보기` }).click()
  await page.getByRole('menuitem', { name: /^독자 더하기/ }).click()
  await dialog(page).getByRole('radio').first().check()
  await dialog(page)
    .getByText(/^안 되는/)
    .click()
  await checked(page, 'board-thirty-add')
  await fits(page)
}, 120_000)
