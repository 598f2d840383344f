/** A tab without a browser: a doc, the binding, and a ProseMirror state that behaves as its view would. */

import { getSchema } from '@tiptap/core'
import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import {
  type Command,
  EditorState,
  NodeSelection,
  type Plugin,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { ArticleBinding } from '../../client/editor/binding.ts'
import { isDrawing } from '../../client/editor/drawing.ts'
import { articleExtensions } from '../../client/editor/extensions.ts'
import { BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import { NO_FORMATS } from '../../shared/article/items.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { readBlocks } from '../../shared/article/projection.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { View } from '../../shared/article/view.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'

export const schema = getSchema(articleExtensions)
export const blockType = schema.nodes.block!

/** The origin of what comes from others. */
export const NET = { name: 'net' }

export type Plain = Partial<BlockAttributes> & { readonly text?: string }

/** An article of blocks with plain text. */
export const articleOf = (...blocks: readonly (string | Plain)[]): Uint8Array =>
  newArticleUpdate(
    blocks.map((block) => {
      const { text = '', ...attributes } = typeof block === 'string' ? { text: block } : block
      return { ...BLOCK_DEFAULTS, ...attributes, runs: text === '' ? [] : [{ text, formats: {} }] }
    }),
  )

export const newBlock = (attributes: Partial<BlockAttributes> = {}, text = '', ...marks: string[]): Node =>
  blockType.create(
    attributes,
    text === ''
      ? null
      : schema.text(
          text,
          marks.map((mark) => schema.marks[mark]!.create()),
        ),
  )

/** What is pasted: paragraphs of these words, or blocks, the first and last of which are open when they are words. */
export function sliceOf(blocks: readonly (string | Node)[]): Slice {
  const isOpen = (block: string | Node | undefined) => (typeof block === 'string' ? 1 : 0)
  const nodes = blocks.map((block) => (typeof block === 'string' ? newBlock({}, block) : block))
  return new Slice(Fragment.from(nodes), isOpen(blocks[0]), isOpen(blocks.at(-1)))
}

export type TabOptions = {
  readonly captureMs?: number
  readonly now?: () => number
  readonly gc?: boolean
  /** Whether undo may write as an editor does. */
  readonly mayEdit?: boolean
  readonly shows?: View
  readonly onRefused?: () => void
  /** Of so many blocks what is suggested is drawn at once, of the others when the tab is idle. */
  readonly marksFirst?: number
  /** Leaves out what is read only to check each transaction. */
  readonly isMeasured?: boolean
  /** Of the editor around the binding. */
  readonly plugins?: readonly Plugin[]
}

export class Tab {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly binding: ArticleBinding
  state: EditorState
  composing = false
  /** How often the text could not hold what was typed and the document was set right. */
  corrections = 0
  private readonly whenIdle = new Set<() => void>()
  private readonly pluginViews
  private readonly isMeasured: boolean

  constructor(
    update: Uint8Array,
    readonly client: number,
    {
      captureMs = 500,
      now = () => 0,
      gc = true,
      mayEdit = true,
      shows = 'marked',
      onRefused,
      isMeasured = false,
      plugins: more = [],
      marksFirst,
    }: TabOptions = {},
  ) {
    this.isMeasured = isMeasured
    this.doc = openDoc({ gc })
    this.doc.clientID = client
    this.text = articleText(this.doc)
    Y.applyUpdate(this.doc, update, NET)
    this.binding = new ArticleBinding({
      text: this.text,
      schema,
      clock: {
        now,
        after: () => ({ cancel: () => {} }),
        whenIdle: (run) => {
          this.whenIdle.add(run)
          return { cancel: () => this.whenIdle.delete(run) }
        },
      },
      captureMs,
      shows,
      ...(marksFirst !== undefined && { marksFirst }),
      ...(onRefused && { onRefused }),
    })
    this.binding.mayEdit = mayEdit
    const plugins = [...this.binding.plugins, ...more]
    this.state = EditorState.create({ doc: this.binding.initialDoc, plugins })
    this.dispatch = this.dispatch.bind(this) // as a view does
    this.pluginViews = this.binding.plugins.flatMap((plugin) => plugin.spec.view?.(this.asView()) ?? [])
  }

  get suggestions(): Suggestions {
    return this.binding.suggestions
  }

  private asView(): EditorView {
    return this as unknown as EditorView
  }

  dispatch(transaction: Transaction): void {
    if (this.binding.propose(transaction)) return
    const previous = this.state
    const orphaned = !this.isMeasured && !isDrawing(transaction) && hasOrphan(this)
    this.state = previous.apply(transaction)
    for (const view of this.pluginViews) view.update?.(this.asView(), previous)
    if (isDrawing(transaction) || !transaction.docChanged || this.state.doc.eq(transaction.doc)) return
    this.corrections += 1
    // Suggested words that an editor moves have the formats of their place there, and a record that proposes their own.
    const isMoved =
      transaction.getMeta('uiEvent') === 'drop' && this.state.doc.textContent === transaction.doc.textContent
    // A block without a marker is there for its words only: it goes with the last of them.
    if (!cutsPair(transaction) && !orphaned && !isMoved) {
      throw new Error(`the text did not hold ${transaction.doc}, but ${this.state.doc}`)
    }
  }

  /** Nothing else is to be done for a moment. */
  idle(): void {
    const waiting = [...this.whenIdle]
    this.whenIdle.clear()
    for (const run of waiting) run()
  }

  /** Makes and dispatches one transaction. */
  change(make: (transaction: Transaction) => unknown): void {
    const { tr } = this.state
    make(tr)
    this.dispatch(tr)
  }

  run(command: Command): boolean {
    return command(this.state, (transaction) => this.dispatch(transaction))
  }

  select(anchor: number, head = anchor): void {
    this.change((tr) => tr.setSelection(TextSelection.create(tr.doc, anchor, head)))
  }

  selectNode(position: number): void {
    this.change((tr) => tr.setSelection(NodeSelection.create(tr.doc, position)))
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, NET)
  }

  get blocks(): number {
    return this.state.doc.childCount
  }

  /** The position before a block. */
  before(block: number): number {
    let position = 0
    for (let i = 0; i < block; i++) position += this.state.doc.child(i).nodeSize
    return position
  }

  /** The position in the content where these words begin, plus an offset. */
  at(words: string, offset = 0): number {
    let found = -1
    this.state.doc.forEach((block, start) => {
      const index = block.textBetween(0, block.content.size, '', '￼').indexOf(words)
      if (found < 0 && index >= 0) found = start + 1 + index + offset
    })
    if (found < 0) throw new Error(`no "${words}" in ${this.state.doc}`)
    return found
  }

  /** Throws when the document is not what the text says. */
  check(): void {
    const found = this.binding.disagreements()
    if (found.length > 0) throw new Error(found.join('; '))
    this.state.doc.check()
  }
}

/** Whether a step begins or ends between the halves of a surrogate pair: the text knows whole characters only. */
function cutsPair({ steps, docs }: Transaction): boolean {
  return steps.some((step, i) =>
    Object.values(step).some((position) => typeof position === 'number' && isInPair(docs[i]!, position)),
  )
}

const isInPair = (doc: Node, position: number): boolean =>
  /^[\udc00-\udfff]/.test(doc.resolve(position).nodeAfter?.text ?? '')

/** Whether some block has no marker: text whose block somebody deleted. */
export function hasOrphan(
  { text, suggestions }: Pick<Tab, 'text' | 'suggestions'>,
  view: View = 'marked',
): boolean {
  const { blocks } = readBlocks(text._start, null, NO_FORMATS, suggestions.shownIn(view))
  return blocks.some(({ marker }) => marker === null)
}

/** Brings tabs to the same state, each asking each for what it misses. */
export function sync(...tabs: readonly { readonly doc: Y.Doc }[]): void {
  for (let round = 0; round < 2; round++) {
    for (const from of tabs) {
      for (const to of tabs) {
        if (from === to) continue
        Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), NET)
      }
    }
  }
}

/** A document in few letters: `h2(one [bold|two]) p/bullet1(three<br>)`. */
export function show(doc: Node): string {
  const blocks: string[] = []
  doc.forEach((block) => {
    const { kind, list, indent } = block.attrs as BlockAttributes
    let content = ''
    block.forEach((child) => {
      const shown = child.isText ? child.text : child.type.name === 'hardBreak' ? '<br>' : '<?>'
      const marks = child.marks.map(({ type }) => type.name).join()
      content += marks === '' ? shown : `[${marks}|${shown}]`
    })
    blocks.push(`${kind}${list === null ? '' : `/${list}${indent}`}(${content})`)
  })
  return blocks.join(' ')
}
