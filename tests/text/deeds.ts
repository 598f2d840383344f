/** What one person may do next, drawn by chance over the document that they have in mind, and done by hands at any tab that reads like it. */

import type { Node, Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { finalState, readFinal } from '../../client/editor/as-final.ts'
import {
  clearFormats,
  describeFigure,
  holdsWords,
  insertBlock,
  setKind,
  toggleList,
} from '../../client/editor/commands.ts'
import { blockAttributesOf } from '../../client/editor/extensions.ts'
import { removeLink, setLink } from '../../client/editor/link.ts'
import type { BlockKind } from '../../shared/article/blocks.ts'
import type { Hands } from './hands.ts'
import type { Random } from './random.ts'
import { newBlock, sliceOf, type Tab } from './tab.ts'

/** Finds the place of a tab that is this one of the document that the deed was drawn over; `block`: directly before a block. */
export type PlaceOf = (position: number, where?: 'block') => number

export type Deed = {
  readonly name: string
  /** False: nothing, because it cannot be done here. */
  readonly does: (hands: Hands, placeOf: PlaceOf) => unknown
}

/** What begins so stands behind what it belongs to: half a pair, or the colour of a hand. */
export const insideCharacter = /^[\udc00-\udfff]|^\ud83c[\udffb-\udfff]/

/** The places of a tab that are those of what its document would be: anywhere among what is struck there. */
export function placesIn({ state }: Tab, { below }: Random): PlaceOf {
  const reading = readFinal(state)
  return (position, where) => {
    if (reading === null) return position
    const { first, last } = reading.toMarked(position)
    if (where === 'block') return last
    const among = first + below(last - first + 1)
    const { parent, nodeAfter } = state.doc.resolve(among)
    // No caret is in a rule, also in one that is struck.
    const isCaret = parent.isTextblock && blockAttributesOf(parent).kind !== 'rule'
    return reading.placeOf(position, isCaret && !insideCharacter.test(nodeAfter?.text ?? '') ? among : first)
  }
}

const LETTERS = ['a', 'a', 'b', ' ', 'é', '👍🏽', '𠀀'] as const
const TYPED = [
  '# ',
  '### ',
  '- ',
  '1. ',
  '> ',
  '``` ',
  '---',
  '**a** ',
  '*b*',
  '`a`',
  'www.a.example ',
] as const
const KINDS: readonly BlockKind[] = ['p', 'h2', 'h3', 'quote', 'pull', 'code', 'headline', 'dek']
const ERASING = ['Backspace', 'Backspace', 'Backspace', 'Delete', 'Mod-Backspace', 'Mod-Delete'] as const
const BREAKING = ['Enter', 'Enter', 'Enter', 'Shift-Enter', 'Mod-Enter'] as const
const FORMATTING = ['Mod-b', 'Mod-i', 'Mod-u', 'Mod-e', 'Mod-Shift-x'] as const
const LINKS = ['https://a.example', 'https://b.example'] as const

type Draw = (doc: Node, random: Random, letter: () => string) => Deed

/** The places in a block, between characters as people see them. */
function placesOf(block: Node, position: number): readonly number[] {
  if (blockAttributesOf(block).kind === 'rule') return []
  const words = block.textBetween(0, block.content.size, null, '\ufffc')
  const pieces = [...new Intl.Segmenter().segment(words)]
  return [position + 1, ...pieces.map(({ index, segment }) => position + 1 + index + segment.length)]
}

/** Somewhere in words; `from`: at this place, or not far behind it. */
function anyPlace(doc: Node, { below, pick }: Random, from = 0): number {
  const inBlocks: (readonly number[])[] = []
  doc.forEach((block, position) => {
    const places = placesOf(block, position).filter((place) => place >= from)
    if (places.length > 0) inBlocks.push(places)
  })
  // An article may be nothing but rules.
  if (inBlocks.length === 0) return Math.max(1, from)
  return from === 0 ? pick(pick(inBlocks)) : (inBlocks.flat()[below(7)] ?? from)
}

const put: Draw = (doc, random) => {
  const at = anyPlace(doc, random)
  return { name: `caret ${at}`, does: (hands, placeOf) => hands.tab.select(placeOf(at)) }
}

const select: Draw = (doc, random) => {
  const anchor = anyPlace(doc, random)
  const head = anyPlace(doc, random, random.chance() < 0.6 ? anchor : 0)
  return {
    name: `select ${anchor}–${head}`,
    does: (hands, placeOf) => {
      const from = placeOf(anchor)
      hands.tab.select(from, head === anchor ? from : placeOf(head))
    },
  }
}

const type: Draw = (_doc, { below, pick, chance }, letter) => {
  const text = chance() < 0.2 ? pick(TYPED) : Array.from({ length: 1 + below(4) }, letter).join('')
  return { name: `type ${JSON.stringify(text)}`, does: (hands) => hands.type(text) }
}

const pressing =
  (keys: readonly string[], most: number): Draw =>
  (_doc, { below, pick }) => {
    const pressed = Array<string>(1 + below(most)).fill(pick(keys))
    return { name: pressed.join(), does: (hands) => hands.press(...pressed) }
  }

const kind: Draw = (_doc, { pick }) => {
  const wanted = pick(KINDS)
  return { name: wanted, does: (hands) => hands.run(setKind(wanted)) }
}

const list: Draw = (_doc, { pick }) => {
  const wanted = pick(['bullet', 'ordered'] as const)
  return { name: wanted, does: (hands) => hands.run(toggleList(wanted)) }
}

const link: Draw = (_doc, { pick, chance }) => {
  const href = pick(LINKS)
  if (chance() < 0.4) return { name: 'no link', does: (hands) => hands.run(removeLink) }
  return { name: `link ${href}`, does: (hands) => hands.run(setLink(href)) }
}

const plain: Draw = () => ({ name: 'plain', does: (hands) => hands.run(clearFormats) })

const whole: Draw = (_doc, { pick, below }) => {
  const wanted = pick(['rule', 'figure'] as const)
  const alt = String(below(3))
  return {
    name: wanted,
    does: (hands) => hands.run(insertBlock(wanted === 'rule' ? { kind: wanted } : { kind: wanted, alt })),
  }
}

const describe: Draw = (doc, { pick, below, chance }) => {
  const figures: number[] = []
  doc.forEach((block, position) => {
    if (blockAttributesOf(block).kind === 'figure') figures.push(position)
  })
  if (figures.length === 0) return whole(doc, { pick, below, chance }, String)
  const at = pick(figures)
  const changes = { alt: pick([null, '0', '1']), credit: pick([null, 'x']) }
  return {
    name: `describe ${at}`,
    does: (hands) => hands.run(describeFigure(at, changes)),
  }
}

/** Blocks that are put there would come before the first one, where nothing can be suggested. */
const isBeforeAll = ({ tab }: Hands): boolean => finalState(tab.state).selection.from <= 1

const paste: Draw = (_doc, { pick, below, chance }, letter) => {
  const words = () => Array.from({ length: below(3) }, letter).join('')
  const blocks = Array.from({ length: 1 + below(3) }, () =>
    chance() < 0.6 ? words() : newBlock({ kind: pick(KINDS) }, words(), ...(chance() < 0.5 ? ['bold'] : [])),
  )
  const slice: Slice = sliceOf(blocks)
  return { name: `paste ${slice}`, does: (hands) => !isBeforeAll(hands) && hands.paste(slice) }
}

const clipboard: Draw = (_doc, { chance }) => {
  if (chance() < 0.5) return { name: 'cut', does: (hands) => hands.cut() }
  return { name: 'paste again', does: (hands) => hands.hasCopied && !isBeforeAll(hands) && hands.paste() }
}

/** A figure or a rule is selected, where there is one. */
const selectWhole: Draw = (doc, { pick }) => {
  const wholes: number[] = []
  doc.forEach((block, position, number) => {
    if (number > 0 && !holdsWords(block)) wholes.push(position)
  })
  if (wholes.length === 0) return { name: 'nothing', does: () => {} }
  const at = pick(wholes)
  return { name: `select block ${at}`, does: (hands, placeOf) => hands.tab.selectNode(placeOf(at, 'block')) }
}

const isCaret = ({ tab }: Hands): boolean => {
  const { selection } = finalState(tab.state)
  return selection instanceof TextSelection && selection.empty
}

const compose: Draw = () => ({
  name: 'compose',
  // Over a selection the browser itself decides what goes first.
  does: (hands) => isCaret(hands) && hands.compose('ㅎ', '하', '한'),
})

const travel: Draw = (_doc, { below, chance }) => {
  const times = 1 + below(3)
  const keys = chance() < 0.6 ? ['Mod-z'] : ['Mod-z', 'Mod-y']
  const pressed = keys.flatMap((key) => Array<string>(times).fill(key))
  return { name: pressed.join(), does: (hands) => hands.press(...pressed) }
}

const MIX: readonly (readonly [share: number, draw: Draw])[] = [
  [18, put],
  [16, select],
  [22, type],
  [18, pressing(ERASING, 5)],
  [10, pressing(BREAKING, 2)],
  [6, pressing(FORMATTING, 2)],
  [3, pressing(['Tab', 'Shift-Tab'], 2)],
  [4, kind],
  [3, list],
  [3, link],
  [1, plain],
  [3, whole],
  [2, describe],
  [4, paste],
  [4, clipboard],
  [3, selectWhole],
  [3, compose],
]

/** `undoes`: also undo and redo. `letter`: what is typed; else letters of which many are equal. */
export function drawDeed(
  doc: Node,
  random: Random,
  {
    undoes,
    letter = () => random.pick(LETTERS),
  }: { readonly undoes: boolean; readonly letter?: () => string },
): Deed {
  if (undoes && random.chance() < 0.05) return travel(doc, random, letter)
  let at = random.below(MIX.reduce((sum, [share]) => sum + share, 0))
  for (const [share, draw] of MIX) {
    if (at < share) return draw(doc, random, letter)
    at -= share
  }
  throw new Error('the shares add up')
}
