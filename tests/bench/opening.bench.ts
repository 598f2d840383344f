/** Opening an article with a thousand threads in a real browser, beside the same article without any: in one run, by turns. */

import type { Page } from 'playwright-core'
import * as Y from 'yjs'
import { anchorFor } from '../../shared/article/anchor.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { openNewsroom, text } from '../browser/newsroom.ts'
import type { TestPerson } from '../support/server.ts'
import { articleOf } from '../text/tab.ts'

const THREADS = 1_000
const WORDS = 5_000
const ROUNDS = 5

type Print = (line: Readonly<Record<string, unknown>>) => void

export async function bench(print: Print): Promise<void> {
  const newsroom = await openNewsroom()
  try {
    const ada = await newsroom.server.administrator()
    const update = articleOf(
      { kind: 'headline', text: 'Threads' },
      ...Array.from({ length: WORDS / 50 }, (_, i) =>
        Array.from({ length: 50 }, (_, j) => `w${i}x${j}`).join(' '),
      ),
    )
    const { records } = newsroom.server.store
    const { account } = await ada.ok<{ account: { id: string } }>('GET', '/api/me')
    const make = async (id: string) => {
      const row = { id: id as ArticleId, title: 'Threads', at: Date.now() }
      await records.createArticle(row, account.id as AccountId, update)
      return id
    }
    const bare = await make('benchwithout2222')
    const busy = await make('benchwithmany222')
    await beginMany(newsroom.server.store.records, busy as ArticleId, account.id as AccountId, update)
    const taken: Record<'bare' | 'busy', Opening[]> = { bare: [], busy: [] }
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, id] of [
        ['bare', bare],
        ['busy', busy],
      ] as const)
        taken[name].push(await opening(newsroom.open.bind(newsroom), ada, id))
    }
    const middle = (openings: readonly Opening[], of: keyof Opening) =>
      Math.round(openings.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN)
    for (const name of ['bare', 'busy'] as const)
      print({
        threads: name === 'busy' ? THREADS : 0,
        words: WORDS,
        writableMs: middle(taken[name], 'writable'),
        busyMs: middle(taken[name], 'busy'),
        longestTaskMs: middle(taken[name], 'longest'),
      })
  } finally {
    await newsroom.close()
  }
}

/** `writable`: until one can write; `busy`: all tasks above 50 ms until three seconds later, together; `longest`: of these. All in ms. */
export type Opening = { readonly writable: number; readonly busy: number; readonly longest: number }

export async function opening(
  open: (person: TestPerson, path: string) => Promise<Page>,
  person: TestPerson,
  id: string,
): Promise<Opening> {
  const page = await open(person, '/healthz')
  await page.addInitScript(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(new URL(`/articles/${id}`, page.url()).href)
  await text(page).waitFor()
  const writable = await page.evaluate(() => performance.now())
  await page.waitForTimeout(3_000)
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
  await page.context().close()
  return { writable, busy: tasks.reduce((sum, ms) => sum + ms, 0), longest: Math.max(0, ...tasks) }
}

/** Straight into the store: what is measured is their reader. */
async function beginMany(
  records: Awaited<ReturnType<typeof openNewsroom>>['server']['store']['records'],
  article: ArticleId,
  account: AccountId,
  update: Uint8Array,
): Promise<void> {
  const doc = openDoc()
  Y.applyUpdate(doc, update)
  const suggestions = new Suggestions(doc)
  const units: { client: number; clock: number }[] = []
  for (let item = articleText(doc)._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentString)
      for (let i = 0; i + 20 < item.length; i += 20)
        units.push({ client: item.id.client, clock: item.id.clock + i })
  }
  const step = units.length / THREADS
  for (let n = 0; n < THREADS; n++) {
    const { client, clock } = units[Math.floor(n * step)]!
    const anchor = anchorFor(suggestions, { ranges: [client, clock, 12] })
    const id = `t${String(n).padStart(15, '0')}`
    await records.changeThread(
      article,
      id,
      { account, proposed: 'benchperson' as PersonId },
      ({ person }) => ({
        thread: { by: person, at: n, anchor, status: 'open', assignee: null, removed: false },
        added: [
          {
            id: `e${String(n).padStart(15, '0')}`,
            kind: 'comment',
            by: person,
            at: n,
            body: 'Why?',
            assignee: null,
          },
        ],
      }),
    )
  }
}
