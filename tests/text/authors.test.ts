/** Who wrote what, as it is drawn: after every key, delivery and decision it is what the article says [G4]. */

import { splitBlock } from '@tiptap/pm/commands'
import { describe, expect, it } from 'vitest'
import {
  type AuthorLook,
  authorAtCaret,
  authorMarks,
  tallyOf,
  toNextBy,
} from '../../client/editor/authors-view.ts'
import { authorsOf } from '../../shared/article/authors.ts'
import { IdSet } from '../../shared/article/idset.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import type { View } from '../../shared/article/view.ts'
import type { PersonId } from '../../shared/ids.ts'
import { playSuggesting } from './suggesting.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, Tab, type TabOptions } from './tab.ts'

const look = (person: PersonId | null): AuthorLook => ({
  name: person ?? 'nobody',
  sign: person?.[0] ?? '–',
  color: person === null ? null : 1,
})

const draw = (tab: Tab, own: PersonId | null = null) =>
  tab.binding.drawOver(authorMarks({ lookOf: look, own: () => own }))

/** Each block as it is drawn: `ed:3 nobody:5`, in the order of its characters. */
function drawn(tab: Tab): string[] {
  const marks = tab.binding.overlay.drawn(tab.state)
  return Array.from({ length: tab.blocks }, (_, block) => {
    const from = tab.before(block)
    const to = from + tab.state.doc.child(block).nodeSize
    const here = marks.find(from, to, ({ person }) => person !== undefined)
    return here
      .filter((mark) => mark.from > from && mark.to < to)
      .sort((a, b) => a.from - b.from)
      .map((mark) => `${mark.spec.person ?? 'nobody'}:${mark.to - mark.from}`)
      .join(' ')
  })
}

/** The same as the server would say it. */
const written = ({ doc, suggestions }: Tab, view: View): string[] =>
  authorsOf(suggestions, view, projectArticle(doc, view, suggestions)).map((authors) =>
    authors.map(({ person, units }) => `${person ?? 'nobody'}:${units}`).join(' '),
  )

/** Draws from its beginning, and fails where it is not what the article says. */
class DrawnTab extends Tab {
  private readonly view: View

  constructor(update: Uint8Array, client: number, options: TabOptions = {}) {
    super(update, client, options)
    this.view = options.shows ?? 'marked'
    draw(this)
  }

  override check(): void {
    super.check()
    const [shown, said] = [drawn(this), written(this, this.view)]
    if (shown.join('\n') !== said.join('\n')) throw new Error(`drawn ${shown}, written ${said}`)
  }
}

const ED = 4096
const AL = 2048

/** Two editors who have typed, and have heard from the server of each other. */
function together(): { server: SuggestingServer; ed: Tab; al: Tab; meet: () => void } {
  const update = articleOf({ kind: 'headline', text: 'Head' }, 'one two')
  const server = new SuggestingServer(update)
  server.reserve('ed' as PersonId, ED, ED + 1)
  server.reserve('al' as PersonId, AL, AL + 1)
  const ed = new Tab(update, ED)
  const al = new Tab(update, AL)
  const out: (readonly [PersonId, Uint8Array])[] = []
  for (const [tab, name] of [
    [ed, 'ed'],
    [al, 'al'],
  ] as const) {
    tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin === tab.binding) out.push([name as PersonId, emitted])
    })
  }
  const meet = () => {
    for (const [person, emitted] of out.splice(0)) {
      for (const one of server.receive({ person, role: 'editor' }, emitted).updates) {
        ed.receive(one)
        al.receive(one)
      }
    }
  }
  return { server, ed, al, meet }
}

const types = (tab: Tab, words: string, offset: number, typed: string) =>
  tab.change((tr) => tr.insertText(typed, tab.at(words, offset)))

describe('who wrote what', () => {
  it('is drawn of all there is when it is asked for, and nothing of it is left afterwards', () => {
    const { ed, al, meet } = together()
    types(ed, 'one', 3, 'XY')
    types(al, 'two', 3, 'Z')
    meet()
    draw(al)
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4 al:1'])
    al.binding.drawOver(null)
    expect(al.binding.overlay.drawn(al.state).find()).toEqual([])
  })

  it('[G4] follows a split and a join, and undo by somebody else gives words back to their author', () => {
    const { ed, al, meet } = together()
    draw(al)
    types(ed, 'one', 3, 'XY')
    meet()
    al.select(al.at('XY', 1))
    al.run(splitBlock)
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:3 ed:1', 'ed:1 nobody:4'])
    al.change((tr) => tr.join(al.before(2)))
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
    al.binding.closeUndoStep()
    al.change((tr) => tr.delete(al.at('XY'), al.at('XY', 2)))
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:7'])
    al.binding.undo()
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
    meet()
    expect(drawn(al)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
  })

  it('calls what one has just typed one’s own, before the article says whose it is', () => {
    const { ed, meet } = together()
    draw(ed, 'ed' as PersonId)
    types(ed, 'one', 3, 'XY')
    expect(drawn(ed)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
    meet()
    expect(drawn(ed)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
  })

  it('is drawn anew when the article says later whose a client is', () => {
    const { ed, meet } = together()
    types(ed, 'one', 3, 'XY')
    draw(ed)
    expect(drawn(ed)).toEqual(['nobody:4', 'nobody:9'])
    meet()
    expect(drawn(ed)).toEqual(['nobody:4', 'nobody:3 ed:2 nobody:4'])
  })

  it('leaves an emoji and a syllable whole where a stretch begins', () => {
    const { ed } = together()
    draw(ed, 'ed' as PersonId)
    for (const letter of ['👩‍👩‍👧', '🇰🇷', '\u1112\u1161\u11ab']) {
      types(ed, 'one', 3, `${letter}!`)
      const at = ed.at(letter)
      const [start] = ed.binding.overlay
        .drawn(ed.state)
        .find(at, at + 1, ({ person }) => person === undefined)
      expect(ed.state.doc.textBetween(start!.from, start!.to)).toBe(letter)
      ed.change((tr) => tr.delete(at, at + letter.length + 1))
    }
  })

  it('is counted, is told of the caret, and leads from one stretch to the next and round', () => {
    const { ed, al, meet } = together()
    types(ed, 'Head', 4, 'line')
    types(al, 'two', 3, 'Z')
    types(ed, 'one', 0, 'X')
    meet()
    draw(al)
    const { overlay } = al.binding
    const [edId, alId] = ['ed', 'al'] as PersonId[]
    expect(tallyOf(overlay, al.state)).toEqual([
      { person: 'ed', units: 5 },
      { person: 'al', units: 1 },
      { person: null, units: 11 },
    ])
    al.select(al.at('line'))
    expect(authorAtCaret(overlay, al.state)).toBe(null)
    al.select(al.at('line', 4))
    expect(authorAtCaret(overlay, al.state)).toBe(edId)
    al.select(al.at('X'))
    expect(authorAtCaret(overlay, al.state)).toBe(edId)
    const nextBy = (person: PersonId | undefined) => {
      al.dispatch(toNextBy(overlay, al.state, person ?? null)!)
      const { from, to } = al.state.selection
      return al.state.doc.textBetween(from, to)
    }
    expect([nextBy(edId), nextBy(edId), nextBy(alId), nextBy(edId)]).toEqual(['line', 'X', 'Z', 'line'])
    expect(toNextBy(overlay, al.state, 'nobody here' as PersonId)).toBe(null)
  })

  it('waits with the block in which somebody composes, and is right when they have done', () => {
    const { ed, al, meet } = together()
    draw(al)
    al.select(al.at('one'))
    al.composing = true
    types(ed, 'Head', 4, '!')
    meet()
    types(al, 'one', 3, '한')
    expect(drawn(al)).toEqual(['nobody:4 ed:1', 'nobody:8'])
    al.composing = false
    types(al, '한', 1, '글')
    meet()
    expect(drawn(al)).toEqual(['nobody:4 ed:1', 'nobody:3 al:2 nobody:4'])
  })

  type NewTab = (...made: ConstructorParameters<typeof DrawnTab>) => Tab
  const play = (seed: number, newTab: NewTab) =>
    playSuggesting(seed, { steps: 100, latency: 4, check: 'always', decisions: 6, newTab })

  it('[G4] is what the article says at every step of sessions of editors, suggesters, readers and decisions', () => {
    const reached = { decisions: 0, toggles: 0, records: 0 }
    for (let seed = 1; seed <= 5; seed++) {
      const outcome = play(seed, (...made) => new DrawnTab(...made))
      expect([seed, outcome.failures]).toEqual([seed, []])
      reached.decisions += outcome.decisions
      reached.toggles += outcome.toggles
      reached.records += outcome.records
    }
    for (const count of Object.values(reached)) expect(count).toBeGreaterThan(3)
  }, 120_000)

  it('planted: a page that does not hear whose a client is, and one that only moves what it has drawn, are found', () => {
    class Deaf extends DrawnTab {
      constructor(...made: ConstructorParameters<typeof DrawnTab>) {
        super(...made)
        const feed = this.suggestions.feed.bind(this.suggestions)
        this.suggestions.feed = (change) => {
          const reading = feed(change)
          return reading && { ...reading, reauthored: new IdSet() }
        }
      }
    }
    class Moving extends DrawnTab {
      constructor(...made: ConstructorParameters<typeof DrawnTab>) {
        super(...made)
        this.binding.overlay.isBehind = () => false
      }
    }
    expect(play(1, (...made) => new Deaf(...made)).failures).not.toEqual([])
    expect(play(1, (...made) => new Moving(...made)).failures).not.toEqual([])
  })
})
