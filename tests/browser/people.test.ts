/** What an administrator does to people, and what it means on the pages of those people. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeViolations, type Newsroom, openArticle, openNewsroom, saved } from './newsroom.ts'

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

test('[R6] who is disabled is shut out of an open article at once, and comes back when let in again', async () => {
  const ada = await newsroom.server.administrator()
  const jo = await newsroom.server.person('jo')
  const { id } = await ada.article('Headline')
  await ada.share(id, jo, 'editor')
  const page = await openArticle(newsroom, jo, id)
  await saved(page)

  const people = await newsroom.open(ada, '/people')
  await people.getByRole('button', { name: 'Disable jo' }).click()
  const dialog = people.getByRole('dialog', { name: 'Disable jo' })
  await dialog.getByRole('button', { name: 'Disable' }).click()
  await people.getByText('jo can no longer sign in.').waitFor()
  await people.getByText('Disabled', { exact: true }).waitFor()
  await page.getByText('Access ended').first().waitFor()
  expect(await jo.refused('GET', '/api/articles')).toMatchObject({ status: 401 })

  await people.getByRole('button', { name: 'Let jo in again' }).click()
  await people.getByText('jo can sign in now.').waitFor()
  await jo.signIn()
})

test('nobody disables themselves', async () => {
  const ada = await newsroom.server.administrator()
  const people = await newsroom.open(ada, '/people')
  await people.getByRole('button', { name: 'New password for Ada Admin' }).waitFor()
  expect(await people.getByRole('button', { name: 'Disable Ada Admin' }).count()).toBe(0)
})

test('the question before it has no accessibility violation', async () => {
  const ada = await newsroom.server.administrator()
  await newsroom.server.person('kim')
  const people = await newsroom.open(ada, '/people')
  await people.getByRole('button', { name: 'Disable kim' }).click()
  await people.getByRole('dialog').waitFor()
  await people.emulateMedia({ reducedMotion: 'reduce' })
  expect(await axeViolations(people)).toEqual([])
})
