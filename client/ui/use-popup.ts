/** A box in the browser's top layer beside an anchor: the browser closes it by Esc or a press elsewhere, and gives the focus back. */

import { type RefObject, useLayoutEffect, useRef } from 'react'

type Popup = {
  readonly anchor: () => HTMLElement | null
  readonly align: 'start' | 'end'
  readonly onClose: () => void
}

/** Distance from the anchor and from the edges of the page, in px. */
const gap = 6
const edge = 8

/** For an element with `popover="auto"` that is rendered while it is open. */
export function usePopup({ anchor, align, onClose }: Popup): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null)
  const current = useRef({ anchor, onClose })
  current.current = { anchor, onClose }
  // In the layout phase: at the end the element is still in the page, and the browser gives the focus back.
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const place = () => placeBeside(element, current.current.anchor(), align)
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') current.current.onClose()
    }
    element.showPopover()
    place()
    element.addEventListener('toggle', onToggle)
    addEventListener('resize', place)
    addEventListener('scroll', place, { capture: true, passive: true })
    return () => {
      element.removeEventListener('toggle', onToggle)
      removeEventListener('resize', place)
      removeEventListener('scroll', place, { capture: true })
      if (element.matches(':popover-open')) element.hidePopover()
    }
  }, [align])
  return box
}

/** Under the anchor, or over it where there is more room. */
function placeBeside(box: HTMLElement, anchor: HTMLElement | null, align: 'start' | 'end'): void {
  if (!anchor) return
  const at = anchor.getBoundingClientRect()
  const { clientWidth: width, clientHeight: height } = document.documentElement
  const { offsetWidth, scrollHeight } = box
  const below = height - at.bottom - gap - edge
  const above = at.top - gap - edge
  const over = scrollHeight > below && above > below
  const wanted = align === 'start' ? at.left : at.right - offsetWidth
  box.style.left = `${Math.max(edge, Math.min(wanted, width - offsetWidth - edge))}px`
  box.style.top = over ? 'auto' : `${at.bottom + gap}px`
  box.style.bottom = over ? `${height - at.top + gap}px` : 'auto'
  box.style.maxHeight = `${over ? above : below}px`
}
