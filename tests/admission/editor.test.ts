import { expect, test } from 'vitest'
import { playEditors } from './editor.ts'

const SESSIONS = 30

test('what the editor writes is never refused, and every tab comes to the same', () => {
  const failures: string[] = []
  let admitted = 0
  for (let seed = 1; seed <= SESSIONS; seed++) {
    const outcome = playEditors(seed, 80)
    admitted += outcome.admitted
    failures.push(...outcome.failures.filter(isOurs).map((failure) => `seed ${seed}: ${failure}`))
  }
  expect(failures).toEqual([])
  expect(admitted).toBeGreaterThan(1_000)
})

/** What else may fail in a session is the text's own to test. */
const isOurs = (failure: string) => /refused|gap|parted/.test(failure)
