/** Where the selection is after something has been drawn. */

import { Mark } from '@tiptap/pm/model'
import {
  type EditorState,
  NodeSelection,
  type Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
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
): Selection {
  const place = (position: number): number => {
    const gap = net.gaps.find(({ start, end }) => start <= position && position <= end)
    const stood = gap !== undefined ? null : net.read ? net.read.stood(position) : stoodAt(net.gaps, position)
    if (stood !== null) return tr.mapping.map(stood, -1)
    if (gap === undefined) return position
    if (gap.start < gap.end) {
      const at = writtenAt(net, gap)
      const behind = gap.from === gap.to ? 0 : gap.to - at
      // A new block at a block's end is drawn behind that end: the same tokens, one place on.
      const isThere = tr.mapping.map(at, 1) > tr.mapping.map(at, -1)
      const end = isThere ? tr.mapping.map(at, 1) : tr.mapping.map(at + 1, 1) - 1
      return end + position - (gap.end - behind)
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
