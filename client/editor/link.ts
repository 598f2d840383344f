/** Setting, changing and removing the link at the selection, and making one of an address that was typed. */

import { type Editor, getAttributes, getMarkRange, InputRule } from '@tiptap/core'
import type { Command, Selection, Transaction } from '@tiptap/pm/state'
import { isLinkAddress } from '../../shared/article/formats.ts'
import { must } from '../../shared/assert.ts'
import { finalState } from './as-final.ts'
import { blockAttributesOf } from './extensions.ts'

/** What a person typed as an address: "example.org" and "a@b.org" are meant well. Null when it cannot be a link. */
export function linkAddress(typed: string): string | null {
  const words = typed.trim()
  if (words === '' || /\s/.test(words)) return null
  if (isLinkAddress(words)) return words
  if (/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test(words)) return `mailto:${words}`
  if (/^[a-z][a-z\d+.-]*:/i.test(words) && !/^[\w.-]+:\d/.test(words)) return null // a scheme that we do not link to
  const address = `https://${words}`
  return isLinkAddress(address) && /[^.]\.[^.]/.test(new URL(address).hostname) ? address : null
}

/** The address of the link at the selection; '' where there is none. */
export const currentLink = ({ state }: Editor): string =>
  String(getAttributes(finalState(state), 'link').href ?? '')

/** Links what is selected, or all of the link that the selection is in; where there is neither, the address itself is put there. */
export const setLink =
  (href: string): Command =>
  ({ schema, selection, tr }, dispatch) => {
    const type = must(schema.marks.link, 'a mark for links')
    const range = linkAround(selection)
    const mark = type.create({ href })
    if (range === null && selection.empty) tr.replaceSelectionWith(schema.text(href, [mark]), false)
    else tr.addMark(range?.from ?? selection.from, range?.to ?? selection.to, mark)
    dispatch?.(tr.scrollIntoView())
    return true
  }

export const removeLink: Command = ({ schema, selection, tr }, dispatch) => {
  const type = must(schema.marks.link, 'a mark for links')
  const { from, to } = linkAround(selection) ?? selection
  if (!tr.doc.rangeHasMark(from, to, type)) return false
  dispatch?.(tr.removeMark(from, to, type))
  return true
}

/** The whole of the link that the selection is in. */
function linkAround({ $from, from, to }: Selection): { readonly from: number; readonly to: number } | null {
  const type = $from.doc.type.schema.marks.link
  const range = type && getMarkRange($from, type)
  return range && range.from <= from && to <= range.to ? range : null
}

/** A place in a word, and the address that it stands for. */
type TypedAddress = { readonly from: number; readonly to: number; readonly href: string }

// Host names in ASCII: a Korean particle that follows at once ("example.org에서") is not part of one.
const ADDRESS = /^(?:https?:\/\/|www\.)[a-z\d-]+(?:\.[a-z\d-]+)*(?::\d+)?(?:[/?#]\S*)?/i
const MAIL = /^[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+/i
const OPENING = /^[([{<"'“‘«]+/
const CLOSING = /[.,;:!?)\]}>"'”’»…]+$/

/** An address that nobody can mistake for words: "https://…", "www.…" or a mail address, without the signs around it. */
export function typedAddress(word: string): TypedAddress | null {
  const from = OPENING.exec(word)?.[0].length ?? 0
  const rest = word.slice(from)
  const found = (ADDRESS.exec(rest) ?? MAIL.exec(rest))?.[0]
  if (!found) return null
  const closing = CLOSING.exec(found)?.[0] ?? ''
  // "(…/Mercury_(planet))": a bracket that was opened inside belongs to it.
  const kept = closing.startsWith(')') && found.slice(0, -closing.length).includes('(') ? 1 : 0
  const address = found.slice(0, found.length - closing.length + kept)
  const href = linkAddress(address)
  return href === null ? null : { from, to: from + address.length, href }
}

/** Makes a link of the address that ends at `end`, unless it is one, or code. */
function linkWordBefore(tr: Transaction, end: number): boolean {
  const $end = tr.doc.resolve(end)
  const block = $end.parent
  const { link, code } = tr.doc.type.schema.marks
  if (!block.isTextblock || !link || !code || blockAttributesOf(block).kind === 'code') return false
  const word = /\S*$/.exec(block.textBetween(0, $end.parentOffset, '\n', ' '))?.[0] ?? ''
  const typed = typedAddress(word)
  if (!typed) return false
  const start = end - word.length
  const [from, to] = [start + typed.from, start + typed.to]
  if (tr.doc.rangeHasMark(from, to, link) || tr.doc.rangeHasMark(from, to, code)) return false
  tr.addMark(from, to, link.create({ href: typed.href }))
  return true
}

/** For Enter behind an address. */
export const linkAddressBefore: Command = ({ tr, selection }, dispatch) => {
  if (!selection.empty || !linkWordBefore(tr, selection.from)) return false
  dispatch?.(tr)
  return true
}

/** For the space behind an address, which is there when the rule is asked. */
export const addressRule = new InputRule({
  find: /\S $/,
  handler: ({ state, range }) => (linkWordBefore(state.tr, range.to - 1) ? undefined : null),
})
