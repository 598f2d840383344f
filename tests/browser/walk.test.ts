/** A newcomer's walk: from the printed link to two people writing one article. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { caretAfter, look, type Newsroom, openNewsroom, saved, shows, text } from './newsroom.ts'

let newsroom: Newsroom
beforeAll(async () => {
  newsroom = await openNewsroom()
})
afterAll(() => newsroom.close())

test('two people who have never been here write one article, and both read Saved', async () => {
  const { server } = newsroom
  const ada = await newsroom.open(null, `/set-up/${server.setUpToken}`)
  await ada.getByLabel('Newsroom').fill('The Daily Lantern')
  await ada.getByLabel('Your name').fill('Ada Lovelace')
  await ada.getByLabel('User name').fill('ada')
  await ada.getByLabel('Password').fill('a long enough password')
  await look(ada, 'walk-set-up', true)
  await ada.getByRole('button', { name: 'Open the newsroom' }).click()

  await ada.getByRole('heading', { name: 'The Daily Lantern' }).waitFor()
  await look(ada, 'walk-home-empty')
  await ada.getByRole('button', { name: 'New article' }).first().click()
  await text(ada).waitFor()
  // The caret waits in the headline: nobody needs to click.
  await ada.keyboard.type('Trays of steel')
  await ada.keyboard.press('Enter')
  await ada.keyboard.type('The lines are shorter.')
  await saved(ada)

  await ada.getByRole('button', { name: 'Share' }).click()
  await ada.getByRole('tab', { name: 'Links' }).click()
  await ada.getByRole('button', { name: 'Make an invite link' }).click()
  const link = await ada.getByRole('dialog').getByLabel('Invite link').inputValue()
  await look(ada, 'walk-share')
  await ada.keyboard.press('Escape')

  // Lists and invites name an article once its writers have paused.
  const titles = async () => {
    const answer = await ada.request.get(`${server.url}/api/articles`)
    return ((await answer.json()) as { articles: { title: string }[] }).articles.map(({ title }) => title)
  }
  await expect.poll(titles, { timeout: 10_000 }).toContain('Trays of steel')

  const grace = await newsroom.open(null, new URL(link).pathname)
  await grace.getByText('Ada Lovelace invites you to work on “Trays of steel”.').waitFor()
  await grace.getByLabel('Your name').fill('Grace Hopper')
  await grace.getByLabel('User name').fill('grace')
  await grace.getByLabel('Password').fill('another long password')
  await grace.getByRole('button', { name: 'Join' }).click()
  await shows(grace, ['headline: Trays of steel', 'p: The lines are shorter.'])

  await caretAfter(ada, 'The lines are shorter.')
  await caretAfter(grace, 'The lines are shorter.')
  await grace.keyboard.press('Control+End')
  await grace.keyboard.press('Enter')
  await Promise.all([grace.keyboard.type('So is the wait.'), ada.keyboard.type(' Much shorter.')])
  const both = ['headline: Trays of steel', 'p: The lines are shorter. Much shorter.', 'p: So is the wait.']
  await Promise.all([shows(ada, both), shows(grace, both), saved(ada), saved(grace)])
  await ada.getByRole('button', { name: 'Go to where Grace Hopper is' }).waitFor()
  await look(ada, 'walk-together')

  await ada.reload()
  await shows(ada, both)
  await ada.getByRole('link', { name: 'All articles' }).click()
  await ada.getByRole('link', { name: 'Trays of steel' }).waitFor()
  expect(newsroom.complaints).toEqual([])
})

test('a set-up link that was used says so', async () => {
  const page = await newsroom.open(null, `/set-up/${newsroom.server.setUpToken}`)
  await page.getByLabel('Newsroom').fill('Another')
  await page.getByLabel('Your name').fill('Eve')
  await page.getByLabel('User name').fill('eve')
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByRole('button', { name: 'Open the newsroom' }).click()
  await page.getByText('This set-up link has been used').waitFor()
})

test('who is not signed in is asked to, and then is where they wanted to be', async () => {
  const page = await newsroom.open(null, '/settings')
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('User name and password do not fit together.').waitFor()
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
})
