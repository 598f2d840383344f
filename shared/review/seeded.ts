/** Chance that the seed decides: the order of people on a ring, and the price of a pair among equals. */

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Bits of the hash that a price takes; what is equal even so falls to the order of ids. */
const tieBits = 20

/**
 * Everybody's place on the ring: by SHA-256(seed|id). A pair is **ahead** when its author sits in the half of the ring that begins
 * behind its reviewer, so that of two people exactly one is ahead of the other.
 */
export function ringOf(seed: string, people: Iterable<string>): ReadonlyMap<string, number> {
  const hashed = [...new Set(people)].map((id) => ({
    id,
    hash: bytesToHex(sha256(utf8ToBytes(`${seed}|${id}`))),
  }))
  hashed.sort((a, b) => (a.hash < b.hash || (a.hash === b.hash && a.id < b.id) ? -1 : 1))
  return new Map(hashed.map(({ id }, place) => [id, place]))
}

/** Whether somebody at one place of a ring of that size reviews somebody ahead at the other; of two opposite ones the first does. */
export function isAhead(reviewer: number, author: number, size: number): boolean {
  const offset = (author - reviewer + size) % size
  return 2 * offset < size || (2 * offset === size && reviewer < author)
}

/** A pair's price among equals: the first bits of SHA-256(seed|reviewer|text), above them one for a pair that is not ahead. */
export function tieBreak(seed: string, reviewer: string, text: string, ahead: boolean): number {
  const [a = 0, b = 0, c = 0] = sha256(utf8ToBytes(`${seed}|${reviewer}|${text}`))
  return (ahead ? 0 : 2 ** tieBits) + (((a << 16) | (b << 8) | c) >>> (24 - tieBits))
}
