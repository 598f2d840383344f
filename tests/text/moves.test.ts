/** Cut and paste, and dragging, where something is suggested: what is moved stays what it was. */

import { describe, expect, it } from 'vitest'
import { Moves } from '../../client/editor/moves.ts'
import { textOf } from '../../shared/article/items.ts'
import { schema, type Tab } from './tab.ts'
import { AL, seen, together } from './together.ts'

const typed = (tab: Tab, words: string, offset: number, text: string) =>
  tab.change((tr) => tr.insertText(text, tab.at(words, offset)))

/** Cuts from one word up to another, and pastes it at a third. */
function moved(tab: Tab, [from, to]: readonly [number, number], place: () => number): void {
  const slice = tab.state.doc.slice(from, to)
  tab.change((tr) => tr.delete(from, to).setMeta('uiEvent', 'cut'))
  const at = place()
  tab.change((tr) => tr.replaceRange(at, at, slice).setMeta('paste', true).setMeta('uiEvent', 'paste'))
}

/** Drags it there in one go, as ProseMirror does. */
function dragged(tab: Tab, [from, to]: readonly [number, number], place: number): void {
  const slice = tab.state.doc.slice(from, to)
  tab.change((tr) => {
    tr.delete(from, to)
    const at = tr.mapping.map(place)
    return tr.replaceRange(at, at, slice).setMeta('uiEvent', 'drop')
  })
}

const WAYS = [
  [
    'cut and pasted',
    (tab: Tab, range: readonly [number, number], words: string, offset: number) =>
      moved(tab, range, () => tab.at(words, offset)),
  ],
  [
    'dragged',
    (tab: Tab, range: readonly [number, number], words: string, offset: number) =>
      dragged(tab, range, tab.at(words, offset)),
  ],
] as const

describe.each(WAYS)('by an editor, %s', (_way, move) => {
  it('suggested words are still suggested, and nothing is the article’s that was not', () => {
    const { al, ed, server, same } = together()
    typed(al, 'one', 3, 'SUG')
    move(ed, [ed.at('one'), ed.at(' two')], 'four', 4)
    same()
    expect(seen(server, 'marked')).toBe('headline(Head) p( two) h2(three) p(fouroneSUG)')
    expect(seen(server, 'base')).toBe('headline(Head) p( two) h2(three) p(fourone)')
  })

  it('what somebody proposes about the words goes with them', () => {
    const { al, ed, server, same } = together()
    al.change((tr) => tr.delete(al.at('ne'), al.at(' two')))
    al.change((tr) => tr.addMark(al.at('two'), al.at('two', 3), schema.marks.bold!.create()))
    expect(seen(server, 'final')).toBe('headline(Head) p(o [bold|two]) h2(three) p(four)')
    move(ed, [ed.at('one'), ed.at('two', 3)], 'four', 4)
    same()
    expect(seen(server, 'base')).toBe('headline(Head) p() h2(three) p(fourone two)')
    expect(seen(server, 'final')).toBe('headline(Head) p() h2(three) p(fouro [bold|two])')
  })

  it('the words of another keep their author', () => {
    const { al, ed, server, same } = together()
    typed(al, 'one', 3, 'SUG')
    server
      .decide('accept', [{ kind: 'insertion', ranges: [{ client: AL, clock: 0, length: 3 }] }])
      .forEach((update) => {
        for (const tab of [al, ed]) tab.receive(update)
      })
    move(ed, [ed.at('SUG'), ed.at(' two')], 'four', 4)
    same()
    expect(seen(server, 'base')).toBe('headline(Head) p(one two) h2(three) p(fourSUG)')
    expect(authorsOf(server)).toContain('SUG: al')
  })

  it('is taken back by undo and done again by redo, with whose it is and all that is proposed', () => {
    const { al, ed, server, same } = together()
    typed(al, 'one', 3, 'SUG')
    al.change((tr) => tr.delete(al.at('two'), al.at('two', 3)))
    const views = () => (['base', 'marked', 'final'] as const).map((view) => seen(server, view))
    const before = views()
    move(ed, [ed.at('one'), ed.at('two', 3)], 'four', 4)
    same()
    const after = views()
    for (let round = 0; round < 2; round++) {
      while (ed.binding.undo());
      same()
      expect(views()).toEqual(before)
      while (ed.binding.redo());
      same()
      expect(views()).toEqual(after)
    }
  })

  it('bold suggested words are bold where they come to, and still suggested', () => {
    const { al, ed, server, same } = together()
    al.change((tr) => tr.insert(al.at('one', 3), schema.text('BB', [schema.marks.bold!.create()])))
    ed.change((tr) => tr.addMark(ed.at('o'), ed.at('o', 1), schema.marks.bold!.create()))
    move(ed, [ed.at('one'), ed.at(' two')], 'four', 4)
    same()
    expect(seen(server, 'base')).toBe('headline(Head) p( two) h2(three) p(four[bold|o]ne)')
    expect(seen(server, 'marked')).toBe('headline(Head) p( two) h2(three) p(four[bold|o]neBB)')
  })
})

it('whole blocks are moved with the suggestions in them', () => {
  const { al, ed, server, same } = together()
  typed(al, 'one', 3, 'SUG')
  moved(ed, [ed.before(1), ed.before(2)], () => ed.before(3))
  same()
  expect(seen(server, 'marked')).toBe('headline(Head) h2(three) p(four) p(oneSUG two)')
  expect(seen(server, 'base')).toBe('headline(Head) h2(three) p(four) p(one two)')
})

it('what is pasted a second time, and what was only copied, the editor has written', () => {
  const { al, ed, server, same } = together()
  typed(al, 'one', 3, 'SUG')
  const slice = ed.state.doc.slice(ed.at('SUG'), ed.at(' two'))
  ed.change((tr) => tr.replaceRange(ed.at('four', 4), ed.at('four', 4), slice).setMeta('uiEvent', 'paste'))
  same()
  expect(seen(server, 'base')).toBe('headline(Head) p(one two) h2(three) p(fourSUG)')
  expect(authorsOf(server)).toContain('SUG: ed')
})

describe('by who suggests', () => {
  it('the article’s words are struck where they were and suggested where they come to', () => {
    const { al, server, same } = together()
    moved(al, [al.at('one'), al.at(' two')], () => al.at('four', 4))
    same()
    expect(seen(server, 'base')).toBe('headline(Head) p(one two) h2(three) p(four)')
    expect(seen(server, 'final')).toBe('headline(Head) p( two) h2(three) p(fourone)')
  })

  it('own suggested words are taken back and suggested anew', () => {
    const { al, server, same } = together()
    typed(al, 'one', 3, 'SUG')
    dragged(al, [al.at('SUG'), al.at(' two')], al.at('four', 4))
    same()
    expect(seen(server, 'marked')).toBe('headline(Head) p(one two) h2(three) p(fourSUG)')
    expect(seen(server, 'base')).toBe('headline(Head) p(one two) h2(three) p(four)')
  })
})

it('a page that forgets what it has cut is found: the suggestion is the article’s then', () => {
  const { recast } = Moves.prototype
  try {
    Moves.prototype.recast = (tokens) => tokens
    const { al, ed, server } = together()
    typed(al, 'one', 3, 'SUG')
    moved(ed, [ed.at('one'), ed.at(' two')], () => ed.at('four', 4))
    expect(seen(server, 'base')).toBe('headline(Head) p( two) h2(three) p(fouroneSUG)')
  } finally {
    Moves.prototype.recast = recast
  }
})

/** `words: person` for each run of text that lives. */
function authorsOf({ suggestions }: ReturnType<typeof together>['server']): string[] {
  const runs: string[] = []
  for (let item = suggestions.text._start; item !== null; item = item.right) {
    const words = item.deleted ? null : textOf(item)
    if (words !== null) runs.push(`${words}: ${suggestions.authorOf(item.id.client, item.id.clock)}`)
  }
  return runs
}
