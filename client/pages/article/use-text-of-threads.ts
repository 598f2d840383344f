/** Between the text and its threads: which were pressed, which are at the caret, and the ways there. */

import { TextSelection } from '@tiptap/pm/state'
import { useEffect, useRef } from 'react'
import type { ArticleEditor } from '../../editor/editor.ts'
import type { ThreadPlace } from '../../editor/thread-marks.ts'

type Tools = {
  places: ReadonlyMap<string, ThreadPlace>
  /** The threads that are about the words that were pressed, none: other words; and where in the document that was. */
  onPress: (ids: readonly string[], at: HTMLElement, position: number | null) => void
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
      const pressed = editor.view.posAtCoords({ left: event.clientX, top: event.clientY })
      current.current(idsOf(at), at ?? (event.target as HTMLElement), pressed?.pos ?? null)
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
    if (marked) scrollIntoSight(marked.getBoundingClientRect())
  }
  const scrollToPlace = (position: number) => {
    const { doc } = editor.state
    scrollIntoSight(editor.view.coordsAtPos(Math.min(position, doc.content.size), 1))
  }
  const putCaretAt = (position: number) => {
    const { view } = editor
    const { doc } = view.state
    const selection = TextSelection.near(doc.resolve(Math.min(position, doc.content.size)), 1)
    view.dispatch(view.state.tr.setSelection(selection))
    view.focus()
  }
  const scrollIntoSight = ({ top, bottom }: Pick<DOMRect, 'top' | 'bottom'>) => {
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
      putCaretAt(place.from)
      scrollTo(id)
    },
    putCaretAt,
    scrollToPlace,
  }
}

const idsOf = (element: HTMLElement | null): readonly string[] =>
  element?.dataset.threads?.split(' ').filter(Boolean) ?? []

const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
