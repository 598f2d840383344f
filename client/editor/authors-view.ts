/** Draws who wrote what: every stretch in its author's colour, with a sign of theirs where it begins. Counts what it has drawn. */

import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration } from '@tiptap/pm/view'
import type { Authorship } from '../../shared/article/authors.ts'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import type { BlockMarks, BlockTools, DrawBlock } from './block-marks.ts'
import { eachShownIn } from './block-marks.ts'

/** How an author is told from the others: by more than the colour. */
export type AuthorLook = {
  readonly name: string
  /** A letter or two, no two authors' alike. */
  readonly sign: string
  /** An index into the palette; null for what nobody wrote whom the article knows. */
  readonly color: number | null
}

export type AuthorsTools = {
  readonly lookOf: (person: PersonId | null) => AuthorLook
  /** Whose page this is: what it has just typed is theirs before the article says so. */
  readonly own: () => PersonId | null
}

type Stretch = { readonly person: PersonId | null; readonly from: number; to: number }

/** To be given to `ArticleBinding.drawOver`. */
export const authorMarks =
  ({ lookOf, own }: AuthorsTools) =>
  (tools: BlockTools): DrawBlock => {
    const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    return (doc, block, position) =>
      stretchesOf(tools, block, position, own()).flatMap((stretch) => {
        const { person, from, to } = stretch
        const begins = doc.textBetween(from, Math.min(to, from + letterUnitsMax), '', '\ufffc')
        const grows = person !== null && person === own()
        return marksOf(stretch, firstLetter(letters, begins), lookOf(person), grows)
      })
  }

/** Who has written how much of what is shown, who has most first, and last what is nobody's. */
export function tallyOf(marks: BlockMarks, state: EditorState): readonly Authorship[] {
  const tally = new Map<PersonId | null, number>()
  for (const { from, to, spec } of marks.drawn(state).find()) {
    if (spec.person !== undefined) tally.set(spec.person, (tally.get(spec.person) ?? 0) + to - from)
  }
  return [...tally]
    .map(([person, units]) => ({ person, units }))
    .sort((a, b) => Number(a.person === null) - Number(b.person === null) || b.units - a.units)
}

/** Who has written what stands before the caret, or behind it where nothing does; undefined where nothing is written. */
export function authorAtCaret(marks: BlockMarks, state: EditorState): PersonId | null | undefined {
  const { head } = state.selection
  const here = marks.drawn(state).find(head, head, ({ person }) => person !== undefined)
  return (here.find(({ from, to }) => from < head && head <= to) ?? here[0])?.spec.person
}

/** A selection of the author's next stretch behind the caret, or of the first one; null where there is none. */
export function toNextBy(marks: BlockMarks, state: EditorState, person: PersonId | null): Transaction | null {
  const stretches = marks
    .drawn(state)
    .find(undefined, undefined, (spec) => spec.person === person)
    .sort((a, b) => a.from - b.from)
  const next = stretches.find(({ from }) => from > state.selection.from) ?? stretches[0]
  if (next === undefined) return null
  return state.tr.setSelection(TextSelection.create(state.doc, next.from, next.to)).scrollIntoView()
}

function stretchesOf(tools: BlockTools, block: number, position: number, own: PersonId | null): Stretch[] {
  const { suggestions } = tools
  const stretches: Stretch[] = []
  eachShownIn(tools, block, position, (item, offset, length, at) => {
    let from = at
    suggestions.authors(item.id.client, item.id.clock + offset, length, (known, units, writer) => {
      const person = known ?? (isSamePair(writer, suggestions.doc.clientID) ? own : null)
      const last = stretches.at(-1)
      if (last?.person === person && last.to === from) last.to += units
      else stretches.push({ person, from, to: from + units })
      from += units
    })
  })
  return stretches
}

function marksOf(
  { person, from, to }: Stretch,
  letterUnits: number,
  { name, sign, color }: AuthorLook,
  grows: boolean,
): Decoration[] {
  const who = color === null ? 'by-nobody' : `person-${color}`
  return [
    Decoration.inline(
      from,
      to,
      { nodeName: 'span', class: `by ${who}`, title: name },
      { inclusiveEnd: grows, of: `${person} ${who} ${name}`, person },
    ),
    // A part of the text, not a widget beside it: nothing that an input method could stumble over.
    Decoration.inline(
      from,
      from + letterUnits,
      { nodeName: 'span', class: `by-start ${who}`, 'data-sign': sign },
      { of: `${who} ${sign}` },
    ),
  ]
}

/** No letter that people write is longer, whatever it is put together from. */
const letterUnitsMax = 32

/** The units of the first letter, which is drawn apart: never a half of an emoji, nor of a syllable. */
function firstLetter(letters: Intl.Segmenter, text: string): number {
  for (const { segment } of letters.segment(text)) return segment.length
  return text.length
}

const isSamePair = (a: ClientId, b: ClientId): boolean => a - (a % 2) === b - (b % 2)
