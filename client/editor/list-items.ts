/** Where each list item stands in its list: lists are runs of neighbouring blocks, nested by level. */

import type { Node } from '@tiptap/pm/model'
import type { ListKind } from '../../shared/article/blocks.ts'
import { blockAttributesOf } from './extensions.ts'

export type ListItem = {
  readonly kind: ListKind
  /** From 0. */
  readonly level: number
  /** From 1, among the items of its list at its level. */
  readonly position: number
  /** How many items its list has at its level. */
  readonly size: number
}

type OpenList = { readonly kind: ListKind; readonly members: number[] }

/** For each block its place in a list; null for what is no list item. A list ends where anything else begins. */
export function listItems(doc: Node): readonly (ListItem | null)[] {
  const items: (ListItem | null)[] = []
  const open: (OpenList | undefined)[] = []
  const close = (fromLevel: number) => {
    for (let level = fromLevel; level < open.length; level++) {
      const list = open[level]
      list?.members.forEach((number, index) => {
        items[number] = { kind: list.kind, level, position: index + 1, size: list.members.length }
      })
    }
    open.length = Math.min(open.length, fromLevel)
  }
  doc.forEach((node, _offset, number) => {
    const { list, indent } = blockAttributesOf(node)
    items.push(null)
    if (list === null) {
      close(0)
      return
    }
    close(open[indent]?.kind === list ? indent + 1 : indent)
    const current = open[indent] ?? { kind: list, members: [] }
    current.members.push(number)
    open[indent] = current
  })
  close(0)
  return items
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz'

/** "1.", "a.", "i." by level, then again; "•", "◦", "▪" for bullets. */
export function itemSign({ kind, level, position }: ListItem): string {
  if (kind === 'bullet') return ['•', '◦', '▪'][level % 3] ?? '•'
  return `${[String, letters, roman][level % 3]?.(position) ?? position}.`
}

/** a … z, aa, ab … */
function letters(value: number): string {
  const rest = Math.floor((value - 1) / alphabet.length)
  return (rest > 0 ? letters(rest) : '') + (alphabet[(value - 1) % alphabet.length] ?? '')
}

const numerals: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

function roman(value: number): string {
  const [size, letter] = numerals.find(([least]) => least <= value) ?? [0, '']
  return size === 0 ? '' : letter + roman(value - size)
}
