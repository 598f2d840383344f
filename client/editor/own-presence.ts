/** Tells the others where this person's caret is and whether they are there: throttled, and only when it has changed. */

import { Plugin, type Selection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import type { OwnPresence, PresenceCursor } from '../../shared/presence.ts'
import type { Clock, Timer } from '../clock.ts'

export type OwnPresenceTools = {
  readonly awareness: Awareness
  readonly clock: Clock
  readonly encode: (selection: Selection) => PresenceCursor
}

/** At most ten times a second: more cannot be seen, and everybody pays for it. */
const betweenMs = 100
const idleAfterMs = 120_000
const signsOfLife = ['keydown', 'pointerdown', 'pointermove', 'focusin'] as const

export const ownPresence = (tools: OwnPresenceTools): Plugin =>
  new Plugin({
    view: (view) => {
      const sender = new Sender(view, tools)
      return {
        update: (_view, before) => {
          if (!before.selection.eq(view.state.selection) || before.doc !== view.state.doc) sender.sendSoon()
        },
        destroy: () => sender.destroy(),
      }
    },
  })

class Sender {
  private said: OwnPresence = { cursor: null, idle: false }
  private waiting: Timer | null = null
  private untilIdle: Timer | null = null
  private aliveAt = 0
  /** A caret is somewhere once the person has put it there. */
  private hasCaret = false

  constructor(
    private readonly view: EditorView,
    private readonly tools: OwnPresenceTools,
  ) {
    for (const sign of signsOfLife) document.addEventListener(sign, this.alive, { passive: true })
    view.dom.addEventListener('focus', this.focused)
    this.say(this.said)
    this.alive()
  }

  sendSoon(): void {
    if (!this.hasCaret) return
    this.waiting ??= this.tools.clock.after(betweenMs, () => {
      this.waiting = null
      this.send(false)
    })
  }

  destroy(): void {
    this.waiting?.cancel()
    this.untilIdle?.cancel()
    for (const sign of signsOfLife) document.removeEventListener(sign, this.alive)
    this.view.dom.removeEventListener('focus', this.focused)
  }

  private readonly focused = (): void => {
    this.hasCaret = true
    this.sendSoon()
  }

  private readonly alive = (): void => {
    const now = this.tools.clock.now()
    if (!this.said.idle && now - this.aliveAt < 1_000) return
    this.aliveAt = now
    if (this.said.idle) this.send(false)
    this.untilIdle?.cancel()
    this.untilIdle = this.tools.clock.after(idleAfterMs, () => this.send(true))
  }

  private send(idle: boolean): void {
    if (this.view.isDestroyed) return
    const cursor = this.hasCaret ? this.tools.encode(this.view.state.selection) : null
    const { said } = this
    const same = cursor?.anchor === said.cursor?.anchor && cursor?.head === said.cursor?.head
    if (!same || idle !== said.idle) this.say({ cursor, idle })
  }

  private say(presence: OwnPresence): void {
    this.said = presence
    this.tools.awareness.setLocalState(presence)
  }
}
