/** kill -9 on SQLite. */

import { expect, it, vi } from 'vitest'
import { killWhileTyping } from './kill.ts'

// Each kill starts a server again: seconds where the machine is busy.
vi.setConfig({ testTimeout: 240_000 })

it('[S1] [R3] after a kill in the middle of typing, what a tab was told is saved, or had seen, is in SQLite', async () => {
  const report = await killWhileTyping('sqlite', 3, 1)
  expect(report.broken).toEqual([])
  expect(report.inTheAct).toBeGreaterThan(0)
})

it('a server that says stored before it is stored is caught', async () => {
  const report = await killWhileTyping('sqlite', 3, 3, 'tests/crash/lying-server.ts')
  expect(report.broken.join('\n')).toContain('was promised')
})
