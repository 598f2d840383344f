import { expect, test } from 'vitest'
import { auditKeptMs } from '../../shared/limits.ts'
import { createFakeClock } from '../../tests/support/fake-clock.ts'
import { silentLog } from '../log.ts'
import { createMemoryStore } from '../store/memory.ts'
import { createAudit } from './audit.ts'

test('an act is noted with its time and forgotten after a year, once somebody does something then', async () => {
  const clock = createFakeClock()
  const { records } = createMemoryStore()
  const audit = createAudit(records, clock, silentLog)
  await audit.note({ act: 'sign-in', by: null })
  const [first] = await audit.before(null, 9)
  expect(first).toMatchObject({ at: clock.now(), act: 'sign-in', by: null, account: null, detail: null })
  clock.advance(auditKeptMs)
  await audit.note({ act: 'sign-out', by: null })
  expect((await audit.before(null, 9)).map(({ act }) => act)).toEqual(['sign-out', 'sign-in'])
  clock.advance(auditKeptMs + 1)
  await audit.note({ act: 'set-up', by: null })
  expect((await audit.before(null, 9)).map(({ act }) => act)).toEqual(['set-up'])
})

test('an act that cannot be noted has been done all the same, and the log says that it is missing', async () => {
  const said: string[] = []
  const failing = { ...createMemoryStore().records, addAudit: () => Promise.reject(new Error('full')) }
  const log = { ...silentLog, error: (_: object, message: string) => said.push(message) }
  await createAudit(failing, createFakeClock(), log).note({ act: 'sign-in', by: null })
  expect(said).toEqual(['an act is missing in the audit log'])
})
