/**
 * Draws the others' carets and selections on a layer over the text, never inside it: they cost the layout nothing and
 * cannot disturb a composition.
 */

import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import { type Presence, presenceOf } from '../../shared/presence.ts'
import type { Clock, Timer } from '../clock.ts'

export type CaretTools = {
  readonly awareness: Awareness
  readonly clock: Clock
  /** Where an encoded position is in the document that is shown; null when it is not known here. */
  readonly decode: (encoded: string) => number | null
}

/** More than this many carets on one article help nobody. */
const caretsMax = 40
const flagMs = 2_500
/** How near to a caret, in px, the pointer shows whose it is. */
const hoverPx = 6

export function carets(tools: CaretTools, onReady: (carets: Carets | null) => void): Plugin {
  return new Plugin({
    view: (view) => {
      const drawn = new Carets(view, tools)
      onReady(drawn)
      return {
        update: (_view, before) => {
          if (before.doc !== view.state.doc) drawn.redrawSoon()
        },
        destroy: () => {
          onReady(null)
          drawn.destroy()
        },
      }
    },
  })
}

type Cursor = {
  readonly client: number
  readonly presence: Presence
  readonly anchor: number
  readonly head: number
}
type Placed = {
  readonly client: number
  readonly presence: Presence
  readonly caret: Rect
  readonly tint: readonly Rect[]
}
type Rect = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

export class Carets {
  private readonly layer = document.createElement('div')
  private readonly shown = new Map<number, Caret>()
  private readonly resized = new ResizeObserver(() => this.redrawSoon())
  private frame: Timer | null = null

  constructor(
    private readonly view: EditorView,
    private readonly tools: CaretTools,
  ) {
    this.layer.className = 'carets'
    this.layer.ariaHidden = 'true'
    view.dom.parentElement?.append(this.layer)
    this.resized.observe(view.dom)
    tools.awareness.on('change', this.redrawSoon)
    view.dom.addEventListener('mousemove', this.showNear)
    this.redrawSoon()
  }

  readonly redrawSoon = (): void => {
    this.frame ??= this.tools.clock.nextFrame(() => {
      this.frame = null
      this.draw()
    })
  }

  /** Scrolls to somebody's caret and shows whose it is. False when it is nowhere. */
  jumpTo(client: number): boolean {
    const caret = this.shown.get(client)
    if (!caret) return false
    caret.element.scrollIntoView({ block: 'center' })
    caret.showFlag()
    return true
  }

  destroy(): void {
    this.frame?.cancel()
    this.resized.disconnect()
    this.tools.awareness.off('change', this.redrawSoon)
    this.view.dom.removeEventListener('mousemove', this.showNear)
    for (const caret of this.shown.values()) caret.remove()
    this.layer.remove()
  }

  private draw(): void {
    if (this.view.isDestroyed) return
    const there = this.cursors()
    if (there.length === 0 && this.shown.size === 0) return // to measure makes the browser lay out all of the article
    const roomRight = document.documentElement.clientWidth - this.layer.getBoundingClientRect().left
    const placed = this.place(there) // everything is measured before anything is moved
    const clients = new Set(placed.map(({ client }) => client))
    for (const [client, caret] of this.shown) {
      if (clients.has(client)) continue
      caret.remove()
      this.shown.delete(client)
    }
    for (const { client, presence, caret, tint } of placed) {
      let drawn = this.shown.get(client)
      if (!drawn) {
        drawn = new Caret(this.layer, this.tools.clock)
        this.shown.set(client, drawn)
      }
      drawn.show(presence, caret, tint, roomRight)
    }
  }

  private cursors(): readonly Cursor[] {
    const { awareness } = this.tools
    const cursors: Cursor[] = []
    for (const [client, state] of awareness.getStates()) {
      const presence = client === awareness.clientID ? null : presenceOf(state)
      if (!presence?.cursor || cursors.length === caretsMax) continue
      const anchor = this.position(presence.cursor.anchor)
      const head = this.position(presence.cursor.head)
      if (anchor !== null && head !== null) cursors.push({ client, presence, anchor, head })
    }
    return cursors
  }

  private place(cursors: readonly Cursor[]): readonly Placed[] {
    const origin = this.layer.getBoundingClientRect()
    return cursors.map(({ client, presence, anchor, head }) => {
      const { left, top, bottom } = this.view.coordsAtPos(head)
      const caret = { left: left - origin.left, top: top - origin.top, width: 0, height: bottom - top }
      return { client, presence, caret, tint: this.rectsBetween(anchor, head, origin) }
    })
  }

  private position(encoded: string): number | null {
    const position = this.tools.decode(encoded)
    return position !== null && position <= this.view.state.doc.content.size ? position : null
  }

  private rectsBetween(anchor: number, head: number, origin: DOMRect): readonly Rect[] {
    if (anchor === head) return []
    const range = document.createRange()
    const from = this.view.domAtPos(Math.min(anchor, head), 1)
    const to = this.view.domAtPos(Math.max(anchor, head), -1)
    range.setStart(from.node, from.offset)
    range.setEnd(to.node, to.offset)
    return lines([...range.getClientRects()]).map(({ left, top, width, height }) => ({
      left: left - origin.left,
      top: top - origin.top,
      width,
      height,
    }))
  }

  private readonly showNear = (event: MouseEvent): void => {
    const origin = this.layer.getBoundingClientRect()
    for (const caret of this.shown.values()) {
      caret.hover(caret.isNear(event.clientX - origin.left, event.clientY - origin.top))
    }
  }
}

/** A range that covers whole elements answers their boxes as well as their lines: what contains another goes. */
function lines(rects: readonly DOMRect[]): readonly DOMRect[] {
  const contains = (outer: DOMRect, inner: DOMRect) =>
    outer !== inner &&
    outer.height > inner.height + 1 &&
    outer.top <= inner.top + 1 &&
    outer.bottom >= inner.bottom - 1 &&
    outer.left <= inner.left + 1
  const visible = rects.filter(({ width }) => width > 0)
  return visible.filter((rect) => !visible.some((other) => contains(rect, other)))
}

class Caret {
  readonly element = document.createElement('div')
  private readonly flag = document.createElement('div')
  private readonly tints: HTMLElement[] = []
  private at: Rect = { left: 0, top: 0, width: 0, height: 0 }
  private head = ''
  private timer: Timer | null = null

  constructor(
    private readonly layer: HTMLElement,
    private readonly clock: Clock,
  ) {
    this.flag.className = 'flag'
    this.element.append(this.flag)
    this.layer.append(this.element)
  }

  /** `roomRight`: how far to the right the page goes, in the layer's coordinates. */
  show({ user, cursor, idle }: Presence, at: Rect, tint: readonly Rect[], roomRight: number): void {
    this.at = at
    this.element.className = `caret person-${user.color}`
    this.element.classList.toggle('idle', idle)
    this.flag.textContent = user.name
    move(this.element, at)
    // Near the right edge the flag flies to the left: it must not widen the page.
    this.element.toggleAttribute('data-left', at.left + this.flag.offsetWidth > roomRight)
    while (this.tints.length > tint.length) this.tints.pop()?.remove()
    tint.forEach((rect, index) => {
      const element = this.tints[index] ?? this.layer.appendChild(document.createElement('div'))
      this.tints[index] = element
      element.className = `tint person-${user.color}`
      move(element, rect)
      element.style.width = `${rect.width}px`
    })
    if (cursor && cursor.head !== this.head) {
      this.head = cursor.head
      this.showFlag()
    }
  }

  showFlag(): void {
    this.timer?.cancel()
    this.element.dataset.moved = ''
    this.timer = this.clock.after(flagMs, () => delete this.element.dataset.moved)
  }

  isNear(left: number, top: number): boolean {
    const { at } = this
    return (
      Math.abs(left - at.left) <= hoverPx && top >= at.top - hoverPx && top <= at.top + at.height + hoverPx
    )
  }

  hover(on: boolean): void {
    this.element.toggleAttribute('data-hover', on)
  }

  remove(): void {
    this.timer?.cancel()
    this.element.remove()
    for (const tint of this.tints) tint.remove()
  }
}

function move(element: HTMLElement, { left, top, height }: Rect): void {
  element.style.transform = `translate(${left}px, ${top}px)`
  element.style.height = `${height}px`
}
