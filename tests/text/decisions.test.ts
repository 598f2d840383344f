/** What tabs make of decisions: what is taken away goes, comes back when the decision is taken back, and by nothing else. */

import { describe, expect, it } from 'vitest'
import type { Subject } from '../../server/room/decisions.ts'
import type { Reversal } from '../../server/room/reversal.ts'
import { anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { playAllSuggesting, WAYS } from './suggesting.soak.ts'
import { playSuggesting } from './suggesting.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, show, type Tab, Tab as TabOf } from './tab.ts'
import { AL, ARTICLE, BASE, seen, together } from './together.ts'

type Together = ReturnType<typeof together>

/** The server's word, at both tabs at once. */
function decide(
  { server, al, ed }: Together,
  verb: 'accept' | 'reject',
  ...subjects: readonly Subject[]
): void {
  for (const update of server.decide(verb, subjects)) for (const tab of [al, ed]) tab.receive(update)
}
function reopen({ server, al, ed }: Together, index?: number): void {
  for (const update of server.reopen(index)) for (const tab of [al, ed]) tab.receive(update)
}
const typed = (clock: number, length: number): Subject => ({
  kind: 'insertion',
  ranges: [{ client: AL, clock, length }],
})
const record = (number: number): Subject => ({ kind: 'record', key: `${AL}.${number}`, seen: null })
const types = (tab: Tab, words: string, offset: number, text: string) =>
  tab.change((tr) => tr.insertText(text, tab.at(words, offset)))
const erases = (tab: Tab, words: string, count: number) =>
  tab.change((tr) => tr.delete(tab.at(words), tab.at(words, count)))
const views = (tab: Pick<Tab, 'doc' | 'suggestions'>) =>
  (['base', 'marked', 'final'] as const).map((view) => seen(tab, view))

describe('what a decision takes away', () => {
  it('goes from every tab, with a caret in it, and comes back when that is taken back', () => {
    const all = together()
    const { al, ed, server, same } = all
    types(al, 'one', 3, 'SUG')
    const before = views(server)
    al.select(al.at('SUG', 2))
    ed.select(ed.at('SUG', 1))
    decide(all, 'reject', typed(0, 3))
    same()
    expect(show(ed.state.doc)).toBe(BASE)
    for (const tab of [al, ed]) expect(tab.state.selection.from).toBe(tab.at(' two'))
    types(al, ' two', 0, 'x')
    same()
    reopen(all)
    same()
    expect(seen(server, 'marked')).toContain('SUG')
    al.binding.undo()
    same()
    expect(views(server)).toEqual(before)
  })

  it('is the article’s words, too: an accepted deletion', () => {
    const all = together()
    const { al, server, same } = all
    erases(al, 'one', 4)
    const before = views(server)
    decide(all, 'accept', record(0))
    same()
    expect(views(server)).toEqual(Array(3).fill('headline(Head) p(two) h2(three) p(four)'))
    reopen(all)
    same()
    expect(views(server)).toEqual(before)
  })

  it('waits while somebody composes there, and is gone when they have', () => {
    const all = together()
    const { al, ed, server, same } = all
    types(al, 'one', 3, 'SUG')
    al.select(al.at('SUG', 3))
    al.composing = true
    types(al, 'SUG', 3, 'ㅎ')
    decide(all, 'reject', typed(0, 3))
    expect(show(al.state.doc)).toContain('oneSUGㅎ')
    expect(show(ed.state.doc)).toContain('oneㅎ two')
    types(al, 'SUG', 4, 'ㅏ')
    al.composing = false
    types(al, 'Head', 4, '!') // what has waited is drawn with it
    same()
    expect(seen(server, 'marked')).toBe('headline(Head!) p(oneㅎㅏ two) h2(three) p(four)')
  })

  it('does not come back by undo and redo of who had typed it', () => {
    const all = together()
    const { al, server, same } = all
    types(al, 'one', 3, 'SUG')
    decide(all, 'reject', typed(0, 3))
    for (const step of [() => al.binding.undo(), () => al.binding.redo()]) {
      step()
      same()
      expect(views(server)).toEqual([BASE, BASE, BASE])
    }
    al.binding.undo()
    reopen(all)
    same()
    expect(seen(server, 'marked')).toBe(BASE) // its author has taken it back
    al.binding.redo()
    same()
    expect(seen(server, 'marked')).toContain('oneSUG')
  })

  it('does not come back by undo and redo of an editor who had typed it', () => {
    const all = together()
    const { al, ed, server, same } = all
    types(ed, 'one', 3, 'ED')
    erases(al, 'ED', 2)
    decide(all, 'accept', record(0))
    for (const step of [() => ed.binding.undo(), () => ed.binding.redo()]) {
      step()
      same()
      expect(views(server)).toEqual([BASE, BASE, BASE])
    }
    reopen(all)
    same()
    expect(seen(server, 'base')).toContain('oneED')
  })

  it('does not come back by undo of who had proposed to delete it', () => {
    const all = together()
    const { al, server, same } = all
    erases(al, 'one', 4)
    decide(all, 'accept', record(0))
    const after = views(server)
    for (const step of [() => al.binding.undo(), () => al.binding.redo()]) {
      step()
      same()
      expect(views(server)).toEqual(after)
    }
  })

  it('may be on its way of being deleted by an editor: it is, and stays away', () => {
    const all = together()
    const { al, ed, server } = all
    erases(al, 'one', 4)
    const updates = server.decide('accept', [record(0)])
    erases(ed, 'one', 4) // before they hear of it
    for (const update of updates) for (const tab of [al, ed]) tab.receive(update)
    all.same()
    const after = views(server)
    expect(after[0]).toBe('headline(Head) p(two) h2(three) p(four)')
    reopen(all)
    all.same()
    expect(views(server)).toEqual(after)
  })

  it('a thread on it is detached, and covers it again when that is taken back', () => {
    const all = together()
    const { al, server } = all
    types(al, 'one', 3, 'SUG')
    const anchor = anchorFor(server.suggestions, { ranges: [AL, 0, 3] })
    decide(all, 'reject', typed(0, 3))
    expect(anchoredText(server.suggestions, anchor)).toBeNull()
    reopen(all)
    expect(anchoredText(server.suggestions, anchor)).toBe('SUG')
  })

  it('a reader of the article without suggestions sees it go and come, and what is typed beside it', () => {
    const all = together()
    const { al, ed, server } = all
    const reader = new TabOf(articleOf(...ARTICLE), 900_000, { shows: 'base' })
    server.doc.on('update', (update: Uint8Array) => {
      reader.receive(update)
      reader.check()
    })
    erases(al, 'one', 4)
    decide(all, 'accept', record(0))
    expect(show(reader.state.doc)).toBe('headline(Head) p(two) h2(three) p(four)')
    types(ed, 'two', 0, 'x')
    types(al, 'two', 0, 'y')
    expect(show(reader.state.doc)).toBe('headline(Head) p(xtwo) h2(three) p(four)')
    reopen(all)
    expect(show(reader.state.doc)).toContain('one ')
    all.same()
  })
})

describe('an acceptance that is taken back', () => {
  it('while an editor deletes what was accepted: they are not refused, and it is gone', () => {
    const all = together()
    const { al, ed, server } = all
    types(al, 'one', 3, 'SUG')
    decide(all, 'accept', typed(0, 3))
    const updates = server.reopen()
    erases(ed, 'UG', 2) // the article's, as far as they know
    for (const update of updates) for (const tab of [al, ed]) tab.receive(update)
    all.same()
    expect(seen(server, 'base')).toBe(BASE)
    expect(seen(server, 'marked')).toContain('oneS two')
  })

  it('of a part of a record, while its author extends the rest: neither is lost', () => {
    const all = together()
    const { al, ed, server } = all
    erases(al, 'one', 3)
    const key = `${AL}.0`
    const first = server.suggestions.record(key)!.ranges[0]!
    decide(all, 'reject', { kind: 'record', key, seen: [{ ...first, length: 1 }] })
    const updates = server.reopen()
    al.doc.transact(() => {
      const { i } = suggestionsOf(al.doc).get(key) as { i: number[] }
      suggestionsOf(al.doc).set(key, { t: 'del', i: [...i, SERVER_CLIENT, first.clock + 4, 1] })
    }, {})
    for (const update of updates) for (const tab of [al, ed]) tab.receive(update)
    all.same()
    expect(seen(server, 'final')).toBe('headline(Head) p( wo) h2(three) p(four)')
  })
})

describe('sessions in which decisions are taken back', () => {
  it('[C1] [C2] [C3] [G1] [G2] 10 sessions: what was decided and taken back, the last first, is as it was; in any order no word is lost', () => {
    const failures: string[] = []
    const totals = playAllSuggesting(1, 10, 'always', (line) => failures.push(line), {
      reopens: true,
    })
    expect(failures).toEqual([])
    expect(totals.decisions).toBeGreaterThan(25)
    expect(totals.reopened).toBeGreaterThan(10)
  })

  /** From which session on each mistake is made, and found within a few. */
  const FORGOTTEN: Readonly<Record<keyof Reversal, number>> = {
    accepted: 1,
    removed: 1,
    records: 1,
    formats: 1,
    attributes: 1,
    written: 1,
    bare: 12,
  }

  it.each(Object.entries(FORGOTTEN))('a server that forgets what was %s is found', (part, seed) => {
    const original = SuggestingServer.prototype.reopen
    SuggestingServer.prototype.reopen = function (this: SuggestingServer, index = this.reversals.length - 1) {
      this.reversals[index] = JSON.stringify({ ...JSON.parse(this.reversals[index]!), [part]: [] })
      return original.call(this, index)
    }
    try {
      const failures: string[] = []
      for (let i = seed; i < seed + 12 && failures.length === 0; i++)
        failures.push(
          ...playSuggesting(i, { ...WAYS[i % WAYS.length]!, steps: 110, check: 'end', reopens: true })
            .failures,
        )
      expect(failures).not.toEqual([])
    } finally {
      SuggestingServer.prototype.reopen = original
    }
  })
})
