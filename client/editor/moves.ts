/**
 * What an editor moves, by cutting and pasting or by dragging, stays what it was: suggested words are still suggested where they
 * come to, and the article's words still have their author and whatever is proposed about them. A move is known by its words:
 * what was taken away last as a whole is put somewhere as a whole.
 */

import type { Transaction } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import { itemsIn } from '../../shared/article/item-at.ts'
import { isEnd, isMarker, textOf } from '../../shared/article/items.ts'
import { aliasesOf } from '../../shared/article/layout.ts'
import type { IdRange } from '../../shared/article/record.ts'
import type { InlineToken, Token } from '../../shared/article/writer.ts'

/** Characters that were taken away, as they were. */
type Taken = { readonly range: IdRange; readonly text: string; readonly isSuggested: boolean }

/** What an atom counts as among characters. */
const ATOM = '\ufffc'

export class Moves {
  private taken: Taken[] = []
  private takes = false
  private puts = false
  /** Where among the taken characters a token's begin, of those that are put now. */
  private offsets = new Map<Token, number>()

  constructor(private readonly doc: Y.Doc) {}

  /** To be called before each transaction of the editor is written. */
  begin(transaction: Transaction): void {
    const deed = transaction.getMeta('uiEvent')
    this.takes = deed === 'cut' || deed === 'drop'
    this.puts = deed === 'paste' || deed === 'drop'
    this.offsets = new Map()
    if (this.takes) this.taken = []
  }

  /** These characters go, in the order in which they stand. */
  take(range: IdRange, isSuggested: boolean): void {
    if (!this.takes) return
    for (const item of itemsIn(this.doc, range)) {
      const from = Math.max(0, range.clock - item.id.clock)
      const until = Math.min(item.length, range.clock + range.length - item.id.clock)
      const text = textOf(item)?.slice(from, until) ?? (isMarker(item) || isEnd(item) ? '' : ATOM)
      const { client, clock } = item.id
      if (text !== '')
        this.taken.push({ range: { client, clock: clock + from, length: text.length }, text, isSuggested })
    }
  }

  /** The tokens as they are to be written: where they are what was taken, suggested as that was. */
  recast(tokens: readonly Token[]): readonly Token[] {
    if (!this.puts || this.taken.length === 0) return tokens
    const words = (all: readonly { readonly text: string }[]) => all.map(({ text }) => text).join('')
    const inline = tokens.filter(isInlineToken)
    if (words(inline.map((token) => ({ text: unitsOf(token) }))) !== words(this.taken)) return tokens
    let offset = 0
    return tokens.flatMap((token): Token[] => {
      if (!isInlineToken(token)) return [token]
      const parts = this.parts(token, offset)
      offset += unitsOf(token).length
      return parts
    })
  }

  /** Has been written for a token. Says of the article's words which they were. */
  put({ id, length }: Y.Item, token: InlineToken): void {
    const offset = this.offsets.get(token)
    if (offset === undefined || token.isSuggested) return
    for (const { at, part } of this.takenAt(offset, length)) {
      const { client, clock } = part
      aliasesOf(this.doc).set(`${id.client}:${id.clock + at}`, [part.length, client, clock])
    }
  }

  /** A token in parts that are suggested and parts that are not. */
  private parts(token: InlineToken, offset: number): InlineToken[] {
    const parts: { from: number; until: number; isSuggested: boolean }[] = []
    for (const { at, part, isSuggested } of this.takenAt(offset, unitsOf(token).length)) {
      const last = parts.at(-1)
      if (last?.isSuggested === isSuggested) last.until = at + part.length
      else parts.push({ from: at, until: at + part.length, isSuggested })
    }
    return parts.map(({ from, until, isSuggested }) => {
      const piece: InlineToken =
        token.kind === 'atom'
          ? { ...token, isSuggested }
          : { ...token, text: token.text.slice(from, until), isSuggested }
      this.offsets.set(piece, offset + from)
      return piece
    })
  }

  /** What was taken of the characters from `offset` on; `at` counts from there. */
  private *takenAt(
    offset: number,
    length: number,
  ): Generator<{ at: number; part: IdRange; isSuggested: boolean }> {
    let start = 0
    for (const { range, text, isSuggested } of this.taken) {
      const from = Math.max(start, offset)
      const until = Math.min(start + text.length, offset + length)
      if (from < until) {
        const part = { client: range.client, clock: range.clock + from - start, length: until - from }
        yield { at: from - offset, part, isSuggested }
      }
      start += text.length
    }
  }
}

const isInlineToken = (token: Token): token is InlineToken => 'formats' in token
const unitsOf = (token: InlineToken): string => (token.kind === 'text' ? token.text : ATOM)
