/** What goes to and comes from other programs: lists as real lists on the way out, their quirks taken off on the way in. */

import { DOMSerializer, Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  Plugin,
  Selection,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { isLinkAddress } from '../../shared/article/formats.ts'
import { asFinal, deleting, finalState, readFinal } from './as-final.ts'
import { blockAt, isEmptyParagraph } from './commands.ts'
import { blockAttributesOf } from './extensions.ts'

export type ClipboardTools = {
  /** Pictures that were pasted or dropped, and where. */
  readonly onPictures: (files: readonly File[], at: number | null) => void
}

export function clipboard(schema: Schema, { onPictures }: ClipboardTools): Plugin {
  return new Plugin({
    props: {
      clipboardSerializer: new ListSerializer(
        DOMSerializer.nodesFromSchema(schema),
        DOMSerializer.marksFromSchema(schema),
      ),
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, '\n', '\n'),
      clipboardTextParser: (text, _$context, _plain, view) => paragraphs(view.state.schema, text),
      transformPastedHTML: (html) => tidy(html),
      handleDOMEvents: { cut: (view, event) => cutFinal(view, event) },
      transformCopied: (slice, view) => copied(slice, view.state),
      transformPasted: (slice) => withoutHeadline(slice),
      handlePaste: (view, event, slice) => {
        const pictures = picturesOf(event.clipboardData)
        if (pictures.length === 0 || hasWords(event.clipboardData)) {
          const address = event.clipboardData?.getData('text/plain').trim()
          if (asFinal(paste(slice, address))(view.state, view.dispatch)) return true
          return readFinal(view.state) !== null && asFinal(pasteAtSelection(slice))(view.state, view.dispatch)
        }
        onPictures(pictures, null)
        return true
      },
      handleDrop: (view, event) => {
        const pictures = picturesOf(event.dataTransfer)
        if (pictures.length === 0) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
        const $at = at && view.state.doc.resolve(at.pos)
        event.preventDefault()
        onPictures(pictures, $at ? ($at.depth > 0 ? $at.after(1) : $at.pos) : null)
        return true
      },
    },
  })
}

/** What pasting text and blocks does, where it is not what ProseMirror does anyway. `address`: what came as plain words. */
export const paste =
  (slice: Slice, address: string | undefined): Command =>
  (state, dispatch, view) =>
    pasteAsLink(address)(state, dispatch, view) || pasteForEmpty(slice)(state, dispatch, view)

/** As ProseMirror pastes. */
export const pasteAtSelection =
  ({ content, openStart, openEnd }: Slice): Command =>
  ({ tr }, dispatch) => {
    const only = openStart + openEnd === 0 && content.childCount === 1 ? content.firstChild : null
    if (only) tr.replaceSelectionWith(only)
    else tr.replaceSelection(new Slice(content, openStart, openEnd))
    dispatch?.(asPaste(tr.scrollIntoView()))
    return true
  }

/** As ProseMirror's own paste says it: an address in the words becomes a link. */
const asPaste = (tr: Transaction): Transaction => tr.setMeta('paste', true).setMeta('uiEvent', 'paste')

/** An address that is pasted over words becomes their link. */
const pasteAsLink =
  (address: string | undefined): Command =>
  ({ selection, schema, tr }, dispatch) => {
    const inOneBlock = selection instanceof TextSelection && selection.$from.sameParent(selection.$to)
    if (!schema.marks.link || selection.empty || !inOneBlock || !isLinkAddress(address)) return false
    dispatch?.(tr.addMark(selection.from, selection.to, schema.marks.link.create({ href: address })))
    return true
  }

/** In an empty paragraph what is pasted takes its place, kinds and all; elsewhere its first words join those that are there. */
const pasteForEmpty =
  (slice: Slice): Command =>
  (state, dispatch) => {
    const block = blockAt(state)
    const first = slice.content.firstChild
    if (!block || block.number === 0 || !isEmptyParagraph(block.node) || first?.type.name !== 'block')
      return false
    const { tr } = state
    tr.replaceWith(block.pos, block.pos + block.node.nodeSize, slice.content)
    const end = tr.doc.resolve(block.pos + slice.content.size)
    tr.setSelection(Selection.near(end, -1)).scrollIntoView()
    dispatch?.(asPaste(tr))
    return true
  }

/** As ProseMirror cuts. */
export const cutSelection: Command = ({ selection, tr }, dispatch) => {
  if (selection.empty) return false
  dispatch?.(tr.deleteSelection().scrollIntoView().setMeta('uiEvent', 'cut'))
  return true
}

/** Cuts for who suggests, where something is struck or proposed already. */
function cutFinal(view: EditorView, event: ClipboardEvent): boolean {
  const { state } = view
  const reading = readFinal(state)
  if (reading === null || state.selection.empty || event.clipboardData === null) return false
  const { dom, text } = view.serializeForClipboard(state.selection.content())
  event.preventDefault()
  event.clipboardData.clearData()
  event.clipboardData.setData('text/html', dom.innerHTML)
  event.clipboardData.setData('text/plain', text)
  return deleting(cutSelection)(state, view.dispatch)
}

/** What is copied of the selection: of who suggests, without what is struck. */
export function copied(slice: Slice, state: EditorState): Slice {
  const { selection } = state
  return slice.eq(selection.content()) ? finalState(state).selection.content() : slice
}

const picturesOf = (transfer: DataTransfer | null): readonly File[] =>
  [...(transfer?.files ?? [])].filter((file) => file.type.startsWith('image/'))

/** A picture copied from a page comes with HTML that holds only itself; text with pictures comes with words. */
function hasWords(transfer: DataTransfer | null): boolean {
  const html = transfer?.getData('text/html') ?? ''
  if (html === '') return (transfer?.getData('text/plain') ?? '') !== ''
  return (parsed(html).textContent ?? '').trim() !== ''
}

// ---- out

class ListSerializer extends DOMSerializer {
  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const isArticle = fragment.firstChild?.type.name === 'block'
    if (target || !isArticle) return super.serializeFragment(fragment, options, target)
    const page = options?.document ?? document
    const result = page.createDocumentFragment()
    const open: HTMLElement[] = []
    fragment.forEach((node) => {
      const item = this.serializeNode(node, options)
      const { list, indent } = blockAttributesOf(node)
      if (list === null) {
        open.length = 0
        result.append(item)
        return
      }
      listFor(page, result, open, { tag: list === 'ordered' ? 'ol' : 'ul', level: indent }).append(item)
    })
    return result
  }
}

/** A new `li` at that level, inside the lists that are open, which are closed and opened as needed. */
function listFor(
  page: Document,
  result: DocumentFragment,
  open: HTMLElement[],
  { tag, level }: { tag: 'ol' | 'ul'; level: number },
): HTMLElement {
  open.length = Math.min(open.length, level + 1)
  if (open.length === level + 1 && open[level]?.localName !== tag) open.length = level
  while (open.length <= level) {
    const list = page.createElement(open.length === level ? tag : 'ul')
    const parent = open.at(-1)
    if (parent) (parent.lastElementChild ?? parent.appendChild(page.createElement('li'))).append(list)
    else result.append(list)
    open.push(list)
  }
  const item = page.createElement('li')
  open[level]?.append(item)
  return item
}

// ---- in

/** Each line of plain text a paragraph; empty lines only part them. */
function paragraphs(schema: Schema, text: string): Slice {
  const lines = text
    .split(/(?:\r\n?|\n)+/)
    .filter((line, index, all) => line !== '' || all.length === 1 || index === 0)
  const blocks = lines.map((line) => schema.nodes.block?.create(null, line === '' ? null : schema.text(line)))
  const present = blocks.filter((block): block is Node => block !== undefined)
  return new Slice(Fragment.fromArray(present), 1, 1)
}

/** The headline and the dek are this article's own: pasted ones become headings and paragraphs. */
function withoutHeadline(slice: Slice): Slice {
  const blocks: Node[] = []
  let changed = false
  slice.content.forEach((node) => {
    const kind = node.type.name === 'block' ? blockAttributesOf(node).kind : 'p'
    const foreign = kind === 'headline' || kind === 'dek'
    changed ||= foreign
    blocks.push(foreign ? withKind(node, kind === 'headline' ? 'h2' : 'p') : node)
  })
  return changed ? new Slice(Fragment.fromArray(blocks), slice.openStart, slice.openEnd) : slice
}

const withKind = (node: Node, kind: string): Node =>
  node.type.create({ ...node.attrs, kind }, node.content, node.marks)

const noBreakOnly = /^[\s\u00a0\u200b\ufeff]*$/

/** Takes off what Google Docs, Word and web pages bring besides structure. What comes from an article is right already. */
export function tidy(html: string): string {
  const body = parsed(html)
  codeLines(body)
  if (body.querySelector('[data-pm-slice]') === null) tidyForeign(body)
  return body.innerHTML
}

function tidyForeign(body: HTMLElement): void {
  for (const element of body.querySelectorAll(
    'style, script, meta, link, title, o\\:p, ins.comment, del, .msocomoff',
  ))
    element.remove()
  stylesToMarks(body)
  wordLists(body)
  docsLists(body)
  wordsOfItems(body)
  withoutGaps(body)
  for (const element of body.querySelectorAll('p, h1, h2, h3, h4, h5, h6, li')) {
    const isEmpty = noBreakOnly.test(element.textContent ?? '') && !element.querySelector('img, br + br, hr')
    if (isEmpty) element.remove()
  }
  for (const image of body.querySelectorAll('img')) {
    const alt = readableAlt(image.getAttribute('alt') ?? '')
    if (alt === '') image.removeAttribute('alt')
    else image.setAttribute('alt', alt)
  }
}

/**
 * HTML as elements, its styles as words in `data-style`: under the page's content policy a parsed document has no style
 * objects, and every style attribute and style element would be complained of.
 */
function parsed(html: string): HTMLElement {
  const unstyled = html
    .replace(/<style\b.*?<\/style\s*>/gis, '')
    .replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='))
  return new DOMParser().parseFromString(unstyled, 'text/html').body
}

const styleOf = (element: Element): string => element.getAttribute('data-style') ?? ''

const MARK_STYLES: readonly (readonly [string, RegExp])[] = [
  ['strong', /font-weight:\s*(?:bold|[6-9]00)/i],
  ['em', /font-style:\s*italic/i],
  ['u', /text-decoration[^;]*underline/i],
  ['s', /text-decoration[^;]*line-through/i],
]

/** Bold and italic that are written as styles become elements. */
function stylesToMarks(body: HTMLElement): void {
  // Google Docs wraps everything into a bold that is none.
  for (const wrapper of body.querySelectorAll('b[data-style], strong[data-style]')) {
    if (/font-weight:\s*(?:normal|400)/i.test(styleOf(wrapper))) {
      wrapper.replaceWith(...wrapper.childNodes)
    }
  }
  for (const span of body.querySelectorAll('span[data-style]')) {
    const style = styleOf(span)
    for (const [tag, looks] of MARK_STYLES) {
      if (!looks.test(style) || (tag === 'u' && span.closest('a[href]'))) continue // every link is underlined there
      const mark = body.ownerDocument.createElement(tag)
      mark.append(...span.childNodes)
      span.append(mark)
    }
  }
}

/** Line breaks between two blocks, of the source or as elements, are no paragraphs. */
function withoutGaps(parent: Element): void {
  const blocks = [...parent.children].some(isBlock)
  for (const child of [...parent.childNodes]) {
    const isBreak = child instanceof Element && child.localName === 'br'
    if (child instanceof Element && !isBreak) withoutGaps(child)
    else if (!blocks) continue
    else if (isBreak ? followsBlock(child) : noBreakOnly.test(child.textContent ?? '')) child.remove()
  }
}

const isBlock = (node: globalThis.Node): boolean => node instanceof Element && blockTags.has(node.localName)
const followsBlock = ({ previousSibling }: Element): boolean =>
  previousSibling === null || isBlock(previousSibling)

/** Words of an item that stand beside a list inside it are a paragraph, as other programs write them. */
function wordsOfItems(body: HTMLElement): void {
  for (const item of body.querySelectorAll('li')) {
    if (![...item.children].some(isBlock)) continue
    let paragraph: HTMLElement | null = null
    for (const child of [...item.childNodes]) {
      if (isBlock(child)) {
        paragraph = null
      } else if (paragraph !== null || !noBreakOnly.test(child.textContent ?? '')) {
        paragraph ??= item.insertBefore(body.ownerDocument.createElement('p'), child)
        paragraph.append(child)
      }
    }
  }
}

/** In code the source's line breaks mean lines; that it is code is said already. */
function codeLines(body: HTMLElement): void {
  for (const block of body.querySelectorAll('pre')) {
    for (const code of block.querySelectorAll('code')) code.replaceWith(...code.childNodes)
    block.normalize()
    const words = body.ownerDocument.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const texts: globalThis.Node[] = []
    while (words.nextNode()) texts.push(words.currentNode)
    texts.forEach((text, index) => {
      const lines = (text.textContent ?? '').split(/\r?\n/)
      if (index === texts.length - 1 && lines.at(-1) === '') lines.pop()
      const nodes = lines.flatMap((line, number) => [
        ...(number === 0 ? [] : [body.ownerDocument.createElement('br')]),
        line,
      ])
      ;(text as Text).replaceWith(...nodes)
    })
  }
}

const blockTags = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li div blockquote pre figure table hr section article'.split(' '),
)

/** Alternative text that is an address or a file's name describes nothing. */
function readableAlt(alt: string): string {
  let words = alt
  try {
    words = decodeURIComponent(alt)
  } catch {
    return words // a per cent sign of its own
  }
  return /^\S+\.(?:jpe?g|png|gif|webp|avif|heic)$/i.test(words.trim()) ? '' : words
}

/** Word writes list items as paragraphs that say their level in a style. */
function wordLists(body: HTMLElement): void {
  for (const item of body.querySelectorAll<HTMLElement>('p[data-style*="mso-list"]')) {
    const level = /level(\d)/.exec(styleOf(item))?.[1] ?? '1'
    const sign = item.querySelector('[data-style*="mso-list:Ignore"], [data-style*="mso-list: Ignore"]')
    const ordered = /^\s*[\dA-Za-z]+[.)]/.test(sign?.textContent ?? '')
    sign?.remove()
    asItem(item, ordered ? 'ordered' : 'bullet', Number(level) - 1)
  }
}

/** Google Docs says the level of an item beside it, and nests lists in ways that say another. */
function docsLists(body: HTMLElement): void {
  for (const item of body.querySelectorAll<HTMLElement>('li[aria-level]')) {
    const paragraph = item.querySelector('p')
    const level = Number(item.getAttribute('aria-level')) - 1
    const kind = item.closest('ul, ol')?.localName === 'ol' ? 'ordered' : 'bullet'
    if (paragraph) asItem(paragraph, kind, level)
  }
}

function asItem(element: HTMLElement, list: 'bullet' | 'ordered', level: number): void {
  element.dataset.kind = 'p'
  element.dataset.list = list
  element.dataset.indent = String(Math.max(0, level))
}
