/** Keys of the article, on top of those that the marks bring along. */

import { type Editor, Extension } from '@tiptap/core'
import { type Command, NodeSelection, Plugin, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { BlockKind } from '../../shared/article/blocks.ts'
import { clickBelow } from './click-below.ts'
import { goOnAfter, holdsWords, paragraphAfter, selectAll, setKind, shiftLevel } from './commands.ts'
import { backspace, deleteForward } from './delete.ts'
import { enter, lineBreak } from './enter.ts'
import { blockAttributesOf } from './extensions.ts'
import { inputRules } from './input-rules.ts'
import { linkAddressBefore } from './link.ts'

/** What keys ask of the page around the editor. */
export type KeyTools = {
  readonly undo: () => boolean
  readonly redo: () => boolean
  readonly onLink: () => void
  /** To the toolbar, as Alt+F10 does everywhere. */
  readonly onToolbar: () => void
}

export const run = (editor: Editor, command: Command): boolean =>
  command(editor.state, (tr) => editor.view.dispatch(tr), editor.view)

export const articleKeys = (tools: KeyTools) =>
  Extension.create({
    name: 'articleKeys',
    // Before the keys that Tiptap itself brings for Enter and Backspace.
    priority: 1000,
    addInputRules: () => [...inputRules],
    addKeyboardShortcuts() {
      const { editor } = this
      const key = (command: Command) => () => run(editor, command)
      const link = () => {
        tools.onLink()
        return true
      }
      return {
        Enter: () => {
          run(editor, linkAddressBefore)
          return run(editor, enter)
        },
        'Shift-Enter': key(lineBreak),
        'Mod-Enter': key(paragraphAfter),
        Backspace: () => editor.commands.undoInputRule() || run(editor, backspace),
        'Mod-Backspace': key(backspace),
        'Shift-Backspace': key(backspace),
        Delete: key(deleteForward),
        'Mod-Delete': key(deleteForward),
        Tab: () => isInList(editor) && (run(editor, shiftLevel(1)) || true),
        'Shift-Tab': () => isInList(editor) && (run(editor, shiftLevel(-1)) || true),
        'Mod-a': key(selectAll),
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
    addProseMirrorPlugins: () => [caretFirst(), clickBelow(), kindKeys(), wholeBlocks()],
  })

const isInList = (editor: Editor): boolean => {
  const { parent } = editor.state.selection.$from
  return parent.type.name === 'block' && blockAttributesOf(parent).list !== null
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
        return kind !== undefined && setKind(kind)(view.state, view.dispatch)
      },
    },
  })
}

/** Figures and rules are wholes: no caret in a rule, and typing over a selected one goes on after it. */
function wholeBlocks(): Plugin {
  return new Plugin({
    appendTransaction: (transactions, _before, state) => {
      const { selection } = state
      if (!(selection instanceof TextSelection) || !selection.empty) return null
      if (!transactions.some((tr) => tr.docChanged || tr.selectionSet)) return null
      const { $from } = selection
      if ($from.depth === 0 || blockAttributesOf($from.parent).kind !== 'rule') return null
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
  const { selection } = view.state
  if (!(selection instanceof NodeSelection) || holdsWords(selection.node)) return false
  goOnAfter(view.state, (tr) => view.dispatch(tr.insertText(text)))
  return true
}
