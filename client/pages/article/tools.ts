/** The tools of the toolbar: what each does, when it is on, and in which order it gives way where there is no room. */

import type { Editor } from '@tiptap/core'
import {
  Bold,
  Code,
  ImagePlus,
  IndentDecrease,
  IndentIncrease,
  Italic,
  Link,
  List,
  ListOrdered,
  type LucideIcon,
  MessageSquarePlus,
  Minus,
  Quote,
  Redo2,
  RemoveFormatting,
  Strikethrough,
  Underline,
  Undo2,
} from 'lucide-react'
import type { BlockKind } from '../../../shared/article/blocks.ts'
import {
  blockAt,
  clearFormats,
  insertBlock,
  selectedBlocks,
  setKind,
  shiftLevel,
  toggleList,
} from '../../editor/commands.ts'
import { blockAttributesOf } from '../../editor/extensions.ts'
import { run } from '../../editor/keymap.ts'
import { toggleFormat } from '../../editor/marks.ts'

/** What the toolbar shows of the place where the caret is. */
export type Here = {
  readonly kind: BlockKind | null
  readonly list: 'bullet' | 'ordered' | null
  readonly marks: readonly string[]
  readonly canUndo: boolean
  readonly canRedo: boolean
}

export type ToolName =
  | 'undo'
  | 'redo'
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'codeMark'
  | 'link'
  | 'clear'
  | 'bullet'
  | 'ordered'
  | 'outdent'
  | 'indent'
  | 'addFigure'
  | 'addPull'
  | 'addRule'
  | 'comment'

/** What a tool needs beside the editor. */
export type Page = {
  readonly editor: Editor
  readonly undo: () => void
  readonly redo: () => void
  readonly onLink: () => void
  readonly onFigure: () => void
  /** null for who may not. */
  readonly onComment: (() => void) | null
  /** Decides what is suggested of what is selected; null: nothing is, or not by this person. */
  readonly onDecide: ((verb: 'accept' | 'reject') => void) | null
}

export type Tool = {
  readonly name: ToolName
  readonly icon: LucideIcon
  /** As on this keyboard, "Mod" standing for Ctrl or ⌘. */
  readonly keys?: string
  /** Set for a tool that is on or off. */
  readonly isOn?: (here: Here) => boolean
  readonly isOff?: (here: Here) => boolean
  readonly use: (page: Page) => void
  /** 1 stays longest where there is no room. */
  readonly rank: number
}

const mark = (name: string) => (here: Here) => here.marks.includes(name)
const outsideList = (here: Here) => here.list === null

/** The groups of the toolbar, a fine line between them; the list of styles stands after the first. */
export const TOOL_GROUPS: readonly (readonly Tool[])[] = [
  [
    {
      name: 'undo',
      icon: Undo2,
      keys: 'Mod+Z',
      isOff: (here) => !here.canUndo,
      use: (page) => page.undo(),
      rank: 1,
    },
    {
      name: 'redo',
      icon: Redo2,
      keys: 'Mod+Y',
      isOff: (here) => !here.canRedo,
      use: (page) => page.redo(),
      rank: 9,
    },
  ],
  [
    {
      name: 'bold',
      icon: Bold,
      keys: 'Mod+B',
      isOn: mark('bold'),
      use: ({ editor }) => void run(editor, toggleFormat('bold')),
      rank: 2,
    },
    {
      name: 'italic',
      icon: Italic,
      keys: 'Mod+I',
      isOn: mark('italic'),
      use: ({ editor }) => void run(editor, toggleFormat('italic')),
      rank: 3,
    },
    {
      name: 'underline',
      icon: Underline,
      keys: 'Mod+U',
      isOn: mark('underline'),
      use: ({ editor }) => void run(editor, toggleFormat('underline')),
      rank: 12,
    },
    {
      name: 'strike',
      icon: Strikethrough,
      keys: 'Mod+Shift+X',
      isOn: mark('strike'),
      use: ({ editor }) => void run(editor, toggleFormat('strike')),
      rank: 14,
    },
    {
      name: 'codeMark',
      icon: Code,
      keys: 'Mod+E',
      isOn: mark('code'),
      use: ({ editor }) => void run(editor, toggleFormat('code')),
      rank: 15,
    },
    { name: 'link', icon: Link, keys: 'Mod+K', isOn: mark('link'), use: (page) => page.onLink(), rank: 7 },
    { name: 'clear', icon: RemoveFormatting, use: ({ editor }) => void run(editor, clearFormats), rank: 17 },
  ],
  [
    {
      name: 'bullet',
      icon: List,
      isOn: (here) => here.list === 'bullet',
      use: ({ editor }) => void run(editor, toggleList('bullet')),
      rank: 5,
    },
    {
      name: 'ordered',
      icon: ListOrdered,
      isOn: (here) => here.list === 'ordered',
      use: ({ editor }) => void run(editor, toggleList('ordered')),
      rank: 8,
    },
    {
      name: 'outdent',
      icon: IndentDecrease,
      keys: 'Shift+Tab',
      isOff: outsideList,
      use: ({ editor }) => void run(editor, shiftLevel(-1)),
      rank: 13,
    },
    {
      name: 'indent',
      icon: IndentIncrease,
      keys: 'Tab',
      isOff: outsideList,
      use: ({ editor }) => void run(editor, shiftLevel(1)),
      rank: 11,
    },
  ],
  [
    { name: 'addFigure', icon: ImagePlus, use: (page) => page.onFigure(), rank: 6 },
    {
      name: 'addPull',
      icon: Quote,
      isOn: (here) => here.kind === 'pull',
      use: ({ editor }) => void togglePull(editor),
      rank: 10,
    },
    {
      name: 'addRule',
      icon: Minus,
      use: ({ editor }) => void run(editor, insertBlock({ kind: 'rule' })),
      rank: 16,
    },
  ],
  [
    {
      name: 'comment',
      icon: MessageSquarePlus,
      keys: 'Mod+Alt+M',
      use: (page) => page.onComment?.(),
      rank: 4,
    },
  ],
]

export const TOOLS: readonly Tool[] = TOOL_GROUPS.flat()

/** The styles that the list offers, with their keys. */
export const STYLES: readonly { readonly kind: BlockKind; readonly keys?: string }[] = [
  { kind: 'p', keys: 'Mod+Alt+0' },
  { kind: 'headline', keys: 'Mod+Alt+1' },
  { kind: 'dek' },
  { kind: 'h2', keys: 'Mod+Alt+2' },
  { kind: 'h3', keys: 'Mod+Alt+3' },
  { kind: 'quote' },
  { kind: 'pull' },
  { kind: 'code' },
]

function togglePull(editor: Editor): boolean {
  const block = blockAt(editor.state)
  const on = block !== undefined && blockAttributesOf(block.node).kind === 'pull'
  return run(editor, setKind(on ? 'p' : 'pull'))
}

const MARKS = ['bold', 'italic', 'underline', 'strike', 'code', 'link']

/** Reads the place where the caret is. `kind` is null when several are selected. */
export function placeHere(editor: Editor): Pick<Here, 'kind' | 'list' | 'marks'> {
  const attributes = selectedBlocks(editor.state).map(({ node }) => blockAttributesOf(node))
  const [first] = attributes
  const same = <Key extends 'kind' | 'list'>(key: Key) =>
    first && attributes.every((other) => other[key] === first[key]) ? first[key] : null
  return { kind: same('kind'), list: same('list'), marks: MARKS.filter((name) => editor.isActive(name)) }
}
