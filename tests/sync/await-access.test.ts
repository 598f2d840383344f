/** When somebody who waits to be let in is tried again. */

import { expect, test } from 'vitest'
import { awaitAccess, retryMs } from '../../client/pages/article/await-access.ts'
import { createFakeClock } from '../support/fake-clock.ts'

test('each 15 s while the page is visible, at once when it is looked at, and not once it is over', () => {
  const clock = createFakeClock()
  const events = new EventTarget()
  let visible = true
  let tries = 0
  const stop = awaitAccess(
    clock,
    {
      addEventListener: events.addEventListener.bind(events),
      removeEventListener: events.removeEventListener.bind(events),
      isVisible: () => visible,
    },
    () => tries++,
  )
  const triesAfter = (ms: number) => {
    clock.advance(ms)
    return tries
  }
  expect(triesAfter(retryMs - 1)).toBe(0)
  expect(triesAfter(1)).toBe(1)
  expect(triesAfter(retryMs)).toBe(2)
  visible = false
  expect(triesAfter(3 * retryMs)).toBe(2)
  visible = true
  events.dispatchEvent(new Event('focus'))
  expect(tries).toBe(3)
  stop()
  events.dispatchEvent(new Event('focus'))
  expect(triesAfter(3 * retryMs)).toBe(3)
  expect(clock.waiting).toBe(0)
})
