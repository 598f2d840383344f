import { expect, test } from 'vitest'
import { colorFor } from './colors.ts'
import type { PersonId } from './ids.ts'
import { PALETTE_SIZE } from './palette.ts'

const people = Array.from({ length: 200 }, (_, index) => `person${index}` as PersonId)

test('a person has the same colour whenever it is free', () => {
  for (const person of people) expect(colorFor(person, new Set())).toBe(colorFor(person, new Set()))
})

test('nobody gets a colour that is taken while there is another', () => {
  const taken = new Set<number>()
  for (const person of people.slice(0, PALETTE_SIZE)) {
    const color = colorFor(person, taken)
    expect(taken.has(color)).toBe(false)
    taken.add(color)
  }
  expect(colorFor(people[0]!, taken)).toBe(colorFor(people[0]!, new Set()))
})

test('colours are spread over the palette', () => {
  expect(new Set(people.map((person) => colorFor(person, new Set()))).size).toBe(PALETTE_SIZE)
})
