/** Classes on the page: a teacher pastes names and opens joining, students join by a code, and the teacher sees it without a reload. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasureWarningMs } from '../../shared/limits.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import { PHONE } from '../support/browser.ts'
import { TestPerson } from '../support/server.ts'
import { axeViolations, checked, look, type Newsroom, openNewsroom } from './newsroom.ts'

let newsroom: Newsroom
let teacher: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  const admin = await newsroom.server.administrator()
  teacher = await newsroom.server.person('ms.park')
  await newsroom.server.person('mr.lee')
  const { people } = await admin.ok<{ people: { account: string; userName: string }[] }>('GET', '/api/people')
  for (const { account, userName } of people)
    if (userName !== 'admin') await admin.ok('PATCH', `/api/people/${account}`, { position: 'adviser' })
})
afterAll(() => newsroom.close())

const THIRTY = Array.from({ length: 30 }, (_, at) => `s${String(at + 1).padStart(2, '0')}`)
const LONG = 'Maximiliane-Alexandra von und zu Hohen'

async function aClass(name: string, text: string): Promise<ClassRoom> {
  const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name })
  await teacher.ok('PUT', `/api/classes/${id}/roster`, { text })
  return teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
}
async function join({ joining }: ClassRoom, handle: string): Promise<void> {
  await new TestPerson(newsroom.server.url, '').ok('POST', '/api/join', { code: joining?.code, handle })
}
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })
/** A phone's browser widens its window to what is too wide for it. */
const width = (page: Page) => page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))
async function act(page: Page, name: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `What can be done about ${name}` }).click()
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

test('a teacher pastes thirty names and opens joining; who joins on a phone is there without a reload, and is undone', async () => {
  const page = await newsroom.open(teacher, '/')
  await page.getByRole('button', { name: 'Account of ms.park' }).click()
  await page.getByRole('menuitem', { name: 'Classes' }).click()
  await page.getByRole('heading', { name: 'No classes yet' }).waitFor()
  await checked(page, 'classes-none')
  await page.getByRole('button', { name: 'New class' }).click()
  await page.getByLabel('Name').fill('Class 3B')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('heading', { name: 'Paste your list of names' }).waitFor()
  await checked(page, 'class-empty')
  await page.getByRole('textbox', { name: 'Names' }).fill('handle,quota\ns01,\ns01,\ns02,many')
  await page.getByText('Line 3: “s01” is in line 2 already.').waitFor()
  await page.getByText('Line 4: “many” is no number of texts from 0 to 20.').waitFor()
  await page.getByRole('button', { name: 'Add 1 name' }).click()
  await page.getByText('Mend the lines that are named above first.').waitFor()
  await checked(page, 'class-faults')
  await page.getByRole('textbox', { name: 'Names' }).fill(THIRTY.join('\n'))
  await page.getByRole('button', { name: 'Add 30 names' }).click()
  await page.getByRole('heading', { name: '0 of 30 have joined' }).waitFor()
  expect(await row(page, 's30').count()).toBe(1)

  await page.getByRole('button', { name: 'Open joining' }).click()
  await page.getByText(/^(30:00|29:5\d) left$/).waitFor()
  await checked(page, 'class-open')
  await page.getByRole('button', { name: 'Show large' }).click()
  const wall = page.getByRole('dialog', { name: 'Class 3B' })
  const code = (await wall.locator('p > span[aria-hidden]').allInnerTexts()).join('')
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{6}$/)
  await wall.getByText(`Open ${new URL(newsroom.server.url).host}/join and type this code`).waitFor()
  await checked(page, 'class-projector')

  const phone = await newsroom.open(null, '/sign-in', PHONE)
  await phone.getByRole('link', { name: 'Join your class with a code' }).tap()
  await phone.getByRole('heading', { name: 'Join your class' }).waitFor()
  await checked(phone, 'join-class-phone')
  await phone.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`.toLowerCase())
  await phone.getByLabel('Your name in the class').fill('nobody')
  await phone.getByRole('button', { name: 'Join' }).tap()
  await phone.getByText('This code and this name do not open a class now.').waitFor()
  await checked(phone, 'join-class-refused-phone')
  await phone.getByLabel('Your name in the class').fill('S07')
  await phone.getByRole('button', { name: 'Join' }).tap()
  await phone.getByRole('heading', { name: 'Write these four words down' }).waitFor()
  expect(await width(phone)).toBe(390)
  const words = await phone.locator('ol > li').allInnerTexts()
  expect(words).toHaveLength(4)
  await checked(phone, 'four-words-phone')
  await phone.getByRole('button', { name: 'I have written them down' }).tap()
  await phone.getByRole('button', { name: 'Account of s07' }).waitFor()
  expect(new URL(phone.url()).pathname).toBe('/')

  // On the wall, and behind it, without anybody having pressed anything.
  await wall.getByText('1 of 30 have joined').waitFor()
  await page.keyboard.press('Escape')
  await row(page, 's07').getByText('signs in as s07').waitFor()
  await page.getByText('Missing: 29').click()
  expect(await row(page, 's07').count()).toBe(0)
  await page.getByText('All', { exact: true }).click()
  await page.getByRole('button', { name: 'Undo the joining of s07' }).click()
  await page.getByText('s07 can join again.').waitFor()
  await page.getByRole('heading', { name: '0 of 30 have joined' }).waitFor()
  await phone.reload()
  await phone.getByRole('heading', { name: 'Sign in' }).waitFor()

  // The words that were written down open another browser.
  await join({ joining: { code, until: 0 } } as ClassRoom, 's08')
  await row(page, 's08').getByText('signs in as s08').waitFor()
  await page.getByRole('button', { name: 'Close joining' }).click()
  await page.getByText('Nobody can join now.').waitFor()
})

test('a student signs in with the words that were shown, and with the new ones that the teacher makes', async () => {
  const room = await aClass('Words', 'w1\nw2')
  const laptop = await newsroom.open(null, `/join?code=${room.joining?.code}`)
  await laptop.getByLabel('Your name in the class').fill('w1')
  await laptop.getByRole('button', { name: 'Join' }).click()
  const shown = async (page: Page) => (await page.locator('ol > li').allInnerTexts()).join(' ')
  await laptop.getByRole('heading', { name: 'Write these four words down' }).waitFor()
  const first = await shown(laptop)
  await laptop.getByRole('button', { name: 'I have written them down' }).click()
  await laptop.getByRole('button', { name: 'Account of w1' }).waitFor()

  // A second class, with the same account: nothing is chosen by pressing on.
  const other = await aClass('Second', 'w1\nw2')
  await teacher.ok('PATCH', `/api/classes/${other.id}`, { listsHandles: true })
  await laptop.goto(`${newsroom.server.url}/join?code=${other.joining?.code}`)
  await laptop.getByRole('combobox', { name: 'Your name in the class' }).waitFor()
  await laptop.getByRole('button', { name: 'Join' }).click()
  await laptop.getByText('Choose from each list first.').waitFor()
  await checked(laptop, 'join-class-second')
  await laptop.getByLabel('Your name in the class').selectOption('w2')
  await laptop.getByLabel('Account').selectOption({ label: 'w1, who is signed in here' })
  await laptop.getByRole('button', { name: 'Join' }).click()
  await laptop.getByRole('button', { name: 'Account of w1' }).waitFor()
  const { students } = await teacher.ok<ClassRoom>('GET', `/api/classes/${other.id}`)
  expect(students.map(({ joined }) => joined?.userName)).toEqual([undefined, 'w1'])

  const signIn = async (password: string) => {
    const page = await newsroom.open(null, '/sign-in')
    await page.getByLabel('User name').fill('w1')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    return page
  }
  await (await signIn(first)).getByRole('button', { name: 'Account of w1' }).waitFor()

  const page = await newsroom.open(teacher, `/classes/${room.id}`)
  await row(page, 'w1').getByText('signs in as w1').waitFor()
  await act(page, 'w1', 'New password')
  await page.getByRole('button', { name: 'Make a new password' }).click()
  await page.getByText('it cannot be shown again').waitFor()
  await checked(page, 'class-new-password')
  const second = await shown(page)
  expect(second).not.toBe(first)
  await (await signIn(first)).getByText('User name and password do not fit together.').waitFor()
  await (await signIn(second)).getByRole('button', { name: 'Account of w1' }).waitFor()
})

test('groups, accommodations, merging and erasing, each from the row of a student', async () => {
  const room = await aClass('Rows', `a1\na2\n${LONG}`)
  await join(room, 'a1')
  await join(room, LONG)
  const page = await newsroom.open(teacher, `/classes/${room.id}`)
  await row(page, 'a1').getByText('signs in as a1').waitFor()
  await page.getByRole('button', { name: 'What can be done about a1' }).click()
  await page.getByRole('menuitem', { name: 'Erase' }).waitFor()
  await checked(page, 'class-row-menu')
  await page.keyboard.press('Escape')

  await act(page, 'a1', 'Name, group, quota, time')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name in the class').fill('A2')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Somebody in this class is called that already.').waitFor()
  await dialog.getByLabel('Name in the class').fill('Ann')
  await dialog.getByLabel('Group').fill('Red')
  await dialog.getByLabel('Texts to review').fill('1')
  await dialog.getByLabel('Time').selectOption({ label: 'time × 1.5' })
  await checked(page, 'class-change-student')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await row(page, 'Ann').getByText('Red · 1 review · time × 1.5').waitFor()
  await checked(page, 'class-long-name')

  await act(page, 'a2', 'Merge with another')
  await dialog.getByLabel('Who stays').selectOption({ label: 'Ann' })
  await checked(page, 'class-merge')
  await dialog.getByRole('button', { name: 'Merge' }).click()
  await page.getByText('a2 is one with Ann now.').waitFor()
  await page.getByRole('heading', { name: '2 of 2 have joined' }).waitFor()

  await act(page, LONG, 'Erase')
  await checked(page, 'class-erase')
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await page.getByRole('heading', { name: '1 of 1 has joined' }).waitFor()
})

test('another teacher, a last day and its warning, and the end of a class', async () => {
  const room = await aClass('Ending', 'e1')
  const session = { class: room.id, name: 'First drafts', settings: { reviewsPerText: 1 } }
  await teacher.ok('POST', '/api/sessions', session)
  const page = await newsroom.open(teacher, `/classes/${room.id}`)
  const name = page.getByLabel('User name of another adviser')
  await name.fill('nobody.here')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('There is nobody of this user name.').waitFor()
  await name.fill('mr.lee')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Take mr.lee off the teachers' }).waitFor()

  await page.getByRole('button', { name: 'Choose a last day' }).click()
  const soon = new Date(Date.now() + erasureWarningMs / 2).toISOString().slice(0, 10)
  await page.getByRole('textbox', { name: 'Last day' }).fill(soon)
  await checked(page, 'class-last-day')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(/^On .+ the students of this class are erased/).waitFor()
  await checked(page, 'class-warning', true)
  await page.getByRole('link', { name: 'Classes', exact: true }).click()
  await page.getByText(/^Students are erased on /).waitFor()
  await checked(page, 'classes-list')
  await page.getByRole('link', { name: 'Ending' }).click()

  await page.getByRole('button', { name: 'Delete the class' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByRole('alert').getByText('To delete for good, type the name Ending').waitFor()
  await page.getByText('Its review session goes too').waitFor()
  await page.getByRole('textbox', { name: /type the name/ }).fill('Ending')
  await checked(page, 'class-delete')
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('Ending has been deleted.').waitFor()
  await page.getByRole('link', { name: 'Class 3B' }).waitFor()
  expect(await page.getByRole('link', { name: 'Ending' }).count()).toBe(0)
  await page.goto(`${newsroom.server.url}/classes/${room.id}`)
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
})

test('on a phone and in Korean nothing is cut off, also where names are long', async () => {
  const room = await aClass(
    '3학년 2반 글쓰기 봄 학기',
    `김민지\n아주 길고 긴 이름을 가진 우리 반 학생 번호 십오 번\n${LONG}`,
  )
  await join(room, '김민지')
  await join(room, LONG)
  const options = { ...PHONE, locale: 'ko-KR' }
  const page = await newsroom.open(teacher, `/classes/${room.id}`, options)
  await page.getByRole('heading', { name: '3명 중 2명 참여' }).waitFor()
  expect(await width(page)).toBe(390)
  expect(await axeViolations(page)).toEqual([])
  await look(page, 'class-phone-ko', true)
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'class-phone-ko-dark', true)
  await page.getByRole('button', { name: '크게 보기' }).tap()
  await page.getByRole('dialog').waitFor()
  expect(await width(page)).toBe(390)
  await look(page, 'class-projector-phone-ko')

  await teacher.ok('PATCH', `/api/classes/${room.id}`, { listsHandles: true })
  const student = await newsroom.open(null, '/join', options)
  await student.getByLabel('코드').fill(room.joining?.code ?? '')
  await student.getByRole('combobox', { name: '학급에서 쓰는 이름' }).waitFor()
  expect(await student.getByRole('option').allInnerTexts()).toEqual([
    '고르세요',
    '아주 길고 긴 이름을 가진 우리 반 학생 번호 십오 번',
  ])
  await student.getByRole('combobox').selectOption({ index: 1 })
  await look(student, 'join-class-list-phone-ko')
  await student.getByRole('button', { name: '참여하기' }).tap()
  await student.getByRole('heading', { name: '이 네 낱말을 적어 두세요' }).waitFor()
  expect(await width(student)).toBe(390)
  await look(student, 'four-words-phone-ko', true)
})

test('a class that does not come says so, and who is no adviser finds no such page', async () => {
  const room = await aClass('Broken', 'b1')
  const page = await newsroom.open(teacher, '/healthz')
  await page.route(`**/api/classes/${room.id}`, (route) => route.abort())
  await page.goto(`${newsroom.server.url}/classes/${room.id}`)
  await page.getByRole('heading', { name: 'The class could not be loaded' }).waitFor()
  await checked(page, 'class-broken')
  await page.unroute(`**/api/classes/${room.id}`)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Broken' }).waitFor()

  const writer = await newsroom.server.person('writer')
  for (const path of ['/classes', `/classes/${room.id}`]) {
    const other = await newsroom.open(writer, path)
    await other.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await other.getByRole('button', { name: 'Account of writer' }).count()
  }
})
