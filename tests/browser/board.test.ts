/** A teacher leads a review session on its page: from a new one to its grades, with a class that joins and writes over HTTP. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import { PHONE } from '../support/browser.ts'
import { TestPerson } from '../support/server.ts'
import { checked, look, type Newsroom, openNewsroom } from './newsroom.ts'

const PEOPLE = 6
const names = ['Ada', 'Ben', 'Chidi', 'Dana', 'Éloïse', 'Wilhelmina-Josephine van der Berghe']

let newsroom: Newsroom
let teacher: TestPerson
let room: ClassRoom
let students: TestPerson[]
let page: Page
let session: string

beforeAll(async () => {
  newsroom = await openNewsroom()
  const { server } = newsroom
  teacher = await server.person('Harrowgate')
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  const made = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Year 9' })
  await teacher.ok('PUT', `/api/classes/${made.id}/roster`, { text: names.join('\n') })
  room = await teacher.ok<ClassRoom>('POST', `/api/classes/${made.id}/joining`)
  students = await Promise.all(
    names.slice(0, PEOPLE - 1).map(async (handle) => {
      const student = new TestPerson(server.url, handle)
      await student.ok('POST', '/api/join', { code: room.joining?.code, handle })
      return student
    }),
  )
})
afterAll(() => newsroom.close())

/** The page asks every few seconds. */
const asked = { timeout: 10_000 }

const button = (name: string | RegExp) => page.getByRole('button', { name })
const tab = (name: string | RegExp) => page.getByRole('tab', { name })
const enter = async (name: string) => {
  await button(name).first().click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}
const pictured = async (name: string) => {
  await checked(page, `board-${name}`, true)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 390, height: 844 })
  await look(page, `board-${name}-phone`, true)
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** A session is made from its class, with questions and a word on what each will see. */
async function makes(): Promise<void> {
  page = await newsroom.open(teacher, `/classes/${room.id}`)
  await button('New review session').click()
  await page.getByLabel('Name', { exact: true }).fill('Profiles')
  await button('Add a question').click()
  await page.getByRole('textbox', { name: 'Question 4' }).fill('What should its author try?')
  await page.getByLabel('Answered by').last().selectOption('comment')
  await pictured('new')
  await button('Create').click()
  await page.getByRole('heading', { level: 1, name: 'Profiles' }).waitFor()
  session = page.url().split('/').at(-1) ?? ''
  await expect.poll(() => page.getByText('Setup', { exact: true }).first().isVisible(), asked).toBe(true)
  await page.getByText('No texts yet').waitFor()
  await tab(/Students/).click()
  await expect.poll(() => page.getByText('Not joined', { exact: true }).count(), asked).toBe(1)
  await pictured('setup')
}

/** Texts come in while the class drafts, and names in them are shown before the lock. */
async function drafts(): Promise<void> {
  await tab(/Texts/).click()
  await enter('Let them write')
  for (const [i, student] of students.slice(1).entries()) {
    const { id } = await student.article(`Text ${i + 1}`)
    await student.ok('PUT', `/api/sessions/${session}/own/text`, { article: id })
  }
  await handsInFor(names[0]!, 'Text 0\n\nWritten on paper.')
  await expect.poll(() => page.getByRole('link', { name: /^Article \d/ }).count(), asked).toBe(PEOPLE - 1)
  await pictured('drafting')
  await enter('Lock the texts')
  await page.getByText(/reviews? to hand out/).waitFor()
  await pictured('lock')
}

/** What somebody has written on paper. */
async function handsInFor(name: string, text: string): Promise<void> {
  await tab(/Students/).click()
  await expect.poll(() => page.getByText(/no text/).count(), asked).toBe(2) // one has not joined
  await button(`More about ${name}`).click()
  await page.getByRole('menuitem', { name: `Hand in a text for ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(text)
  await pictured('hand-in-for')
  await dialog.getByRole('button', { name: 'Hand it in' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => page.getByText(/no text/).count(), asked).toBe(1)
  await tab(/Texts/).click()
}

/** The texts are handed out as it was said, and the review runs by the clock, paused and longer. */
async function handsOut(): Promise<void> {
  await button('Hand the texts out').click()
  await page.getByText('10 reviews are handed out').waitFor()
  await button('Begin the review').first().click()
  await page.getByRole('dialog').getByLabel('Minutes').fill('12')
  await look(page, 'board-begin')
  await page.getByRole('dialog').getByRole('button', { name: 'Begin the review' }).click()
  await expect.poll(() => page.getByText(/^Time left:1[12]:\d\d/).count(), asked).toBe(1)
  await button('Pause').click()
  await page.getByText('Paused', { exact: true }).waitFor()
  await button('5 more minutes').click()
  await expect.poll(() => page.getByText(/^Time left:1[67]:\d\d/).count(), asked).toBe(1)
  await button('Go on').click()
  await expect.poll(() => page.getByText('Not opened').count(), asked).toBe(10)
  await page.getByRole('switch', { name: 'Show who reviews' }).click()
  await expect.poll(() => page.getByText('Reader 1').count(), asked).toBe(0)
  await pictured('review')
  const [ada] = students
  const own = await ada!.ok<{ reviews: { id: string }[] }>('GET', `/api/sessions/${session}/own`)
  await ada!.ok('POST', `/api/sessions/${session}/own/reviews/${own.reviews[0]!.id}/open`)
  await expect.poll(() => page.getByText('Opened', { exact: true }).count(), asked).toBe(1)
}

/** Large for the wall it names nobody. */
async function showsLarge(): Promise<void> {
  await button('Show large').click()
  const wall = page.getByRole('dialog')
  await wall.getByText('Read and help').waitFor()
  const words = await wall.innerText()
  for (const name of names) expect(words).not.toContain(name)
  await look(page, 'board-wall')
  await wall.getByRole('button', { name: 'Close' }).click()
}

/** One more text, somebody who is away: and the page says what there is to hand out anew. */
async function changesWhoIsThere(): Promise<void> {
  await tab(/Students/).click()
  await button('More about Ben').click()
  await page.getByRole('menuitemradio', { name: /^Left/ }).click()
  await page.getByText('Left', { exact: true }).waitFor()
  await page.getByText(/New: \d+\. Taken back: \d+\./).waitFor()
  await pictured('left')
  await button('More about Ben').click()
  await page.getByRole('menuitemradio', { name: /^Here/ }).click()
}

/** What was written is read, endorsed and kept back; then released, scored and taken along. */
async function readsAndReleases(): Promise<void> {
  const [, , chidi] = students
  const own = await chidi!.ok<{ reviews: { id: string; article: string }[] }>(
    'GET',
    `/api/sessions/${session}/own`,
  )
  const review = own.reviews[0]!
  await chidi!.ok('PUT', `/api/sessions/${session}/own/reviews/${review.id}/answers`, {
    answers: Object.fromEntries(
      ['focus', 'evidence', 'style'].map((id) => [id, { comment: 'As it should be.', value: 2 }]),
    ),
  })
  await chidi!.ok('POST', `/api/articles/${review.article}/threads`, {
    anchor: null,
    body: 'The second sentence could come first.',
  })
  await enter('End the review')
  await tab(/Reviews/).click()
  await page.getByRole('button', { name: /Begun/ }).click()
  await page.getByText('The second sentence could come first.').waitFor()
  await button('Endorse').click()
  await button('Endorsed').waitFor()
  await button('Keep back').click()
  await page.getByLabel('Reason').fill('Said twice')
  await page.getByRole('dialog').getByRole('button', { name: 'Keep back' }).click()
  await page.getByText('Kept back: Said twice').waitFor()
  await pictured('reviews')
  await button('Let it through').click()
  await enter('Release the reviews')
  await tab(/Grades/).click()
  await page.getByRole('table').waitFor()
  await pictured('grades')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Save as a table/ }).click(),
  ])
  expect(file.suggestedFilename()).toBe('grades.csv')
}

test('a teacher leads a session from its questions to its grades', async () => {
  await makes()
  await drafts()
  await handsOut()
  await showsLarge()
  await changesWhoIsThere()
  await readsAndReleases()
}, 180_000)

test('in Korean, on a phone', async () => {
  const other = await newsroom.open(teacher, `/sessions/${session}`, { ...PHONE, locale: 'ko-KR' })
  await other.getByRole('heading', { level: 1, name: 'Profiles' }).waitFor()
  await other.getByText('고쳐쓰기').first().waitFor()
  await checked(other, 'board-korean', true)
  await other.context().close()
})

test('of a session that is not there, or not theirs, both are told the same', async () => {
  const other = await newsroom.open(students[0]!, `/sessions/abcdefghijkl`)
  await other.getByRole('heading', { level: 1 }).waitFor()
  expect(await other.getByText('Profiles').count()).toBe(0)
  await other.context().close()
})
