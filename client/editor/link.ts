/** Setting, changing and removing the link at the selection. */

import type { Editor } from '@tiptap/core'
import { isLinkAddress } from '../../shared/article/formats.ts'

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
