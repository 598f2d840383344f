/**
 * Deleting a character, a word or the rest of a line at the caret, for who suggests: the browser, which does it for who edits,
 * would delete again what is struck already.
 */

import { type Command, Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { deleting, suggests } from './as-final.ts'
import { backspace, deleteForward } from './delete.ts'

export type Direction = 'backward' | 'forward'
export type Unit = 'character' | 'word' | 'line'

/** What stands for what is no text. */
const ATOM = '\ufffc'

/** Deletes inside a block: what the browser would delete of it. */
const eraseInside =
  (direction: Direction, unit: Unit): Command =>
  ({ selection, tr }, dispatch) => {
    if (!(selection instanceof TextSelection) || !selection.empty) return false
    const { parent, parentOffset, pos } = selection.$from
    const words = (from: number, to: number) => parent.textBetween(from, to, null, ATOM)
    const isBackward = direction === 'backward'
    const beside = isBackward ? words(0, parentOffset) : words(parentOffset, parent.content.size)
    const length = beside === '' ? 0 : lengthOf(beside, direction, unit)
    if (length === 0) return false
    const [from, to] = isBackward ? [pos - length, pos] : [pos, pos + length]
    dispatch?.(tr.delete(from, to).scrollIntoView())
    return true
  }

/** How many units of these words the key takes, from the end at which the caret is. */
function lengthOf(words: string, direction: Direction, unit: Unit): number {
  if (unit === 'line') {
    const at = direction === 'backward' ? words.lastIndexOf(ATOM) + 1 : words.indexOf(ATOM)
    return direction === 'backward' ? words.length - at || 1 : at === 0 ? 1 : at < 0 ? words.length : at
  }
  const granularity = unit === 'word' ? 'word' : 'grapheme'
  const pieces = [...new Intl.Segmenter(undefined, { granularity }).segment(words)].map(
    ({ segment }) => segment,
  )
  if (direction === 'backward') pieces.reverse()
  const [first = '', second = ''] = pieces
  // Spaces go with the word beside them.
  return unit === 'word' && /^\s+$/.test(first) ? first.length + second.length : first.length
}

/** All that a deleting key does: at the edge of a block, over what is selected, and inside. */
export const erase = (direction: Direction, unit: Unit): Command => {
  const atEdge = direction === 'backward' ? backspace : deleteForward
  const inside = eraseInside(direction, unit)
  return deleting((state, dispatch, view) => atEdge(state, dispatch, view) || inside(state, dispatch, view))
}

const INPUTS: Readonly<Record<string, Command>> = {
  deleteContentBackward: erase('backward', 'character'),
  deleteContentForward: erase('forward', 'character'),
  deleteWordBackward: erase('backward', 'word'),
  deleteWordForward: erase('forward', 'word'),
  deleteSoftLineBackward: erase('backward', 'line'),
  deleteHardLineBackward: erase('backward', 'line'),
  deleteSoftLineForward: erase('forward', 'line'),
  deleteHardLineForward: erase('forward', 'line'),
}

/** Does what the browser is about to do, however it was asked: by a key, by the keys of a phone, by a menu. */
export const erasing = (): Plugin =>
  new Plugin({
    props: {
      handleDOMEvents: {
        beforeinput: (view: EditorView, event) => {
          const command = INPUTS[event.inputType]
          if (command === undefined || !event.cancelable || view.composing || !suggests(view.state))
            return false
          event.preventDefault()
          command(view.state, view.dispatch, view)
          return true
        },
      },
    },
  })
