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

test('who is erased is gone from the list and from this newsroom, after the page has said what goes and what stays', async () => {
  const ada = await newsroom.server.administrator()
  const lou = await newsroom.server.person('lou')
  await lou.article('Of lou alone')
  const people = await newsroom.open(ada, '/people')
  await people.getByRole('button', { name: 'Data of lou' }).click()
  const dialog = people.getByRole('dialog', { name: 'Data of lou' })
  await dialog.getByText('Roles in articles: 1').waitFor()
  await dialog.getByText('You take over: Of lou alone').waitFor()
  await people.emulateMedia({ reducedMotion: 'reduce' })
  expect(await axeViolations(people)).toEqual([])
  const download = people.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as a file' }).click()
  expect((await download).suggestedFilename()).toBe('personal-data.json')
  const forGood = dialog.getByRole('button', { name: 'Erase for good' })
  expect(await forGood.getAttribute('class')).toContain('danger')
  await forGood.click()
  await dialog.getByRole('alert').getByText('type the user name lou').waitFor()
  await dialog.getByRole('textbox').fill('lou')
  await forGood.click()
  await people.getByText('lou has been erased.').waitFor()
  expect(await people.getByRole('button', { name: 'Data of lou' }).count()).toBe(0)
  expect(await lou.refused('GET', '/api/articles')).toMatchObject({ status: 401 })
  expect(newsroom.complaints).toEqual([])
})

test('everybody saves what is kept about themselves', async () => {
  const may = await newsroom.server.person('may')
  const settings = await newsroom.open(may, '/settings')
  const download = settings.waitForEvent('download')
  await settings.getByRole('button', { name: 'Save as a file' }).click()
  expect((await download).suggestedFilename()).toBe('personal-data.json')
})
