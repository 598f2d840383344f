/** A long article opens with the marks of its beginning, and has the others soon: whatever happens in between, they are right then. */

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { LaterMarks } from '../../client/editor/later-marks.ts'
import { suggestionCardsOf } from '../../client/editor/suggestion-cards.ts'
import { must } from '../../shared/assert.ts'
import { playOnPages } from './suggesting.ts'
import { articleOf, schema, Tab } from './tab.ts'

const BLOCKS = 400
const FIRST = 60

/** What is drawn of suggestions, and of cards. */
function drawn(tab: Tab): readonly string[] {
  const plugin = must(
    tab.state.plugins.find((one) => (one as unknown as { key: string }).key.startsWith('suggestions')),
    'the marks',
  )
  return plugin
    .getState(tab.state)
    .find()
    .map(
      ({ from, to, spec }: { from: number; to: number; spec: { of: string } }) => `${from} ${to} ${spec.of}`,
    )
    .sort()
}
const cardsOf = (tab: Tab) => JSON.stringify(suggestionCardsOf(tab.binding).list())
const opened = (tab: Tab) => new Tab(Y.encodeStateAsUpdate(tab.doc), 900_002)
const blocksDrawn = (tab: Tab) =>
  new Set(drawn(tab).map((mark) => tab.state.doc.resolve(Number(mark.split(' ')[0]) + 1).index(0))).size

/** An article in each block of which something is suggested. */
function suggestedOn(): Uint8Array {
  const bare = articleOf(
    { kind: 'headline', text: 'Head' },
    ...Array.from({ length: BLOCKS - 1 }, (_, i) => `w${i} and more`),
  )
  const tab = new Tab(bare, 4_097, { captureMs: 0, mayEdit: false, isMeasured: true })
  for (let block = 0; block < BLOCKS; block++) tab.change((tr) => tr.insertText('new', tab.before(block) + 3))
  return Y.encodeStateAsUpdate(tab.doc)
}
const article = suggestedOn()
const late = (client = 8_001) =>
  new Tab(article, client, { captureMs: 0, marksFirst: FIRST, isMeasured: true })

it('the marks of the first blocks are there at once, the others a hundred at a time, and then all', () => {
  const tab = late()
  suggestionCardsOf(tab.binding)
  expect(blocksDrawn(tab)).toBe(FIRST)
  expect(tab.binding.isMarked).toBe(false)
  const steps: number[] = []
  while (!tab.binding.isMarked) {
    tab.idle()
    steps.push(blocksDrawn(tab))
  }
  expect(steps).toEqual([160, 260, 360, 400])
  expect(drawn(tab)).toEqual(drawn(opened(tab)))
  expect(cardsOf(tab)).toBe(cardsOf(opened(tab)))
  const before = tab.state
  tab.idle()
  expect(tab.state).toBe(before)
})

it('where somebody writes in the meantime it is marked at once, and the rest is in its turn', () => {
  const tab = late()
  suggestionCardsOf(tab.binding)
  const far = tab.before(300) + 1
  tab.change((tr) => tr.insertText('mine', far))
  expect(blocksDrawn(tab)).toBeGreaterThan(FIRST)
  tab.change((tr) => tr.split(tab.before(200) + 2))
  tab.change((tr) => tr.delete(tab.before(100), tab.before(120)))
  tab.change((tr) => tr.addMark(tab.before(350) + 1, tab.before(350) + 3, schema.marks.bold!.create()))
  tab.binding.undo()
  tab.binding.redrawMarks() // another colour
  while (!tab.binding.isMarked) tab.idle()
  expect(drawn(tab)).toEqual(drawn(opened(tab)))
  expect(cardsOf(tab)).toBe(cardsOf(opened(tab)))
})

it('where an input method is at work it is marked when that is done', async () => {
  const tab = late()
  tab.select(tab.before(200) + 2)
  tab.composing = true
  while (!tab.binding.isMarked) tab.idle()
  expect(drawn(tab)).not.toEqual(drawn(opened(tab)))
  tab.composing = false
  tab.binding.plugins[0]?.props.handleDOMEvents?.compositionend?.call({} as never, {} as never, {} as never)
  await Promise.resolve()
  expect(drawn(tab)).toEqual(drawn(opened(tab)))
})

/** Opens with its first block's marks alone, and is idle now and then. */
class LateTab extends Tab {
  private steps = 0

  constructor(update: Uint8Array, client: number, options: ConstructorParameters<typeof Tab>[2] = {}) {
    super(update, client, { ...options, marksFirst: 1 })
    suggestionCardsOf(this.binding)
  }

  override check(): void {
    super.check()
    if (++this.steps % 9 === 0) this.idle()
    if (!this.binding.isMarked) return
    const fresh = opened(this)
    if (cardsOf(this) !== cardsOf(fresh)) throw new Error('cards: other than of a page that has just opened')
    if (drawn(this).join() !== drawn(fresh).join()) throw new Error('marks: other than of such a page')
  }
}
const play = (seed: number) => playOnPages(seed, LateTab)

it('in random sessions the marks are, once all are there, those of a page that has just opened', () => {
  for (const seed of [11, 12]) expect(play(seed).failures.join('\n'), `seed ${seed}`).toBe('')
})

it('planted: a page that forgets blocks which were to be marked later is caught', () => {
  const take = LaterMarks.prototype.take
  LaterMarks.prototype.take = function (count) {
    return take.call(this, count).slice(1)
  }
  try {
    const tab = late()
    while (!tab.binding.isMarked) tab.idle()
    expect(drawn(tab)).not.toEqual(drawn(opened(tab)))
  } finally {
    LaterMarks.prototype.take = take
  }
})
