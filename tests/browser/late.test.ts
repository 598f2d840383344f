/** A student without a connection when the texts are locked: what they wrote is kept, said, seen by the teacher, and joins with the release. */

import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { classSession } from './class-session.ts'
import { cut, link } from './line.ts'
import { caretAfter, checked, type Newsroom, openNewsroom, saved, text } from './newsroom.ts'

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

async function cameLate(options: BrowserContextOptions = {}, words = ' and the cook') {
  const session = await classSession(newsroom, ['Minji K.', 'Joon'])
  const [minji, joon] = session.students as [TestPerson, TestPerson]
  await session.enter('drafting')
  const articles: string[] = []
  for (const student of [minji, joon]) {
    const { id } = await student.article('The boy who fixes bikes')
    await student.ok('PUT', `/api/sessions/${session.id}/own/text`, { article: id })
    articles.push(id)
  }
  const page = await newsroom.open(minji, '/healthz', options)
  const line = await link(page)
  await page.goto(`${newsroom.server.url}/articles/${articles[0]}`)
  await saved(page)
  await cut(line)
  await caretAfter(page, 'The boy who fixes bikes')
  await page.keyboard.type(words)
  await page.locator('[data-status="unsaved"]').waitFor()
  await session.enter('lock')
  line.cut = false
  await page.locator('[data-status="late"]').waitFor({ timeout: 15_000 })
  return { session, page, article: articles[0]! }
}

test('it is kept and said, over a reload; the teacher sees it; with the release it is in the text', async () => {
  const { session, page, article } = await cameLate()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page
    .getByText('What you wrote is kept. It joins your text when your teacher opens it again.')
    .first()
    .waitFor()
  await checked(page, 'late-kept')
  await page.reload()
  await page.locator('[data-status="late"]').waitFor()
  await page.getByRole('button', { name: 'Show what is kept' }).click()
  expect(await page.getByRole('dialog').locator('pre').textContent()).toBe(' and the cook')
  await checked(page, 'late-words')
  await page.getByRole('button', { name: 'Close' }).last().click()

  const board = await newsroom.open(session.teacher, `/sessions/${session.id}`)
  await board.getByRole('button', { name: 'Late: 3 words' }).click({ timeout: 10_000 })
  await board.getByRole('dialog').getByText('and the cook').waitFor()
  await checked(board, 'late-board')

  await session.enter('release')
  await expect.poll(() => text(page).textContent(), { timeout: 10_000 }).toContain('fixes bikes and the cook')
  await expect.poll(() => page.locator('[data-status="late"]').count(), { timeout: 10_000 }).toBe(0)
  await page.goto(`${newsroom.server.url}/articles/${article}`)
  await saved(page)
  expect((await text(page).textContent())?.match(/and the cook/g)).toHaveLength(1)
  expect(await page.getByRole('dialog').count()).toBe(0)
  await expect.poll(() => board.getByRole('button', { name: /^Late/ }).count(), { timeout: 10_000 }).toBe(0)
  expect(newsroom.complaints).toEqual([])
})

test('on a phone, in Korean and in the dark it is said as plainly', async () => {
  const dark = { ...PHONE, locale: 'ko-KR', colorScheme: 'dark' } as const
  const { session, page } = await cameLate(dark, ' 그리고 아주 긴 이야기가 이어진다')
  await page.getByText('선생님이 글을 다시 열면 글에 들어갑니다').first().waitFor()
  await checked(page, 'late-korean')
  await page.getByRole('button', { name: '보관한 글 보기' }).click()
  await page.getByRole('dialog').locator('pre').waitFor()
  await checked(page, 'late-words-korean')
  const board = await newsroom.open(session.teacher, `/sessions/${session.id}`, dark)
  await board.getByRole('button', { name: /^늦음: / }).click({ timeout: 10_000 })
  await board.getByRole('dialog').getByText('아주 긴 이야기').waitFor()
  await checked(board, 'late-board-korean')
})
