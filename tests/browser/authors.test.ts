/** Who wrote what, on the page: every character is its author's, and a legend says in words who that is. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PHONE } from '../support/browser.ts'
import type { TestPerson } from '../support/server.ts'
import { caretAt, hangul, InputMethod, typeDuring } from './input-method.ts'
import {
  axeViolations,
  checked,
  look,
  type Newsroom,
  openArticle,
  openNewsroom,
  saved,
  shows,
  text,
  writtenArticle,
} from './newsroom.ts'

let newsroom: Newsroom
let ada: TestPerson
let ben: TestPerson
beforeAll(async () => {
  newsroom = await openNewsroom()
  ada = await newsroom.server.administrator()
  ben = await newsroom.server.person('ben')
})
afterAll(() => newsroom.close())

const legend = (page: Page) => page.getByRole('region', { name: /^(Authors|작성자)$/ })

async function showAuthors(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Mode|모드)/ }).click()
  await page.getByRole('menuitemcheckbox', { name: /^(Authors|작성자)/ }).click()
  await legend(page).waitFor()
}

/** Every stretch as it is drawn, block by block: `Ben: words`. One that formats or suggestions cut apart is one. */
const stretches = (page: Page): Promise<string[][]> =>
  text(page).evaluate((root) =>
    [...root.children].map((block) => {
      const found: { who: string; words: string }[] = []
      for (const part of block.querySelectorAll<HTMLElement>('.by')) {
        const last = found.at(-1)
        const begins = part.closest('.by-start') ?? part.querySelector('.by-start')
        if (last === undefined || begins) found.push({ who: part.title, words: part.innerText })
        else last.words += part.innerText
      }
      return found.map(({ who, words }) => `${who}: ${words}`)
    }),
  )

const drawn = (page: Page, expected: string[][]) =>
  expect.poll(() => stretches(page), { timeout: 10_000 }).toEqual(expected)

/** Sign, name and share of each author, as they are seen. */
const rows = async (page: Page): Promise<string[]> => {
  const all = await legend(page).getByRole('listitem').allInnerTexts()
  return all.map((words) => words.split('\n').slice(0, 3).join(' '))
}

/** An article whose headline nobody wrote; Ada writes in it and Ben writes between her words. */
async function together(): Promise<{ id: string; one: Page; other: Page }> {
  const words = ['Since Monday, lunch comes on steel.']
  const { id, page: one } = await writtenArticle(newsroom, ada, 'Trays of steel', words, [[ben, 'editor']])
  const other = await openArticle(newsroom, ben, id)
  await caretAt(other, 'Since Monday, lunch comes on steel.', 13)
  await other.keyboard.type(' the first of May,')
  await saved(other)
  await shows(one, ['headline: Trays of steel', `p: ${SENTENCE}`])
  return { id, one, other }
}

const SENTENCE = 'Since Monday, the first of May, lunch comes on steel.'
const HEAD = ['No known author: Trays of steel']

test('[G4] two people write in one paragraph: both pages say who wrote what, key by key, and it can be put away', async () => {
  const { one, other } = await together()
  for (const page of [one, other]) {
    await showAuthors(page)
    await drawn(page, [
      HEAD,
      ['Ada Admin: Since Monday,', 'ben:  the first of May,', 'Ada Admin:  lunch comes on steel.'],
    ])
  }
  await caretAt(other, SENTENCE, SENTENCE.length)
  await other.keyboard.press('Enter')
  await other.keyboard.type('It is quieter.')
  await caretAt(one, SENTENCE, 17)
  await one.keyboard.type(' very')
  const wanted = [
    HEAD,
    [
      'Ada Admin: Since Monday,',
      'ben:  the',
      'Ada Admin:  very',
      'ben:  first of May,',
      'Ada Admin:  lunch comes on steel.',
    ],
    ['ben: It is quieter.'],
  ]
  await drawn(one, wanted)
  await drawn(other, wanted)
  await expect.poll(() => rows(one)).toEqual(['AA Ada Admin 47%', 'B ben 37%', '– No known author 16%'])
  await legend(one).getByRole('button', { name: 'Hide authors' }).click()
  await drawn(one, [[], [], []])
  expect(await legend(one).count()).toBe(0)
  expect(await text(one).evaluate((root) => root === document.activeElement)).toBe(true)
  expect(newsroom.complaints).toEqual([])
})

test('it is more than colour: signs in the text and in the legend, the name in words, and no accessibility violation', async () => {
  const { one } = await together()
  await showAuthors(one)
  await drawn(one, [HEAD, expect.any(Array)])
  const sign = (words: string) =>
    text(one)
      .locator('.by-start', { hasText: words })
      .first()
      .evaluate((element) => getComputedStyle(element, '::before').content)
  expect([await sign('T'), await sign('S')]).toEqual(['"–"', '"AA"'])
  await caretAt(one, SENTENCE, 17)
  await legend(one).getByText('At the cursor: ben').waitFor()
  await legend(one)
    .getByRole('button', { name: /^Ada Admin ?52% ?35 characters/ })
    .click()
  await legend(one).getByText('At the cursor: Ada Admin').waitFor()
  expect(await one.evaluate(() => getSelection()?.toString())).toBe(' lunch comes on steel.')
  await checked(one, 'authors')
  await one.getByRole('button', { name: /^Mode/ }).click()
  await look(one, 'authors-menu')
  expect(await axeViolations(one)).toEqual([])
})

test('who has no access any more keeps a name, who was erased has none, and a guest is called one', async () => {
  const { id, one } = await together()
  const gone = await newsroom.server.person('gone')
  await ada.share(id, gone, 'editor')
  const erased = await openArticle(newsroom, gone, id)
  await caretAt(erased, 'Trays of steel', 14)
  await erased.keyboard.type(', at last')
  await saved(erased)
  await erased.context().close()
  const { code } = await ada.ok<{ code: string }>('POST', `/api/articles/${id}/links`, { role: 'editor' })
  const guest = await newsroom.open(null, `/links/${code}`)
  await guest.getByLabel('Your name').fill('Gwendolyn Featherstonehaugh-Cholmondeley of the Upper School')
  await guest.getByRole('button', { name: 'Open the article' }).click()
  await caretAt(guest, SENTENCE, SENTENCE.length)
  await guest.keyboard.type(' Nobody drops it.')
  await saved(guest)
  await guest.context().close()
  await ada.ok('DELETE', `/api/people/${gone.account}`)
  await ada.ok('DELETE', `/api/articles/${id}/members/${ben.account}`)

  // Of whom nobody is here: all names are the server's.
  const page = await openArticle(newsroom, ada, id)
  await showAuthors(page)
  const long = 'Gwendolyn Featherstonehaugh-Cholmondeley of the Upper School (guest)'
  await drawn(page, [
    ['No known author: Trays of steel', 'Unknown person: , at last'],
    [
      'Ada Admin: Since Monday,',
      'ben:  the first of May,',
      'Ada Admin:  lunch comes on steel.',
      `${long}:  Nobody drops it.`,
    ],
  ])
  await look(page, 'authors-names')
  await page.setViewportSize({ width: 640, height: 430 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await one.context().close()
})

test('who may only read sees on a phone and in Korean who wrote the article, and nothing that is suggested', async () => {
  const { id, other } = await together()
  const minji = await newsroom.server.person('김민지')
  await ada.share(id, minji, 'editor')
  const writing = await openArticle(newsroom, minji, id)
  await caretAt(writing, SENTENCE, SENTENCE.length)
  await writing.keyboard.press('Enter')
  await writing.keyboard.insertText('급식실의 새 식판이 줄을 절반으로 줄였다.')
  await saved(writing)
  await writing.context().close()
  await other.keyboard.press('Control+Alt+Shift+KeyX')
  await caretAt(other, SENTENCE, 4)
  await other.keyboard.type('maybe')
  await saved(other)

  const lee = await newsroom.server.person('이서연')
  await ada.share(id, lee, 'viewer')
  const page = await openArticle(newsroom, lee, id, { ...PHONE, locale: 'ko-KR' })
  await showAuthors(page)
  await drawn(page, [
    ['작성자 없음: Trays of steel'],
    ['Ada Admin: Since Monday,', 'ben:  the first of May,', 'Ada Admin:  lunch comes on steel.'],
    ['김민지: 급식실의 새 식판이 줄을 절반으로 줄였다.'],
  ])
  expect(await page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))).toBe(390)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await axeViolations(page)).toEqual([])
  await look(page, 'authors-phone-ko')

  await showAuthors(other)
  await drawn(other, [
    HEAD,
    [
      'Ada Admin: Sinc',
      'ben: maybe',
      'Ada Admin: e Monday,',
      'ben:  the first of May,',
      'Ada Admin:  lunch comes on steel.',
    ],
    ['김민지: 급식실의 새 식판이 줄을 절반으로 줄였다.'],
  ])
  await caretAt(other, 'Trays of steel', 0, 5)
  await other.keyboard.press('Delete')
  // The first letter of a stretch stands apart, for the sign before it.
  await expect.poll(() => text(other).locator('del').allTextContents()).toEqual(['T', 'rays'])
  await checked(other, 'authors-suggesting')
})

test('[C3] syllables stay whole while it is shown who wrote what, and a peer types in the same paragraph', async () => {
  const { one, other } = await together()
  await Promise.all([one, other].map(showAuthors))
  const writer = await InputMethod.of(one)
  await caretAt(one, SENTENCE, 13)
  await caretAt(other, SENTENCE, SENTENCE.length)
  const written = hangul(20)
  const composing = (async () => {
    for (const syllable of written) await writer.syllable(syllable)
  })()
  const typed = await typeDuring(other, composing)
  await composing
  await Promise.all([saved(one), saved(other)])
  const wanted = [
    HEAD,
    [
      `Ada Admin: Since Monday,${written}`,
      'ben:  the first of May,',
      'Ada Admin:  lunch comes on steel.',
      `ben: ${typed}`,
    ],
  ]
  await drawn(one, wanted)
  await drawn(other, wanted)
  expect(await writer.ended()).toBe(written.length)
})
