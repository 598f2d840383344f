/**
 * The lesson of thirty with real browsers in it: an author, a reviewer who loses the connection, another one on a phone in Korean, and the
 * teacher's board. The others do the same over HTTP and sockets. Every byte that came to any student is looked through.
 */

import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import enFrame from '../../client/messages/en.json'
import en from '../../client/messages/en.more.json'
import ko from '../../client/messages/ko.more.json'
import type { Received } from '../../shared/protocol/review-answers.ts'
import { Student } from '../review/student.ts'
import {
  atOnce,
  counted,
  doomed,
  everyone,
  handle,
  Lesson,
  MINUTE,
  PEOPLE,
  passage,
  remark,
  secret,
  wording,
  writerOf,
} from '../review/thirty.ts'
import { PHONE } from '../support/browser.ts'
import { commentByHand, eventually, select } from './commenting.ts'
import { type Kept, keepsAll } from './kept.ts'
import { look, type Newsroom, openNewsroom, saved, text } from './newsroom.ts'

const AUTHOR = 5
const CO_AUTHOR = 6
const OFFLINE = 9
const PHONED = 20
/** Who sit at a browser; all others are scripted. */
const SEATED = [AUTHOR, OFFLINE, PHONED]
const LEFT = 12

type Seat = { readonly page: Page; readonly words: typeof en; readonly kept: Kept; readonly student: Student }

const lesson = new Lesson()
const { at, board, pairs, own, who, textBy, places } = lesson
const seats = new Map<number, Seat>()
const seat = (n: number) => seats.get(n)!
const pageOf = (n: number) => seat(n).page
const scripted = everyone.filter((n) => !SEATED.includes(n) && n < PEOPLE)
let newsroom: Newsroom
/** The teacher's. */
let desk: Page

beforeAll(async () => {
  newsroom = await openNewsroom({ world: { clock: lesson.clock } })
  await lesson.begin(newsroom.server)
  const sits = async (n: number, words: typeof en, options?: BrowserContextOptions) => {
    const page = await newsroom.open(null, '/healthz', options)
    const student = new Student(newsroom.server.url, handle(n))
    seats.set(n, { page, words, student, kept: keepsAll(page, student.received) })
  }
  await sits(AUTHOR, en)
  await sits(OFFLINE, en)
  await sits(PHONED, ko, { ...PHONE, locale: 'ko-KR' })
  desk = await newsroom.open(lesson.teacher, '/healthz')
}, 60_000)
afterAll(() => newsroom.close())

/** Pages ask every few seconds. */
const asked = { timeout: 15_000 }
const open = (page: Page, path: string) => page.goto(newsroom.server.url + path)
const button = (name: string | RegExp) => desk.getByRole('button', { name })
const tab = (name: string | RegExp) => desk.getByRole('tab', { name })
const heading = (page: Page, said: string) =>
  page.getByRole('heading', { name: new RegExp(`^${said.split('{{time}}')[0]}`) }).waitFor(asked)
async function enter(name: string): Promise<void> {
  await button(name).first().click()
  await desk.getByRole('dialog').getByRole('button', { name }).click()
  // The release is over when everything has landed.
  await desk.getByRole('dialog').waitFor({ state: 'hidden', timeout: 40_000 })
}
async function handsOut(words: RegExp): Promise<void> {
  await desk.getByText(words).waitFor(asked)
  await button(en.sessions.allocate).click()
  await button(en.sessions.allocate).waitFor({ state: 'detached' })
}
/** Hands out what has changed, once it was looked at. */
async function handsOutAnew(change: string, words: RegExp): Promise<void> {
  await desk.getByText(change).waitFor(asked)
  await desk.getByText(words).waitFor(asked)
  await button(en.sessions.change.look).click()
  await desk.getByRole('dialog').getByRole('button', { name: en.sessions.change.do }).click()
  await desk.getByRole('dialog').waitFor({ state: 'hidden' })
}
async function chooses(n: number, name: RegExp | string, role: 'menuitem' | 'menuitemradio'): Promise<void> {
  await button(`More about ${handle(n)}`).click()
  await desk.getByRole(role, { name }).click()
}
/** The minutes and seconds that a page shows, in seconds. */
async function secondsOn(page: Page, where: string): Promise<number> {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(await page.locator(where).first().innerText()) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
const secondsLeft = async () => ((await board()).clock.endsAt! - lesson.clock.now()) / 1_000

/** Joins by the code on the wall, and writes the four words down. */
async function joins(n: number, code: string): Promise<void> {
  const { page, words, student } = seat(n)
  await open(page, '/join')
  await page.getByLabel(words.joinClass.code).fill(code)
  await page.getByLabel(words.joinClass.handle).fill(handle(n))
  await page.getByRole('button', { name: words.joinClass.send, exact: true }).click()
  await page.getByRole('button', { name: words.joinClass.written }).click()
  await page.getByRole('button', { name: handle(n) }).waitFor()
  student.takeOver(await page.context().cookies())
  await lesson.joined(n, student)
}

/** Writes into the article that is open, and takes a word of it back. */
async function writes(n: number): Promise<void> {
  const page = pageOf(n)
  await page.keyboard.insertText(wording(n))
  await select(page, `${secret(n)} `)
  await page.keyboard.press('Backspace')
  await saved(page)
}

/** Begins a review, or goes on with it: answers the number of whose text it is. */
async function reads(n: number): Promise<number> {
  const { page, words } = seat(n)
  await open(page, `/sessions/${lesson.session}`)
  await page
    .getByRole('link', { name: new RegExp(words.reviews.read.begin) })
    .first()
    .click()
  await text(page).getByText('Yesterday').first().waitFor()
  return writerOf(await text(page).innerText())
}

/** A comment on words of it, and a suggestion behind its first word. */
async function remarks(n: number, of: number): Promise<void> {
  const { page } = seat(n)
  await commentByHand(page, passage(of), `${remark(n)}: which colour was it?`)
  if (n === PHONED) await page.getByRole('button', { name: /닫기/ }).first().click()
  await suggests(n)
  await saved(page)
}

async function suggests(n: number): Promise<void> {
  const page = pageOf(n)
  await select(page, 'Yesterday')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type(` (${remark(n)})`)
}

/** Answers the questions, and hands the review in. */
async function handsIn(n: number): Promise<void> {
  const { page, words } = seat(n)
  const { bar, form, saving } = words.reviews
  const side = page.getByRole('complementary').filter({ hasText: 'Is it clear?' })
  if (n === PHONED) await page.locator('[data-opens="questions"]').click()
  await side.getByRole('group', { name: 'Is it clear?' }).getByText('7', { exact: true }).click()
  await side.getByRole('textbox', { name: form.answer }).fill(`${remark(n)} would do.`)
  await side.getByText(saving.saved, { exact: true }).waitFor()
  if (n === PHONED) await side.getByRole('button', { name: form.close }).click()
  await page.getByRole('button', { name: bar.handIn, exact: true }).click()
  await page.getByText(bar.handedIn, { exact: true }).waitFor()
}

describe('a lesson of thirty with browsers in it', () => {
  test('1: they join by code and write; two of them write one text', async () => {
    const code = await lesson.opens()
    await Promise.all([...SEATED.map((n) => joins(n, code)), atOnce(scripted, (n) => lesson.join(n, code))])
    await lesson.plans()
    await open(desk, `/sessions/${lesson.session}`)
    await enter(en.sessions.goTo.drafting)
    const start = async (n: number) => {
      const { page, words } = seat(n)
      await open(page, `/sessions/${lesson.session}`)
      await page.getByRole('button', { name: words.reviews.own.start }).click()
      await text(page).waitFor()
      await text(page).click()
      await page.keyboard.insertText(`The harbour ${n}`)
      await page.keyboard.press('Enter')
      await writes(n)
      lesson.articles[n - 1] = (await own(n)).text!.article
    }
    await Promise.all([start(OFFLINE), start(PHONED), atOnce(scripted, (n) => lesson.writes(n))])

    await lesson.isGiven([AUTHOR, CO_AUTHOR], `The harbour ${AUTHOR}`)
    lesson.knows.set(AUTHOR, [CO_AUTHOR]).set(CO_AUTHOR, [AUTHOR]).set(11, [3])
    const page = pageOf(AUTHOR)
    await open(page, `/sessions/${lesson.session}`)
    await page.getByRole('link', { name: /^Open/ }).first().click()
    await text(page).click()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Enter')
    await writes(AUTHOR)
    expect((await board()).texts).toHaveLength(29)
  })

  test('2, 3: a name is found before the lock; 57 reviews are handed out', async () => {
    await desk.getByText(handle(3)).first().waitFor(asked)
    await who(11).tabs[0]!.strike(` said ${handle(3)},`)
    await enter(en.sessions.goTo.lock)
    await handsOut(/^57 reviews to hand out/)
    await desk.getByText('57 reviews are handed out').waitFor(asked)
    const made = await pairs()
    expect(made).toHaveLength(57)
    const shared = textBy(await board(), AUTHOR)
    expect([...shared.authors].sort()).toEqual([places[AUTHOR - 1], places[CO_AUTHOR - 1]].sort())
    expect(
      made.filter(({ text, reviewer }) => text === shared.id && shared.authors.includes(reviewer)),
    ).toEqual([])
  })

  test('4: everybody reviews one text, three of them in a browser', async () => {
    await enter(en.sessions.goTo.review)
    lesson.first = new Set(textBy(await board(), AUTHOR).reviews.map(({ id }) => id))
    const inBrowser = async (n: number) => {
      const of = await reads(n)
      await remarks(n, of)
      await handsIn(n)
    }
    await Promise.all([...SEATED.map(inBrowser), atOnce(scripted, (n) => lesson.reviews(n))])
    await look(pageOf(PHONED), 'lesson-phone-handed-in')
    const begun = (await pairs()).filter(({ state }) => state !== 'allocated')
    expect(begun.map(({ state }) => state)).toEqual(Array(29).fill('submitted'))
  })

  test('5, 6: who comes late makes it 59; what an author writes meanwhile reaches no reviewer', async () => {
    await lesson.comesLate()
    await handsOutAnew('New: 3. Taken back: 1.', /^59 reviews to hand out/)
    expect(await pairs()).toHaveLength(59)

    const page = pageOf(AUTHOR)
    await open(page, `/articles/${lesson.articles[AUTHOR - 1]}`)
    const copies = new Set(textBy(await board(), AUTHOR).reviews.map(({ copy }) => copy))
    const seen = lesson.students.flatMap(({ tabs }) => tabs.filter(({ article }) => copies.has(article)))
    expect(seen.length).toBeGreaterThan(0)
    const before = seen.map((one) => one.words)
    await select(page, doomed(AUTHOR))
    await page.keyboard.press('Backspace')
    await select(page, `The harbour ${AUTHOR}`)
    await page.keyboard.press('ArrowRight')
    for (const words of ['First above.', 'Second above.', 'Third above.']) {
      await page.keyboard.press('Enter')
      await page.keyboard.insertText(words)
    }
    await saved(page)
    const now = await lesson.textNow(AUTHOR)
    expect(now).toContain('Third above.')
    expect(now).not.toContain(doomed(AUTHOR))
    expect(seen.map((one) => one.words)).toEqual(before)
  })

  test('7: one goes, and two who have finished take one more: 60 reviews', async () => {
    await tab(/Students/).click()
    await chooses(LEFT, /^Away/, 'menuitemradio')
    await handsOutAnew('New: 0. Taken back: 1.', /^58 reviews to hand out/)
    let given = 58
    for (const n of scripted) {
      if (given === 60) break
      if (n === LEFT || n === 7) continue
      await lesson.reviewsAll(n)
      await chooses(n, en.sessions.oneMore, 'menuitem')
      await desk.getByText(new RegExp(`${handle(n)} (reads article|could take)`)).waitFor()
      given = (await pairs()).length
    }
    const made = await pairs()
    expect(made).toHaveLength(60)
    expect([...new Set(counted(made, ({ text }) => text).values())]).toEqual([2])
    expect(Math.max(...counted(made, ({ reviewer }) => reviewer).values())).toBe(3)
  })

  test('8: a restart loses nothing and the time left is the same; who was offline for four minutes merges', async () => {
    const away = pageOf(OFFLINE)
    const of = await reads(OFFLINE)
    await saved(away)
    const copy = (await own(OFFLINE)).reviews.find(({ state }) => state !== 'submitted')!
    // A browser without a network keeps the socket that it has, until that is closed.
    await away.context().setOffline(true)

    const author = pageOf(AUTHOR)
    const before = await board()
    await newsroom.server.restart(async () => {
      await select(author, 'Third above.')
      await author.keyboard.press('ArrowRight')
      await author.keyboard.insertText(' And while nobody listened.')
      await author.getByText(enFrame.status.reconnecting).first().waitFor(asked)
      await look(author, 'lesson-no-server')
    })
    const after = await board()
    expect([after.clock, after.texts]).toEqual([before.clock, before.texts])
    await saved(author)
    expect(await lesson.textNow(AUTHOR)).toContain('Third above. And while nobody listened.')
    const isRight = async (page: Page, where: string) =>
      Math.abs((await secondsOn(page, where)) - (await secondsLeft())) < 3
    await eventually(() => isRight(desk, 'p:has-text("Time left:")')).toBe(true)

    await suggests(OFFLINE)
    const side = away.getByRole('complementary').filter({ hasText: 'Is it clear?' })
    await side.getByRole('textbox', { name: en.reviews.form.answer }).fill('Said far away.')
    await away.getByText(enFrame.status.reconnecting).first().waitFor(asked)
    await away.getByText(en.reviews.saving.waiting).first().waitFor(asked)
    await look(away, 'lesson-offline')
    lesson.ahead += 4 * MINUTE
    await eventually(() => isRight(desk, 'p:has-text("Time left:")')).toBe(true)
    await away.context().setOffline(false)
    await saved(away)
    await side.getByText(en.reviews.saving.saved, { exact: true }).waitFor(asked)
    await eventually(() => isRight(away, '[role="timer"]')).toBe(true)
    const again = await who(OFFLINE).sit(copy.article)
    expect(again.listed().map(({ text }) => text)).toEqual([` (${remark(OFFLINE)})`])
    expect(again.words).toContain(passage(of))
    await handsIn(OFFLINE)
    await atOnce(
      everyone.filter((n) => n !== LEFT),
      (n) => lesson.reviewsAll(n),
    )
    expect(new Set((await pairs()).map(({ state }) => state))).toEqual(new Set(['submitted']))
  })

  test('the teacher’s laptop is closed, and the time ends the review without it', async () => {
    const context = desk.context()
    await open(pageOf(PHONED), `/sessions/${lesson.session}`)
    await heading(pageOf(PHONED), ko.reviews.timed.review)
    await desk.close()
    await lesson.passesTheEnd()
    await heading(pageOf(PHONED), ko.reviews.now.hold)
    expect((await own(7)).phase).toBe('review')
    await lesson.passesTheEnd(1.5)
    desk = await context.newPage()
    await open(desk, `/sessions/${lesson.session}`)
    await desk.getByRole('heading', { name: en.sessions.phase.hold }).waitFor(asked)
    await button(en.sessions.goTo.release).waitFor()
    expect(await desk.getByText(en.sessions.timeLeft).count()).toBe(0)
    expect(await desk.getByText('Handed in', { exact: true }).count()).toBe(60)
  })

  test('until the release nobody was told anything of anybody', async () => {
    for (const { kept } of seats.values()) expect(await kept.missed()).toEqual([])
    expect(await lesson.leaks('before')).toEqual([])
    for (const n of SEATED) {
      expect(who(n).received.found([handle(n), remark(n)])).toEqual([handle(n), remark(n)])
    }
  })

  test('9, 10: the teacher endorses one and says something; at the release the author has it all, on the right words', async () => {
    const text = textBy(await board(), AUTHOR)
    await desk.getByRole('button', { name: `More about article ${text.number}`, exact: true }).click()
    await desk.getByRole('menuitem', { name: en.sessions.addNote }).click()
    await desk.getByLabel(en.sessions.note).fill('Well observed.')
    await desk.getByRole('dialog').getByRole('button', { name: en.sessions.noteSend }).click()
    await tab(en.sessions.remarks).click()
    await desk.getByRole('button', { name: new RegExp(`^Article ${text.number}\\s*Reader 1`) }).click()
    await button(en.sessions.endorse).first().click()
    await button(en.sessions.endorsed).waitFor()
    await open(pageOf(AUTHOR), `/sessions/${lesson.session}`)
    await heading(pageOf(AUTHOR), en.reviews.now.hold)
    await enter(en.sessions.goTo.release)
    const page = pageOf(AUTHOR)
    for (const number of ['1', '2'])
      await page
        .getByRole('heading', { name: en.reviews.reader.replace('{{number}}', number), exact: true })
        .waitFor(asked)
    await page.getByText(en.reviews.received.endorsed).waitFor()
    await page.getByText('Well observed.').waitFor()
    expect(await page.locator('blockquote', { hasText: passage(AUTHOR) }).count()).toBe(2)
    expect(await page.locator('blockquote[data-gone]', { hasText: doomed(AUTHOR) }).count()).toBe(2)
    await look(page, 'lesson-received', true)
    const { texts } = await board()
    expect(texts.flatMap(({ reviews }) => reviews).filter(({ isLanded }) => !isLanded)).toEqual([])
  })

  test('11: the author accepts one while another types beside it, leaves one with a reason, rates, and plans', async () => {
    const page = pageOf(AUTHOR)
    const other = await who(CO_AUTHOR).sit(lesson.articles[AUTHOR - 1]!)
    await open(page, `/articles/${lesson.articles[AUTHOR - 1]}`)
    const cards = page.locator('[data-card]').filter({ hasText: 'Remarkable' })
    await cards.first().waitFor()
    expect(await cards.count()).toBe(2)
    const typed = 'old and wet '
    let so = 'painted the '
    const typing = (async () => {
      for (const letter of typed) {
        await other.write(so, letter)
        so += letter
      }
    })()
    await cards
      .first()
      .getByRole('button', { name: /^Accept/ })
      .click()
    await typing
    await eventually(() => cards.count()).toBe(1)
    await eventually(() => text(page).innerText()).toContain(`painted the ${typed}${passage(AUTHOR)}`)
    await saved(page)
    const now = await lesson.textNow(AUTHOR)
    expect(now).toContain(`painted the ${typed}${passage(AUTHOR)}`)
    expect(now).toMatch(/Yesterday \(Remarkable\d\d\) /)

    await open(page, `/sessions/${lesson.session}`)
    const { fates, ratings, reason, keep } = en.reviews.received
    const left = page
      .getByRole('listitem')
      .filter({ hasText: en.reviews.received.suggestion })
      .filter({ hasText: other.listed()[0]!.text.trim() })
      .last()
    await left.getByText(fates.declined, { exact: true }).click()
    await left.getByLabel(reason).fill('We were told so.')
    await left.getByRole('button', { name: keep }).click()
    await left.getByText(ratings[4], { exact: true }).click()
    await page.getByRole('textbox', { name: en.reviews.plan.hint }).fill('Ask the painters.')
    await page.getByText(en.reviews.saving.saved, { exact: true }).waitFor()
    const remarks = async () =>
      (await who(AUTHOR).ok<Received>('GET', at('/own/received'))).reviews.flatMap(({ remarks }) => remarks)
    await eventually(async () => (await remarks()).map(({ fate }) => fate)).toContainEqual({
      kind: 'declined',
      reason: 'We were told so.',
    })
    expect((await remarks()).map(({ fate }) => fate.kind)).toContain('accepted')
    expect((await remarks()).map(({ rating }) => rating)).toContain(4)
    expect((await own(AUTHOR)).text?.plan).toBe('Ask the painters.')
  })

  test('12: it is closed; to the last byte no author was told who has reviewed them, or when', async () => {
    await enter(en.sessions.goTo.closed)
    await heading(pageOf(AUTHOR), en.reviews.now.closed)
    await heading(pageOf(PHONED), ko.reviews.now.closed)
    await tab(en.sessions.grades).click()
    await desk.getByRole('row', { name: new RegExp(handle(7)) }).waitFor()
    for (const { kept } of seats.values()) expect(await kept.missed()).toEqual([])
    expect(await lesson.leaks('after')).toEqual([])
  })
})
