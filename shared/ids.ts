/**
 * The ids that cross a border: of articles, people inside an article, and Yjs clients.
 *
 * A client id says how its characters count: **even = editing, odd = suggesting**. Ids come in pairs
 * (even, even + 1) of one person and one page load; see docs/architecture.md, "The life of a client id".
 */

/** Names an article everywhere: in addresses, in the store, on the wire. 16 letters and digits. */
export type ArticleId = string & { readonly __article: never }
/** Names an account of this server. Inside articles (doc, awareness, log) nobody meets it: only where members are managed. */
export type AccountId = string & { readonly __account: never }
/** Names a person inside one article only; means nothing in any other article. 10 letters and digits. */
export type PersonId = string & { readonly __person: never }
/** A Yjs client id: a whole number of 32 bits. */
export type ClientId = number

/** Gives uniformly random bytes. `crypto.getRandomValues` in product code, a seeded one in tests. */
export type RandomBytes = (count: number) => Uint8Array

// No look-alikes (0/O, 1/l/I), so that an id can be read out loud.
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'

/** `length` random letters and digits of a 31-letter alphabet (4.95 bits each), without modulo bias. */
export function randomToken(random: RandomBytes, length: number): string {
  let token = ''
  while (token.length < length) {
    for (const byte of random(length)) {
      if (byte < ALPHABET.length * 8 && token.length < length) token += ALPHABET[byte % ALPHABET.length]
    }
  }
  return token
}

export const newArticleId = (random: RandomBytes): ArticleId => randomToken(random, 16) as ArticleId
export const newPersonId = (random: RandomBytes): PersonId => randomToken(random, 10) as PersonId

const ARTICLE_ID = /^[0-9a-z]{16}$/
export const isArticleId = (value: string): value is ArticleId => ARTICLE_ID.test(value)

/** A client id under which text is only suggested. The low bit survives Yjs' 32-bit encoding. */
export const isSuggesting = (client: ClientId): boolean => (client & 1) === 1

/** The ids of a pair: of the one to edit under, and of the one to suggest under. */
export const editingPartner = (client: ClientId): ClientId => client - (client % 2)
export const suggestingPartner = (client: ClientId): ClientId => editingPartner(client) + 1

/** A random even client id; its odd partner is one more. Never 0 or 2: those below 1024 are the server's own. */
export function newEvenClientId(random: RandomBytes): ClientId {
  const bytes = random(4)
  const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) & ~1
  return value >>> 0 < 1024 ? newEvenClientId(random) : value >>> 0
}

/** Writes what an article starts with and the frames the server repairs; nobody else may use it. */
export const SERVER_CLIENT: ClientId = 2
/** Its partner: frames for words that are suggested and have lost theirs, so that the article without suggestions does not move. */
export const SERVER_SUGGESTING: ClientId = 3
/** A client id that fits what Yjs can encode. */
export const isClientId = (value: number): boolean =>
  Number.isInteger(value) && value >= 1024 && value <= 0xffffffff
