/** After the release of a peer review: what a reviewer and an author say to each other, what their teacher sees of it and takes back, and names where everybody is named. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import en from '../../client/messages/en.more.json'
import ko from '../../client/messages/ko.more.json'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { ANSWERS, type ClassSession, classSession } from './class-session.ts'
import { comment } from './commenting.ts'
import { checked as checkedPage, type Newsroom, openNewsroom, text } from './newsroom.ts'

const LONG = 'Wilhelmina-Josephine van der Berghe'
const REMARK = 'You say where it is. Say for whom, too, and since when.'
const asked = { timeout: 10_000 }

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

const checked = (page: Page, name: string) => checkedPage(page, `after-${name}`, true)
/** The same on a phone, in Korean. */
async function onPhone(person: TestPerson, path: string, words: string, name: string): Promise<void> {
  const page = await newsroom.open(person, path, { ...PHONE, locale: 'ko-KR' })
  await page.getByText(words).first().waitFor(asked)
  await checked(page, `${name}-korean`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.context().close()
}

const at = (session: ClassSession, rest: string) => `/api/sessions/${session.id}${rest}`

/** Two who read each other; the first has said something about a few words of the other's text. */
async function reviewed(handles: readonly string[], settings: object) {
  const session = await classSession(newsroom, handles)
  await session.change({ settings })
  const [by, of] = session.students as [TestPerson, TestPerson]
  await session.enter('drafting')
  await session.handIn(by, 'The boy who fixes bikes')
  const article = await session.handIn(of, 'The woman behind lunch')
  await session.enter('lock')
  await session.allocate()
  await session.enter('review')
  const pair = (await session.own(by)).reviews[0]!
  const page = await newsroom.open(by, `/sessions/${session.id}/reviews/${pair.id}`)
  await text(page).getByText('The woman behind lunch').waitFor()
  await comment(page, 'behind lunch', REMARK)
  await page.context().close()
  await by.ok('PUT', at(session, `/own/reviews/${pair.id}/answers`), { answers: ANSWERS })
  await by.ok('POST', at(session, `/own/reviews/${pair.id}/submit`), {})
  return { session, by, of, article, pair }
}

test('a reviewer and an author talk, the teacher reads it, and takes the remark back', async () => {
  const { session, by, of, article, pair } = await reviewed([LONG, 'Joon'], {})
  const { teacher } = session
  await session.enter('hold')
  const board = await newsroom.open(teacher, `/sessions/${session.id}`)
  const reader = () => board.getByRole('button', { name: /Handed in/ })
  await board.getByRole('tab', { name: 'Reviews' }).click()
  await reader().click()
  await board.getByRole('button', { name: 'On the wall' }).click()
  await board.getByRole('dialog').getByText('behind lunch').waitFor()
  await checked(board, 'wall')
  await board.getByRole('dialog').getByRole('button', { name: 'Take it off' }).click()

  // ---- a copy can be read, and nothing be said in it
  await board.getByRole('tab', { name: 'Texts' }).click()
  await board.getByRole('link', { name: /Handed in/ }).click()
  await board.getByText(en.reviews.bar.readOnly).waitFor()
  await board.getByRole('article').filter({ hasText: REMARK }).waitFor()
  expect(await board.getByRole('textbox', { name: /comment|reply/i }).count()).toBe(0)
  expect(await board.getByText('You can comment').count()).toBe(0)
  expect(await board.getByRole('button', { name: /^(Comment|Reply|Resolve)/ }).count()).toBe(0)
  await checked(board, 'copy')
  await onPhone(teacher, `/sessions/${session.id}/copies/${pair.id}`, ko.reviews.bar.readOnly, 'copy')
  await board.getByRole('link', { name: /Back to|Profiles/ }).click()

  // ---- the author replies, the reviewer answers
  await session.enter('release')
  const { threads } = await of.ok<{ threads: { id: string }[] }>('GET', `/api/articles/${article}/threads`)
  await of.ok('POST', `/api/articles/${article}/threads/${threads[0]!.id}/comments`, {
    body: 'For the whole school, since the spring. Shall it be in the headline or in the lead?',
  })
  const path = `/sessions/${session.id}`
  const page = await newsroom.open(by, path)
  await page.getByText('For the whole school').waitFor(asked)
  expect(await page.locator('body').innerText()).not.toContain('Joon')
  await page.getByLabel(en.reviews.replies.answerTo).fill('In the lead.')
  await checked(page, 'replies')
  await page.getByRole('button', { name: en.reviews.replies.send }).click()
  await page.getByRole('list').getByText('In the lead.').waitFor(asked)
  await onPhone(by, path, 'In the lead.', 'replies')

  // ---- the teacher reads it under the remark
  await board.getByRole('tab', { name: 'Reviews' }).click()
  await reader().click()
  const remark = board.getByRole('listitem').filter({ hasText: REMARK }).last()
  await remark.getByText('In the lead.').waitFor(asked)
  expect(await remark.getByRole('listitem').locator('strong').allInnerTexts()).toEqual(['Author', 'Reader 1'])
  await checked(board, 'talk')

  // ---- and takes it back: a trace is left, and no word
  await board.getByRole('button', { name: 'Keep back' }).click()
  await board.getByLabel('Reason').fill('Asked for')
  await board.getByRole('dialog').getByRole('button', { name: 'Keep back' }).click()
  await board.getByText('Kept back: Asked for').waitFor()
  const author = await newsroom.open(of, `/articles/${article}`)
  await author.getByRole('button', { name: /^All comments/ }).click()
  await author.getByText(en.threads.takenBack).first().waitFor()
  expect(await author.locator('body').innerText()).not.toContain(REMARK)
  await checked(author, 'trace')
  await onPhone(of, path, ko.threads.takenBack, 'received-taken')
  expect(newsroom.complaints).toEqual([])
}, 120_000)

test('where everybody is named, names stand beside readers and texts', async () => {
  const { session, by, of } = await reviewed([LONG, '김서연 선생님의 반에서 가장 긴 이름을 가진 학생'], {
    isNamed: true,
  })
  await session.enter('release')
  const path = `/sessions/${session.id}`
  const author = await newsroom.open(of, path)
  await author.getByText(LONG).first().waitFor(asked)
  await checked(author, 'named')
  await onPhone(of, path, LONG, 'named')
  await onPhone(by, path, '김서연', 'named-reader')
}, 60_000)
