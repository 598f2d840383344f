/** The article's editor: Tiptap on the binding, with our keys, views and carets. It knows the doc and awareness, and no network. */

import { Editor, Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import { type EditorProps, EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { articleText } from '../../shared/article/layout.ts'
import type { View } from '../../shared/article/view.ts'
import { must } from '../../shared/assert.ts'
import type { ClientId, PersonId } from '../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import { ArticleBinding } from './binding.ts'
import { type Carets, carets } from './carets.ts'
import { type ClipboardTools, clipboard } from './clipboard.ts'
import { articleExtensions } from './extensions.ts'
import { articleKeys, articleTyping, type KeyTools } from './keymap.ts'
import { listSigns, type SayItem } from './list-signs.ts'
import { ownPresence } from './own-presence.ts'
import { blockView, type ViewTools } from './views/views.ts'

/** Blocks on the screen at once, of one line each, and some more. */
const marksFirst = 60

export type ArticleEditorOptions = {
  readonly doc: Y.Doc
  readonly awareness: Awareness
  readonly clock: Clock
  readonly element: HTMLElement
  readonly editable: boolean
  /** `base` for who may not see what is suggested. */
  readonly shows: View
  /** The colour of whoever writes under a client id; `person`: whose it is, where that is known. */
  readonly colorOf: (client: ClientId, person: PersonId | undefined) => number
  /** Something of what was done cannot be suggested, and was not done. */
  readonly onRefused: () => void
  /** What a screen reader calls the text. */
  readonly label: string
  readonly sayItem: SayItem
  readonly views: ViewTools
  readonly keys: Pick<KeyTools, 'onLink' | 'onToolbar'>
  readonly clipboard: ClipboardTools
}

export type ArticleEditor = {
  readonly editor: Editor
  readonly binding: ArticleBinding
  readonly carets: () => Carets | null
  readonly destroy: () => void
}

export function createArticleEditor(options: ArticleEditorOptions): ArticleEditor {
  const { doc, awareness, clock } = options
  let binding: ArticleBinding | null = null
  let drawn: Carets | null = null
  const bound = () => must(binding, 'the binding')

  const plugins = (editor: Editor): Plugin[] => [
    new Plugin({ props: { nodeViews: { block: blockView(options.views) } } }),
    ...bound().plugins,
    listSigns(options.sayItem),
    clipboard(editor.schema, options.clipboard),
    carets({ awareness, clock, decode: (encoded) => bound().decodePosition(encoded) }, (ready) => {
      drawn = ready
    }),
    ownPresence({
      awareness,
      clock,
      encode: ({ anchor, head }) => ({
        anchor: bound().encodePosition(anchor, -1),
        head: bound().encodePosition(head, -1),
      }),
    }),
  ]

  const editorProps = {
    attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': options.label },
    scrollMargin: { top: 130, bottom: 90, left: 0, right: 0 },
    scrollThreshold: { top: 130, bottom: 90, left: 0, right: 0 },
  }
  const editor = new Editor({
    element: options.element,
    extensions: [
      ...articleExtensions,
      articleTyping,
      articleKeys({ ...options.keys, undo: () => bound().undo(), redo: () => bound().redo() }),
      Extension.create({
        name: 'article',
        addProseMirrorPlugins() {
          return plugins(this.editor)
        },
        // What is suggested goes to the text first, and the document follows by what is shown of it.
        dispatchTransaction({ transaction, next }) {
          if (!bound().propose(transaction)) next(transaction)
        },
      }),
    ],
    // Tiptap's own keys know nothing of a flat article.
    enableCoreExtensions: { keymap: false, clipboardTextSerializer: false },
    // What can only be read has the focus as well: who is put out of writing does not fall out of the text.
    coreExtensionOptions: { tabindex: { value: '0' } },
    editable: options.editable,
    injectCSS: false,
    editorProps,
    // The schema is there, the document not yet.
    onBeforeCreate: ({ editor }) => {
      const made: ArticleBinding = new ArticleBinding({
        text: articleText(doc),
        schema: editor.schema,
        clock,
        shows: options.shows,
        colorOf: (client) => options.colorOf(client, made.suggestions.personOf(client)),
        marksFirst,
        onRefused: options.onRefused,
        suggestedAt: () => clock.now(),
      })
      binding = made
      drawOnce(editor, made.initialDoc, editorProps)
    },
  })

  return {
    editor,
    binding: bound(),
    carets: () => drawn,
    destroy: () => {
      editor.destroy()
      bound().destroy()
    },
  }
}

/** What Tiptap keeps to itself of an editor. */
type Inside = {
  createView: (element: HTMLElement) => void
  editorState: EditorState
  editorView: EditorView
  dispatchTransaction: (transaction: Transaction) => void
}

/**
 * Has an editor that is being made begin with this document and with all of its plugins. Tiptap would draw the document without
 * them first, and then once more: of a long article that is a third of the time until one can write.
 */
function drawOnce(editor: Editor, doc: Node, props: EditorProps): void {
  const { extensionManager: extensions } = editor
  const inside = editor as unknown as Inside
  inside.createView = (element) => {
    inside.editorState = EditorState.create({ doc, plugins: extensions.plugins })
    inside.editorView = new EditorView(element, {
      ...props,
      state: inside.editorState,
      dispatchTransaction: extensions.dispatchTransaction((transaction) =>
        inside.dispatchTransaction(transaction),
      ),
    })
    editor.prependClass()
  }
}
