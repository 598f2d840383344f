/**
 * Suggestions as people see and decide them: a card is what one person did in one place at one time. Typing on is one card, a
 * deletion beside an insertion is a replacement, and the formats of suggested words belong to those words.
 */

import type { ClientId, PersonId } from '../ids.ts'
import { cardGapMs } from '../limits.ts'
import type { BlockAttributes, BlockKind } from './blocks.ts'
import { suggestionsOf } from './layout.ts'
import type { PlacedRecord } from './placed-records.ts'
import { flatRanges, type IdRange, joinedRanges } from './record.ts'
import type { SuggestionKind } from './suggestion-list.ts'
import type { Suggestions } from './suggestions.ts'

/** Units that stand together in the text and about which the same is suggested. */
export type Piece = {
  /** Their place: one piece follows another when it begins where that one ends. */
  readonly from: number
  readonly to: number
  readonly range: IdRange
  /** A break as a line's end, a marker as nothing. */
  readonly text: string
  /** Of a marker: its block's attributes. */
  readonly block: BlockAttributes | null
  /** They are suggested themselves. */
  readonly isOpen: boolean
  /** The records about them, in the order in which they apply. */
  readonly records: readonly string[]
}

/** One suggestion of a card, as a decision names it. */
export type CardPart = {
  readonly suggestion: string
  readonly kind: SuggestionKind
  readonly person: PersonId | null
  /** Client, clock and length, one behind the other. */
  readonly ranges: readonly number[]
  /** Its words. Of several insertions, or deletions, of one card the first has the words of all, as they stand in the text. */
  readonly text: string
  /** Of a format: what it says. Of a block: the attributes it proposes. */
  readonly change: object | null
  /** The blocks whose markers it is about, in order, as they are. */
  readonly blocks: readonly BlockAttributes[]
}

export type Card = {
  /** That of its first insertion, else of its first record: it stays while somebody types on. */
  readonly id: string
  readonly person: PersonId | null
  /** Under which its first characters or records were written. */
  readonly client: ClientId
  /** When it was begun, as the suggester's device believes (milliseconds since 1970); null: not known. */
  readonly at: number | null
  /** Where its first piece begins and its last one ends. */
  readonly from: number
  readonly to: number
  /** In the order of the text. */
  readonly parts: readonly CardPart[]
}

type Subject = {
  readonly id: { of: string }
  readonly kind: SuggestionKind
  readonly client: ClientId
  readonly placed: PlacedRecord | null
  readonly at: number | null
  /** Of its first piece. */
  readonly from: number
  to: number
  first: number
  readonly ranges: IdRange[]
  readonly words: Words[]
  readonly blocks: BlockAttributes[]
  /** The one that it is a card with; itself, where it is the first. */
  group: Subject
}

type Words = { readonly from: number; readonly text: string }

/** Puts pieces, in the order of the text, together into cards, in the order in which they begin. */
export function cardsOf(suggestions: Suggestions, pieces: readonly Piece[]): readonly Card[] {
  const grouping = new Grouping(suggestions)
  for (const piece of pieces) grouping.add(piece)
  return grouping.cards()
}

class Grouping {
  private readonly subjects: Subject[] = []
  private readonly byRecord = new Map<string, Subject>()
  private readonly times: Times
  /** What ends where the last piece ended. */
  private last: { readonly to: number; readonly subjects: readonly Subject[] } = { to: -1, subjects: [] }

  constructor(private readonly suggestions: Suggestions) {
    this.times = new Times(suggestions)
  }

  add(piece: Piece): void {
    const before = this.last.to === piece.from ? this.last.subjects : []
    const here: Subject[] = []
    if (piece.isOpen) here.push(this.insertion(piece, before))
    for (const key of piece.records) {
      const placed = this.suggestions.record(key)
      if (placed === undefined || placed.record.kind === 'run') continue
      const subject = this.byRecord.get(key) ?? this.newRecord(piece, placed)
      grow(subject, piece)
      here.push(subject)
    }
    for (const subject of here) {
      for (const other of here) if (this.isWith(subject, other)) join(subject, other)
      if (subject.kind !== 'insertion' && subject.kind !== 'deletion') continue
      for (const other of before) {
        if (other.kind !== 'insertion' && other.kind !== 'deletion') continue
        if (this.isSameHand(subject, other)) join(subject, other)
      }
    }
    this.last = { to: piece.to, subjects: here }
  }

  cards(): readonly Card[] {
    const members = new Map<Subject, Subject[]>()
    for (const subject of this.subjects) {
      const group = rootOf(subject)
      members.set(group, [...(members.get(group) ?? []), subject])
    }
    return [...members.values()]
      .map((subjects) => this.card(subjects))
      .sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1))
  }

  /** Suggested characters that follow each other, of one client and one time. */
  private insertion(piece: Piece, before: readonly Subject[]): Subject {
    const { client, clock } = piece.range
    const at = this.times.of(client, clock)
    const goesOn = before.find(
      (one) => one.kind === 'insertion' && one.client === client && isClose(one.at, at),
    )
    const subject = goesOn ?? this.newSubject(piece, 'insertion', client, null, at)
    subject.first = Math.min(subject.first, clock)
    subject.id.of = `i${client}.${subject.first}`
    grow(subject, piece)
    return subject
  }

  private newRecord(piece: Piece, placed: PlacedRecord): Subject {
    const { kind } = placed.record
    const of: SuggestionKind = kind === 'delete' ? 'deletion' : kind === 'format' ? 'format' : 'block'
    const subject = this.newSubject(
      piece,
      of,
      placed.owner.client,
      placed,
      this.times.ofRecord(placed, this.suggestions),
    )
    subject.id.of = `r${placed.key}`
    this.byRecord.set(placed.key, subject)
    return subject
  }

  private newSubject(
    { from, to, range }: Piece,
    kind: SuggestionKind,
    client: ClientId,
    placed: PlacedRecord | null,
    at: number | null,
  ): Subject {
    const subject = {
      id: { of: '' },
      ...{ kind, client, placed, at, from, to, first: range.clock, ranges: [], words: [], blocks: [] },
    } as Omit<Subject, 'group'> as Subject
    subject.group = subject
    this.subjects.push(subject)
    return subject
  }

  /** What a person says about their own suggested words is one suggestion with them. */
  private isWith(a: Subject, b: Subject): boolean {
    return a !== b && (a.kind === 'insertion') !== (b.kind === 'insertion') && this.isSamePerson(a, b)
  }

  private isSameHand(a: Subject, b: Subject): boolean {
    return this.isSamePerson(a, b) && isClose(a.at, b.at)
  }

  private isSamePerson(a: Subject, b: Subject): boolean {
    if (a.client === b.client) return true
    const person = this.suggestions.personOf(a.client)
    return person !== undefined && person === this.suggestions.personOf(b.client)
  }

  private card(subjects: readonly Subject[]): Card {
    const [first] = subjects as readonly [Subject, ...Subject[]]
    const insertions = subjects.filter(({ kind }) => kind === 'insertion')
    const named = insertions.length > 0 ? insertions : subjects
    const times = subjects.flatMap(({ at }) => at ?? [])
    return {
      id: named.map(({ id }) => id.of).sort()[0] ?? first.id.of,
      person: this.suggestions.personOf(first.client) ?? null,
      client: first.client,
      at: times.length === 0 ? null : Math.min(...times),
      from: Math.min(...subjects.map(({ from }) => from)),
      to: Math.max(...subjects.map(({ to }) => to)),
      parts: [...subjects]
        .sort((a, b) => a.from - b.from)
        .map((subject, index, all) => this.part(subject, wordsOf(all, index))),
    }
  }

  private part({ id, kind, client, placed, ranges, blocks }: Subject, text: string): CardPart {
    const record = placed?.record
    return {
      suggestion: id.of,
      kind,
      person: this.suggestions.personOf(client) ?? null,
      // Of a record everything that it says, also about what is not shown: so it is decided as a whole.
      ranges: flatRanges(placed === null ? joinedRanges(ranges) : [...placed.ranges].sort(byId)),
      text,
      change:
        record?.kind === 'format' ? record.formats : record?.kind === 'block' ? record.attributes : null,
      blocks,
    }
  }
}

/** What one of a card's says, by the place of its first words. One deletion may stand in the midst of another. */
function wordsOf(subjects: readonly Subject[], index: number): string {
  const kind = subjects[index]?.kind
  const alike =
    kind === 'insertion' || kind === 'deletion'
      ? subjects.filter((one) => one.kind === kind)
      : subjects.slice(index, index + 1)
  if (alike[0] !== subjects[index]) return ''
  return alike
    .flatMap(({ words }) => words)
    .sort((a, b) => a.from - b.from)
    .map(({ text }) => text)
    .join('')
}

function grow(subject: Subject, { from, to, range, text, block }: Piece): void {
  subject.to = Math.max(subject.to, to)
  subject.ranges.push(range)
  subject.words.push({ from, text })
  if (block !== null) subject.blocks.push(block)
}

function rootOf(subject: Subject): Subject {
  let root = subject
  while (root.group !== root) root = root.group
  subject.group = root
  return root
}

function join(a: Subject, b: Subject): void {
  rootOf(b).group = rootOf(a)
}

const byId = (a: IdRange, b: IdRange): number => a.client - b.client || a.clock - b.clock

/** Where a time is not known, the place decides. */
const isClose = (a: number | null, b: number | null): boolean =>
  a === null || b === null || Math.abs(a - b) <= cardGapMs

/** When somebody wrote what, as far as their records of kind `run` say. */
class Times {
  private readonly runs = new Map<ClientId, { readonly clock: number; readonly at: number }[]>()

  constructor({ all }: Suggestions) {
    for (const { owner, record } of all) {
      if (record.kind !== 'run') continue
      const runs = this.runs.get(owner.client) ?? []
      runs.push({ clock: record.clock, at: record.at })
      this.runs.set(owner.client, runs)
    }
    for (const runs of this.runs.values()) runs.sort((a, b) => a.clock - b.clock)
  }

  of(client: ClientId, clock: number): number | null {
    return this.runs.get(client)?.findLast((run) => run.clock <= clock)?.at ?? null
  }

  /** By the item under its key: the record was said then last. What the server has trimmed is its author's no more. */
  ofRecord({ key }: PlacedRecord, { doc }: Suggestions): number | null {
    const id = suggestionsOf(doc)._map.get(key)?.id
    return id === undefined ? null : this.of(id.client, id.clock)
  }
}

// ---- what a card says

/** One thing that is suggested, as a summary names it. */
export type Summary =
  | { readonly kind: 'add' | 'delete'; readonly text: string }
  | { readonly kind: 'replace'; readonly old: string; readonly text: string }
  | { readonly kind: 'split' | 'merge' }
  | { readonly kind: 'insert' | 'remove'; readonly block: BlockKind }
  | { readonly kind: 'format'; readonly format: string; readonly value: unknown }
  | { readonly kind: 'turn'; readonly into: string }
  | { readonly kind: 'indent' | 'outdent' }
  | { readonly kind: 'attribute'; readonly of: 'alt' | 'credit'; readonly old: string; readonly text: string }
  | { readonly kind: 'picture' }

type Said = Pick<CardPart, 'kind' | 'text' | 'change'> & Partial<Pick<CardPart, 'blocks'>>

/** What the parts of one card, or of one decision, come to, each thing once: the words first, then what is said about them. */
export function summaryOf(parts: readonly Said[]): readonly Summary[] {
  const added = parts.filter(({ kind }) => kind === 'insertion')
  const deleted = parts.filter(({ kind }) => kind === 'deletion')
  const words = wordsSummary(added, deleted)
  const formats = parts
    .filter(({ kind }) => kind === 'format')
    .flatMap(({ change }) => Object.entries(change ?? {}))
    .map(([format, value]): Summary => ({ kind: 'format', format, value }))
  const blocks = parts.filter(({ kind }) => kind === 'block').flatMap(blockSummary)
  return [...new Map([...words, ...formats, ...blocks].map((one) => [JSON.stringify(one), one])).values()]
}

function wordsSummary(added: readonly Said[], deleted: readonly Said[]): readonly Summary[] {
  const [text, old] = [textOf(added), textOf(deleted)]
  if (visible(text) !== '' && visible(old) !== '') return [{ kind: 'replace', old, text }]
  const about = (
    said: readonly Said[],
    words: string,
    [words_, breaks, block]: readonly ['add' | 'delete', 'split' | 'merge', 'insert' | 'remove'],
  ): readonly Summary[] => {
    const kinds = said.flatMap(({ blocks = [] }) => blocks.map(({ kind }) => kind))
    const own = kinds.filter((kind) => kind === 'figure' || kind === 'rule')
    if (own.length > 0 && visible(words) === '') return own.map((kind) => ({ kind: block, block: kind }))
    if (visible(words) !== '' || (words !== '' && !words.includes('\n')))
      return [{ kind: words_, text: words }]
    return words === '' ? [] : [{ kind: breaks }]
  }
  return [
    ...about(deleted, old, ['delete', 'merge', 'remove']),
    ...about(added, text, ['add', 'split', 'insert']),
  ]
}

const textOf = (said: readonly Said[]): string => said.map(({ text }) => text).join('')
const visible = (text: string): string => text.trim()

function blockSummary({ change, blocks = [] }: Said): readonly Summary[] {
  const to = (change ?? {}) as Partial<BlockAttributes>
  const [present] = blocks
  const summaries: Summary[] = []
  if (to.list !== undefined && to.list !== null) summaries.push({ kind: 'turn', into: to.list })
  else if (to.kind !== undefined) summaries.push({ kind: 'turn', into: to.kind })
  else if (to.list === null) summaries.push({ kind: 'turn', into: 'p' })
  else if (to.indent !== undefined)
    summaries.push({ kind: to.indent < (present?.indent ?? 0) ? 'outdent' : 'indent' })
  for (const of of ['alt', 'credit'] as const) {
    if (to[of] !== undefined)
      summaries.push({ kind: 'attribute', of, old: present?.[of] ?? '', text: to[of] ?? '' })
  }
  if (to.src !== undefined) summaries.push({ kind: 'picture' })
  return summaries
}
