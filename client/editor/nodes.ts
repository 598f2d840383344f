/** Between the article's blocks and ProseMirror's nodes: blocks as nodes, and nodes and slices as the writer's tokens. */

import { Fragment, Mark, type Node, type NodeType, type Schema, type Slice } from '@tiptap/pm/model'
import { FORMATS, type FormatSet, type FormatValue } from '../../shared/article/formats.ts'
import { NO_FORMATS } from '../../shared/article/items.ts'
import { type PlacedBlock, type Run, readAttributes } from '../../shared/article/projection.ts'
import type { Token } from '../../shared/article/writer.ts'
import { must } from '../../shared/assert.ts'
import { blockAttributesOf } from './extensions.ts'

export class ArticleNodes {
  private readonly doc: NodeType
  private readonly block: NodeType
  private readonly atoms: { readonly hardBreak: NodeType; readonly unknown: NodeType }
  /** Sets of formats come by reference from the reader: most characters share a few. */
  private readonly marks = new WeakMap<FormatSet, readonly Mark[]>()

  constructor(private readonly schema: Schema) {
    this.doc = must(schema.nodes.doc, 'the node doc')
    this.block = must(schema.nodes.block, 'the node block')
    this.atoms = {
      hardBreak: must(schema.nodes.hardBreak, 'the node hardBreak'),
      unknown: must(schema.nodes.unknownAtom, 'the node unknownAtom'),
    }
  }

  docOf(blocks: readonly PlacedBlock[]): Node {
    return this.doc.create(
      null,
      blocks.map((block) => this.blockOf(block)),
    )
  }

  blockOf({ marker, restyled, runs }: PlacedBlock): Node {
    return this.block.create({ ...readAttributes(marker), ...restyled }, this.inlineOf(runs))
  }

  /** A block whose attributes do not matter, because its opening is not part of the slice it is for. */
  openBlockOf(content: Fragment): Node {
    return this.block.create(null, content)
  }

  inlineOf(runs: readonly Run[]): Fragment {
    return Fragment.fromArray(
      runs.map((run) =>
        'text' in run
          ? this.schema.text(run.text, this.marksOf(run.formats))
          : this.atoms[run.atom.type].create(null, null, this.marksOf(run.formats)),
      ),
    )
  }

  marksOf(formats: FormatSet): readonly Mark[] {
    if (formats === NO_FORMATS) return Mark.none
    let marks = this.marks.get(formats)
    if (marks === undefined) {
      marks = FORMATS.reduce<readonly Mark[]>((set, format) => {
        const value = formats[format]
        const type = this.schema.marks[format]
        if (value === undefined || type === undefined) return set
        return type.create(value === true ? null : { href: value.href }).addToSet(set)
      }, Mark.none)
      this.marks.set(formats, marks)
    }
    return marks
  }
}

/** What a mark says, as the value of the format of its name. */
export const formatValueOf = (mark: Mark): Exclude<FormatValue, null> =>
  mark.type.name === 'link' ? { href: String(mark.attrs.href) } : true

export function formatsOf(marks: readonly Mark[]): FormatSet {
  if (marks.length === 0) return NO_FORMATS
  return Object.fromEntries(marks.map((mark) => [mark.type.name, formatValueOf(mark)]))
}

/** A slice as tokens, from its open start to its open end. */
export function tokensOfSlice(slice: Slice): Token[] {
  const tokens: Token[] = []
  slice.content.forEach((node, _offset, index) => {
    if (node.isInline) {
      tokens.push(...tokensOfInline(node))
      return
    }
    if (index > 0 || slice.openStart === 0) tokens.push({ kind: 'open', attributes: blockAttributesOf(node) })
    node.forEach((child) => {
      tokens.push(...tokensOfInline(child))
    })
    if (index < slice.content.childCount - 1 || slice.openEnd === 0) tokens.push({ kind: 'close' })
  })
  return tokens
}

function tokensOfInline(node: Node): Token[] {
  const formats = formatsOf(node.marks)
  if (node.isText) return [{ kind: 'text', text: node.text ?? '', formats }]
  if (node.type.name === 'hardBreak') return [{ kind: 'atom', atom: { type: 'hardBreak' }, formats }]
  return [] // an atom that this version does not know is not copied
}

/** How many of ProseMirror's positions a token takes. */
export const tokenSize = (token: Token): number => (token.kind === 'text' ? token.text.length : 1)
