/** What the server believes of aliases: of each character one living copy, by who deleted it. */

import { describe, expect, it } from 'vitest'
import { aliasesOf, openDoc, suggestionsOf } from '../../shared/article/layout.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { deletion, forge, section, string, value } from './forge.ts'
import { ED, ed, FLO, World } from './world.ts'

const alias = (now: number, length: number, client: number, clock: number) =>
  value([length, client, clock], { in: 'alias', key: `${ED}:${now}` })

function authorsOf(world: World, clock: number, length: number): string[] {
  const authors: string[] = []
  world.room.article.suggestions.authors(ED, clock, length, (person, units) =>
    authors.push(`${person} ${units}`),
  )
  return authors
}

/** Ed deletes Flo's word and writes these letters, each said to be one of hers. */
function rewritten(letters: string): { world: World; authors: string[] } {
  const world = new World()
  const { clock } = world.at('FLO')
  const now = world.next(ED)
  const update = forge(
    [
      section(
        ED,
        now,
        string(letters, world.in('three', 2)),
        ...[...letters].map((letter, k) => alias(now + k, 1, FLO, clock + 'FLO'.indexOf(letter))),
      ),
    ],
    [deletion(FLO, clock, 3)],
  )
  expect(world.room.receive(ed, update).kind).toBe('admitted')
  return { world, authors: authorsOf(world, now, letters.length) }
}

it('[G4] a word that is moved keeps its author; a second copy of it is by who made it', () => {
  expect(rewritten('FLO').authors).toEqual(['flo 1', 'flo 1', 'flo 1'])
  expect(rewritten('FLOFLO').authors).toEqual(['flo 1', 'flo 1', 'flo 1', 'ed 3'])
})

it('[G4] no second copy either while the first one lives, and one again when it is gone', () => {
  const world = new World()
  const { clock } = world.at('FLO')
  const copy = (words: string, ...deletions: ReturnType<typeof deletion>[]) => {
    const now = world.next(ED)
    const structs = section(ED, now, string('FLO', world.in(words, 1)), alias(now, 3, FLO, clock))
    expect(world.room.receive(ed, forge([structs], deletions)).kind).toBe('admitted')
    return { now, authors: authorsOf(world, now, 3) }
  }
  const first = copy('three', deletion(FLO, clock, 3))
  expect(first.authors).toEqual(['flo 3'])
  expect(copy('two').authors).toEqual(['ed 3'])
  expect(copy('one', deletion(ED, first.now, 3)).authors).toEqual(['flo 3'])
})

describe('aliases that cover each other', () => {
  /** `'a'` so many times, deleted and written anew so often, each time with an alias from every letter on to the end. */
  function covered(letters: number, times: number): { world: World; first: number } {
    const world = new World()
    const first = world.next(ED)
    world.room.receive(ed, world.ed(string('a'.repeat(letters), world.in('three', 2))))
    let old = first
    for (let time = 0; time < times; time++) {
      world.room.receive(ed, forge([], [deletion(ED, old, letters)]))
      const now = world.next(ED)
      const aliases = Array.from({ length: letters }, (_, k) => alias(now + k, letters - k, ED, old))
      const update = world.ed(string('a'.repeat(letters), world.in('three', 2)), ...aliases)
      expect(world.room.receive(ed, update).kind).toBe('admitted')
      old = now
    }
    return { world, first }
  }

  it('are believed once for each letter', () => {
    const { world } = covered(20, 7)
    const lengths = [...aliasesOf(world.room.doc).values()].map((one) => (one as number[])[0])
    expect(lengths).toEqual(Array(7).fill(20))
  })

  it('lead to each id once, also in an article that has them already', () => {
    const doc = openDoc()
    const letters = 20
    doc.transact(() => {
      for (let level = 0; level < 7; level++) {
        for (let k = 0; k < letters; k++) {
          const [now, old] = [(level + 1) * letters, level * letters]
          aliasesOf(doc).set(`${ED}:${now + k}`, [letters - k, ED, old])
        }
      }
      suggestionsOf(doc).set(`${ED + 1}.0`, { t: 'del', i: [ED, 0, letters] })
    })
    const ranges = new Suggestions(doc).record(`${ED + 1}.0`)?.ranges ?? []
    expect(ranges.reduce((sum, { length }) => sum + length, 0)).toBe(8 * letters)
  })
})

it('an alias has one key: one with a zero in front is none', () => {
  const world = new World()
  const { clock } = world.at('FLO')
  const now = world.next(ED)
  const of = (key: string) =>
    forge(
      [section(ED, now, string('FLO', world.in('three', 2)), value([3, FLO, clock], { in: 'alias', key }))],
      [deletion(FLO, clock, 3)],
    )
  expect(world.room.receive(ed, of(`0${ED}:${now}`))).toMatchObject({ kind: 'refused', code: 'alias' })
  expect(world.room.receive(ed, of(`${ED}:${now}`)).kind).toBe('admitted')
})
