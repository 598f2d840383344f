/** Anchors: a thread covers its own words through whatever happens to them, or nothing [G3]. */

import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { fromBase64, toBase64 } from 'lib0/buffer'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { threadsOf } from '../../client/editor/thread-marks.ts'
import { Aliases } from '../../shared/article/aliases.ts'
import { anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import { AnchorIndex } from '../../shared/article/anchor-index.ts'
import { Refused } from '../../shared/refusals.ts'
import { AnchoredArticle, COMMANDS, playAnchored, WHENS } from './anchored.ts'
import { playAllAnchored, playAnchoredSessions } from './anchors.soak.ts'
import { AL, together } from './together.ts'

/** Its letters are there once each; the thread is on DEFGH. */
const ARTICLE = [
  { kind: 'headline', text: 'TITLE'.toLowerCase() },
  { kind: 'p', list: 'bullet', indent: 1, text: 'ABCDEFGHJK' },
  'MNOPQRS',
] as const

const PLACES: Readonly<Record<string, readonly [from: number, to: number]>> = {
  'a caret before it': [1, 1],
  'words before it': [1, 3],
  'a caret at its start': [3, 3],
  'a caret inside it': [5, 5],
  'words inside it': [4, 6],
  'words across its start': [1, 5],
  'words across its end': [6, 10],
  'words over it and more blocks': [1, 14],
}

const TABLE = Object.keys(COMMANDS).flatMap((command) =>
  WHENS.flatMap((when) => Object.keys(PLACES).map((place) => [command, place, when] as const)),
)

describe('a thread on words', () => {
  it.each(TABLE)('[G3] %s at %s, %s: its words, less what was deleted', (command, place, when) => {
    const article = new AnchoredArticle(ARTICLE)
    const start = article.commenter.at('DEFGH')
    article.select(start, start + 5)
    article.play(when, () => {
      const [from, to] = PLACES[place]!
      const block = article.editor.at('ABCDEFGHJK')
      article.editor.select(block + from, block + to)
      article.editor.run(COMMANDS[command]!)
    })
    expect(article.failures()).toEqual([])
    while (article.editor.binding.undo());
    article.deliver()
    expect(article.failures()).toEqual([])
    expect(article.covered()).toBe('DEFGH')
  })

  const onDEFGH = () => {
    const article = new AnchoredArticle(ARTICLE)
    const start = article.commenter.at('DEFGH')
    article.select(start, start + 5)
    article.begin()
    return article
  }

  it('what is typed inside it is not its words, and it keeps both sides', () => {
    const article = onDEFGH()
    article.editor.change((tr) => tr.insertText('xyz', article.editor.at('FGH')))
    article.deliver()
    expect(article.failures()).toEqual([])
    expect(article.covered()).toBe('DEFGH')
    const { from, to } = threadsOf(article.editor.binding).places().get('t')!
    expect(article.editor.state.doc.textBetween(from, to)).toBe('DExyzFGH')
  })

  it('cut and pasted elsewhere it is attached, in between it is detached; pasted again it is not on both', () => {
    const article = onDEFGH()
    const { editor } = article
    const slice = editor.state.doc.slice(editor.at('ABC'), editor.at('JK'))
    editor.change((tr) => tr.delete(editor.at('ABC'), editor.at('JK')).setMeta('uiEvent', 'cut'))
    article.deliver()
    expect(anchoredText(article.server.suggestions, article.anchor!)).toBeNull()
    expect(threadsOf(editor.binding).places().has('t')).toBe(false)
    const paste = () => {
      const at = editor.at('MNOPQRS', 7)
      editor.change((tr) => tr.replaceRange(at, at, slice).setMeta('paste', true).setMeta('uiEvent', 'paste'))
      article.deliver()
    }
    paste()
    expect(article.failures()).toEqual([])
    expect(article.covered()).toBe('DEFGH')
    paste()
    expect(article.covered()).toBe('DEFGH')
  })

  it('deleted it is detached, undone it is attached, redone detached', () => {
    const article = onDEFGH()
    const { editor } = article
    editor.change((tr) => tr.delete(editor.at('ABC'), editor.at('K')))
    for (const [act, left] of [
      [() => {}, ''],
      [() => editor.binding.undo(), 'DEFGH'],
      [() => editor.binding.redo(), ''],
      [() => editor.binding.undo(), 'DEFGH'],
    ] as const) {
      act()
      article.deliver()
      expect(article.failures()).toEqual([])
      expect(article.covered()).toBe(left)
    }
  })

  it('begun on words that were deleted by then is attached when they come back', () => {
    const article = onDEFGH()
    const { editor, server } = article
    editor.change((tr) => tr.delete(editor.at('DEFGH'), editor.at('JK')))
    article.deliver()
    const anchor = anchorFor(server.suggestions, { ranges: article.anchor!.ranges })
    expect([anchoredText(server.suggestions, anchor), anchor.quote]).toEqual([null, ''])
    editor.binding.undo()
    article.deliver()
    expect(anchoredText(server.suggestions, anchor)).toBe('DEFGH')
  })

  it('of three that overlap each covers its own, and what they share is on all three', () => {
    const article = onDEFGH()
    const { server, editor } = article
    const threads = (['ABCDE', 'CDEFG', 'EFGHJ'] as const).map((words, i) => {
      editor.select(editor.at(words), editor.at(words, 5))
      const { ranges } = threadsOf(editor.binding).selected() as { ranges: readonly number[]; quote: string }
      return { id: `t${i}`, ranges: anchorFor(server.suggestions, { ranges }).ranges, state: 'open' as const }
    })
    threadsOf(editor.binding).show(threads, 't1')
    const drawn = threadsOf(editor.binding)
      .drawn()
      .toSorted((a, b) => a.from - b.from)
    expect(
      drawn.map(({ from, to, spec }) => [
        editor.state.doc.textBetween(from, to),
        (spec.threads as string[]).toSorted().join(' '),
      ]),
    ).toEqual([
      ['AB', 't0'],
      ['CD', 't0 t1'],
      ['E', 't0 t1 t2'],
      ['FG', 't1 t2'],
      ['HJ', 't2'],
    ])
    threadsOf(editor.binding).show([], null)
    expect(threadsOf(editor.binding).drawn()).toEqual([])
  })

  it('[G3] the property, 150 seeds: any article, words and commands, undone and redone', () => {
    const failures: string[] = []
    const { threads, done } = playAllAnchored(1, 150, (line) => failures.push(line))
    expect(failures).toEqual([])
    expect(threads).toBe(150)
    for (const name of [...Object.keys(COMMANDS), ...WHENS, 'erase', 'cut and paste'])
      expect([name, done[name] ?? 0]).not.toEqual([name, 0])
  })

  it('[G3] 6 sessions of editors and suggesters, checked at every step', () => {
    const failures: string[] = []
    const { threads } = playAnchoredSessions(1, 6, 'always', (line) => failures.push(line))
    expect(failures).toEqual([])
    expect(threads).toBeGreaterThan(40)
  })

  it('a tab that does not say what its undo has brought back is found', () => {
    const forgetful = Aliases.prototype.onwards
    let found = 0
    try {
      Aliases.prototype.onwards = function* () {}
      for (let seed = 1; seed <= 40; seed++) found += playAnchored(seed).failures.length
    } finally {
      Aliases.prototype.onwards = forgetful
    }
    expect(found).toBeGreaterThan(0)
  })

  it('a tab that draws what lies between a thread’s words too is found', () => {
    const exact = AnchorIndex.prototype.stretches
    let found = 0
    try {
      AnchorIndex.prototype.stretches = function (aliases, { client, clock, length }, use) {
        exact.call(this, aliases, { client, clock, length }, (_at, _count, names) =>
          use(clock, length, names),
        )
      }
      for (let seed = 1; seed <= 20; seed++) found += playAnchored(seed).failures.length
    } finally {
      AnchorIndex.prototype.stretches = exact
    }
    expect(found).toBeGreaterThan(0)
  })
})

describe('an anchor, as it is asked for', () => {
  const code = (ask: () => unknown): string => {
    try {
      ask()
    } catch (error) {
      if (error instanceof Refused) return error.code
      throw error
    }
    return 'admitted'
  }
  const article = () => new AnchoredArticle(ARTICLE)
  const position = ({ editor }: AnchoredArticle, words: string, offset: number, side: -1 | 1) =>
    editor.binding.encodePosition(editor.at(words, offset), side)

  it('by two positions is what stands between them, with its quote and what is around it', () => {
    const here = article()
    const anchor = anchorFor(here.server.suggestions, {
      start: position(here, 'DEFGH', 0, 1),
      end: position(here, 'MNO', 3, -1),
    })
    expect([anchor.kind, anchor.quote, anchor.before, anchor.after]).toEqual([
      'text',
      'DEFGHJK\nMNO',
      'title\nABC',
      'PQRS\n',
    ])
    expect(anchoredText(here.server.suggestions, anchor)).toBe('DEFGHJKMNO')
  })

  it('cuts a long quote, and says which words it is about all the same', () => {
    const here = new AnchoredArticle(['x'.repeat(1000)])
    const anchor = anchorFor(here.server.suggestions, {
      start: position(here, 'xxx', 0, 1),
      end: position(here, 'xxx', 1000, -1),
    })
    expect(anchor.quote).toHaveLength(300)
    expect(anchoredText(here.server.suggestions, anchor)).toHaveLength(1000)
  })

  it('on a figure is its marker, detached when the figure goes and attached when undo brings it back', () => {
    const here = new AnchoredArticle(['Words', { kind: 'figure', src: '/images/a', alt: 'A cat' }, 'more'])
    const { editor, server } = here
    editor.selectNode(editor.before(1))
    expect(editor.state.selection).toBeInstanceOf(NodeSelection)
    const selected = threadsOf(editor.binding).selected()
    expect(selected).toMatchObject({ quote: 'A cat' })
    const anchor = anchorFor(server.suggestions, selected as { block: string })
    expect(anchor.kind).toBe('figure')
    threadsOf(editor.binding).show([{ id: 't', ranges: anchor.ranges, state: 'open' }], null)
    expect(threadsOf(editor.binding).places().get('t')).toEqual({
      from: editor.before(1),
      to: editor.before(2),
    })
    editor.change((tr) => tr.deleteSelection())
    here.deliver()
    expect([anchoredText(server.suggestions, anchor), threadsOf(editor.binding).places().has('t')]).toEqual([
      null,
      false,
    ])
    editor.binding.undo()
    here.deliver()
    expect([anchoredText(server.suggestions, anchor), threadsOf(editor.binding).places().has('t')]).toEqual([
      '',
      true,
    ])
  })

  it('on a suggestion is what is suggested', () => {
    const { al, server } = together()
    al.change((tr) => tr.insertText('SUG', al.at('one', 3)))
    const anchor = anchorFor(server.suggestions, { suggestion: `i${AL}.0` })
    expect([anchor.kind, anchor.quote, anchor.suggestion]).toEqual(['suggestion', 'SUG', `i${AL}.0`])
    expect(code(() => anchorFor(server.suggestions, { suggestion: 'i9.9' }))).toBe('gap')
  })

  it('is refused: of words not known yet, of no words, of too many, of anything that is no position', () => {
    const here = article()
    const { suggestions } = here.server
    here.select(here.commenter.at('DEFGH'), here.commenter.at('JK'))
    here.begin()
    const [client, clock, length] = here.anchor!.ranges as [number, number, number]
    const asked = (ranges: number[]) => code(() => anchorFor(suggestions, { ranges }))
    expect(asked([client, clock, length])).toBe('admitted')
    expect(asked([client, clock, 1_000])).toBe('gap')
    expect(asked([9_999, 0, 1])).toBe('gap')
    expect(asked([client, 0, 1])).toBe('invalid') // what opens the first block
    expect(asked([client, clock, 0])).toBe('too-large')
    expect(asked(Array.from({ length: 200_000 }, () => [client, clock, length]).flat())).toBe('too-large')
    const [start, end] = [position(here, 'DEFGH', 0, 1), position(here, 'DEFGH', 5, -1)]
    const between = (from: string, to: string) => code(() => anchorFor(suggestions, { start: from, end: to }))
    expect(between(start, end)).toBe('admitted')
    expect(between(end, start)).toBe('invalid')
    expect(between('!', end)).toBe('invalid')
    expect(between(toBase64(new Uint8Array([255, 255, 255])), end)).toBe('invalid')
    const unknown = new Y.RelativePosition(null, null, Y.createID(9_999, 3), 0)
    expect(between(toBase64(Y.encodeRelativePosition(unknown)), end)).toBe('gap')
    expect(Y.decodeRelativePosition(fromBase64(start)).item).not.toBeNull()
    expect(code(() => anchorFor(suggestions, { block: start }))).toBe('invalid')
  })

  it('of a selection that holds nothing is none', () => {
    const { editor } = article()
    editor.select(editor.at('DEF'))
    expect(threadsOf(editor.binding).selected()).toBeNull()
    editor.change((tr) => tr.setSelection(TextSelection.create(tr.doc, editor.at('JK'), editor.at('MNO', 2))))
    expect(threadsOf(editor.binding).selected()).toMatchObject({ quote: 'JK\nMN' })
  })
})
