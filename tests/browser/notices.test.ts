/** The bell and what comes by mail, by real threads, a real browser and a real SMTP server. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountId, PersonId } from '../../shared/ids.ts'
import { mailCodeTriesMax } from '../../shared/limits.ts'
import { mentionOf } from '../../shared/threads.ts'
import { PHONE, sharedBrowser } from '../support/browser.ts'
import { freePort, type Mailbox, startMailbox } from '../support/mailbox.ts'
import { PASSWORD, startTestServer, type TestPerson } from '../support/server.ts'
import { axeViolations, look, type Newsroom, openArticle, openNewsroom, saved } from './newsroom.ts'

const TITLE = 'Cafeteria trades plastic trays for steel'

let newsroom: Newsroom
let mailbox: Mailbox
/** Writes the comments. */
let mina: TestPerson
beforeAll(async () => {
  mailbox = await startMailbox()
  const port = await freePort()
  newsroom = await openNewsroom({
    environment: { PORT: String(port), BASE_URL: `http://localhost:${port}`, SMTP_URL: mailbox.url },
  })
  mina = await newsroom.server.person('Mina')
})
afterAll(async () => {
  await newsroom.close()
  await mailbox.stop()
})

// ---- what people say, over HTTP

const newId = (() => {
  let made = 0
  return () => String(++made).padStart(16, '0')
})()

/** An article of somebody new, which Mina and they share. */
async function articleOf(name: string, title = TITLE): Promise<{ owner: TestPerson; article: string }> {
  const owner = await newsroom.server.person(name)
  const { id } = await owner.article(title)
  await owner.share(id, mina, 'commenter')
  return { owner, article: id }
}

async function comment(by: TestPerson, article: string, body: string, more: object = {}): Promise<string> {
  const thread = newId()
  await by.ok('POST', `/api/articles/${article}/threads`, { id: thread, comment: newId(), body, ...more })
  return thread
}

/** Waits until the server has told somebody so many: it does so once the comment is stored. */
const told = (who: TestPerson, unread: number) =>
  expect.poll(() => who.ok('GET', '/api/notices')).toMatchObject({ unread })

async function personOf(who: TestPerson, article: string): Promise<PersonId> {
  const { people } = await mina.ok<{ people: { person: PersonId; name: string }[] }>(
    'GET',
    `/api/articles/${article}/mentionable`,
  )
  const found = people.find(({ name }) => name === who.name)
  if (!found) throw new Error(`${who.name} cannot be mentioned`)
  return found.person
}

// ---- on the page

const bell = (page: Page) => page.getByRole('button', { name: /^(Notices|알림)(,|$)/ })
const belled = (page: Page, count: number) =>
  page.getByRole('button', { name: count === 0 ? /^Notices$/ : `Notices, ${count} new` }).waitFor()
const list = (page: Page) => page.getByRole('dialog', { name: /^(Notices|알림)$/ })
const items = (page: Page) => list(page).getByRole('listitem')

async function checked(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await axeViolations(page), `${name}, ${colorScheme}`).toEqual([])
    await look(page, `notices-${name}-${colorScheme}`)
  }
}
const width = (page: Page) => page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))

describe('the bell', () => {
  test('rings in the open article, lists who said what, leads to the thread, and is quiet once all is read', async () => {
    const { owner, article } = await articleOf('ann')
    const page = await openArticle(newsroom, owner, article)
    await saved(page)
    await belled(page, 0)
    const person = await personOf(owner, article)
    const thread = await comment(mina, article, `${mentionOf(person)} is the 400 pounds figure checked?`)
    await comment(mina, article, 'The lead could be shorter.')
    await comment(mina, article, 'Please call the kitchen.', { assignee: person })
    await belled(page, 3)

    await bell(page).click()
    await expect.poll(() => items(page).count()).toBe(3)
    const [newest, second, oldest] = [items(page).nth(0), items(page).nth(1), items(page).nth(2)]
    await newest.getByText(`Mina assigned you a comment in “${TITLE}”`).waitFor()
    await newest.getByText('Please call the kitchen.').waitFor()
    await second.getByText(`Mina commented on your article “${TITLE}”`).waitFor()
    await oldest.getByText(`Mina mentioned you in “${TITLE}”`).waitFor()
    await oldest.getByText('@ann is the 400 pounds figure checked?').waitFor()
    expect(await list(page).getByText('New:').count()).toBe(3)
    await checked(page, 'article')

    // In the same article: the page stays, its threads hear of it.
    await page.evaluate(() => {
      addEventListener('hashchange', () => document.body.setAttribute('data-heard', location.hash))
    })
    await oldest.getByRole('link').click()
    await page.locator(`body[data-heard="#comment=${thread}"]`).waitFor()
    expect(await list(page).count()).toBe(0)

    await bell(page).click()
    await list(page).getByRole('button', { name: 'Mark all as read' }).click()
    await belled(page, 0)
    expect(await items(page).count()).toBe(3)
    await expect.poll(() => list(page).getByText('New:').count()).toBe(0)
    expect(await list(page).getByRole('button', { name: 'Mark all as read' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    expect(await bell(page).evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('asks again each minute and when it is shown again on other pages, and what comes while the list is open is at its top', async () => {
    const { owner, article } = await articleOf('bea', 'The night bus is back')
    const page = await newsroom.open(owner, '/healthz')
    await page.clock.install()
    await page.goto(newsroom.server.url)
    await belled(page, 0)
    await bell(page).click()
    await list(page).getByText('No notices yet').waitFor()
    await checked(page, 'empty')
    await comment(mina, article, 'Which line?')
    await told(owner, 1)
    await page.clock.fastForward(61_000)
    await belled(page, 1)
    await items(page).getByText('Which line?').waitFor()

    const thread = await comment(mina, article, 'And from when?')
    await told(owner, 2)
    await page.clock.fastForward(6_000)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
    await belled(page, 2)
    await items(page).nth(0).getByText('And from when?').waitFor()
    await items(page).nth(0).getByRole('link').click()
    await page.waitForURL(`**/articles/${article}#comment=${thread}`)
    await page.getByRole('textbox', { name: 'Text of the article' }).waitFor()
  })

  test('shows older ones on request', async () => {
    const { owner, article } = await articleOf('cem', 'An article that is talked about')
    for (let n = 1; n <= 51; n++) await comment(mina, article, `Remark ${n}`)
    await told(owner, 51)
    const page = await newsroom.open(owner)
    await belled(page, 51)
    await bell(page).click()
    await items(page).getByText('Remark 51').waitFor()
    expect(await items(page).count()).toBe(50)
    await list(page).getByRole('button', { name: 'Show older' }).click()
    await items(page).getByText('Remark 1', { exact: true }).waitFor()
    expect(await items(page).count()).toBe(51)
    expect(await list(page).getByRole('button', { name: 'Show older' }).count()).toBe(0)
  })

  test('says when the list does not come, and gets it when asked again', async () => {
    const { owner, article } = await articleOf('dov')
    await comment(mina, article, 'A remark')
    await told(owner, 1)
    const page = await newsroom.open(owner)
    await belled(page, 1)
    await page.route('**/api/notices', (route) => route.fulfill({ status: 500, body: '' }))
    await bell(page).click()
    await list(page).getByText('The notices could not be loaded').waitFor()
    await checked(page, 'error')
    await page.unroute('**/api/notices')
    await list(page).getByRole('button', { name: 'Try again' }).click()
    await items(page).getByText('A remark').waitFor()
  })

  test('fits a phone, in Korean, with long names and headlines', async () => {
    const { owner, article } = await articleOf(
      'Maximiliana',
      'The photographers of the second and the third year and what they found behind the gym last week',
    )
    const long = await newsroom.server.person('wolkenstein-trostburg-hohenlohe'.slice(0, 30))
    await owner.share(article, long, 'commenter')
    await comment(long, article, 'https://example.org/a/very/long/address/that/has/no/place/to/break/in/it')
    await comment(mina, article, '이 문장은 사실 확인이 필요해요. 급식실에 전화해서 확인했나요?')
    await told(owner, 2)
    await openArticle(newsroom, mina, article)
    const page = await openArticle(newsroom, owner, article, { ...PHONE, locale: 'ko-KR' })
    await page.getByRole('button', { name: '알림, 새 알림 2개' }).waitFor()
    expect(await width(page)).toBe(390)
    await look(page, 'notices-bar-phone')
    await bell(page).tap()
    await expect.poll(() => items(page).count()).toBe(2)
    await checked(page, 'phone-ko')
    const box = await list(page).boundingBox()
    expect([box?.x, box?.width]).toEqual([8, 374])
    expect(await width(page)).toBe(390)
  })

  test('is not there for guests', async () => {
    const { owner, article } = await articleOf('eli')
    const { code } = await owner.ok<{ code: string }>('POST', `/api/articles/${article}/links`, {
      role: 'commenter',
    })
    const page = await newsroom.open(null, `/links/${code}`)
    await page.getByLabel('Your name').fill('Gil')
    await page.getByRole('button', { name: 'Open the article' }).click()
    await page.getByRole('textbox', { name: 'Text of the article' }).waitFor()
    await page.getByRole('button', { name: /^Account of/ }).waitFor()
    expect(await bell(page).count()).toBe(0)
  })

  test('a link to a thread leads there also through signing in', async () => {
    const { owner, article } = await articleOf('fay')
    const thread = await comment(mina, article, 'A remark')
    const page = await newsroom.open(null, `/articles/${article}#comment=${thread}`)
    await page.getByLabel('User name').fill(owner.name)
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`**/articles/${article}#comment=${thread}`)
  })
})

describe('mail', () => {
  const section = (page: Page) => page.locator('#mail')
  const settings = async (person: TestPerson, options?: Parameters<Newsroom['open']>[2]): Promise<Page> => {
    const page = await newsroom.open(person, '/settings#mail', options)
    await section(page)
      .getByRole('heading', { name: /^(Notices by mail|메일 알림)$/ })
      .waitFor()
    return page
  }
  const lastCode = (address: string): string => {
    const [code] =
      /\b\d{6}\b/.exec(mailbox.mails.findLast(({ to }) => to.includes(address))?.text ?? '') ?? []
    if (code === undefined) throw new Error(`no code has come to ${address}`)
    return code
  }
  const other = (code: string) => code.replace(/./g, (digit) => String((Number(digit) + 1) % 10))

  test('a code confirms an address; then one chooses what comes, and removes it again', async () => {
    const person = await newsroom.server.person('gus')
    const page = await settings(person)
    await section(page).getByLabel('Mail address').fill('gus@school')
    await section(page).getByRole('button', { name: 'Send code' }).click()
    await section(page).getByText('This is not an address that mail can be sent to.').waitFor()
    await checked(page, 'mail-bad')
    await section(page).getByLabel('Mail address').fill('gus@school.example')
    await section(page).getByRole('button', { name: 'Send code' }).click()

    const code = section(page).getByLabel('Code')
    await code.waitFor()
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
    await code.fill(other(lastCode('gus@school.example')))
    await section(page).getByRole('button', { name: 'Confirm' }).click()
    await section(page).getByText('This is not the code from the latest mail.').waitFor()
    await checked(page, 'mail-code')

    // The old one is not good any more once there is another; and it is waited for also after a reload.
    const old = lastCode('gus@school.example')
    await page.reload()
    await section(page).getByRole('button', { name: 'Send again' }).click()
    await page.getByText('A new code is on its way.').waitFor()
    expect(lastCode('gus@school.example')).not.toBe(old)
    const fresh = lastCode('gus@school.example')
    await code.fill(`${fresh.slice(0, 3)} ${fresh.slice(3)}`)
    await section(page).getByRole('button', { name: 'Confirm' }).click()
    await section(page).getByText('gus@school.example').waitFor()
    await page.getByText('Notices go to gus@school.example from now on.').waitFor()

    await section(page).getByRole('switch', { name: 'A summary of the rest' }).click()
    await section(page).getByLabel('Language of the mail').selectOption('한국어')
    await expect
      .poll(() => person.ok('GET', '/api/me/mail'))
      .toEqual({
        available: true,
        address: 'gus@school.example',
        confirmed: true,
        atOnce: true,
        digest: false,
        language: 'ko',
      })
    await checked(page, 'mail-chosen')
    await page.reload()
    const digest = section(page).getByRole('switch', { name: 'A summary of the rest' })
    expect(await digest.getAttribute('aria-checked')).toBe('false')

    await section(page).getByRole('button', { name: 'Remove the address' }).click()
    await section(page).getByLabel('Mail address').waitFor()
    expect(await person.ok('GET', '/api/me/mail')).toMatchObject({ address: null, confirmed: false })
  })

  test('an address can be exchanged for another before it is confirmed; a code that was tried too often says so', async () => {
    const person = await newsroom.server.person('hal')
    const page = await settings(person, { ...PHONE, locale: 'ko-KR' })
    await section(page).getByLabel('메일 주소').fill('hal@schol.example')
    await section(page).getByRole('button', { name: '코드 보내기' }).tap()
    await section(page).getByRole('button', { name: '다른 주소 쓰기' }).tap()
    await section(page).getByRole('button', { name: '취소' }).tap()
    await section(page).getByRole('button', { name: '다른 주소 쓰기' }).tap()
    const long = 'hal.of.the.second.year.and.the.photo.desk@students.eastside-high-school.example'
    await section(page).getByLabel('메일 주소').fill(long)
    await section(page).getByRole('button', { name: '코드 보내기' }).tap()
    await section(page).getByText(long).waitFor()
    expect(await width(page)).toBe(390)
    await look(page, 'notices-mail-code-phone-ko')
    const wrong = { code: other(lastCode(long)) }
    for (let tries = 0; tries < mailCodeTriesMax; tries++)
      expect(await person.refused('POST', '/api/me/mail/confirm', wrong)).toMatchObject({ code: 'invalid' })
    await section(page).getByLabel('코드').fill(lastCode(long))
    await section(page).getByRole('button', { name: '확인' }).tap()
    await section(page).getByText('코드의 기한이 지났거나 너무 여러 번 틀렸습니다.').waitFor()
    await look(page, 'notices-mail-gone-phone-ko')
  })

  test('a server that sends no mail says so', async () => {
    const server = await startTestServer()
    const person = await server.person('ida')
    const context = await (await sharedBrowser()).newContext({ locale: 'en-US' })
    await context.addCookies(person.cookies)
    const page = await context.newPage()
    await page.goto(`${server.url}/settings`)
    await section(page).getByText('This server sends no mail.').waitFor()
    await checked(page, 'mail-none')
    await context.close()
    await server.stop()
  })

  test('a link in a mail silences an article, or all mail, for whoever opens it; under the bell it is switched on again', async () => {
    const { owner, article } = await articleOf('jan')
    await owner.ok('PUT', '/api/me/mail', { address: 'jan@school.example', language: 'en' })
    await owner.ok('POST', '/api/me/mail/confirm', { code: lastCode('jan@school.example') })
    const token = (await newsroom.server.store.records.mailOf(owner.account as AccountId))?.token

    const page = await newsroom.open(null, `/mail/mute/${token}.${article}`)
    await page.getByText(`No more mail about the comments in “${TITLE}” will come.`).waitFor()
    // Mail programs open links by themselves: looking silences nothing.
    expect(await owner.ok('GET', `/api/articles/${article}/mute`)).toEqual({ muted: false })
    await checked(page, 'mute')
    await page.getByRole('button', { name: 'No more mail about this article' }).click()
    await page.getByRole('heading', { name: 'Done' }).waitFor()
    expect(await owner.ok('GET', `/api/articles/${article}/mute`)).toEqual({ muted: true })
    await checked(page, 'mute-done')

    const reading = await openArticle(newsroom, owner, article)
    await bell(reading).click()
    const about = list(reading).getByRole('switch', { name: 'Mail about this article' })
    expect(await about.getAttribute('aria-checked')).toBe('false')
    await about.click()
    await expect.poll(() => owner.ok('GET', `/api/articles/${article}/mute`)).toEqual({ muted: false })

    await page.goto(`${newsroom.server.url}/mail/mute/${token}`)
    await page.getByRole('button', { name: 'No more mail at all' }).click()
    await page.getByText('No more mail comes.').waitFor()
    expect(await owner.ok('GET', '/api/me/mail')).toMatchObject({ atOnce: false, digest: false })

    await page.goto(`${newsroom.server.url}/mail/mute/nothing`)
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    await checked(page, 'mute-ended')
  })
})
