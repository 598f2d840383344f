/** Where cards stand beside the text: each level with its words where there is room, none over another. */

export type CardBox = {
  readonly id: string
  /** Where its words are, and how high it is, in px. */
  readonly wanted: number
  readonly height: number
}

/** Between two cards, in px. */
export const cardGap = 8

/**
 * The tops of cards in document order. The active one is level with its words, and those before and after it give way; without one
 * each stands as near under its words as those before it allow. None stands above `from`: where those before the active one need
 * more room than there is, it gives way itself.
 */
export function cardTops(
  cards: readonly CardBox[],
  active: string | null,
  from = 0,
): ReadonlyMap<string, number> {
  const tops = stacked(cards, from)
  const at = cards.findIndex(({ id }) => id === active)
  const card = cards[at]
  if (card === undefined) return tops
  const before = cards.slice(0, at)
  const needed = before.reduce((sum, { height }) => sum + height + cardGap, from)
  const top = Math.max(card.wanted, needed)
  tops.set(card.id, top)
  let floor = top
  for (const { id, height } of [...before].reverse()) {
    floor = Math.min(tops.get(id) ?? 0, floor - cardGap - height)
    tops.set(id, floor)
  }
  for (const [id, lower] of stacked(cards.slice(at + 1), top + card.height + cardGap)) tops.set(id, lower)
  return tops
}

function stacked(cards: readonly CardBox[], from: number): Map<string, number> {
  const tops = new Map<string, number>()
  let free = from
  for (const { id, wanted, height } of cards) {
    const top = Math.max(wanted, free)
    tops.set(id, top)
    free = top + height + cardGap
  }
  return tops
}
