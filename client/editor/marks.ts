/** In-line content: text, the line break, and the six formats as marks, with their keys and what typing makes of `**bold**`. */

import { type InputRule, Mark, markInputRule, markPasteRule, Node } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import type { Command } from '@tiptap/pm/state'
import type { Format } from '../../shared/article/formats.ts'
import { isLinkAddress } from '../../shared/article/formats.ts'
import { must } from '../../shared/assert.ts'

const Text = Node.create({ name: 'text', group: 'inline' })

const HardBreak = Node.create({
  name: 'hardBreak',
  group: 'inline',
  inline: true,
  selectable: false,
  parseHTML: () => [{ tag: 'br' }],
  renderHTML: () => ['br'],
  renderText: () => '\n',
})

type PlainMark = {
  readonly name: Format
  /** The element it is written as; the others are read as well. */
  readonly tags: readonly [string, ...string[]]
  readonly key: string
  /** Typed around words: `**bold**`. The last group is what stays. */
  readonly typed?: RegExp
}

const PLAIN_MARKS: readonly PlainMark[] = [
  { name: 'bold', tags: ['strong', 'b'], key: 'Mod-b', typed: /(?:^|\s)\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/ },
  { name: 'code', tags: ['code'], key: 'Mod-e', typed: /(?:^|\s)`([^`]+)`$/ },
  { name: 'italic', tags: ['em', 'i'], key: 'Mod-i', typed: /(?:^|\s)\*([^*\s](?:[^*]*[^*\s])?)\*$/ },
  { name: 'strike', tags: ['s', 'del', 'strike'], key: 'Mod-Shift-x', typed: /(?:^|\s)~~([^~]+)~~$/ },
  { name: 'underline', tags: ['u'], key: 'Mod-u' },
]

const plainMark = ({ name, tags }: PlainMark) =>
  Mark.create({
    name,
    ...(name === 'code' && { code: true, exitable: true }),
    parseHTML: () => tags.map((tag) => ({ tag })),
    renderHTML: ({ HTMLAttributes }) => [tags[0], HTMLAttributes, 0],
  })

/** Sets a format on what is selected, or takes it off where all of it has it; without a selection for what is typed next. */
export const toggleFormat =
  (name: Format): Command =>
  ({ schema, selection, storedMarks, tr, doc }, dispatch) => {
    const type = must(schema.marks[name], 'a mark for each format')
    const { from, to, empty, $from } = selection
    if (empty) {
      const isOn = type.isInSet(storedMarks ?? $from.marks()) !== undefined
      dispatch?.(isOn ? tr.removeStoredMark(type) : tr.addStoredMark(type.create()))
      return true
    }
    let isOn = true
    doc.nodesBetween(from, to, (node) => {
      if (node.isInline && !type.isInSet(node.marks)) isOn = false
    })
    if (isOn) tr.removeMark(from, to, type)
    else tr.addMark(from, to, type.create())
    dispatch?.(tr.scrollIntoView())
    return true
  }

/** The keys of the formats. */
export const formatKeys: Readonly<Record<string, Command>> = Object.fromEntries(
  PLAIN_MARKS.map(({ name, key }) => [key, toggleFormat(name)]),
)

/** What typing makes of `**bold**` and its like. */
export const markRules = ({ marks }: Schema): readonly InputRule[] =>
  PLAIN_MARKS.flatMap(({ name, typed }) => {
    const type = marks[name]
    return typed && type ? [markInputRule({ find: typed, type })] : []
  })

/** An address in pasted words, without the full stop or bracket that follows it. */
const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}]/g

const Link = Mark.create({
  name: 'link',
  priority: 1000,
  // Words typed at its end are not part of it.
  inclusive: false,
  // The address is all that the article keeps of a link.
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = element.getAttribute('href')
        return isLinkAddress(href) && { href }
      },
    },
  ],
  renderHTML: ({ HTMLAttributes }) => [
    'a',
    { ...HTMLAttributes, target: '_blank', rel: 'noopener noreferrer nofollow' },
    0,
  ],
  addPasteRules() {
    const getAttributes = ([href]: readonly (string | undefined)[]) => isLinkAddress(href) && { href }
    return [markPasteRule({ find: ADDRESS, type: this.type, getAttributes })]
  },
})

/** In the order of their rank: a link stands around the others. */
export const inlineExtensions = [Text, HardBreak, Link, ...PLAIN_MARKS.map(plainMark)]
