/** Groups and sections on the page of the newsroom's people: an administrator makes them, and an article is shared with them. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { checked, look, type Newsroom, openArticle, openNewsroom, saved } from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
let jo: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  jo = await newsroom.server.person('jo')
  await newsroom.server.person('kim')
})
afterAll(() => newsroom.close())

async function groupsOf(person: TestPerson, options?: Parameters<Newsroom['open']>[2]): Promise<Page> {
  const page = await newsroom.open(person, '/people', options)
  await page.getByRole('button', { name: /^(Groups|모둠)$/ }).click()
  return page
}

const rows = (page: Page) => page.getByRole('main').getByRole('listitem')

test('[R6] an administrator makes a group and ticks who is in it; what is shared with it opens for them, and closes when it is deleted', async () => {
  const page = await groupsOf(ada)
  await page.getByRole('heading', { name: 'No groups yet' }).waitFor()
  await checked(page, 'groups-empty')
  await page.getByRole('button', { name: 'New group' }).click()
  const making = page.getByRole('dialog', { name: 'New group' })
  await making.getByLabel('Name').fill('Class 3B')
  await checked(page, 'groups-new')
  await making.getByRole('button', { name: 'Create' }).click()
  const members = page.getByRole('dialog', { name: 'Members of Class 3B' })
  await members.getByText('0 people in it').waitFor()
  await members.getByRole('checkbox', { name: 'jo' }).check()
  await members.getByText('1 person in it').waitFor()
  await members.getByLabel('Find somebody').fill('KI')
  expect(await members.getByRole('checkbox').count()).toBe(1)
  await members.getByRole('checkbox', { name: 'kim' }).check()
  await members.getByText('2 people in it').waitFor()
  await members.getByLabel('Find somebody').fill('nobody')
  await members.getByText('Nobody is called that.').waitFor()
  await members.getByLabel('Find somebody').fill('')
  await checked(page, 'groups-members')
  await members.getByRole('checkbox', { name: 'kim' }).uncheck()
  await members.getByText('1 person in it').waitFor()
  await page.keyboard.press('Escape')
  await rows(page).getByText('Group of 1').waitFor()

  const { id } = await ada.article('For the class')
  const [group] = (await ada.ok<{ groups: { id: string }[] }>('GET', '/api/groups')).groups
  await ada.ok('PUT', `/api/articles/${id}/groups/${group?.id}`, { role: 'editor' })
  const reading = await openArticle(newsroom, jo, id)
  await saved(reading)

  await page.getByRole('button', { name: 'Delete Class 3B' }).click()
  const deleting = page.getByRole('dialog', { name: 'Delete Class 3B' })
  await deleting
    .getByText(/the 1 person in it can open them only where something else gives access/)
    .waitFor()
  await checked(page, 'groups-delete')
  const forGood = deleting.getByRole('button', { name: 'Delete for good' })
  expect(await forGood.getAttribute('class')).toContain('danger')
  await forGood.click()
  await page.getByText('Class 3B has been deleted.').waitFor()
  await page.getByRole('heading', { name: 'No groups yet' }).waitFor()
  await reading.getByText('Access ended').first().waitFor()
})

test('a group is renamed, a name is given once, and a section is called one', async () => {
  const page = await groupsOf(ada)
  const make = async (name: string, kind: 'Group' | 'Section') => {
    await page.getByRole('button', { name: 'New group' }).click()
    const dialog = page.getByRole('dialog', { name: 'New group' })
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByLabel('Kind').selectOption(kind)
    await dialog.getByRole('button', { name: 'Create' }).click()
  }
  await make('Photo', 'Group')
  await page.getByRole('dialog', { name: 'Members of Photo' }).waitFor()
  await page.keyboard.press('Escape')
  await make('Sports', 'Section')
  await page.getByRole('dialog', { name: 'Members of Sports' }).waitFor()
  await page.keyboard.press('Escape')
  await rows(page).filter({ hasText: 'Sports' }).getByText('Section of 0').waitFor()

  await page.getByRole('button', { name: 'Rename Photo' }).click()
  const dialog = page.getByRole('dialog', { name: 'Rename Photo' })
  expect(await dialog.getByLabel('Name').inputValue()).toBe('Photo')
  await dialog.getByLabel('Name').fill('Sports')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await dialog.getByText('There is a group or section of this name already.').waitFor()
  await look(page, 'groups-name-taken')
  await dialog.getByLabel('Name').fill('The photographers of the second and the third year, afternoons')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await rows(page).filter({ hasText: 'The photographers of the second' }).waitFor()
  expect(
    await rows(page)
      .filter({ hasText: /^Photo$/ })
      .count(),
  ).toBe(0)
  await checked(page, 'groups-list')
})

test('on a phone and in Korean nothing is cut off, and a list that does not come says so', async () => {
  await ada.ok('POST', '/api/groups', { name: '3학년 2반 신문 제작 동아리', kind: 'group' })
  const page = await groupsOf(ada, { ...PHONE, locale: 'ko-KR' })
  await rows(page).filter({ hasText: '3학년 2반' }).waitFor()
  // A phone's browser widens its window to what is too wide for it.
  const width = () => page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))
  expect(await width()).toBe(390)
  await look(page, 'groups-phone-ko', true)
  await page.getByRole('button', { name: '3학년 2반 신문 제작 동아리 소속 구성원' }).tap()
  await page.getByRole('dialog').getByRole('checkbox', { name: 'jo' }).check()
  await page.getByText('1명 소속').waitFor()
  expect(await width()).toBe(390)
  await look(page, 'groups-members-phone-ko')

  await page.route('**/api/groups', (route) => route.abort())
  await page.reload()
  await page.getByRole('button', { name: '모둠', exact: true }).tap()
  await page.getByRole('heading', { name: '모둠을 불러오지 못했습니다' }).waitFor()
  await page.unroute('**/api/groups')
  await page.getByRole('button', { name: '다시 시도' }).tap()
  await rows(page).filter({ hasText: '3학년 2반' }).waitFor()
})

test('who is no administrator finds no such page', async () => {
  const page = await newsroom.open(jo, '/people')
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})
