/** kill -9 on PostgreSQL. */

import { expect, it } from 'vitest'
import { killWhileTyping } from './kill.ts'

it('[S1] [R3] after a kill in the middle of typing, what a tab was told is saved, or had seen, is in PostgreSQL', async () => {
  const report = await killWhileTyping('postgres', 4, 2)
  expect(report.broken).toEqual([])
  expect(report.inTheAct).toBeGreaterThan(0)
})
