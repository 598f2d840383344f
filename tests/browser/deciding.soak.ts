/** Three people on one article, each on a page of their own: one writes, one suggests, one decides. In the end they all see the same. */

import type { Page } from 'playwright-core'
import type { TestPerson } from '../support/server.ts'
import { type Random, seededRandom } from '../text/random.ts'
import { select } from './commenting.ts'
import { cardsOn, type Newsroom, openArticle, openNewsroom, saved, text, writtenArticle } from './newsroom.ts'

export type People = {
  readonly writer: TestPerson
  readonly suggester: TestPerson
  readonly decider: TestPerson
}

export type Seen = { readonly text: string; readonly cards: readonly string[] }
export type Outcome = {
  readonly failures: readonly string[]
  readonly typed: number
  readonly suggested: number
  readonly decided: number
  readonly cards: number
}

const PARAGRAPHS = [
  'The council met on Monday and spoke about the new library for two hours.',
  'Many pupils came, and some of them asked why it opens so late in the day.',
  'The mayor promised an answer within a week, and wished everybody a good evening.',
]
const WORDS = PARAGRAPHS.join(' ')
  .replace(/[.,]/g, '')
  .split(' ')
  .filter((word, i, all) => word.length > 3 && all.indexOf(word) === i && all.lastIndexOf(word) === i)

export async function decideTogether(
  newsroom: Newsroom,
  { writer, suggester, decider }: People,
  seconds: number,
  seed: number,
): Promise<Outcome> {
  const { id, page: writing } = await writtenArticle(newsroom, writer, 'Library', PARAGRAPHS, [
    [suggester, 'suggester'],
    [decider, 'editor'],
  ])
  const suggesting = await openArticle(newsroom, suggester, id)
  const deciding = await openArticle(newsroom, decider, id)
  const pages = [writing, suggesting, deciding]
  const until = performance.now() + seconds * 1000
  const isOver = () => performance.now() > until
  const [typed, suggested, decided] = await Promise.all([
    write(writing, seededRandom(seed), isOver),
    suggest(suggesting, seededRandom(seed + 1), isOver),
    decide(deciding, seededRandom(seed + 2), isOver),
  ])
  for (const page of pages) {
    await saved(page)
    // Only cards near the screen are drawn: here all of them are.
    await page.setViewportSize({ width: 1280, height: 6_000 })
  }
  const failures: string[] = []
  const wanted = await settled(pages)
  for (const [i, seen] of (await Promise.all(pages.map(seenOn))).entries())
    if (JSON.stringify(seen) !== wanted) failures.push(`page ${i}: ${JSON.stringify(seen)} not ${wanted}`)
  for (const [i, page] of pages.entries()) {
    await page.reload()
    await text(page).waitFor()
    const seen = await untilSeen(page, wanted)
    if (seen !== wanted) failures.push(`page ${i}, opened again: ${seen} not ${wanted}`)
  }
  return { failures, typed, suggested, decided, cards: (JSON.parse(wanted) as Seen).cards.length }
}

async function write(page: Page, random: Random, isOver: () => boolean): Promise<number> {
  let typed = 0
  while (!isOver()) {
    await goTo(page, random.pick(WORDS), random.chance() < 0.5 ? 'ArrowLeft' : 'ArrowRight')
    for (const key of random.pick(['and ', 'so ', 'x', '\n', '<', 'now, '])) {
      await page.keyboard.press({ '\n': 'Enter', '<': 'Backspace', ' ': 'Space' }[key] ?? key)
      typed += 1
    }
  }
  return typed
}

async function suggest(page: Page, random: Random, isOver: () => boolean): Promise<number> {
  let count = 0
  while (!isOver()) {
    await goTo(page, random.pick(WORDS), null)
    const deed = random.pick(['replace', 'delete', 'bold', 'split', 'add', 'heading', 'undo'] as const)
    if (deed === 'replace') await page.keyboard.type('other')
    if (deed === 'delete') await page.keyboard.press('Backspace')
    if (deed === 'bold') await page.keyboard.press('Control+B')
    if (deed === 'heading') await page.keyboard.press('Control+Alt+2')
    if (deed === 'undo') await page.keyboard.press('Control+Z')
    if (deed === 'split' || deed === 'add') await page.keyboard.press('ArrowRight')
    if (deed === 'split') await page.keyboard.press('Enter')
    if (deed === 'add') await page.keyboard.type(' more')
    count += 1
    await page.waitForTimeout(random.below(200))
  }
  return count
}

async function decide(page: Page, random: Random, isOver: () => boolean): Promise<number> {
  let count = 0
  while (!isOver()) {
    await page.waitForTimeout(300 + random.below(600))
    const verb = random.pick(['Accept', 'Reject'] as const)
    const buttons = page.locator('[data-card]').getByRole('button', { name: new RegExp(`^${verb} `) })
    const all = await buttons.count()
    if (all === 0) continue
    // It may be gone before it is pressed: its author has taken it back.
    const isPressed = await buttons
      .nth(random.below(all))
      .click({ timeout: 1_000 })
      .then(() => true)
      .catch(() => false)
    if (isPressed) count += 1
    if (isPressed && random.chance() < 0.25)
      await page
        .getByRole('button', { name: 'Undo', exact: true })
        .last()
        .click({ timeout: 1_000 })
        .catch(() => {})
  }
  return count
}

/** Selects a word, and puts the caret at one end of it; a word that is gone meanwhile is none. */
async function goTo(page: Page, word: string, end: 'ArrowLeft' | 'ArrowRight' | null): Promise<void> {
  await select(page, word).catch(() => text(page).focus())
  if (end !== null) await page.keyboard.press(end)
}

const seenOn = async (page: Page): Promise<Seen> => ({
  text: (await text(page).locator('> *').allTextContents()).join('\n'),
  cards: await cardsOn(page),
})

/** What the first page shows once all show the same, or nothing changes any more. */
async function settled(pages: readonly Page[]): Promise<string> {
  let seen: string[] = []
  for (let tries = 0; tries < 100; tries++) {
    seen = (await Promise.all(pages.map(seenOn))).map((one) => JSON.stringify(one))
    if (new Set(seen).size === 1) break
    await pages[0]?.waitForTimeout(100)
  }
  return seen[0] ?? ''
}

async function untilSeen(page: Page, wanted: string): Promise<string> {
  let seen = ''
  for (let tries = 0; tries < 100 && seen !== wanted; tries++) {
    seen = JSON.stringify(await seenOn(page))
    if (seen !== wanted) await page.waitForTimeout(100)
  }
  return seen
}

/** One run is two minutes. */
export async function soak(
  runs: number,
  seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  const newsroom = await openNewsroom()
  let failed = 0
  try {
    const writer = await newsroom.server.administrator()
    const people = {
      writer,
      suggester: await newsroom.server.person('sue'),
      decider: await newsroom.server.person('dan'),
    }
    for (let run = 0; run < runs; run++) {
      const outcome = await decideTogether(newsroom, people, 120, seed + run)
      print(JSON.stringify({ seed: seed + run, ...outcome }))
      if (outcome.failures.length > 0) failed += 1
    }
  } finally {
    await newsroom.close()
  }
  return { failed }
}
