import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { changesPollMs, membersToldEveryMs } from '../../shared/limits.ts'
import type { Role } from '../../shared/roles.ts'
import { createFakeClock, type FakeClock } from '../../tests/support/fake-clock.ts'
import { silentLog } from '../log.ts'
import type { Change } from '../store/store.ts'
import { AccessWatch } from './access-watch.ts'
import type { Room } from './room.ts'

const ARTICLE = 'article000000001' as ArticleId
const OTHER = 'article000000002' as ArticleId
const ed = 'ed' as AccountId
const eve = 'eve' as AccountId

let clock: FakeClock
let watch: AccessWatch
/** What the room was told, in order. */
let told: string[]
/** Answers the oldest question for a role. */
let answers: ((role: Role) => void)[]
/** What another process has changed. */
let changes: Change[]
beforeEach(() => {
  clock = createFakeClock()
  told = []
  answers = []
  changes = []
  const room = {
    over: false,
    connections: new Set([{ account: ed, isSignedIn: async () => true }]),
    announce: ({ type }: { type: string }) => void told.push(type),
    setRole: (account: AccountId, role: Role) => void told.push(`${account} ${role}`),
  }
  watch = new AccessWatch({
    access: { roleIn: () => new Promise((resolve) => answers.push(resolve)) },
    records: {
      changesAfter: async (after) => changes.filter(({ seq }) => seq > (after ?? 0)),
      article: async () => null,
    },
    clock,
    log: silentLog,
    open: () => [{ article: ARTICLE, room: room as unknown as Room }],
  })
})

async function answer(role: Role): Promise<void> {
  answers.shift()!(role)
  await settled()
}
async function settled(): Promise<void> {
  for (let turn = 0; turn < 9; turn++) await Promise.resolve()
}

describe('[R6] a role that has changed', () => {
  it('is given when it is known, however much else changes meanwhile', async () => {
    void watch.changed(ARTICLE, ed)
    for (let n = 0; n < 9; n++) {
      void watch.changed(ARTICLE, eve)
      void watch.changed(OTHER, ed)
    }
    await answer('viewer')
    expect(told).toContain('ed viewer')
    expect(answers).toEqual([])
  })

  it('is asked for once more when it changes while it is asked for, and the newest answer stays', async () => {
    const done = watch.changed(ARTICLE, ed)
    void watch.changed(ARTICLE, ed)
    void watch.changed(ARTICLE, ed)
    await answer('editor')
    await answer('viewer')
    await done
    expect(told.at(-1)).toBe('ed viewer')
    expect(answers).toEqual([])
  })
})

describe('[R6] what another process has changed', () => {
  it('is found at the next look, and there are two within 2 s', async () => {
    watch.start()
    await settled()
    await answer('editor')
    changes = [{ seq: 1, article: ARTICLE, account: ed }]
    clock.advance(changesPollMs - 1)
    await settled()
    expect(answers).toEqual([])
    clock.advance(1)
    await settled()
    await answer('viewer')
    expect(told.at(-1)).toBe('ed viewer')
    expect(2 * changesPollMs).toBeLessThanOrEqual(2_000)
    clock.advance(changesPollMs)
    await settled()
    expect(answers).toEqual([]) // heard of once
    watch.end()
  })
})

describe('that something has changed', () => {
  const announced = () => told.filter((what) => what === 'members').length

  it('is told at once', () => {
    void watch.changed(ARTICLE, eve)
    expect(announced()).toBe(1)
    clock.advance(9 * membersToldEveryMs)
    expect(announced()).toBe(1)
    void watch.changed(ARTICLE, eve)
    expect(announced()).toBe(2)
  })

  it('is told no more often, whoever changes whatever: every open page asks for all of it then', () => {
    for (let n = 0; n < 400; n++) void watch.changed(ARTICLE, eve)
    expect(announced()).toBe(1)
    clock.advance(membersToldEveryMs)
    expect(announced()).toBe(2)
    clock.advance(9 * membersToldEveryMs)
    expect(announced()).toBe(2)
  })
})
