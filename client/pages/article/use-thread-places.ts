/** Where in the page the words of threads are: asked of the editor after it has changed, once a picture. */

import { useEffect, useRef, useState } from 'react'
import { browserClock, type Timer } from '../../clock.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { type ShownThread, type ThreadPlace, threadsOf } from '../../editor/thread-marks.ts'

export type ThreadPlaces = {
  /** In the document; one that was shown and is not among them is detached. */
  readonly places: ReadonlyMap<string, ThreadPlace>
  /** In px below the top of the desk. */
  readonly tops: ReadonlyMap<string, number>
  readonly shown: ReadonlySet<string>
}

const NOWHERE: ThreadPlaces = { places: new Map(), tops: new Map(), shown: new Set() }
/** With more threads than this the page waits until somebody pauses, in ms. */
const manyThreads = 60
const pauseMs = 150

/** Shows these threads in the text for as long as it is called; `shown` is to be another list only when it says something else. */
export function useThreadPlaces(
  { editor, binding }: ArticleEditor,
  shown: readonly ShownThread[],
  active: string | null,
  desk: HTMLElement | null,
): ThreadPlaces {
  const [state, setState] = useState(NOWHERE)
  const current = useRef({ shown, desk })
  current.current = { shown, desk }

  useEffect(() => {
    let timer: Timer | null = null
    const read = () => {
      timer = null
      const { shown, desk } = current.current
      if (editor.isDestroyed || desk === null) return
      const places = threadsOf(binding).places()
      const above = desk.getBoundingClientRect().top
      const tops = new Map<string, number>()
      for (const [id, { from }] of places) tops.set(id, Math.round(topOf(editor.view, from) - above))
      const now = { places, tops, shown: new Set(shown.map(({ id }) => id)) }
      setState((before) => (isSame(before, now) ? before : now))
    }
    const soon = () => {
      const isMany = current.current.shown.length > manyThreads
      if (isMany) {
        timer?.cancel()
        timer = browserClock.after(pauseMs, read)
      } else timer ??= browserClock.nextFrame(read)
    }
    again.current = soon
    soon()
    editor.on('transaction', soon)
    const resized = new ResizeObserver(soon)
    resized.observe(editor.view.dom)
    return () => {
      timer?.cancel()
      editor.off('transaction', soon)
      resized.disconnect()
    }
  }, [editor, binding])
  const again = useRef(() => {})

  // biome-ignore lint/correctness/useExhaustiveDependencies: with another desk they are somewhere else
  useEffect(() => {
    if (editor.isDestroyed) return
    threadsOf(binding).show(shown, active)
    again.current()
  }, [editor, binding, shown, active, desk])
  return state
}

export function topOf(view: ArticleEditor['editor']['view'], position: number): number {
  const { node } = view.domAtPos(position)
  const block = view.nodeDOM(position)
  if (block instanceof HTMLElement) return block.getBoundingClientRect().top
  try {
    return view.coordsAtPos(position, 1).top
  } catch {
    // Between two pictures the page may not show yet what the document holds.
    return (node instanceof Element ? node : node.parentElement)?.getBoundingClientRect().top ?? 0
  }
}

const isSame = (a: ThreadPlaces, b: ThreadPlaces): boolean =>
  a.shown.size === b.shown.size &&
  [...a.shown].every((id) => b.shown.has(id)) &&
  a.places.size === b.places.size &&
  [...a.places].every(([id, { from, to }]) => {
    const other = b.places.get(id)
    return other?.from === from && other.to === to && a.tops.get(id) === b.tops.get(id)
  })
