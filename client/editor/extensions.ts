/** The article's schema for Tiptap: one flat list of blocks, each an in-line text with attributes. */

import { Node } from '@tiptap/core'
import type { DOMOutputSpec, Node as ProseMirrorNode, TagParseRule } from '@tiptap/pm/model'
import {
  BLOCK_DEFAULTS,
  type BlockAttributes,
  type BlockKind,
  isBlockAttribute,
  type ListKind,
} from '../../shared/article/blocks.ts'
import { indentMax } from '../../shared/limits.ts'
import { inlineExtensions } from './marks.ts'

const ArticleDoc = Node.create({ name: 'doc', topNode: true, content: 'block+' })

const Block = Node.create({
  name: 'block',
  group: 'block',
  content: 'inline*',
  priority: 1000,
  addAttributes: () =>
    Object.fromEntries(
      Object.entries(BLOCK_DEFAULTS).map(([name, value]) => [
        name,
        { default: value, rendered: false, parseHTML: () => null },
      ]),
    ),
  parseHTML: () => PARSE_RULES,
  renderHTML: ({ node }) => blockToDom(node),
})

/** Stands where a newer version of Galley has put something this one does not know. It can be deleted, never copied. */
const UnknownAtom = Node.create({
  name: 'unknownAtom',
  group: 'inline',
  inline: true,
  atom: true,
  renderHTML: () => ['span', { 'data-unknown': '', role: 'img' }, '▯'],
})

/** Everything an editor of the article needs to know its content; keys and commands come on top. */
export const articleExtensions = [ArticleDoc, Block, UnknownAtom, ...inlineExtensions]

// ---- to HTML

/** The attributes of a block node, under their types. */
export const blockAttributesOf = (node: ProseMirrorNode): BlockAttributes => node.attrs as BlockAttributes

function blockToDom(node: ProseMirrorNode): DOMOutputSpec {
  const { kind, list, indent, src, alt, credit } = blockAttributesOf(node)
  const named = { 'data-kind': kind }
  if (kind === 'p' && list !== null) {
    return ['p', { ...named, 'data-list': list, 'data-indent': String(indent), role: 'listitem' }, 0]
  }
  switch (kind) {
    case 'headline':
      return ['h1', named, 0]
    case 'h2':
    case 'h3':
      return [kind, named, 0]
    case 'quote':
      return ['blockquote', named, 0]
    case 'pull':
      return ['aside', named, 0]
    case 'code':
      return ['pre', named, ['code', 0]]
    case 'rule':
      return ['div', { ...named, role: 'separator' }, 0]
    case 'figure':
      return [
        'figure',
        { ...named, ...(credit === null ? {} : { 'data-credit': credit }) },
        ['img', { ...(src === null ? {} : { src }), ...(alt === null ? {} : { alt }), draggable: 'false' }],
        ['figcaption', 0],
      ]
    default:
      return ['p', named, 0]
  }
}

// ---- from HTML: our own, and what other programs put on the clipboard

const BLOCK_TAG = /^(P|H[1-6]|UL|OL|BLOCKQUOTE|FIGURE|DIV|PRE|TABLE)$/
const beginsWithBlock = (element: HTMLElement) => BLOCK_TAG.test(element.firstElementChild?.tagName ?? '')
const holdsBlock = (element: HTMLElement) =>
  [...element.children].some((child) => BLOCK_TAG.test(child.tagName))

/** The attributes of a block that is written as this element: what it says itself, and the list or quote around it. */
function attributesFrom(element: HTMLElement, kind: BlockKind): Partial<BlockAttributes> {
  const own = element.getAttribute('data-kind')
  if (own !== null && isBlockAttribute('kind', own)) return { kind: own as BlockKind, ...ownList(element) }
  const item = element.closest('li')
  if (item !== null && kind === 'p') return { kind, ...listAround(item) }
  return { kind: kind === 'p' && element.closest('blockquote') !== null ? 'quote' : kind }
}

function ownList(element: HTMLElement): Partial<BlockAttributes> {
  const list = element.getAttribute('data-list')
  if (list === null || !isBlockAttribute('list', list)) return {}
  return { list: list as ListKind, indent: withinDepth(Number(element.getAttribute('data-indent'))) }
}

function listAround(item: Element): Partial<BlockAttributes> {
  let depth = -1
  for (
    let list = item.closest('ul, ol');
    list !== null;
    list = list.parentElement?.closest('ul, ol') ?? null
  ) {
    depth += 1
  }
  const ordered = item.parentElement?.closest('ul, ol')?.tagName === 'OL'
  return { list: ordered ? 'ordered' : 'bullet', indent: withinDepth(depth) }
}

const withinDepth = (depth: number) => Math.max(0, Math.min(indentMax, Math.trunc(depth) || 0))

function figureFrom(figure: HTMLElement): Partial<BlockAttributes> {
  const image = figure.querySelector('img')
  const valid = <Key extends 'src' | 'alt' | 'credit'>(key: Key, value: string | null | undefined) =>
    isBlockAttribute(key, value ?? null) ? (value ?? null) : null
  return {
    kind: 'figure',
    src: valid('src', image?.getAttribute('src')),
    alt: valid('alt', image?.getAttribute('alt')),
    credit: valid('credit', figure.getAttribute('data-credit')),
  }
}

const rule = (tag: string, kind: BlockKind): TagParseRule => ({
  tag,
  getAttrs: (element) => attributesFrom(element, kind),
})

const PARSE_RULES: readonly TagParseRule[] = [
  { tag: 'figure', contentElement: 'figcaption', getAttrs: figureFrom },
  { tag: 'pre', preserveWhitespace: true, getAttrs: (element) => attributesFrom(element, 'code') },
  { tag: 'hr', attrs: { kind: 'rule' } },
  { tag: 'div[data-kind="rule"]', attrs: { kind: 'rule' } },
  { tag: 'aside[data-kind="pull"]', attrs: { kind: 'pull' } },
  rule('h1', 'h2'), // the headline is ours alone: a pasted page's title is a heading
  rule('h2', 'h2'),
  rule('h3', 'h3'),
  rule('h4', 'h3'),
  rule('h5', 'h3'),
  rule('h6', 'h3'),
  rule('p', 'p'),
  { tag: 'li', getAttrs: (element) => (beginsWithBlock(element) ? false : attributesFrom(element, 'p')) },
  {
    tag: 'blockquote',
    getAttrs: (element) => (holdsBlock(element) ? false : attributesFrom(element, 'quote')),
  },
  { tag: 'td, th', getAttrs: (element) => (holdsBlock(element) ? false : {}) },
]
