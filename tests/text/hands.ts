/** A person at a tab: keys, typed text, the clipboard and the pointer, through the editor's own commands and rules, where a browser would call them. */

import { type Editor, inputRulesPlugin } from '@tiptap/core'
import type { Slice } from '@tiptap/pm/model'
import { type Command, NodeSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { asFinal, beginComposition, deleting, suggests } from '../../client/editor/as-final.ts'
import { copied, cutSelection, paste, pasteAtSelection } from '../../client/editor/clipboard.ts'
import { type Direction, erase, type Unit } from '../../client/editor/erase.ts'
import { inputRules } from '../../client/editor/input-rules.ts'
import { articleCommands, wholeBlocks } from '../../client/editor/keymap.ts'
import { linkAddressBefore } from '../../client/editor/link.ts'
import { typing } from '../../client/editor/typing.ts'
import { must } from '../../shared/assert.ts'
import { schema, type Tab } from './tab.ts'

const ERASING: Readonly<Record<string, readonly [Direction, Unit]>> = {
  Backspace: ['backward', 'character'],
  'Shift-Backspace': ['backward', 'character'],
  'Mod-Backspace': ['backward', 'word'],
  Delete: ['forward', 'character'],
  'Mod-Delete': ['forward', 'word'],
}

const rules = [...inputRules(schema)]
const wholes = wholeBlocks()
const struckRules = typing(rules)

export class Hands {
  private clipboard: Slice | null = null
  private readonly rules

  constructor(readonly tab: Tab) {
    // Tiptap's own plugin asks its editor for these only.
    const editor = { view: tab, extensionManager: { commands: {} } } as unknown as Editor
    this.rules = inputRulesPlugin({ editor, rules })
  }

  // ---- where

  /** The caret so many units behind where these words begin; before them when it is not said. */
  caret(words: string, offset = 0): this {
    this.tab.select(this.tab.at(words, offset))
    return this
  }

  /** The caret at a block's start or end. */
  caretIn(block: number, where: 'start' | 'end'): this {
    const start = this.tab.before(block) + 1
    this.tab.select(where === 'start' ? start : start + this.tab.state.doc.child(block).content.size)
    return this
  }

  select(words: string, until = words): this {
    this.tab.select(this.tab.at(words), this.tab.at(until, until.length))
    return this
  }

  selectBlock(block: number): this {
    this.tab.selectNode(this.tab.before(block))
    return this
  }

  // ---- what

  type(text: string): this {
    for (const { segment } of new Intl.Segmenter().segment(text)) this.typeOne(segment)
    return this
  }

  private typeOne(text: string): void {
    const { from, to } = this.tab.state.selection
    const view = this.tab as unknown as EditorView
    for (const plugin of [struckRules, wholes, this.rules]) {
      const handle = must(plugin.props.handleTextInput, 'a plugin that is asked about text')
      if (handle.call(plugin, view, from, to, text, () => this.tab.state.tr)) return
    }
    this.tab.change((tr) => tr.insertText(text, from, to))
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.pressOne(key)
    return this
  }

  private pressOne(key: string): void {
    const erased = ERASING[key]
    if (key === 'Mod-z') return void this.tab.binding.undo()
    if (key === 'Mod-y') return void this.tab.binding.redo()
    if (key === 'Enter') this.run(linkAddressBefore)
    const command = must(articleCommands[key], `the key ${key}`)
    const isDone = this.tab.run(erased ? deleting(command) : asFinal(command))
    if (!isDone && erased) this.tab.run(erase(...erased))
  }

  /** A command of the toolbar, or of a dialog. */
  run(command: Command): this {
    this.tab.run(asFinal(command))
    return this
  }

  copy(): this {
    const { state } = this.tab
    this.clipboard = copied(state.selection.content(), state)
    return this
  }

  cut(): this {
    this.copy()
    this.tab.run(deleting(cutSelection))
    return this
  }

  paste(slice = must(this.clipboard, 'something that was copied')): this {
    if (!this.tab.run(asFinal(paste(slice, undefined)))) this.tab.run(asFinal(pasteAtSelection(slice)))
    return this
  }

  /** Drags what is selected to a place of the document, as ProseMirror drops it. */
  dragTo(position: number): this {
    const { selection } = this.tab.state
    const slice = copied(selection.content(), this.tab.state)
    this.tab.change((tr) => {
      tr.deleteSelection()
      const at = tr.mapping.map(position)
      if (selection instanceof NodeSelection) tr.replaceRangeWith(at, at, selection.node)
      else tr.replaceRange(at, at, slice)
      tr.setMeta('uiEvent', 'drop')
    })
    return this
  }

  /** Composes a word of several syllables, which grows in its place, as an input method writes it. */
  compose(...stages: readonly string[]): this {
    const { tab } = this
    if (suggests(tab.state)) beginComposition(tab)
    tab.composing = true
    let written = 0
    for (const stage of stages) {
      const { from, to, empty } = tab.state.selection
      tab.change((tr) => {
        if (written === 0) return tr.insertText(stage, from, to)
        // It grows inside the browser's own text, so in the formats in which it began.
        const { marks } = must(tr.doc.nodeAt(from - written), 'what was written')
        const at = empty ? from - written : from
        return tr.replaceWith(at, to, schema.text(stage, marks)).setStoredMarks(null)
      })
      written = stage.length
    }
    tab.composing = false
    // As the binding does in the moment after the input method has done.
    ;(tab.binding as unknown as { drawing: { drawHeld(): void } }).drawing.drawHeld()
    tab.binding.redrawMarks()
    return this
  }

  get hasCopied(): boolean {
    return this.clipboard !== null
  }
}
