/** Keys of the article, on top of those that the marks bring along. */

import { type Editor, Extension } from '@tiptap/core'
import { type Command, NodeSelection, Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { BlockKind } from '../../shared/article/blocks.ts'
import { asFinal, deleting, finalAttributes, readFinal } from './as-final.ts'
import { clickBelow } from './click-below.ts'
import { goOnAfter, holdsWords, paragraphAfter, selectAll, setKind, shiftLevel } from './commands.ts'
import { backspace, deleteForward } from './delete.ts'
import { enter, lineBreak } from './enter.ts'
import { erasing } from './erase.ts'
import { blockAttributesOf } from './extensions.ts'
import { inputRules } from './input-rules.ts'
import { linkAddressBefore } from './link.ts'
import { formatKeys } from './marks.ts'
import { typing } from './typing.ts'

/** What keys ask of the page around the editor. */
export type KeyTools = {
  readonly undo: () => boolean
  readonly redo: () => boolean
  readonly onLink: () => void
  /** To the toolbar, as Alt+F10 does everywhere. */
  readonly onToolbar: () => void
}

/** Runs a command at the selection: of who suggests, in what the article would be. */
export const run = (editor: Editor, command: Command): boolean =>
  asFinal(command)(editor.state, editor.view.dispatch, editor.view)

/** Runs a command about a place of the document. */
export const runAt = (editor: Editor, position: number, make: (position: number) => Command): boolean => {
  const reading = readFinal(editor.state)
  return run(editor, make(reading?.toFinal(position) ?? position))
}

/** What the keys do, by their names. */
export const articleCommands: Readonly<Record<string, Command>> = {
  Enter: enter,
  'Shift-Enter': lineBreak,
  'Mod-Enter': paragraphAfter,
  Backspace: backspace,
  'Mod-Backspace': backspace,
  'Shift-Backspace': backspace,
  Delete: deleteForward,
  'Mod-Delete': deleteForward,
  Tab: inList(shiftLevel(1)),
  'Shift-Tab': inList(shiftLevel(-1)),
  'Mod-a': selectAll,
  ...formatKeys,
}

export const articleKeys = (tools: KeyTools) =>
  Extension.create({
    name: 'articleKeys',
    // Before the keys that Tiptap itself brings for Enter and Backspace.
    priority: 1000,
    addInputRules() {
      return [...inputRules(this.editor.schema)]
    },
    addKeyboardShortcuts() {
      const { editor } = this
      const link = () => {
        tools.onLink()
        return true
      }
      const commands = Object.entries(articleCommands).map(([name, command]) => {
        const deletes = /Backspace|Delete/.test(name)
        return [name, () => run(editor, deletes ? deleting(command) : command)] as const
      })
      const keys = Object.fromEntries(commands)
      return {
        ...keys,
        Enter: () => {
          run(editor, linkAddressBefore)
          return run(editor, enter)
        },
        Backspace: () => editor.commands.undoInputRule() || run(editor, deleting(backspace)),
        'Mod-z': tools.undo,
        'Mod-Shift-z': tools.redo,
        'Mod-y': tools.redo,
        'Mod-k': link,
        'Alt-F10': () => {
          tools.onToolbar()
          return true
        },
      }
    },
    addProseMirrorPlugins: () => [caretFirst(), clickBelow(), kindKeys(), wholeBlocks(), erasing()],
  })

/** Before the input rules, which read what is struck as well. */
export const articleTyping = Extension.create({
  name: 'articleTyping',
  priority: 1_100,
  addProseMirrorPlugins() {
    return [typing(inputRules(this.editor.schema))]
  },
})

/** In a list the key is the list's, also where it can do no more. */
function inList(command: Command): Command {
  return (state, dispatch, view) => {
    const { parent } = state.selection.$from
    if (parent.type.name !== 'block' || blockAttributesOf(parent).list === null) return false
    return command(state, dispatch, view) || true
  }
}

/**
 * Reads where the browser's caret is before a key means something. The browser says so a moment late: a key that
 * follows at once, from a fast hand or a program, would be for the place before.
 */
function caretFirst(): Plugin {
  return new Plugin({
    props: {
      // As a DOM event: before any handler of keys, also those of other extensions.
      handleDOMEvents: {
        keydown: (view) => {
          const selection = shownSelection(view)
          if (selection && !selection.eq(view.state.selection)) {
            view.dispatch(view.state.tr.setSelection(selection))
          }
          return false
        },
      },
    },
  })
}

function shownSelection(view: EditorView): TextSelection | null {
  const shown = getSelection()
  const { anchorNode, focusNode } = shown ?? {}
  if (!shown || !anchorNode || !focusNode || view.composing) return null
  if (view.state.selection instanceof NodeSelection) return null
  if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return null
  const { doc } = view.state
  const anchor = doc.resolve(view.posAtDOM(anchorNode, shown.anchorOffset))
  const head = doc.resolve(view.posAtDOM(focusNode, shown.focusOffset))
  return anchor.depth > 0 && head.depth > 0 ? new TextSelection(anchor, head) : null
}

const KINDS: Record<string, BlockKind> = { Digit0: 'p', Digit1: 'headline', Digit2: 'h2', Digit3: 'h3' }

/** Ctrl+Alt+0 to 3 (Cmd+Option on a Mac). AltGr says Ctrl and Alt too, but means a character. */
function kindKeys(): Plugin {
  return new Plugin({
    props: {
      handleKeyDown: (view, event) => {
        if (!event.altKey || !(event.ctrlKey || event.metaKey) || event.shiftKey) return false
        if (event.getModifierState('AltGraph')) return false
        const kind = KINDS[event.code]
        return kind !== undefined && asFinal(setKind(kind))(view.state, view.dispatch)
      },
    },
  })
}

/** Figures and rules are wholes: no caret in a rule, and typing over a selected one goes on after it. */
export function wholeBlocks(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, _before, state) => {
      const { selection } = state
      if (!(selection instanceof TextSelection) || !selection.empty) return null
      if (!transactions.some((tr) => tr.docChanged || tr.selectionSet)) return null
      const { $from } = selection
      if ($from.depth === 0 || finalAttributes(state, $from.index(0)).kind !== 'rule') return null
      return state.tr.setSelection(NodeSelection.create(state.doc, $from.before()))
    },
    props: {
      handleClick: (_view, _pos, event) => openLink(event),
      handleTextInput: (view, _from, _to, text) => typeAfterWhole(view, text),
    },
  })
}

/** Ctrl or Cmd and a click follow a link; a plain click puts the caret into it. */
function openLink(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || !(event.ctrlKey || event.metaKey)) return false
  open(link.href, '_blank', 'noopener')
  return true
}

function typeAfterWhole(view: EditorView, text: string): boolean {
  const typeAfter: Command = (state, dispatch) => {
    const { selection } = state
    if (!(selection instanceof NodeSelection) || holdsWords(selection.node)) return false
    return goOnAfter(state, dispatch && ((tr) => dispatch(tr.insertText(text))))
  }
  return asFinal(typeAfter)(view.state, view.dispatch)
}
