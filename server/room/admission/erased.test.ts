import { expect, it } from 'vitest'
import { articleText, openDoc } from '../../../shared/article/layout.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { erasedUnitsMax } from '../../../shared/limits.ts'
import { Erased } from './erased.ts'

const ANN = 'ann' as PersonId
const BEN = 'ben' as PersonId
const CLIENT = 4_000

function noted(
  ...deletions: readonly (readonly [person: PersonId, index: number, length: number])[]
): Erased {
  const doc = openDoc()
  doc.clientID = CLIENT
  const text = articleText(doc)
  text.insert(0, 'abcdefghij')
  const erased = new Erased()
  for (const [person, index, length] of deletions) {
    doc.transact((transaction) => {
      text.delete(index, length)
      for (let again = 0; again < 2; again++) erased.note(transaction, text, person)
    })
  }
  return erased
}
const known = (erased: Erased, person: PersonId, clock = 0, length = 10) =>
  [...erased.knownIn(person, { client: CLIENT, clock, length })].map(({ from, text }) => `${from} ${text}`)

it('knows what a person deleted, as it was, in the order of the text, however it went', () => {
  const erased = noted([ANN, 6, 2], [BEN, 4, 2], [ANN, 1, 2])
  expect(known(erased, ANN)).toEqual(['1 bc', '6 gh'])
  expect(known(erased, BEN)).toEqual(['4 ef'])
})

it('knows a part of it', () => {
  expect(known(noted([ANN, 2, 6]), ANN, 4, 3)).toEqual(['0 efg'])
})

it('goes with a trial to another thread', () => {
  expect(known(new Erased(noted([ANN, 6, 2], [ANN, 1, 2]).runs), ANN)).toEqual(['1 bc', '6 gh'])
})

it('forgets the earliest first', () => {
  const run = (clock: number, length: number) => ({
    person: ANN,
    client: CLIENT,
    clock,
    length,
    text: 'x'.repeat(length),
  })
  const erased = new Erased([run(0, 2), run(2, erasedUnitsMax - 1), run(erasedUnitsMax + 1, 1)])
  expect(known(erased, ANN, 0, 4)).toEqual(['2 xx'])
  expect(erased.runs).toHaveLength(2)
})
