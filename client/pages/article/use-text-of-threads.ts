/** Between the text and its threads: which were pressed, which are at the caret, and the ways there. */

import { TextSelection } from '@tiptap/pm/state'
import { useEffect, useRef } from 'react'
import type { ArticleEditor } from '../../editor/editor.ts'
import type { ThreadPlace } from '../../editor/thread-marks.ts'

type Tools = {
  places: ReadonlyMap<string, ThreadPlace>
  /** The threads that are about the words that were pressed; none: other words. */
  onPress: (ids: readonly string[], at: HTMLElement | null) => void
}

export function useTextOfThreads({ editor }: ArticleEditor, { places, onPress }: Tools) {
  const current = useRef(onPress)
  current.current = onPress
  useEffect(() => {
    const { dom } = editor.view
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof Element)) return
      const at = event.target.closest<HTMLElement>('[data-threads]')
      // Who selects words has not asked what is said about them; a figure is selected by a press.
      if (getSelection()?.isCollapsed === false && !at?.classList.contains('commented-block')) return
      current.current(idsOf(at), at)
    }
    dom.addEventListener('click', onClick)
    return () => dom.removeEventListener('click', onClick)
  }, [editor])

  const elementAtCaret = (): HTMLElement | null => {
    const { head } = editor.state.selection
    for (const side of [1, -1] as const) {
      const { node, offset } = editor.view.domAtPos(head, side)
      const beside =
        node instanceof Element ? (node.childNodes[side > 0 ? offset : offset - 1] ?? node) : node
      const found = (beside instanceof Element ? beside : beside.parentElement)?.closest<HTMLElement>(
        '[data-threads]',
      )
      if (found) return found
    }
    return null
  }
  const scrollTo = (id: string) => {
    const marked = [...editor.view.dom.querySelectorAll<HTMLElement>(`[data-threads~="${id}"]`)][0]
    if (!marked) return
    const { top, bottom } = marked.getBoundingClientRect()
    // Under the bars, and above a sheet on a phone.
    if (top > 140 && bottom < innerHeight * 0.45) return
    if (top > 140 && bottom < innerHeight - 120 && innerWidth > 640) return
    scrollBy({ top: top - innerHeight * 0.28, behavior: reducedMotion() ? 'instant' : 'smooth' })
  }
  return {
    elementAtCaret,
    atCaret: () => idsOf(elementAtCaret()),
    scrollTo,
    putCaret: (id: string) => {
      const place = places.get(id)
      if (!place) return
      const { view } = editor
      const { doc } = view.state
      const selection = TextSelection.near(doc.resolve(Math.min(place.from, doc.content.size)), 1)
      view.dispatch(view.state.tr.setSelection(selection))
      view.focus()
      scrollTo(id)
    },
  }
}

const idsOf = (element: HTMLElement | null): readonly string[] =>
  element?.dataset.threads?.split(' ').filter(Boolean) ?? []

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
