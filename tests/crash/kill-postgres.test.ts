/** kill -9 on PostgreSQL. */

import { expect, it, vi } from 'vitest'
import { killWhileTyping } from './kill.ts'

// Each kill starts a server again: seconds where the machine is busy.
vi.setConfig({ testTimeout: 240_000 })

it('[S1] [R3] after a kill in the middle of typing, what a tab was told is saved, or had seen, is in PostgreSQL', async () => {
  const report = await killWhileTyping('postgres', 3, 2)
  expect(report.broken).toEqual([])
  expect(report.inTheAct).toBeGreaterThan(0)
})
