import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { openDoc } from '../../shared/article/layout.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { ArticleId } from '../../shared/ids.ts'
import type { StudentRow } from '../store/classes.ts'
import { Leaks } from './leaks.ts'

const student = (id: string, some: Partial<StudentRow> = {}): StudentRow => ({
  ...{ id, class: 'c', handle: id, group: null, account: null, joinedAt: null, quota: null },
  timePercent: 100,
  ...some,
})
const roster = [student('ann', { handle: 'Ferngully', account: 'a' as never }), student('Marrowbone')]
const text = { id: 't', article: 'article' as ArticleId, authors: ['ann'] }

/** One article; `was.read` counts how often it was read. */
function article(words: string) {
  const was = { words, seq: 1, displayName: 'Ann', read: 0 }
  const leaks = new Leaks({
    records: { writtenOn: async ([id]) => new Map(id && was.seq > 1 ? [[id, { seq: was.seq, at: 1 }]] : []) },
    accounts: { findAll: async () => [{ id: 'a', displayName: was.displayName }] as never },
    articles: {
      async read(_, read) {
        was.read++
        const doc = openDoc()
        const runs = [{ text: was.words, formats: {} }]
        Y.applyUpdate(doc, newArticleUpdate([{ ...BLOCK_DEFAULTS, kind: 'headline', runs }]))
        return read(doc)
      },
    },
  })
  const found = async (students = roster) =>
    (await leaks.in([text], students)).map((one) => one.leaks.map(({ kind, quote }) => `${kind}: ${quote}`))
  return { was, found }
}

it('an author’s own names tell whose text it is, and others’ do too, each of its kind', async () => {
  const { found } = article('By Ferngully, that is Ann, with Marrowbone')
  expect(await found()).toEqual([['own: Ferngully', 'own: Ann', 'name: Marrowbone']])
})

it('a text is looked through again when it, or a name, has changed', async () => {
  const { was, found } = article('By Ferngully')
  for (let asked = 0; asked < 3; asked++) expect(await found()).toEqual([['own: Ferngully']])
  expect(was.read).toBe(1)
  Object.assign(was, { words: 'By Ferngully and Bea', seq: 2 })
  expect(await found()).toEqual([['own: Ferngully']])
  expect(await found([...roster, student('Bea')])).toEqual([['own: Ferngully', 'name: Bea']])
  was.displayName = 'Bea'
  expect(await found()).toEqual([['own: Ferngully', 'own: Bea']])
  expect(was.read).toBe(4)
  await found()
  expect(was.read).toBe(4)
})

it('each word is told once', async () => {
  const { found } = article(`${'Ferngully. '.repeat(1_000)}FERNGULLY and Marrowbone`)
  expect(await found()).toEqual([['own: Ferngully', 'own: FERNGULLY', 'name: Marrowbone']])
})

it('a text made of names is told of by so many, none of them long, and not looked through each time', async () => {
  const names = Array.from({ length: 60 }, (_, n) => `Quill${n}`)
  const { was, found } = article(
    `written by ${'\u{1f4a7}'.repeat(5_000)} ${`${names.join(' ')} `.repeat(200)}`,
  )
  const students = [...roster, ...names.map((name) => student(name))]
  const [told] = await found(students)
  expect(told?.slice(0, 2)).toEqual([`said: written by ${'\u{1f4a7}'.repeat(68)}…`, 'name: Quill0'])
  expect(told).toHaveLength(50)
  expect(await found(students)).toEqual([told])
  expect(was.read).toBe(1)
})
