/** Each planted mistake is found by its law at its seed, and docs/planted-bugs.md says so. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { playHistory } from './history.ts'
import { PLANTED_BUGS } from './planted.ts'

it.each(PLANTED_BUGS)('$name is found by $law at seed $seed', async ({ seed, law, planted, weights }) => {
  const options = weights === undefined ? {} : { weights }
  const { failures } = await playHistory(seed, { ...options, planted })
  expect(failures[0] ?? 'nothing was found').toMatch(new RegExp(`^${law}:`))
  const without = await playHistory(seed, options)
  expect(without.failures).toEqual([])
})

it('the list in the docs is this list', () => {
  const docs = readFileSync(new URL('../../docs/planted-bugs.md', import.meta.url), 'utf8')
  const rows = docs.split('\n').flatMap((line) => {
    const [, name, law, seed] = /^\| (.+?) \| (.+?) \| (\d+) \|/.exec(line) ?? []
    return name === undefined ? [] : [{ name, law, seed: Number(seed) }]
  })
  expect(rows).toEqual(PLANTED_BUGS.map(({ name, law, seed }) => ({ name, law, seed })))
})
