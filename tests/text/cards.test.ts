/** Suggestions as cards: what is one and what is not, what each says, and that they are right after every change. */

import { splitBlock } from '@tiptap/pm/commands'
import { expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { BlockMarks } from '../../client/editor/block-marks.ts'
import { type PlacedCard, suggestionCardsOf } from '../../client/editor/suggestion-cards.ts'
import { type Summary, summaryOf } from '../../shared/article/cards.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { recordValue } from '../../shared/article/record.ts'
import { cardGapMs } from '../../shared/limits.ts'
import { playOnPages } from './suggesting.ts'
import { articleOf, newBlock, schema, show, Tab } from './tab.ts'
import { AL, together } from './together.ts'

const bold = () => schema.marks.bold!.create()
const cardsIn = (tab: Tab): readonly PlacedCard[] => suggestionCardsOf(tab.binding).list()
const said = (tab: Tab): readonly string[] =>
  cardsIn(tab).map((card) => summaryOf(card.parts).map(words).join('; '))

function words(summary: Summary): string {
  switch (summary.kind) {
    case 'add':
    case 'delete':
      return `${summary.kind} ${summary.text}`
    case 'replace':
      return `replace ${summary.old} with ${summary.text}`
    case 'insert':
    case 'remove':
      return `${summary.kind} ${summary.block}`
    case 'format':
      return `format ${summary.format} ${JSON.stringify(summary.value)}`
    case 'turn':
      return `turn into ${summary.into}`
    case 'attribute':
      return `${summary.of} ${summary.old} to ${summary.text}`
    default:
      return summary.kind
  }
}

type Deed = (tab: Tab) => void
const types =
  (at: string, offset: number, typed: string): Deed =>
  (tab) => {
    let place = tab.at(at, offset)
    for (const letter of typed) {
      tab.change((tr) => tr.insertText(letter, place))
      place += letter.length
    }
  }
const erases =
  (at: string, count: number): Deed =>
  (tab) =>
    tab.change((tr) => tr.delete(tab.at(at), tab.at(at) + count))
const enters =
  (at: string, offset: number): Deed =>
  (tab) => {
    tab.select(tab.at(at, offset))
    tab.run(splitBlock)
  }
const sets =
  (block: number, attributes: object): Deed =>
  (tab) =>
    tab.change((tr) =>
      tr.setNodeMarkup(tab.before(block), null, { ...tr.doc.child(block).attrs, ...attributes }),
    )

it.each<[string, readonly Deed[], readonly string[]]>([
  ['words that are typed', [types('one', 3, 'XY')], ['add XY']],
  ['typing on', [types('one', 3, 'X'), types('oneX', 4, 'Y')], ['add XY']],
  ['words in two places', [types('one', 3, 'X'), types('four', 4, 'Y')], ['add X', 'add Y']],
  ['words that go', [erases('one', 3)], ['delete one']],
  ['words that go on going', [erases('two', 1), erases('wo', 1)], ['delete tw']],
  [
    'words around words that have gone before',
    [
      erases('e two', 3),
      (tab) => tab.change((tr) => tr.addMark(tab.at('four'), tab.at('four', 4), bold())),
      erases('one two', 7),
    ],
    ['delete one two', 'format bold true'],
  ],
  [
    'words over words',
    [(tab) => tab.change((tr) => tr.insertText('1', tab.at('one'), tab.at('one', 3)))],
    ['replace one with 1'],
  ],
  [
    'words typed and then those behind them deleted',
    [types('one', 0, '1'), erases('one', 3)],
    ['replace one with 1'],
  ],
  [
    'a word made bold',
    [(tab) => tab.change((tr) => tr.addMark(tab.at('one'), tab.at('one', 3), bold()))],
    ['format bold true'],
  ],
  [
    'bold words',
    [(tab) => tab.change((tr) => tr.insert(tab.at('one', 3), schema.text('BB', [bold()])))],
    ['add BB; format bold true'],
  ],
  ['a break', [enters('one two', 3)], ['split']],
  ['two blocks made one', [(tab) => tab.change((tr) => tr.join(tab.before(3)))], ['merge']],
  [
    'two paragraphs of the same other kind',
    [
      (tab) => tab.change((tr) => tr.insert(tab.before(2), [newBlock({}, 'new'), newBlock({}, 'more')])),
      sets(2, { kind: 'h2' }),
      sets(3, { kind: 'h2' }),
    ],
    ['add new\nmore\n; turn into h2'],
  ],
  ['another kind', [sets(1, { kind: 'h2' })], ['turn into h2']],
  ['a list', [sets(1, { list: 'bullet' })], ['turn into bullet']],
  [
    'a rule',
    [(tab) => tab.change((tr) => tr.insert(tab.before(2), newBlock({ kind: 'rule' })))],
    ['insert rule'],
  ],
  [
    'a paragraph',
    [(tab) => tab.change((tr) => tr.insert(tab.before(2), newBlock({}, 'new')))],
    ['add new\n'],
  ],
])('%s', (_name, deeds, expected) => {
  const { al, ed, same } = together()
  for (const tab of [al, ed]) suggestionCardsOf(tab.binding)
  for (const deed of deeds) deed(al)
  same()
  expect(said(al)).toEqual(expected)
  expect(said(ed)).toEqual(expected)
  expect(cardsIn(ed).map(({ person }) => person)).toEqual(expected.map(() => 'al'))
})

it('what two people do in one place is two cards, each with its own words', () => {
  const { al, ed } = together()
  types('one', 3, 'X')(al)
  ed.doc.clientID = 4097
  types('oneX', 4, 'Y')(ed)
  expect(said(al)).toEqual(['add X', 'add Y'])
  expect(cardsIn(al).map(({ person }) => person)).toEqual(['al', 'ed'])
  ed.change((tr) => tr.delete(ed.at('X'), ed.at('X', 1)))
  expect(said(al)).toEqual(['add X', 'replace X with Y'])
})

it('what was typed long after is another card, and has its own time', () => {
  const { al, ed } = together()
  const begins = (at: number) => {
    const key = `${AL}.${[...suggestionsOf(al.doc).keys()].length + 100}`
    const clock = Y.getState(al.doc.store, AL)
    suggestionsOf(al.doc).set(key, recordValue({ kind: 'run', ranges: [], clock, at }))
  }
  begins(5_000)
  types('one', 3, 'X')(al)
  begins(5_000 + cardGapMs)
  types('oneX', 4, 'Y')(al)
  expect(said(ed)).toEqual(['add XY'])
  begins(5_000 + 3 * cardGapMs)
  types('oneXY', 5, 'Z')(al)
  expect(said(ed)).toEqual(['add XY', 'add Z'])
  expect(cardsIn(ed).map(({ at }) => at)).toEqual([5_000, 5_000 + 3 * cardGapMs])
})

it('a card keeps its id while somebody types on, before its words and behind them', () => {
  const { al, ed } = together()
  types('one', 3, 'X')(al)
  const [{ id } = { id: '' }] = cardsIn(ed)
  types('one', 3, 'W')(al)
  types('oneWX', 5, 'Y')(al)
  expect(cardsIn(ed).map((card) => card.id)).toEqual([id])
  expect(said(ed)).toEqual(['add WXY'])
})

it('knows which cards change words between quotation marks, by what the article says', () => {
  const update = articleOf({ kind: 'headline', text: 'Head' }, 'She “really won” today', 'plain')
  const tab = new Tab(update, AL, { captureMs: 0 })
  const changes = () => cardsIn(tab).map(({ changesQuotation }) => changesQuotation)
  types('She', 3, '!')(tab)
  types('today', 0, '?')(tab)
  expect(changes()).toEqual([false, false])
  types('won', 0, 'nearly ')(tab)
  expect(changes()).toEqual([false, true, false])
  erases('really', 6)(tab)
  types('plain', 5, ' “new”')(tab)
  expect(said(tab)).toEqual(['add !', 'delete really', 'add nearly ', 'add ?', 'add  “new”'])
  expect(changes()).toEqual([false, true, true, false, false])
})

it('the cards of what is selected are those whose words it touches', () => {
  const { al } = together()
  types('one', 3, 'X')(al)
  types('four', 4, 'Y')(al)
  const cards = suggestionCardsOf(al.binding)
  const at = (from: number, to: number) =>
    cards.between(cards.list(), from, to).map(({ parts }) => parts[0]?.text)
  expect(at(al.at('oneX'), al.at('oneX', 2))).toEqual([])
  expect(at(al.at('oneX', 4), al.at('oneX', 4))).toEqual(['X'])
  expect(at(0, al.state.doc.content.size)).toEqual(['X', 'Y'])
})

/** A tab whose cards are, after every change, what a page that has just opened sees. */
class TabWithCards extends Tab {
  constructor(...options: ConstructorParameters<typeof Tab>) {
    super(...options)
    suggestionCardsOf(this.binding)
  }

  override check(): void {
    super.check()
    const opened = new Tab(Y.encodeStateAsUpdate(this.doc), 900_002)
    const [seen, wanted] = [cardsIn(this), cardsIn(opened)].map((cards) => JSON.stringify(cards))
    if (seen !== wanted) throw new Error(`cards: ${seen}\nnot ${wanted}`)
  }
}

const play = (seed: number) => playOnPages(seed, TabWithCards)

it('after every change of random sessions they are what a page that has just opened sees', () => {
  for (const seed of [1, 2, 3, 4]) {
    const { failures, records } = play(seed)
    expect(failures.join('\n'), `seed ${seed}`).toBe('')
    expect(records).toBeGreaterThan(0)
  }
})

it('a page that draws the cards only of new words is caught', () => {
  const draw = vi.spyOn(BlockMarks.prototype, 'isBehind').mockReturnValue(false)
  expect([1, 2, 3].flatMap((seed) => play(seed).failures).join('\n')).toContain('cards: ')
  draw.mockRestore()
})

it('a preview shows, after every change, what the article would be with all of it, or without', () => {
  const { al, ed, server } = together()
  const previews = (['final', 'base'] as const).map((shows) => {
    const tab = new Tab(Y.encodeStateAsUpdate(server.doc), 9_000 + shows.length * 2, { shows })
    al.doc.on('update', (update: Uint8Array) => tab.receive(update))
    return { tab, shows }
  })
  const agree = () => {
    for (const { tab, shows } of previews) {
      const wanted = projectArticle(al.doc, shows, al.suggestions).map(({ kind, runs }) => [kind, runs])
      const seen = projectArticle(tab.doc, shows, tab.suggestions).map(({ kind, runs }) => [kind, runs])
      expect(seen).toEqual(wanted)
      tab.check()
    }
  }
  for (const deed of [
    types('one', 3, 'XY'),
    erases('two', 3),
    (tab: Tab) => tab.change((tr) => tr.addMark(tab.at('one'), tab.at('one', 3), bold())),
    sets(2, { kind: 'h3' }),
    enters('four', 2),
  ] satisfies Deed[]) {
    deed(al)
    agree()
  }
  ed.change((tr) => tr.insertText('Z', ed.at('ur')))
  agree()
  const [final] = previews
  expect(show(final!.tab.state.doc)).toBe('headline(Head) p([bold|one]XY ) h3(three) p(fo) p(Zur)')
})
