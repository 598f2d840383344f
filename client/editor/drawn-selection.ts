/** Where the selection is after something has been drawn. */

import { Mark, type Node, type ResolvedPos } from '@tiptap/pm/model'
import {
  type EditorState,
  NodeSelection,
  type Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { blockAttributesOf } from './extensions.ts'
import type { FinalReading } from './final-reading.ts'
import { type Gap, type NetChange, positionBefore as stoodAt } from './net-change.ts'
import { writtenAt } from './proposals.ts'

/**
 * Where the selection of a transaction is in what was drawn of it. Struck words stay, so a caret that has deleted forward goes
 * on behind them.
 */
export function selectionOf(
  net: NetChange,
  { selection }: Transaction,
  before: EditorState,
  tr: Transaction,
  readFinal: (doc: Node) => FinalReading | null,
): Selection {
  const reading = readFinal(tr.doc)
  // It has become what whoever did it saw before them.
  if ((reading?.doc ?? tr.doc).eq(net.after)) return carried(net, selection, before, tr.doc, reading)
  const place = (position: number): number => {
    const gap = net.gaps.find(({ start, end }) => start <= position && position <= end)
    const stood = gap !== undefined ? null : net.read ? net.read.stood(position) : stoodAt(net.gaps, position)
    if (stood !== null) return tr.mapping.map(stood, -1)
    if (gap === undefined) return position
    if (gap.start < gap.end) {
      // However it was drawn, what was written stands there token for token.
      const { at, first } = writtenAt(net, gap)
      return tr.mapping.map(at, -1) + Math.max(0, position - first)
    }
    const forward = before.selection.empty && isAtStart(net, gap, before.selection.head)
    return forward ? tr.mapping.map(gap.to, 1) : tr.mapping.map(gap.from, -1)
  }
  const at = (position: number) => tr.doc.resolve(Math.max(0, Math.min(place(position), tr.doc.content.size)))
  if (selection instanceof NodeSelection) {
    const $at = at(selection.from)
    if ($at.nodeAfter !== null && NodeSelection.isSelectable($at.nodeAfter))
      return NodeSelection.create(tr.doc, $at.pos)
  }
  return TextSelection.between(at(selection.anchor), at(selection.head))
}

/** Where a selection of what the document is to become is in it: after deleting forward, behind what was struck. */
function carried(
  net: NetChange,
  selection: Selection,
  { selection: present }: EditorState,
  doc: Node,
  reading: FinalReading | null,
): Selection {
  const gap = net.gaps.find(({ start, end }) => start === end && start === selection.head)
  const goesOn = present.empty && gap !== undefined && isAtStart(net, gap, present.head)
  const places = (position: number) => reading?.toMarked(position) ?? { first: position, last: position }
  if (selection instanceof NodeSelection) return NodeSelection.create(doc, places(selection.from).last)
  const [from, to] = [places(selection.from), places(selection.to)]
  if (selection.empty) {
    const [best, other] = goesOn ? [from.last, from.first] : [from.first, from.last]
    // What is struck there may end in a rule, which has no caret.
    const $at = hasCaret(doc.resolve(best)) ? doc.resolve(best) : doc.resolve(other)
    return TextSelection.near($at, goesOn ? 1 : -1)
  }
  const ends = [from.last, to.first] as const
  const [anchor, head] = selection.anchor <= selection.head ? ends : [ends[1], ends[0]]
  return TextSelection.between(doc.resolve(anchor), doc.resolve(head))
}

const hasCaret = ({ depth, parent }: ResolvedPos): boolean =>
  depth > 0 && blockAttributesOf(parent).kind !== 'rule'

/** Whether a place of the document is where a gap begins, as whoever made it saw it. */
function isAtStart({ gaps, read }: NetChange, gap: Gap, position: number): boolean {
  const seen = read?.gaps[gaps.indexOf(gap)]
  return read === undefined || seen === undefined
    ? position === gap.from
    : read.toFinal(position) === seen.from
}

/**
 * Where a selection is after drawing. A caret stays with the character left of it, so that two people who type at one
 * place do not mix their words; a selected range does not grow. Null: where ProseMirror maps it, as for a selected figure.
 */
export function stickyTo(selection: Selection, tr: Transaction): Selection | null {
  if (!(selection instanceof TextSelection)) return null
  const { mapping, doc } = tr
  if (selection.empty) return TextSelection.near(doc.resolve(mapping.map(selection.head, -1)), -1)
  const from = mapping.map(selection.from, 1)
  const to = Math.max(from, mapping.map(selection.to, -1))
  const [anchor, head] = selection.anchor < selection.head ? [from, to] : [to, from]
  return TextSelection.between(doc.resolve(anchor), doc.resolve(head))
}

/**
 * The marks of what is typed next: those that it would have where the transaction led to, though what is suggested there has them
 * only proposed.
 */
export function storedMarksOf(
  { storedMarks, selection }: Transaction,
  tr: Transaction,
): readonly Mark[] | null {
  if (storedMarks !== null || !(selection instanceof TextSelection) || !selection.empty) return storedMarks
  const wanted = selection.$from.marks()
  return Mark.sameSet(wanted, tr.selection.$from.marks()) ? null : wanted
}
