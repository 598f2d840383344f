/** Sharing on the page: guests by link, groups, asking for access, handing over, deadlines; each seen by whom it is about. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import {
  axeViolations,
  caretAfter,
  look,
  type Newsroom,
  openArticle,
  openNewsroom,
  saved,
  shows,
  text,
} from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
})
afterAll(() => newsroom.close())

/** The share dialog of an article that Ada has open, on one of its sheets. */
async function sharing(page: Page, sheet?: 'Links' | 'Deadline') {
  await page.getByRole('button', { name: 'Share' }).click()
  if (sheet) await page.getByRole('tab', { name: sheet }).click()
  return page.getByRole('dialog')
}

const linkTo = async (article: string, role: string) => {
  const { code } = await ada.ok<{ code: string }>('POST', `/api/articles/${article}/links`, { role })
  return `/links/${code}`
}

const roleOf = async (person: TestPerson, article: string) =>
  (await person.ok<{ role: string }>('GET', `/api/articles/${article}`)).role

describe('a guest', () => {
  test('[R6] comes by a link on a phone with a name and one button, writes, and is out when it is revoked', async () => {
    const { id } = await ada.article('Trays of steel')
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page, 'Links')
    await dialog.getByLabel('Guests come in as').selectOption('Editor')
    await dialog.getByLabel('Expires after').selectOption('a day')
    await dialog.getByRole('button', { name: 'Make a link' }).click()
    const link = await dialog.getByLabel('New link').inputValue()
    await look(page, 'sharing-link')
    expect(await axeViolations(page)).toEqual([])

    const guest = await newsroom.open(null, new URL(link).pathname, PHONE)
    await guest.getByRole('heading', { name: 'Trays of steel' }).waitFor()
    expect(await axeViolations(guest)).toEqual([])
    await look(guest, 'sharing-guest-phone')
    await guest.getByLabel('Your name').fill('Gwen')
    await guest.getByRole('button', { name: 'Open the article' }).tap()
    await text(guest).waitFor()
    await caretAfter(guest, 'Trays of steel')
    await guest.keyboard.type('!')
    await saved(guest)
    await look(guest, 'sharing-guest-in')
    expect(await guest.getByRole('button', { name: 'Share' }).count()).toBe(0)

    await page.keyboard.press('Escape')
    await shows(page, ['headline: Trays of steel!', 'p:'])
    await page.getByRole('button', { name: 'Go to where Gwen (guest) is' }).waitFor()
    await page.locator('.caret .flag', { hasText: 'Gwen (guest)' }).waitFor({ state: 'attached' })
    await look(page, 'sharing-guest-seen')

    const again = await sharing(page, 'Links')
    await again.getByText('opened by 1 person').waitFor()
    await again.getByRole('button', { name: /^Revoke the link: Editor/ }).click()
    await page.getByText('The link lets nobody in any more.').waitFor()
    await guest.getByText('Access ended').first().waitFor()
    await look(guest, 'sharing-guest-ended')
    await guest.goto(`${newsroom.server.url}/`)
    await guest.getByText('The link has expired or was revoked.').waitFor()
    expect(await axeViolations(guest)).toEqual([])
    await look(guest, 'sharing-guest-ended-home')
    await guest.goto(newsroom.server.url + new URL(link).pathname)
    await guest.getByRole('heading', { name: 'This invitation has ended' }).waitFor()
  })

  test('has no articles of their own, no tokens and no password', async () => {
    const { id } = await ada.article('Shared')
    const guest = await newsroom.open(null, await linkTo(id, 'viewer'))
    await guest.getByLabel('Your name').fill('Gus')
    await guest.getByRole('button', { name: 'Open the article' }).click()
    await guest.getByText('View only').first().waitFor()
    await guest.getByRole('button', { name: 'Mode: Viewing' }).click()
    await guest.getByText('You can view. Ask whoever sent you the link for a link').waitFor()
    expect(await guest.getByRole('menuitem', { name: 'Request access' }).count()).toBe(0)
    await guest.goto(`${newsroom.server.url}/`)
    await guest.getByRole('link', { name: 'Shared' }).waitFor()
    expect(await guest.getByRole('button', { name: 'New article' }).count()).toBe(0)
    expect(await guest.getByRole('button', { name: 'Trash' }).count()).toBe(0)
    await guest.getByRole('button', { name: 'Account of Gus' }).click()
    await guest.getByText('Gus (guest)').waitFor()
    await guest.getByRole('menuitem', { name: 'Settings' }).click()
    await guest.getByRole('heading', { name: 'Appearance' }).waitFor()
    expect(await guest.getByRole('heading', { name: 'Access tokens' }).count()).toBe(0)
  })

  test('is told in Korean what the link is for', async () => {
    const { id } = await ada.article('급식실, 쇠 식판으로 바꾸다')
    const guest = await newsroom.open(null, await linkTo(id, 'suggester'), { ...PHONE, locale: 'ko-KR' })
    await guest.getByRole('button', { name: '기사 열기' }).waitFor()
    await look(guest, 'sharing-guest-phone-ko')
    await guest.getByLabel('이름').fill('민아')
    await guest.getByRole('button', { name: '기사 열기' }).tap()
    await text(guest).waitFor()
  })

  test('who is signed in goes on as who they are', async () => {
    const { id } = await ada.article('For a colleague')
    const jo = await newsroom.server.person('jo')
    const page = await newsroom.open(jo, await linkTo(id, 'editor'))
    await page.getByRole('button', { name: 'Go on as jo' }).click()
    await text(page).waitFor()
    await page.getByRole('button', { name: 'Mode: Editing' }).waitFor()
  })
})

describe('people and groups', () => {
  test('a group is added, changed and removed, and its members read the article meanwhile', async () => {
    const kim = await newsroom.server.person('kim')
    const { id: group } = await ada.ok<{ id: string }>('POST', '/api/groups', {
      name: 'Class 3B',
      kind: 'group',
    })
    await ada.ok('PUT', `/api/groups/${group}/members/kim`)
    const { id } = await ada.article('For the class')
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page)
    await dialog.getByLabel('Add a group or section').selectOption('Class 3B')
    await dialog.getByLabel('Role of the group').selectOption('Viewer')
    await dialog.getByRole('button', { name: 'Add' }).nth(1).click()
    await page.getByText('Class 3B has access now.').waitFor()
    await dialog.getByText('Group of 1').waitFor()
    const reading = await openArticle(newsroom, kim, id)
    await reading.getByText('View only').first().waitFor()
    await dialog.getByLabel('Role of Class 3B').selectOption('Editor')
    await reading.getByRole('button', { name: 'Mode: Editing' }).waitFor()
    await look(page, 'sharing-groups')
    await dialog.getByRole('button', { name: 'Remove Class 3B' }).click()
    await reading.getByText('Access ended').first().waitFor()
  })

  test('what a group gives is said of a member who has less, and when they are removed', async () => {
    const sue = await newsroom.server.person('sue')
    const { id: group } = await ada.ok<{ id: string }>('POST', '/api/groups', {
      name: 'Class 4C',
      kind: 'group',
    })
    await ada.ok('PUT', `/api/groups/${group}/members/sue`)
    const { id } = await ada.article('Through a group')
    await ada.share(id, sue, 'editor')
    await ada.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'editor' })
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page)
    const row = dialog.getByRole('listitem').filter({ hasText: 'sue' })
    await row.waitFor()
    expect(await row.getByText('Editor through Class 4C').count()).toBe(0)
    await row.getByLabel('Role of sue').selectOption('Viewer')
    await page.getByText('sue still has access through Class 4C: Editor.').waitFor()
    await row.getByText('Editor through Class 4C').waitFor()
    await look(page, 'sharing-besides')
    expect(await axeViolations(page)).toEqual([])
    await row.getByRole('button', { name: 'Remove sue' }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByText('sue still has access through Class 4C: Editor.').last().waitFor()
    expect(await page.getByText('sue has no access any more.').count()).toBe(0)
    expect(await roleOf(sue, id)).toBe('editor')
  })

  test('who may not open an article asks for it; the owner is told at once and gives it', async () => {
    const lea = await newsroom.server.person('lea')
    const { id } = await ada.article('Asked for')
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page)
    const asking = await newsroom.open(lea, `/articles/${id}`)
    await asking.getByRole('button', { name: 'Request access' }).click()
    await asking.getByLabel('Role you would like').selectOption('Suggester')
    await look(asking, 'sharing-request')
    expect(await axeViolations(asking)).toEqual([])
    await asking.getByRole('button', { name: 'Ask for it' }).click()
    await asking.getByText('Asked. This page opens when you get access.').waitFor()
    expect(await asking.getByRole('button', { name: 'Request access' }).count()).toBe(0)
    await asking.reload()
    await asking.getByText('Asked. This page opens when you get access.').waitFor()
    await look(asking, 'sharing-asked')
    expect(await axeViolations(asking)).toEqual([])
    await dialog.getByText('lea asks to be Suggester').waitFor()
    await look(page, 'sharing-requests')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    const share = page.getByRole('button', { name: 'Share, 1 person asks for access' })
    await share.waitFor()
    await look(page, 'sharing-asked-owner')
    await share.click()
    await dialog.getByText('Advisers can read and comment in every article. Guests: see Links.').waitFor()
    await dialog.getByRole('button', { name: 'Give access to lea' }).click()
    await dialog.getByLabel('Role of lea').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Share', exact: true }).waitFor()
    await asking.evaluate(() => dispatchEvent(new Event('focus')))
    await text(asking).waitFor()
  })

  test('an article is handed over after a second press, and the one who gave it away is an editor', async () => {
    const mia = await newsroom.server.person('mia')
    const { id } = await ada.article('Handed over')
    await ada.share(id, mia, 'editor')
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page)
    await dialog.getByRole('button', { name: 'Hand over…' }).click()
    await dialog.getByRole('button', { name: 'Hand over to mia' }).click()
    await page.getByText('mia owns this article now.').waitFor()
    await dialog.getByText('Only owners can change who has access.').waitFor()
    await look(page, 'sharing-not-owner')
  })
})

describe('a deadline', () => {
  test('[R6] stops an editor at once, is said to all, and leaves a version', async () => {
    const noa = await newsroom.server.person('noa')
    const { id } = await ada.article('Due today')
    await ada.share(id, noa, 'editor')
    const [page, writing] = [await openArticle(newsroom, ada, id), await openArticle(newsroom, noa, id)]
    const dialog = await sharing(page, 'Deadline')
    await look(page, 'sharing-deadline')
    await dialog.getByLabel('Name of the version').fill('First draft')
    await dialog.getByRole('button', { name: 'Freeze now…' }).click()
    await look(page, 'sharing-freeze-now')
    expect(await roleOf(noa, id)).toBe('editor')
    await dialog.getByRole('button', { name: 'Freeze now', exact: true }).click()
    await dialog.getByText(/^The text has stood still since/).waitFor()
    const why = writing.getByText(/^The deadline has passed \(.+\)\. You can still comment\.$/)
    await why.first().waitFor()
    await writing.reload()
    await why.first().waitFor()
    expect(await writing.getByRole('button', { name: 'Request access' }).count()).toBe(0)
    await look(writing, 'sharing-frozen-editor')
    await writing.getByRole('button', { name: 'Mode: Viewing' }).click()
    await writing
      .getByRole('menu')
      .getByText(/^The deadline has passed/)
      .waitFor()
    await writing.keyboard.press('Escape')
    expect(await axeViolations(page)).toEqual([])
    await dialog.getByRole('listitem').filter({ hasText: 'First draft' }).waitFor()
    await look(page, 'sharing-frozen')
    await dialog.getByRole('button', { name: 'Lift the freeze' }).click()
    await writing.getByRole('button', { name: 'Mode: Editing' }).waitFor()
    expect(await why.count()).toBe(0)
  })

  test('in the past is an error of its field, and freezes nothing', async () => {
    const uma = await newsroom.server.person('uma')
    const { id } = await ada.article('Mistyped')
    await ada.share(id, uma, 'editor')
    const page = await openArticle(newsroom, ada, id)
    const dialog = await sharing(page, 'Deadline')
    const field = dialog.getByLabel('Date and time')
    await field.fill('2020-01-01T12:00')
    await dialog.getByRole('button', { name: 'Set the deadline' }).click()
    await dialog.getByText('This date is over.').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await look(page, 'sharing-deadline-past')
    expect(await axeViolations(page)).toEqual([])
    expect(await roleOf(uma, id)).toBe('editor')
    await field.fill('2027-11-01T12:00')
    await dialog.getByRole('button', { name: 'Set the deadline' }).click()
    await dialog.getByText(/^The text freezes on/).waitFor()
    await dialog.locator('strong', { hasText: 'Deadline' }).waitFor()
  })
})

test('long names, Korean, dark and a phone: nothing is cut off', async () => {
  const long = await newsroom.server.person('a-name-of-nearly-thirty-chars')
  const minji = await newsroom.server.person('김민지')
  const { id } = await ada.article('A headline that goes on and on until nobody remembers how it once began')
  await ada.share(id, long, 'suggester')
  await ada.share(id, minji, 'editor')
  const { id: group } = await ada.ok<{ id: string }>('POST', '/api/groups', {
    name: 'Environment, climate and everything that grows on campus',
    kind: 'section',
  })
  await ada.ok('PUT', `/api/articles/${id}/groups/${group}`, { role: 'commenter' })
  await ada.ok('POST', `/api/articles/${id}/links`, { role: 'suggester' })
  for (const [locale, share, tabs] of [
    ['en-US', 'Share', ['People', 'Links', 'Deadline']],
    ['ko-KR', '공유', ['사람', '링크', '마감']],
  ] as const) {
    const page = await openArticle(newsroom, ada, id, { ...PHONE, locale, colorScheme: 'dark' })
    await page.getByRole('button', { name: share }).tap()
    for (const tab of tabs) {
      await page.getByRole('tab', { name: tab }).tap()
      await page
        .getByRole('dialog')
        .getByRole('listitem')
        .first()
        .or(page.getByText(/No version|아직 보관된/))
        .first()
        .waitFor()
      const wider = await page
        .getByRole('dialog')
        .evaluate((element) => element.scrollWidth - element.clientWidth)
      expect([tab, wider]).toEqual([tab, 0])
      await look(page, `sharing-phone-${locale}-${tabs.indexOf(tab as never)}`)
    }
    expect(await axeViolations(page)).toEqual([])
  }
})
