/** The colours that carry words or people, measured against the surfaces they stand on, light and dark. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PALETTE_SIZE } from '../shared/palette.ts'

const tokens = readFileSync(new URL('./styles/tokens.css', import.meta.url), 'utf8')
const people = readFileSync(new URL('./styles/people.css', import.meta.url), 'utf8')
const schemes = ['light', 'dark'] as const

/** The token's two values, as written. */
function pair(token: string): Record<(typeof schemes)[number], string> {
  const found = new RegExp(`--${token}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(tokens)
  if (!found) throw new Error(`--${token} is not a pair of colours`)
  return { light: found[1]!, dark: found[2]! }
}

/** Relative luminance after WCAG 2.2. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

test('the measure knows its ends', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5)
})

test.each(schemes)(
  'every person is readable on paper and sheet, and their initials on them: %s',
  (scheme) => {
    for (let person = 0; person < PALETTE_SIZE; person++) {
      expect(people).toContain(`.person-${person} {`)
      for (const other of ['paper', 'sheet']) {
        const ratio = contrast(pair(`person-${person}`)[scheme], pair(other)[scheme])
        expect(ratio, `person-${person} on ${other}`).toBeGreaterThanOrEqual(4.5)
      }
    }
  },
)

test.each(schemes)('words are readable on every surface: %s', (scheme) => {
  for (const ink of ['ink', 'ink-soft', 'ink-faint', 'accent', 'amber', 'red']) {
    for (const surface of ['paper', 'sheet', 'raised', 'wash']) {
      expect(
        contrast(pair(ink)[scheme], pair(surface)[scheme]),
        `${ink} on ${surface}`,
      ).toBeGreaterThanOrEqual(4.5)
    }
  }
  for (const tone of ['accent', 'amber', 'red']) {
    const ratio = contrast(pair(tone)[scheme], pair(`${tone}-wash`)[scheme])
    expect(ratio, `${tone} on its wash`).toBeGreaterThanOrEqual(4.5)
  }
  expect(contrast(pair('on-accent')[scheme], pair('accent')[scheme])).toBeGreaterThanOrEqual(4.5)
})

test.each(schemes)('the edge of a control is seen: %s', (scheme) => {
  for (const surface of ['paper', 'sheet', 'raised']) {
    expect(contrast(pair('edge')[scheme], pair(surface)[scheme])).toBeGreaterThanOrEqual(3)
  }
})
