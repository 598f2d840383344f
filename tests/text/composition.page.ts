/** The page of the composition test: an editor bound to a doc, and a peer who types in the same article at the same time. */

import { baseKeymap } from '@tiptap/pm/commands'
import { keymap } from '@tiptap/pm/keymap'
import { EditorState, Plugin, TextSelection } from '@tiptap/pm/state'
import { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { browserClock } from '../../client/clock.ts'
import { ArticleBinding } from '../../client/editor/binding.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { articleOf, NET, schema, show, Tab } from './tab.ts'

/** Where the peer types: at a block's start or end, or where the writer's own caret is. */
export type PeerPlace = { readonly block: number; readonly at: 'start' | 'end' | 'caret' }

export type Report = {
  readonly shown: string
  readonly peer: string
  readonly dom: string
  readonly disagreements: readonly string[]
  readonly composing: boolean
  readonly peerKeys: number
  /** The longest time for which the peer's keys were not drawn, in milliseconds. */
  readonly longestWait: number
}

function withoutHolding({ spec }: Plugin): Plugin {
  return new Plugin({
    ...spec,
    ...(spec.view && {
      view: (view: EditorView) => spec.view!(Object.create(view, { composing: { value: false } })),
    }),
  })
}

const page = {
  /** `holds` false plants the bug: the binding does not know that somebody composes. */
  start(blocks: readonly string[], caret: number, holds = true): void {
    const update = articleOf(...blocks)
    const doc = openDoc()
    doc.clientID = 2048
    const text = articleText(doc)
    Y.applyUpdate(doc, update, NET)
    const binding = new ArticleBinding({ text, schema, clock: browserClock })
    const place = document.body.appendChild(document.createElement('div'))
    const view = new EditorView(place, {
      state: EditorState.create({
        doc: binding.initialDoc,
        plugins: [...(holds ? binding.plugins : binding.plugins.map(withoutHolding)), keymap(baseKeymap)],
      }),
    })
    const peer = new Tab(update, 4096)
    doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) peer.receive(emitted)
    })
    peer.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) Y.applyUpdate(doc, emitted, NET)
    })
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, caret)))
    view.focus()
    let keys = 0
    let typing: ReturnType<typeof setInterval> | undefined
    let undrawnSince: number | null = null
    let longestWait = 0
    const watch = () => {
      const behind = view.state.doc.textContent !== peer.state.doc.textContent
      if (!behind) undrawnSince = null
      else undrawnSince ??= performance.now()
      if (undrawnSince !== null) longestWait = Math.max(longestWait, performance.now() - undrawnSince)
    }
    const positionOf = ({ block, at }: PeerPlace): number => {
      if (at === 'caret') {
        const own = peer.binding.decodePosition(binding.encodePosition(view.state.selection.head, -1))
        if (own !== null) return own
      }
      return peer.before(block) + 1 + (at === 'start' ? 0 : peer.state.doc.child(block).content.size)
    }
    Object.assign(page, {
      peerKey: (where: PeerPlace) => {
        watch()
        peer.select(positionOf(where))
        peer.change((tr) => tr.insertText(String.fromCharCode(97 + (keys++ % 26))))
      },
      peerDoes: (what: 'split' | 'join' | 'bold' | 'retype' | 'eraseBlock', block: number) => {
        const start = peer.before(block)
        const { size } = peer.state.doc.child(block).content
        peer.change((tr) => {
          if (what === 'split') tr.split(start + 3)
          else if (what === 'join') tr.join(start)
          else if (what === 'bold') tr.addMark(start + 1, start + 1 + size, schema.marks.bold!.create())
          else if (what === 'retype') tr.setNodeAttribute(start, 'kind', 'h2')
          else tr.delete(start, start + size + 2)
        })
      },
      peerTypes: (where: PeerPlace, everyMs: number) => {
        typing = setInterval(() => page.peerKey(where), everyMs)
      },
      peerStops: () => clearInterval(typing),
      report: (): Report => ({
        shown: show(view.state.doc),
        peer: show(peer.state.doc),
        dom: [...view.dom.children].map((element) => element.textContent).join('¶'),
        disagreements: [...binding.disagreements(), ...peer.binding.disagreements()],
        composing: view.composing,
        peerKeys: keys,
        longestWait,
      }),
    })
  },
  peerKey(_where: PeerPlace): void {},
  peerDoes(_what: 'split' | 'join' | 'bold' | 'retype' | 'eraseBlock', _block: number): void {},
  peerTypes(_where: PeerPlace, _everyMs: number): void {},
  peerStops(): void {},
  report(): Report {
    throw new Error('start first')
  },
}
export type CompositionPage = typeof page

Object.assign(window, { page })
