/** Names in the texts of a session that would tell whose they are. Pages ask every few seconds: a text is looked through again when it, or who is in the class, has changed. */

import type * as Y from 'yjs'
import { projectArticle } from '../../shared/article/projection.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { type Known, type Leak, leaksIn } from '../../shared/review/leaks.ts'
import type { SessionText } from '../../shared/review/session.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { StudentRow } from '../store/classes.ts'
import type { Records } from '../store/store.ts'
import { plainOf } from './copies.ts'
import type { ReviewedArticles } from './sessions.ts'

export type LeaksParts = {
  readonly records: Pick<Records, 'writtenOn'>
  readonly articles: Pick<ReviewedArticles, 'read'>
  readonly accounts: Pick<Accounts, 'findAll'>
}

type Sought = Pick<SessionText, 'id' | 'article' | 'authors'>

/** Texts of which it is known without looking again. */
const KNOWN_MAX = 500
/** What is told of one: so many words, each so long at most. */
const LEAKS_MAX = 50
const QUOTE_MAX = 80

export class Leaks {
  readonly #parts: LeaksParts
  /** By article: up to which row of its log it was looked through, for which names, and what was found, as JSON, which holds nothing of the text beside. */
  readonly #known = new Map<
    ArticleId,
    { readonly seq: number; readonly names: string; readonly found: string }
  >()

  constructor(parts: LeaksParts) {
    this.#parts = parts
  }

  /** Of each of the texts, also where there are none; each word once, and a text that is full of them is told of by the first. */
  async in(
    texts: readonly Sought[],
    roster: readonly StudentRow[],
  ): Promise<readonly { readonly text: string; readonly leaks: readonly Leak[] }[]> {
    const { records, accounts } = this.#parts
    const known = await accounts.findAll(roster.flatMap(({ account }) => account ?? []))
    const names = new Map<string, string>(known.map(({ id, displayName }) => [id, displayName]))
    // Asked before the text is read, which may have more by then: it is looked through once too often, and never too rarely.
    const written = await records.writtenOn(texts.map(({ article }) => article))
    const all = []
    for (const text of texts) {
      const seq = written.get(text.article)?.seq ?? 1
      all.push({ text: text.id, leaks: await this.#of(text.article, seq, knownNames(text, roster, names)) })
    }
    return all
  }

  async #of(article: ArticleId, seq: number, names: Known): Promise<readonly Leak[]> {
    const key = JSON.stringify(names)
    const known = this.#known.get(article)
    if (known?.seq === seq && known.names === key) return JSON.parse(known.found)
    const words = await this.#parts.articles.read(article, wordsOf)
    if (words === null) return []
    const leaks = toldOf(leaksIn(words, names))
    if (this.#known.size >= KNOWN_MAX) this.#known.clear()
    this.#known.set(article, { seq, names: key, found: JSON.stringify(leaks) })
    return leaks
  }
}

/** The first of each, and not all of them in a text that is made of names. */
function toldOf(leaks: readonly Leak[]): readonly Leak[] {
  const told = new Map<string, Leak>()
  for (const leak of leaks) {
    if (told.size === LEAKS_MAX) break
    const characters = [...leak.quote]
    const quote =
      characters.length > QUOTE_MAX ? `${characters.slice(0, QUOTE_MAX - 1).join('')}…` : leak.quote
    if (!told.has(quote)) told.set(quote, { ...leak, quote })
  }
  return [...told.values()]
}

const wordsOf = (doc: Y.Doc): string => plainOf(projectArticle(doc, 'base'))

/** What everybody in the class is called, there and by their accounts. */
function knownNames(
  text: Pick<SessionText, 'authors'>,
  roster: readonly StudentRow[],
  names: ReadonlyMap<string, string>,
): Known {
  const named = (students: readonly StudentRow[]) => [
    ...new Set(
      students.flatMap(({ handle, account }) => [
        handle,
        ...(account === null ? [] : [names.get(account) ?? handle]),
      ]),
    ),
  ]
  const isAuthor = ({ id }: StudentRow) => text.authors.includes(id)
  return { own: named(roster.filter(isAuthor)), others: named(roster.filter((one) => !isAuthor(one))) }
}
