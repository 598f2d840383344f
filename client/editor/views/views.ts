/** Which view draws a block. There is one node type; the kind decides. */

import type { NodeViewConstructor } from '@tiptap/pm/view'
import { blockAttributesOf } from '../extensions.ts'
import { type FigureTools, FigureView } from './figure.ts'
import { RuleView } from './rule.ts'
import { type Placeholder, TextBlockView } from './text-block.ts'

export type ViewTools = { readonly placeholder: Placeholder; readonly figure: FigureTools }

export const blockView =
  ({ placeholder, figure }: ViewTools): NodeViewConstructor =>
  (node, view, getPos) => {
    switch (blockAttributesOf(node).kind) {
      case 'figure':
        return new FigureView(node, view, figure, getPos)
      case 'rule':
        return new RuleView(view, getPos)
      default:
        return new TextBlockView(node, placeholder)
    }
  }
