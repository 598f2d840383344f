/**
 * What of one text stands in another: word by word, and only what can be told. A word that is in both is not yet the same word:
 * it is believed to be where enough stands beside it that is the same too, and stands so nowhere else.
 */

import { diffArrays } from 'diff'
import { CLOSING, OPENING } from './wording.ts'
import { isWord, piecesOf } from './words.ts'

/** `length` units from `from` on are those of the other text from `to` on. */
export type Match = { readonly from: number; readonly to: number; readonly length: number }

/** What is compared: a word, or a stretch that is known to be the same. */
type Element = {
  readonly at: number
  readonly length: number
  /** The same number in both texts means the same words; negative: a stretch that is known. */
  readonly key: number
  readonly counts: boolean
  readonly text: string
}

/** Changes in a stretch between two words that stay, beyond which nothing in it is looked for: what bounds the time. */
const mostChanges = 300

/** Words in a row that make evidence. */
const inARow = 3

/**
 * The stretches of `from` that stand in `to`, by their places in `from`. `known`: those of which it is known otherwise, by ids;
 * all of them are in the answer, and neither side of one is anything else.
 */
export function matchesOf(from: string, to: string, known: readonly Match[] = []): readonly Match[] {
  const stretches = joinedMatches(known)
  const keys = new Map<string, number>()
  const old = elementsOf(from, stretches, 'from', keys)
  const now = elementsOf(to, stretches, 'to', keys)
  const evidence = new Evidence(old, now)
  const pairs = inOrder(old, now, evidence)
  const found = believed(pairs, old, now, evidence)
  found.push(...moved(found, old, now, evidence))
  const matches = found.flatMap(([i, j]): Match[] => {
    const [one, other] = [old[i], now[j]]
    return one === undefined || other === undefined || one.key < 0
      ? []
      : [{ from: one.at, to: other.at, length: one.length }]
  })
  return joinedMatches([...stretches, ...matches])
}

/** Matches by their places in the first text; those that follow each other in both are one. */
export function joinedMatches(matches: readonly Match[]): readonly Match[] {
  const joined: Match[] = []
  for (const match of [...matches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && last.from + last.length === match.from && last.to + last.length === match.to)
      joined[joined.length - 1] = { ...last, length: last.length + match.length }
    else joined.push(match)
  }
  return joined
}

// ---- what is compared

function elementsOf(
  text: string,
  known: readonly Match[],
  side: 'from' | 'to',
  keys: Map<string, number>,
): readonly Element[] {
  const elements: Element[] = []
  let at = 0
  const words = (until: number) => {
    for (const piece of until > at ? piecesOf(text.slice(at, until), at) : []) {
      const key = keys.get(piece.text) ?? keys.size
      keys.set(piece.text, key)
      elements.push({ ...piece, length: piece.text.length, key })
    }
  }
  const stretches = known.map((match, number) => ({ at: match[side], length: match.length, number }))
  if (side === 'to') stretches.sort((a, b) => a.at - b.at)
  for (const { at: start, length, number } of stretches) {
    words(start)
    elements.push({ at: start, length, key: -1 - number, counts: true, text: '' })
    at = start + length
  }
  words(text.length)
  return elements
}

// ---- a difference in which nothing is moved

type Pair = readonly [old: number, now: number]

/** Pairs of the same key, in the order of both: around what is in each text once, and between by the shortest way. */
function inOrder(old: readonly Element[], now: readonly Element[], evidence: Evidence): readonly Pair[] {
  const pairs: Pair[] = []
  let [from, to] = [0, 0]
  for (const [i, j] of [...longestRise(onlyPlaces(old, now, evidence)), [old.length, now.length] as const]) {
    pairs.push(...between(old.slice(from, i), now.slice(to, j)).map(([a, b]): Pair => [from + a, to + b]))
    if (i < old.length) pairs.push([i, j])
    from = i + 1
    to = j + 1
  }
  return pairs
}

/** What stands in each text once, by itself or with what follows. */
function onlyPlaces(old: readonly Element[], now: readonly Element[], evidence: Evidence): readonly Pair[] {
  const places = (elements: readonly Element[]): Map<number, number> => {
    const found = new Map<number, number>() // -1: more than one
    for (const [index, { key }] of elements.entries()) found.set(key, found.has(key) ? -1 : index)
    return found
  }
  const [inOld, inNow] = [places(old), places(now)]
  const pairs = new Map(evidence.all)
  for (const [key, i] of inOld) {
    const j = inNow.get(key) ?? -1
    if (i >= 0 && j >= 0) pairs.set(i, j)
  }
  return [...pairs].sort(([a], [b]) => a - b)
}

/** The most of these pairs, which are in the order of the first, that are in the order of the second too. */
function longestRise(pairs: readonly Pair[]): readonly Pair[] {
  type Link = { readonly pair: Pair; readonly before: Link | null }
  const ends: Link[] = []
  for (const pair of pairs) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle]?.pair[1] ?? 0) < pair[1]) low = middle + 1
      else high = middle
    }
    ends[low] = { pair, before: ends[low - 1] ?? null }
  }
  const rise: Pair[] = []
  for (let link = ends.at(-1) ?? null; link !== null; link = link.before) rise.push(link.pair)
  return rise.reverse()
}

function between(old: readonly Element[], now: readonly Element[]): readonly Pair[] {
  if (old.length === 0 || now.length === 0) return []
  const keysOf = (elements: readonly Element[]) => elements.map(({ key }) => key)
  const changes = diffArrays(keysOf(old), keysOf(now), { maxEditLength: mostChanges })
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  for (const { added, removed, count } of changes ?? []) {
    if (!added && !removed) for (let k = 0; k < count; k++) pairs.push([i + k, j + k])
    if (!added) i += count
    if (!removed) j += count
  }
  return pairs
}

// ---- what is believed

/** The pairs that stand beside each other in both texts and of which enough can be told. */
function believed(
  pairs: readonly Pair[],
  old: readonly Element[],
  now: readonly Element[],
  evidence: Evidence,
): Pair[] {
  const all: Pair[] = []
  for (let first = 0; first < pairs.length; ) {
    let last = first
    while (isNext(pairs[last], pairs[last + 1])) last++
    all.push(...ofRun(pairs.slice(first, last + 1), old, now, evidence))
    first = last + 1
  }
  return all
}

const isNext = (one: Pair | undefined, next: Pair | undefined): boolean =>
  one !== undefined && next !== undefined && next[0] === one[0] + 1 && next[1] === one[1] + 1

/** Of pairs in a row: those around evidence, and those between two that are known, or the ends of both texts. */
function ofRun(
  run: readonly Pair[],
  old: readonly Element[],
  now: readonly Element[],
  evidence: Evidence,
): readonly Pair[] {
  const [[i, j], last] = [run[0] as Pair, run.at(-1) as Pair]
  if (run.some(([one, other]) => evidence.isSame(one, other))) return run
  const isStart = i === 0 && j === 0
  const isEnd = last[0] === old.length - 1 && last[1] === now.length - 1
  const isKnown = ([one]: Pair) => (old[one]?.key ?? 0) < 0
  const first = isStart ? 0 : run.findIndex(isKnown)
  const until = isEnd ? run.length - 1 : run.findLastIndex(isKnown)
  return first < 0 ? [] : run.slice(first, until + 1)
}

/** Some words in a row, with what stands between them: where they stand, if they stand so once in each text. */
class Evidence {
  private readonly places = new Map<string, { old: number; now: number }>()
  /** By the element of the first text with which they begin: the one of the other. */
  private readonly begins = new Map<number, number>()

  constructor(old: readonly Element[], now: readonly Element[]) {
    for (const [side, elements] of [['old', old] as const, ['now', now] as const]) {
      for (const { start, words } of rowsOf(elements)) {
        const place = this.places.get(words) ?? { old: -1, now: -1 }
        this.places.set(words, place)
        place[side] = place[side] === -1 ? start : -2
      }
    }
    for (const place of this.places.values())
      if (place.old >= 0 && place.now >= 0) this.begins.set(place.old, place.now)
  }

  /** Whether the words that begin there and there are the same, and stand nowhere else. */
  isSame(old: number, now: number): boolean {
    return this.begins.get(old) === now
  }

  get all(): Iterable<Pair> {
    return this.begins
  }
}

function* rowsOf(elements: readonly Element[]): Generator<{ start: number; words: string }> {
  const counting = elements.flatMap(({ counts }, index) => (counts ? [index] : []))
  for (let i = 0; i + inARow <= counting.length; i++) {
    const [start, last] = [counting[i] ?? 0, counting[i + inARow - 1] ?? 0]
    const row = elements.slice(start, last + 1)
    const texts = row.filter(({ counts }) => counts).map(({ text }) => text)
    const isBlock = texts[0] === OPENING && texts.at(-1) === CLOSING
    if (!isBlock && texts.filter(isWord).length < inARow - 1) continue
    yield { start, words: row.map(({ key }) => key).join() }
  }
}

/** What stands elsewhere now: around evidence that is in no pair, as far as both texts are the same. */
function moved(
  found: readonly Pair[],
  old: readonly Element[],
  now: readonly Element[],
  evidence: Evidence,
): readonly Pair[] {
  const [takenOld, takenNow] = [new Set(found.map(([i]) => i)), new Set(found.map(([, j]) => j))]
  const pairs: Pair[] = []
  const take = (i: number, j: number): boolean => {
    const [one, other] = [old[i], now[j]]
    if (one === undefined || one.key < 0 || one.key !== other?.key) return false
    if (takenOld.has(i) || takenNow.has(j)) return false
    takenOld.add(i)
    takenNow.add(j)
    pairs.push([i, j])
    return true
  }
  for (const [i, j] of evidence.all) {
    if (!take(i, j)) continue
    for (let by = 1; take(i + by, j + by); by++);
    for (let by = -1; take(i + by, j + by); by--);
  }
  return pairs
}
