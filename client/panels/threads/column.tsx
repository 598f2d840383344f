/** Cards in the margin, level with their words. Of many only those near the screen are drawn, and the active one. */

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { browserClock, type Timer } from '../../clock.ts'
import { cardTops } from '../../threads/layout.ts'
import styles from './column.module.css'

export type ColumnItem = { readonly id: string; readonly wanted: number; readonly node: ReactNode }

type ColumnProps = {
  items: readonly ColumnItem[]
  active: string | null
  /** Where the first one may begin, in px. */
  from: number
}

/** What a card is taken for until it has been drawn, in px. */
const heightGuess = 130
/** How far beyond the screen cards are drawn, and in which steps, in px. */
const beyond = 900
const step = 300

export function Column({ items, active, from }: ColumnProps) {
  const column = useRef<HTMLDivElement>(null)
  const { heights, observe } = useHeights()
  const screen = useScreen(column)
  const boxes = items.map(({ id, wanted }) => ({ id, wanted, height: heights.get(id) ?? heightGuess }))
  const tops = cardTops(boxes, active, from)

  const shown = boxes.filter(({ id, height }) => {
    const top = tops.get(id) ?? 0
    return id === active || (top + height > screen.top - beyond && top < screen.bottom + beyond)
  })
  const nodes = new Map(items.map(({ id, node }) => [id, node]))
  const last = boxes.at(-1)
  const end = last ? (tops.get(last.id) ?? 0) + last.height : 0
  return (
    <div ref={column} className={styles.column} style={{ minHeight: end }}>
      {shown.map(({ id }) => (
        <div key={id} ref={observe} data-box={id} className={styles.box} style={{ top: tops.get(id) }}>
          {nodes.get(id)}
        </div>
      ))}
    </div>
  )
}

type Heights = {
  readonly heights: ReadonlyMap<string, number>
  /** For the `ref` of an element whose `data-box` names it. */
  readonly observe: (element: HTMLElement | null) => (() => void) | undefined
}

function useHeights(): Heights {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map())
  const observer = useRef<ResizeObserver | null>(null)
  const observe = useRef((element: HTMLElement | null) => {
    if (!element) return
    observer.current ??= new ResizeObserver((entries) =>
      setHeights((before) =>
        withHeights(
          before,
          entries.map(({ target }) => target as HTMLElement),
        ),
      ),
    )
    observer.current.observe(element)
    return () => observer.current?.unobserve(element)
  })
  useEffect(() => () => observer.current?.disconnect(), [])
  return { heights, observe: observe.current }
}

function withHeights(
  before: ReadonlyMap<string, number>,
  elements: readonly HTMLElement[],
): ReadonlyMap<string, number> {
  const changed = elements.filter(
    ({ dataset, offsetHeight }) => offsetHeight > 0 && before.get(dataset.box ?? '') !== offsetHeight,
  )
  if (changed.length === 0) return before
  return new Map([
    ...before,
    ...changed.map(({ dataset, offsetHeight }) => [dataset.box ?? '', offsetHeight] as const),
  ])
}

/** Which part of the column is on the screen, in coarse steps. */
function useScreen(column: { readonly current: HTMLElement | null }): {
  readonly top: number
  readonly bottom: number
} {
  const [screen, setScreen] = useState({ top: 0, bottom: 1_500 })
  useLayoutEffect(() => {
    let timer: Timer | null = null
    const read = () => {
      timer = null
      const element = column.current
      if (!element) return
      const above = -element.getBoundingClientRect().top
      const top = Math.floor(above / step) * step
      const bottom = Math.ceil((above + innerHeight) / step) * step
      setScreen((before) => (before.top === top && before.bottom === bottom ? before : { top, bottom }))
    }
    const soon = () => {
      timer ??= browserClock.nextFrame(read)
    }
    read()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      timer?.cancel()
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [column])
  return screen
}
