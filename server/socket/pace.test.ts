import { beforeEach, describe, expect, test } from 'vitest'
import type { AccountId } from '../../shared/ids.ts'
import {
  budgetsPerAccount,
  bytesBurst,
  bytesPerSecond,
  connectionsPerAccountMax,
  framesBurst,
  framesPerSecond,
  slowedMaxMs,
  workMsBurst,
  workMsPerSecond,
} from '../../shared/limits.ts'
import { AccountBudgets, Budget } from './budget.ts'
import { Pace } from './pace.ts'

let pace: Pace
let now: number
beforeEach(() => {
  now = 1_000_000
  pace = new Pace([new Budget(1, now)])
})

const frames = (count: number) => Array.from({ length: count }, () => pace.onFrame(1, 0, now)).at(-1)

describe('a connection', () => {
  test('may say a burst at once, and is then paused for as long as its debt takes', () => {
    expect(frames(framesBurst)).toEqual({ kind: 'go' })
    expect(frames(3)).toEqual({ kind: 'pause', ms: Math.ceil(3000 / framesPerSecond), begins: false })
  })

  test('is told once that it is slowed, and once that it is not any more', () => {
    frames(framesBurst)
    expect(frames(1)).toMatchObject({ kind: 'pause', begins: true })
    expect(frames(1)).toMatchObject({ kind: 'pause', begins: false })
    now += 1_000
    expect(pace.calms(now)).toBe(false)
    now += 2_000
    expect(pace.calms(now)).toBe(true)
    expect(pace.calms(now)).toBe(false)
  })

  test('may go on at its pace for ever', () => {
    for (let second = 0; second < 300; second++) {
      now += 1_000
      expect(frames(framesPerSecond)).toEqual({ kind: 'go' })
    }
  })

  test('that wants more for a minute is stopped', () => {
    frames(framesBurst)
    let kind = ''
    const began = now
    while (kind !== 'stop' && now < began + 2 * slowedMaxMs) {
      const pacing = frames(100)
      kind = pacing?.kind ?? ''
      if (pacing?.kind === 'pause') now += pacing.ms
    }
    expect(kind).toBe('stop')
    expect(now - began).toBeGreaterThan(slowedMaxMs)
  })

  test.each([
    ['bytes', bytesBurst + bytesPerSecond, 0],
    ['time', 1, workMsBurst + workMsPerSecond],
  ])('pays for its %s too', (_what, bytes, work) => {
    expect(pace.onFrame(bytes, work, now)).toEqual({ kind: 'pause', ms: 1_000, begins: true })
  })
})

describe('an account', () => {
  const eve = 'eve' as AccountId

  test('has so many connections and no more, until one leaves', () => {
    const budgets = new AccountBudgets()
    const join = (account: AccountId) => budgets.join(account, now, connectionsPerAccountMax)
    for (let n = 0; n < connectionsPerAccountMax; n++) expect(join(eve)).not.toBeNull()
    expect(join(eve)).toBeNull()
    expect(join('flo' as AccountId)).not.toBeNull()
    budgets.leave(eve)
    expect(join(eve)).not.toBeNull()
  })

  test('has one budget over all its connections', () => {
    const budgets = new AccountBudgets()
    const join = (account: AccountId) => budgets.join(account, now, connectionsPerAccountMax)
    const both = [join(eve), join(eve)]
    expect(both[0]).toBe(both[1])
    const tabs = Array.from({ length: budgetsPerAccount + 1 }, () => new Pace([new Budget(1, now), both[0]!]))
    const last = tabs.map((tab) => {
      for (let n = 1; n < framesBurst; n++) tab.onFrame(1, 0, now)
      return tab.onFrame(1, 0, now).kind
    })
    expect(last).toEqual([...Array(budgetsPerAccount).fill('go'), 'pause'])
  })
})
