/** What an editor did without a connection and may not do any more is suggested: what each deed becomes, and random sessions. */

import { splitBlock } from '@tiptap/pm/commands'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { ArticleBinding } from '../../client/editor/binding.ts'
import { OwnRecords } from '../../client/editor/own-records.ts'
import { changeOf, type Unsent } from '../../client/editor/unsent-change.ts'
import { projectArticle, type View } from '../../shared/article/projection.ts'
import type { PersonId } from '../../shared/ids.ts'
import { playAllOffered } from './offered.soak.ts'
import { playOffered } from './offered.ts'
import { articleOf, newBlock, schema, Tab } from './tab.ts'

const ED = 'ed' as PersonId
const EVEN = 4096
const FRESH = 5001

function seen({ doc, suggestions }: Tab, view: View): string {
  return projectArticle(doc, view, suggestions)
    .map(({ kind, runs }) => {
      const words = runs.map((run) => {
        const formats = Object.keys(run.formats).join()
        const content = 'text' in run ? run.text : '<br>'
        return formats === '' ? content : `[${formats}|${content}]`
      })
      return `${kind}(${words.join('')})`
    })
    .join(' ')
}

type Deed = (tab: Tab) => void
const start = articleOf({ kind: 'headline', text: 'Head' }, 'one two', { kind: 'h2', text: 'three' }, 'four')
const BASE = 'headline(Head) p(one two) h2(three) p(four)'

/** The article that another editor has, after the one's work was refused and suggested. */
function comeBack(work: readonly Deed[], meanwhile: readonly Deed[] = []) {
  const ed = new Tab(start, EVEN)
  for (const deed of work) deed(ed)
  const other = new Tab(start, 6000)
  for (const deed of meanwhile) deed(other)
  const back = new Tab(Y.encodeStateAsUpdate(other.doc), FRESH, { mayEdit: false })
  const unsent: Unsent = {
    updates: [Y.encodeStateAsUpdate(ed.doc)],
    ids: [{ client: EVEN, clock: 0, length: 10_000 }],
  }
  const base = seen(back, 'base')
  const outcome = back.binding.suggest(unsent, ED, changeOf)
  back.check()
  expect(seen(back, 'base')).toBe(base)
  return { back, outcome, unsent }
}

const types =
  (words: string, offset: number, typed: string): Deed =>
  (tab) =>
    tab.change((tr) => tr.insertText(typed, tab.at(words, offset)))
const erases =
  (words: string, count: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.delete(tab.at(words), tab.at(words, count)))
const enters =
  (words: string, offset: number): Deed =>
  (tab) => {
    tab.select(tab.at(words, offset))
    tab.run(splitBlock)
  }
const bold: Deed = (tab) =>
  tab.change((tr) => tr.addMark(tab.at('one'), tab.at('one', 3), schema.marks.bold!.create()))
const retypes: Deed = (tab) => tab.change((tr) => tr.setNodeAttribute(tab.before(2), 'kind', 'h3'))
const undoes: Deed = (tab) => tab.binding.undo()

const DEEDS: readonly (readonly [name: string, work: readonly Deed[], final: string])[] = [
  ['what was typed', [types('one', 3, 'X')], 'headline(Head) p(oneX two) h2(three) p(four)'],
  ['what was deleted', [erases('one', 4)], 'headline(Head) p(two) h2(three) p(four)'],
  ['what was made bold', [bold], 'headline(Head) p([bold|one] two) h2(three) p(four)'],
  ['a block of another kind', [retypes], 'headline(Head) p(one two) h3(three) p(four)'],
  ['a paragraph that was split', [enters('one', 3)], 'headline(Head) p(one) p( two) h2(three) p(four)'],
  [
    'a new paragraph with words',
    [enters('four', 4), (tab) => tab.change((tr) => tr.insertText('five'))],
    'headline(Head) p(one two) h2(three) p(four) p(five)',
  ],
  [
    'two blocks that were joined',
    [(tab) => tab.change((tr) => tr.join(tab.before(3)))],
    'headline(Head) p(one two) h2(threefour)',
  ],
  [
    'a first block that was put before',
    [(tab) => tab.change((tr) => tr.insert(0, newBlock({}, 'new')))],
    'p(new) headline(Head) p(one two) h2(three) p(four)',
  ],
  [
    'words in bold',
    [(tab) => tab.change((tr) => tr.insert(tab.at('two'), schema.text('B', [schema.marks.bold!.create()])))],
    'headline(Head) p(one [bold|B]two) h2(three) p(four)',
  ],
]

describe('suggesting what was refused', () => {
  it.each(DEEDS)('%s', (_name, work, final) => {
    const { back, outcome } = comeBack(work)
    expect(outcome).toBe('suggested')
    expect(seen(back, 'base')).toBe(BASE)
    expect(seen(back, 'final')).toBe(final)
    back.binding.undo()
    expect(seen(back, 'final')).toBe(BASE)
    expect(back.binding.canUndo).toBe(false)
  })

  it('each thing can be decided by itself', () => {
    const { back } = comeBack([erases('one', 4), erases('four', 4), types('three', 0, 'X')])
    expect([...back.suggestions.all].map(({ record }) => record.kind)).toEqual(['delete', 'delete'])
  })

  it('words stand where they were typed, whatever others have done around them', () => {
    const work = [types('two', 1, 'X'), types('three', 5, 'Y')]
    const { back } = comeBack(work, [types('one', 0, 'zero '), erases('two', 3), retypes])
    expect(seen(back, 'final')).toBe('headline(Head) p(zero one X) h3(threeY) p(four)')
  })

  it('words whose paragraph somebody has deleted come into one of their own', () => {
    const gone: Deed = (tab) => tab.change((tr) => tr.delete(tab.before(1), tab.before(2)))
    const { back } = comeBack([types('two', 1, 'X')], [gone])
    expect(seen(back, 'final')).toBe('headline(Head) p(X) h2(three) p(four)')
  })

  it('what was done and undone is nothing, and neither is what was suggested already', () => {
    expect(comeBack([erases('one', 4), undoes]).outcome).toBe('nothing')
    const { back, unsent } = comeBack([bold, erases('two', 3), retypes])
    expect(back.binding.suggest({ ...unsent, ids: [] }, ED, changeOf)).toBe('nothing')
  })

  it('what stands on something that is not there has no place', () => {
    const [whole] = comeBack([types('one', 3, 'X'), types('oneX', 4, 'Y')]).unsent.updates
    const later = Y.diffUpdate(whole!, Y.encodeStateVector(new Map([[EVEN, 1]]) as never))
    const back = new Tab(start, FRESH, { mayEdit: false })
    expect(back.binding.suggest({ updates: [later], ids: [] }, ED, changeOf)).toBe('unfit')
    expect(seen(back, 'final')).toBe(BASE)
  })
})

describe('random sessions of an editor who comes back as a suggester', () => {
  it('[C3] [G1] lose no character that was typed, move nothing, and are admitted', () => {
    const found: string[] = []
    const totals = playAllOffered(1, 40, (line) => found.push(line))
    expect(found).toEqual([])
    expect(totals.typed).toBeGreaterThan(500)
    expect(totals.suggestions).toBeGreaterThan(300)
  }, 120_000)

  it('[G2] where nobody else suggests, accepting all gives what would be, had it been taken', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { same, failures } = playOffered(seed, { steps: 15, others: 'editor', toggles: false })
      expect([seed, same, failures]).toEqual([seed, true, []])
    }
  }, 120_000)

  it('find a page that leaves out the last character, and one that deletes nothing', () => {
    const { suggest } = ArticleBinding.prototype
    ArticleBinding.prototype.suggest = function (unsent, person, compare) {
      const ids = unsent.ids.map((range) => ({ ...range, length: range.length - 1 }))
      return suggest.call(this, { ...unsent, ids }, person, compare)
    }
    try {
      expect(playAllOffered(1, 8, () => {}).failed).toBeGreaterThan(0)
    } finally {
      ArticleBinding.prototype.suggest = suggest
    }
    const original = OwnRecords.prototype.delete
    OwnRecords.prototype.delete = () => {}
    try {
      const failures = [1, 2, 3, 4, 5, 6].flatMap(
        (seed) => playOffered(seed, { steps: 15, others: 'nobody', toggles: false }).failures,
      )
      expect(failures.join()).toContain('not deleted')
    } finally {
      OwnRecords.prototype.delete = original
    }
  }, 120_000)
})
