/**
 * What suggesting does, deed by deed. What is shown then, and what the article becomes when everything is accepted or rejected, says
 * docs/suggestions.md, which the test holds to this: `npx vitest run tests/text/scenarios.test.ts -u` writes there what happens now.
 */

import type { Command } from '@tiptap/pm/state'
import {
  clearFormats,
  describeFigure,
  insertBlock,
  setKind,
  toggleList,
} from '../../client/editor/commands.ts'
import { removeLink, setLink } from '../../client/editor/link.ts'
import type { Desk, Name } from './desk.ts'
import { newBlock, sliceOf } from './tab.ts'

type Does = (desk: Desk) => unknown

export type Scenario = {
  readonly name: string
  /** In the notation of notation.ts, below the headline "Head". */
  readonly article: string
  /** One after the other, everybody sees everything. */
  readonly does?: Does
  /** At the same time then: nobody sees what the others do. It may arrive in any order. */
  readonly atOnce?: { readonly [Who in Name]?: Does }
  /** What is shown depends on the order in which it arrives. */
  readonly isOrdered?: boolean
  /** How often something is refused in words. */
  readonly refusals?: number
}

const one = (name: string, article: string, does: Does): Scenario => ({ name, article, does })

const pair = (name: string, article: string, atOnce: NonNullable<Scenario['atOnce']>): Scenario => ({
  name,
  article,
  atOnce,
})

/** Something is done, and while its author goes on, ed decides about what was seen of it. */
const met = (
  name: string,
  article: string,
  does: Does,
  atOnce: NonNullable<Scenario['atOnce']>,
): Scenario => ({
  name,
  article,
  does,
  atOnce,
})

const refused = (scenario: Scenario, refusals = 1): Scenario => ({ ...scenario, refusals })

const times = (count: number, key: string): string[] => Array(count).fill(key)

/** Deletes from one place of a block to one of another, below the headline. */
const deleteBetween =
  ([fromBlock, from]: readonly [number, number], [toBlock, to]: readonly [number, number]): Command =>
  ({ doc, tr }, dispatch) => {
    const at = (block: number, offset: number) => {
      let position = 1 + offset
      for (let number = 0; number < block; number++) position += doc.child(number).nodeSize
      return position
    }
    dispatch?.(tr.delete(at(fromBlock, from), at(toBlock, to)))
    return true
  }

const acceptAll: Does = (desk) => desk.decideLater('accept')
const rejectAll: Does = (desk) => desk.decideLater('reject')

const LINK = 'https://a.example'
const OTHER = 'https://b.example'
const SRC = '/images/00000000000000001'

export const SCENARIOS: readonly (readonly [group: string, scenarios: readonly Scenario[]])[] = [
  [
    'Words',
    [
      one('types inside a word', 'one two', ({ al }) => al.caret('one', 1).type('XY')),
      one('types at the end of the article', 'one', ({ al }) => al.caretIn(1, 'end').type(' two')),
      one('types into an empty paragraph', '', ({ al }) =>
        al.caretIn(0, 'end').press('Mod-Enter').type('new'),
      ),
      one(
        'types a word between two others, with a space: rejected, both spaces that were there stay',
        'one  two',
        ({ al }) => al.caret('one ', 4).type('and'),
      ),
      one('deletes a word between two spaces: rejected, both stay', 'one two three', ({ al }) =>
        al.select('two').press('Delete'),
      ),
      one('types over a word', 'one two three', ({ al }) => al.select('two').type('2')),
      one('types the same letters over a word', 'one two', ({ al }) => al.select('two').type('two')),
      one('types three letters and presses Backspace five times', 'one two', ({ al }) =>
        al
          .caret('one', 3)
          .type('abc')
          .press(...times(5, 'Backspace')),
      ),
      one(
        'presses Backspace, types, and presses Backspace again: what is struck is gone on from',
        'one two',
        ({ al }) => al.caret('one', 3).press('Backspace').type('X').press('Backspace', 'Backspace'),
      ),
      one('presses Backspace behind what is struck: it takes the letter before', 'one two', ({ al }) =>
        al.select('wo').press('Delete').caret('two', 3).press('Backspace', 'Backspace'),
      ),
      one('presses Delete before what is struck: it takes the letter behind', 'one two', ({ al }) =>
        al.select('on').press('Delete').caret('one').press('Delete', 'Delete'),
      ),
      one('deletes a word by Ctrl+Backspace behind one that is struck', 'one two three', ({ al }) =>
        al.select(' three').press('Delete').caret('three', 5).press('Mod-Backspace'),
      ),
      one('deletes words by Ctrl+Delete, twice', 'one two three', ({ al }) =>
        al.caret('one').press('Mod-Delete').press('Mod-Delete'),
      ),
      one('deletes a selection that holds a struck word', 'one two three', ({ al }) =>
        al.select('two').press('Delete').select('one', 'three').press('Delete'),
      ),
      one('deletes what is struck already: nothing', 'one two', ({ al }) =>
        al.select('two').press('Delete').select('two').press('Delete'),
      ),
      one('deletes half of what one has typed and the word beside it', 'one two', ({ al }) =>
        al.caret('one', 3).type('abc').select('bc', 'two').press('Delete'),
      ),
      one('deletes an emoji by one Backspace', 'one 👩‍👩‍👧two', ({ al }) =>
        al.caret('two').press('Backspace'),
      ),
      one('types an emoji and takes it back', 'one', ({ al }) =>
        al.caret('one', 3).type('👍🏽').press('Backspace'),
      ),
      one('types among equal letters', 'aaa', ({ al }) =>
        al.caret('aaa', 1).type('a').press('Backspace', 'Backspace'),
      ),
      one('composes a word', 'one', ({ al }) => al.caret('one', 3).compose('ㅎ', '하', '한')),
      one('composes over a word', 'one two', ({ al }) => al.select('one').compose('ㅎ', '하', '한')),
      one('breaks a line', 'one two', ({ al }) => al.caret(' two').press('Shift-Enter')),
      one('deletes a line break', 'one↵two', ({ al }) => al.caret('two').press('Backspace')),
    ],
  ],
  [
    'Formats and links',
    [
      one('makes a word bold', 'one two', ({ al }) => al.select('two').press('Mod-b')),
      one('makes a word bold, and not', 'one two', ({ al }) => al.select('two').press('Mod-b', 'Mod-b')),
      one('makes two words bold, and one of them not', 'one two', ({ al }) =>
        al.select('one', 'two').press('Mod-b').select('one').press('Mod-b'),
      ),
      one('takes bold from half of a word', '[bold|one] two', ({ al }) => al.select('ne').press('Mod-b')),
      one('makes a bold word plain, and bold again', '[bold|one] two', ({ al }) =>
        al.select('one').press('Mod-b', 'Mod-b'),
      ),
      one('makes a word italic, underlined, struck through and code', 'one two', ({ al }) =>
        al.select('two').press('Mod-i', 'Mod-u', 'Mod-Shift-x', 'Mod-e'),
      ),
      one('switches bold on and types', 'one', ({ al }) =>
        al.caret('one', 3).press('Mod-b').type('two').press('Mod-b').type('three'),
      ),
      one('types inside a word that is to become bold', 'one two', ({ al }) =>
        al.select('two').press('Mod-b').caret('two', 1).type('X'),
      ),
      one('types inside a bold word', '[bold|one] two', ({ al }) => al.caret('one', 1).type('X')),
      one('makes a range bold that holds a struck word', 'one two three', ({ al }) =>
        al.select('two').press('Delete').select('one', 'three').press('Mod-b'),
      ),
      one('makes bold what one has typed', 'one', ({ al }) =>
        al.caret('one', 3).type('two').select('two').press('Mod-b'),
      ),
      one('types **bold**', 'one', ({ al }) => al.caret('one', 3).type(' **two**')),
      one('composes in a paragraph that begins behind a bold word', '[bold|one]', ({ al }) =>
        al.caret('one', 3).press('Enter').compose('ㅎ', '하', '한').compose('ㄱ', '글'),
      ),
      one('composes inside a word that is to become bold', 'one', ({ al }) =>
        al.select('one').press('Mod-b').caret('one', 1).compose('ㅎ', '하', '한'),
      ),
      one('takes all formats off', '[bold,italic|one] two', ({ al }) =>
        al.select('one', 'two').run(clearFormats),
      ),
      one('links a word', 'one two', ({ al }) => al.select('two').run(setLink(LINK))),
      one('changes a link', `one [${LINK}|two]`, ({ al }) => al.caret('two', 1).run(setLink(OTHER))),
      one('removes a link', `one [${LINK}|two]`, ({ al }) => al.caret('two', 1).run(removeLink)),
      one('removes a link that one has suggested', 'one two', ({ al }) =>
        al.select('two').run(setLink(LINK)).caret('two', 1).run(removeLink),
      ),
      one('types an address', 'one', ({ al }) => al.caret('one', 3).type(' www.a.example ')),
      one('types over a link', `[${LINK}|one] two`, ({ al }) => al.select('one').type('1')),
    ],
  ],
  [
    'Blocks',
    [
      one('presses Enter inside a word', 'onetwo', ({ al }) => al.caret('two').press('Enter')),
      one('presses Enter at the start', 'one', ({ al }) => al.caret('one').press('Enter')),
      one('presses Enter at the end and writes on', 'one / two', ({ al }) =>
        al.caret('one', 3).press('Enter').type('new'),
      ),
      one('presses Enter, a letter, and Backspace twice', 'onetwo', ({ al }) =>
        al.caret('two').press('Enter').type('x').press('Backspace', 'Backspace'),
      ),
      one('presses Enter at the end, a letter, and Backspace twice', 'one / two', ({ al }) =>
        al.caret('one', 3).press('Enter').type('x').press('Backspace', 'Backspace'),
      ),
      one('joins two paragraphs', 'one / two', ({ al }) => al.caret('two').press('Backspace')),
      one('joins two paragraphs and goes on deleting', 'one / two', ({ al }) =>
        al.caret('two').press(...times(3, 'Backspace')),
      ),
      one('joins by Delete and writes on', 'one / two', ({ al }) =>
        al.caret('one', 3).press('Delete').type(' '),
      ),
      one('presses Backspace behind a struck break: the letter before it goes', 'one / two', ({ al }) =>
        al.caret('two').press('Backspace').caret('two').press('Backspace'),
      ),
      one('joins, and presses Enter there', 'one / two', ({ al }) =>
        al.caret('two').press('Backspace', 'Enter'),
      ),
      one(
        'presses Backspace at a start behind a block whose words are all struck',
        'one / two / three',
        ({ al }) => al.select('two').press('Delete').caret('three').press('Backspace'),
      ),
      one('deletes over three paragraphs', 'one / two / three', ({ al }) =>
        al.select('ne', 'th').press('Delete'),
      ),
      one('types over two paragraphs', 'one / two', ({ al }) => al.select('one', 'two').type('new')),
      one('deletes a paragraph and the break before it', 'one / two / three', ({ al }) =>
        al.run(deleteBetween([1, 3], [2, 3])),
      ),
      one('makes a heading', 'one / two', ({ al }) => al.caret('two').run(setKind('h2'))),
      one('makes a heading and a paragraph again', 'one / two', ({ al }) =>
        al.caret('two').run(setKind('h2')).run(setKind('p')),
      ),
      one('makes a heading into another and then what it was', 'h2: one', ({ al }) =>
        al.caret('one').run(setKind('h3')).run(setKind('quote')).run(setKind('h2')),
      ),
      one('types "# " at a start', 'one', ({ al }) => al.caret('one').type('# ')),
      one('types "# " at a start where struck words stand before it', 'old one', ({ al }) =>
        al.select('old ').press('Delete').caret('one').type('# '),
      ),
      one('types " " behind a struck "#": no heading', '#one', ({ al }) =>
        al.select('#').press('Delete').caret('one').type(' '),
      ),
      one('types "> " before a struck word', 'old / two', ({ al }) =>
        al.select('old').press('Delete').caret('old').type('> new'),
      ),
      one('types "---" over a struck paragraph', 'one / two', ({ al }) =>
        al.select('two').press('Delete').type('---'),
      ),
      one('types "- " and takes the list back by Backspace', 'one', ({ al }) =>
        al.caret('one').type('- ').press('Backspace'),
      ),
      one('types "1. " behind a struck word', 'old', ({ al }) =>
        al.select('old').press('Delete').caret('old', 3).type('1. new'),
      ),
      one('makes a list of two paragraphs', 'one / two', ({ al }) =>
        al.select('one', 'two').run(toggleList('bullet')),
      ),
      one('makes a list, and not', 'one', ({ al }) =>
        al.caret('one').run(toggleList('ordered')).run(toggleList('ordered')),
      ),
      one('moves an item a level in, twice, and out once', 'ul0: one', ({ al }) =>
        al.caret('one').press('Tab', 'Tab', 'Shift-Tab'),
      ),
      one('takes an item out of its list by Backspace', 'ul0: one / ul0: two', ({ al }) =>
        al.caret('two').press('Backspace'),
      ),
      one('presses Enter in an item', 'ul1: one', ({ al }) => al.caret('one', 3).press('Enter').type('two')),
      one(
        'presses Enter in an item whose words are all struck: it leaves the list',
        'ul0: one / ul0: two',
        ({ al }) => al.select('two').press('Delete').press('Enter'),
      ),
      one('presses Enter twice at the end of a list', 'ul0: one', ({ al }) =>
        al.caret('one', 3).press('Enter', 'Enter').type('two'),
      ),
      one('strikes the words of a quote and presses Enter', 'quote: one', ({ al }) =>
        al.select('one').press('Delete').press('Enter'),
      ),
      one('joins the article’s next paragraph to one of one’s own', 'one / two', ({ al }) =>
        al.caret('one', 3).press('Enter').type('mine').caret('two').press('Backspace'),
      ),
      refused(
        one(
          'joins a whole paragraph of one’s own to the one before: refused in words',
          'one / two',
          ({ al }) => al.caret('one', 3).press('Mod-Enter').type('mine').caret('mine').press('Backspace'),
        ),
      ),
      one('puts in a whole paragraph and takes it away again', 'one / two', ({ al }) =>
        al.caret('one', 3).press('Mod-Enter').type('x').press('Backspace', 'Backspace'),
      ),
      one('pastes three blocks inside a word', 'onetwo', ({ al }) =>
        al.caret('two').paste(sliceOf(['A', newBlock({ kind: 'h2' }, 'B'), 'C'])),
      ),
      one('pastes two blocks over a word', 'one two three', ({ al }) =>
        al.select('two').paste(sliceOf(['A', 'B'])),
      ),
      one(
        'pastes a heading into a paragraph whose words are struck: it takes its place',
        'one / two',
        ({ al }) =>
          al
            .select('two')
            .press('Delete')
            .paste(sliceOf([newBlock({ kind: 'h2' }, 'B')])),
      ),
    ],
  ],
  [
    'Figures and rules',
    [
      one('puts in a figure', 'one / two', ({ al }) =>
        al.caret('one').run(insertBlock({ kind: 'figure', src: SRC, alt: 'x' })),
      ),
      one('puts in a figure and describes it', 'one / two', ({ al }) =>
        al
          .caret('one')
          .run(insertBlock({ kind: 'figure', src: SRC }))
          .run(describeFigure(11, { alt: 'x', credit: 'y' }))
          .caretIn(2, 'end')
          .type('cap'),
      ),
      one('deletes a figure', `one / figure(src ${SRC}): cap / two`, ({ al }) =>
        al.selectBlock(2).press('Delete'),
      ),
      one(
        'selects a figure before the caret and deletes it by Backspace',
        'one / figure: cap / two',
        ({ al }) => al.caret('two').press('Backspace', 'Backspace'),
      ),
      one('deletes a figure twice: the second time nothing', 'one / figure: cap / two', ({ al }) =>
        al.selectBlock(2).press('Delete').selectBlock(2).press('Delete'),
      ),
      one('changes a caption', 'one / figure: cap', ({ al }) => al.select('cap').type('new')),
      one('changes alternative text and credit', 'one / figure(alt a, credit b): cap', ({ al }) =>
        al.run(describeFigure(11, { alt: 'x', credit: 'y' })),
      ),
      one('takes an alternative text off, and puts it back', 'one / figure(alt a): cap', ({ al }) =>
        al
          .run(describeFigure(11, { alt: null, credit: null }))
          .run(describeFigure(11, { alt: 'a', credit: null })),
      ),
      one('changes the picture', `one / figure(src ${SRC}): cap`, ({ al }) =>
        al.tab.change((tr) => tr.setNodeAttribute(11, 'src', `${SRC.slice(0, -1)}2`)),
      ),
      one('puts in a rule', 'one / two', ({ al }) => al.caret('one').run(insertBlock({ kind: 'rule' }))),
      one('deletes a rule', 'one / rule: / two', ({ al }) => al.selectBlock(2).press('Delete')),
      one('deletes the paragraphs around a figure and the figure', 'one / figure: cap / two', ({ al }) =>
        al.select('one', 'two').press('Delete'),
      ),
    ],
  ],
  [
    'Cutting, moving and undo',
    [
      one('cuts a word and pastes it', 'one two three', ({ al }) =>
        al.select('one ').cut().caret('three', 5).paste(),
      ),
      one('cuts a word that holds a struck letter: that is not pasted', 'one two', ({ al }) =>
        al.select('n').press('Delete').select('one').cut().caret('two', 3).paste(),
      ),
      one('cuts what one has typed and pastes it', 'one two', ({ al }) =>
        al.caret('one', 3).type('abc').select('abc').cut().caret('two', 3).paste(),
      ),
      one('copies a word that is to become bold and pastes it', 'one two', ({ al }) =>
        al.select('one').press('Mod-b').select('one').copy().caret('two', 3).paste(),
      ),
      one('drags a word', 'one two three', ({ al }) => al.select('one ').dragTo(al.tab.at('three', 5))),
      one('drags a figure', 'one / figure: cap / two / three', ({ al }) =>
        al.selectBlock(2).dragTo(al.tab.before(4)),
      ),
      one('moves a paragraph by cutting it whole', 'one / two / three', ({ al }) =>
        al.select('two').cut().press('Backspace').caret('three', 5).press('Enter').paste(),
      ),
      one('undoes typing', 'one', ({ al }) => al.caret('one', 3).type('X').press('Mod-z')),
      one('undoes typing and does it again', 'one', ({ al }) =>
        al.caret('one', 3).type('X').press('Mod-z', 'Mod-y'),
      ),
      one('undoes a deletion', 'one two', ({ al }) => al.select('two').press('Delete', 'Mod-z')),
      one('undoes a replacement step by step', 'one two', ({ al }) =>
        al.select('two').type('2').press('Mod-z'),
      ),
      one('undoes Enter, a format and a kind', 'onetwo', ({ al }) =>
        al
          .caret('two')
          .press('Enter')
          .select('two')
          .press('Mod-b')
          .run(setKind('h2'))
          .press('Mod-z', 'Mod-z', 'Mod-z'),
      ),
      one('undoes the second of two deletions in a row', 'one two', ({ al }) =>
        al.caret('two', 3).press('Backspace', 'Backspace', 'Mod-z'),
      ),
      one('deletes the whole article', 'one / two', ({ al }) => al.press('Mod-a', 'Delete')),
      one('writes a new article over the whole old one', 'one / two', ({ al }) =>
        al.press('Mod-a').type('new').press('Enter').type('words'),
      ),
      one('changes the headline', 'one', ({ al }) => al.select('Head').type('News')),
    ],
  ],
  [
    'Several people, one after the other',
    [
      one('bo types inside what al has typed', 'one two', ({ al, bo }) => [
        al.caret('one', 3).type('abc'),
        bo.caret('abc', 1).type('X'),
      ]),
      one('bo strikes what al has typed', 'one two', ({ al, bo }) => [
        al.caret('one', 3).type('abc'),
        bo.select('bc').press('Delete'),
      ]),
      one('bo strikes what al has struck too', 'one two three', ({ al, bo }) => [
        al.select('one two').press('Delete'),
        bo.select('two three').press('Delete'),
      ]),
      one('al takes back what bo has struck of it', 'one', ({ al, bo }) => [
        al.caret('one', 3).type('abc'),
        bo.select('b').press('Delete'),
        al.select('abc').press('Delete'),
      ]),
      one('bo presses Backspace behind what al has struck', 'one two', ({ al, bo }) => [
        al.select('wo').press('Delete'),
        bo.caret('two', 3).press('Backspace'),
      ]),
      one('bo makes bold what al has typed', 'one', ({ al, bo }) => [
        al.caret('one', 3).type('abc'),
        bo.select('abc').press('Mod-b'),
      ]),
      one('bo breaks what al has typed', 'one', ({ al, bo }) => [
        al.caret('one', 3).type('abc'),
        bo.caret('bc').press('Enter'),
      ]),
      one('bo joins where al has broken: al’s break is struck', 'onetwo', ({ al, bo }) => [
        al.caret('two').press('Enter'),
        bo.caret('two').press('Backspace'),
      ]),
      one('bo makes a heading of al’s heading', 'one', ({ al, bo }) => [
        al.caret('one').run(setKind('h2')),
        bo.caret('one').run(setKind('h3')),
      ]),
      one('ed edits inside what al has typed: that is the article’s', 'one two', ({ al, ed }) => [
        al.caret('one', 3).type('abc'),
        ed.caret('bc').type('X'),
      ]),
      one('ed deletes what al has typed: nobody is shown it', 'one two', ({ al, ed }) => [
        al.caret('one', 3).type('abc'),
        ed.select('abc').press('Delete'),
      ]),
      one('ed deletes over what al has typed and struck', 'one two three', ({ al, ed }) => [
        al.caret('two').type('abc').select('three').press('Delete'),
        ed.select('e abc', 'th').press('Delete'),
      ]),
      one('ed breaks a paragraph inside what al has typed', 'one', ({ al, ed }) => [
        al.caret('one', 3).type('abc'),
        ed.caret('bc').press('Enter'),
      ]),
      one('ed types into a paragraph that al has made', 'one', ({ al, ed }) => [
        al.caret('one', 3).press('Enter').type('new'),
        ed.caret('new', 3).type('X'),
      ]),
      one(
        'ed deletes a paragraph that holds suggestions, and undoes',
        'one / two three / four',
        ({ al, ed }) => [
          al.caret('two', 3).type('abc').select('three').press('Delete'),
          ed.selectBlock(2).press('Delete'),
          ed.press('Mod-z'),
        ],
      ),
      one(
        'ed cuts what al has typed and pastes it elsewhere: it is suggested still',
        'one two',
        ({ al, ed }) => [al.caret('one', 3).type('abc'), ed.select('abc').cut().caret('two', 3).paste()],
      ),
      one('ed suggests too: what is theirs is theirs', 'one two', (desk) => [
        desk.al.caret('one', 3).type('abc'),
        desk.mode('suggesting'),
        desk.ed.select('c two').press('Delete'),
      ]),
    ],
  ],
  [
    'Decisions',
    [
      one('al’s are accepted, bo’s stay', 'one two', (desk) => [
        desk.al.select('one').type('1'),
        desk.bo.select('two').type('2'),
        desk.decide('accept', ['al']),
      ]),
      one('a break is accepted, and what was typed behind it rejected', 'onetwo', (desk) => [
        desk.al.caret('two').press('Enter'),
        desk.decide('accept'),
        desk.al.type('x'),
        desk.decide('reject'),
      ]),
      one('accepted first, then rejected: it stays accepted', 'one two', (desk) => {
        desk.al.select('two').type('2')
        const about = desk.subjects()
        desk.decideAbout('accept', about)
        desk.decideAbout('reject', about)
      }),
      one('rejected first, then accepted: it stays rejected', 'one two', (desk) => {
        desk.al.select('two').type('2')
        const about = desk.subjects()
        desk.decideAbout('reject', about)
        desk.decideAbout('accept', about)
      }),
      one('al undoes an insertion that was accepted: that is a suggestion to delete it', 'one', (desk) => [
        desk.al.caret('one', 3).type('X'),
        desk.decide('accept'),
        desk.al.press('Mod-z'),
      ]),
      one('al undoes a deletion that was accepted: nothing is left to undo', 'one two', (desk) => [
        desk.al.select('two').press('Delete'),
        desk.decide('accept'),
        desk.al.press('Mod-z'),
      ]),
      one('al goes on typing where an insertion was accepted', 'one', (desk) => [
        desk.al.caret('one', 3).type('ab'),
        desk.decide('accept'),
        desk.al.type('cd'),
      ]),
      one('al goes on deleting where a deletion was rejected', 'one two', (desk) => [
        desk.al.caret('two', 3).press('Backspace'),
        desk.decide('reject'),
        desk.al.press('Backspace'),
      ]),
      one('ed undoes what was accepted of their own suggestion, and does it again', 'one', (desk) => {
        desk.mode('suggesting')
        desk.ed.caret('one', 3).type('X')
        desk.decide('accept')
        desk.mode('editing')
        desk.ed.press('Mod-z', 'Mod-y')
      }),
      one('an acceptance is taken back', 'one', (desk) => {
        desk.al.caret('one', 3).type('X')
        desk.decide('accept')
        desk.reopen()
      }),
    ],
  ],
  [
    'At the same time',
    [
      pair('both type at the same place', 'one', {
        al: ({ al }) => al.caret('one', 3).type('AA'),
        bo: ({ bo }) => bo.caret('one', 3).type('BB'),
      }),
      pair('both delete the same word', 'one two', {
        al: ({ al }) => al.select('two').press('Delete'),
        bo: ({ bo }) => bo.select('two').press('Delete'),
      }),
      pair('both type over the same word', 'one two', {
        al: ({ al }) => al.select('two').type('A'),
        bo: ({ bo }) => bo.select('two').type('B'),
      }),
      pair('they delete overlapping words with equal letters', 'aaaa', {
        al: ({ al }) => al.caret('aaaa', 3).press('Backspace', 'Backspace'),
        bo: ({ bo }) => bo.caret('aaaa', 2).press('Backspace', 'Delete'),
      }),
      pair('al deletes a word in which bo types', 'one two three', {
        al: ({ al }) => al.select('two').press('Delete'),
        bo: ({ bo }) => bo.caret('two', 1).type('X'),
      }),
      pair('al breaks a paragraph in which bo types in the second half', 'onetwo', {
        al: ({ al }) => al.caret('two').press('Enter'),
        bo: ({ bo }) => bo.caret('two', 1).type('X'),
      }),
      pair('al breaks a paragraph in which ed types in the second half', 'onetwo', {
        al: ({ al }) => al.caret('two').press('Enter'),
        ed: ({ ed }) => ed.caret('two', 1).type('X'),
      }),
      pair('both break at the same place', 'onetwo', {
        al: ({ al }) => al.caret('two').press('Enter'),
        bo: ({ bo }) => bo.caret('two').press('Enter'),
      }),
      pair('al breaks a paragraph that bo makes a heading', 'onetwo', {
        al: ({ al }) => al.caret('two').press('Enter'),
        bo: ({ bo }) => bo.caret('one').run(setKind('h2')),
      }),
      pair('al breaks a paragraph that bo strikes', 'onetwo', {
        al: ({ al }) => al.caret('two').press('Enter'),
        bo: ({ bo }) => bo.select('onetwo').press('Delete'),
      }),
      pair('al joins two paragraphs while bo types at the second one’s start', 'one / two', {
        al: ({ al }) => al.caret('two').press('Backspace'),
        bo: ({ bo }) => bo.caret('two').type('X'),
      }),
      pair('al joins two paragraphs between which bo writes a new one', 'one / two', {
        al: ({ al }) => al.caret('two').press('Backspace'),
        bo: ({ bo }) => bo.caret('one', 3).press('Enter').type('new'),
      }),
      pair('al joins two paragraphs while ed writes a new one between them', 'one / two', {
        al: ({ al }) => al.caret('two').press('Backspace'),
        ed: ({ ed }) => ed.caret('one', 3).press('Enter').type('new'),
      }),
      pair('al strikes a paragraph that ed joins to the one before', 'one / two', {
        al: ({ al }) => al.select('two').press('Delete'),
        ed: ({ ed }) => ed.caret('two').press('Backspace'),
      }),
      pair('al types in a paragraph that ed deletes', 'one / two / three', {
        al: ({ al }) => al.caret('two', 1).type('X'),
        ed: ({ ed }) => ed.selectBlock(2).press('Delete'),
      }),
      pair('al strikes what ed deletes', 'one two', {
        al: ({ al }) => al.select('one two').press('Delete'),
        ed: ({ ed }) => ed.select('two').press('Delete'),
      }),
      pair('al writes a caption of a figure that ed deletes', 'one / figure: cap / two', {
        al: ({ al }) => al.caret('cap', 3).type('X'),
        ed: ({ ed }) => ed.selectBlock(2).press('Delete'),
      }),
      pair('both put a figure at the same place', 'one / two', {
        al: ({ al }) => al.caret('one').run(insertBlock({ kind: 'figure', alt: 'a' })),
        bo: ({ bo }) => bo.caret('one').run(insertBlock({ kind: 'figure', alt: 'b' })),
      }),
      pair('al makes bold what bo makes italic', 'one two three', {
        al: ({ al }) => al.select('one two').press('Mod-b'),
        bo: ({ bo }) => bo.select('two three').press('Mod-i'),
      }),
      pair('both change the same link', `[${LINK}|one]`, {
        al: ({ al }) => al.caret('one', 1).run(setLink(OTHER)),
        bo: ({ bo }) => bo.caret('one', 1).run(removeLink),
      }),
      pair('both change the kind', 'one', {
        al: ({ al }) => al.caret('one').run(setKind('h2')),
        bo: ({ bo }) => bo.caret('one').run(setKind('quote')),
      }),
      pair('al makes a list of what ed makes a heading', 'one', {
        al: ({ al }) => al.caret('one').run(toggleList('bullet')),
        ed: ({ ed }) => ed.caret('one').run(setKind('h2')),
      }),
      pair('al strikes a bold word that ed makes plain', '[bold|one]', {
        al: ({ al }) => al.select('one').press('Delete'),
        ed: ({ ed }) => ed.select('one').press('Mod-b'),
      }),
      met(
        'al goes on typing while the first letters are accepted: nothing is lost or refused',
        'one',
        ({ al }) => al.caret('one', 3).type('ab'),
        { al: ({ al }) => al.type('cd'), ed: acceptAll },
      ),
      {
        ...met(
          'al takes back letters that are accepted at that moment',
          'one',
          ({ al }) => al.caret('one', 3).type('abc'),
          { al: ({ al }) => al.press('Backspace'), ed: acceptAll },
        ),
        isOrdered: true,
      },
      met(
        'al deletes on while the first letter’s deletion is rejected: only the rest is suggested',
        'one two',
        ({ al }) => al.caret('two', 3).press('Backspace'),
        { al: ({ al }) => al.press('Backspace', 'Backspace'), ed: rejectAll },
      ),
      met(
        'al deletes on while the first letter’s deletion is accepted',
        'one two',
        ({ al }) => al.caret('two', 3).press('Backspace'),
        { al: ({ al }) => al.press('Backspace', 'Backspace'), ed: acceptAll },
      ),
      met(
        'bo strikes what of al’s is accepted at that moment',
        'one',
        ({ al }) => al.caret('one', 3).type('abc'),
        { bo: ({ bo }) => bo.select('bc').press('Delete'), ed: acceptAll },
      ),
      met(
        'bo types inside what of al’s is rejected at that moment',
        'one',
        ({ al }) => al.caret('one', 3).type('abc'),
        { bo: ({ bo }) => bo.caret('bc').type('X'), ed: rejectAll },
      ),
      met(
        'bo types in the second half of a break that is rejected at that moment',
        'onetwo',
        ({ al }) => al.caret('two').press('Enter'),
        { bo: ({ bo }) => bo.caret('two', 1).type('X'), ed: rejectAll },
      ),
    ],
  ],
]
