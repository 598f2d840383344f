/** Setting, changing and removing the link at the selection, and making one of an address that was typed. */

import { type Editor, InputRule } from '@tiptap/core'
import type { Command, Transaction } from '@tiptap/pm/state'
import { isLinkAddress } from '../../shared/article/formats.ts'
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

export const currentLink = (editor: Editor): string => String(editor.getAttributes('link').href ?? '')

export function setLink(editor: Editor, href: string): void {
  const { empty } = editor.state.selection
  const chain = editor.chain().focus()
  if (empty && currentLink(editor) === '') {
    chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
  } else {
    chain.extendMarkRange('link').setMark('link', { href }).run()
  }
}

export const removeLink = (editor: Editor): void => {
  editor.chain().focus().extendMarkRange('link').unsetMark('link').run()
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
