/** Updates that may take long: tried where nobody waits, in the order of their room, and lost to nobody. */

import { beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { silentLog } from '../../server/log.ts'
import { admit } from '../../server/room/admission.ts'
import { type Trial, type TrialResult, tooLong, tryOut } from '../../server/room/trial.ts'
import { ThreadTrials, type Trials } from '../../server/room/trials.ts'
import { articleText } from '../../shared/article/layout.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { heldBackMax, partsInRoomMax, trialsPerMinuteMax } from '../../shared/limits.ts'
import { deletion, forge } from '../admission/forge.ts'
import { Newsroom } from './newsroom.ts'
import { ARTICLE, type RoomTab, RoomWorld } from './room-world.ts'
import { Tab } from './tab.ts'
import { leave, update } from './wire.ts'

const OTHER = 'bcdefghabcdefgha' as ArticleId

/** Trials that end when the test says so. */
class HeldTrials implements Trials {
  readonly asked: { readonly account: AccountId; readonly trial: Trial }[] = []
  readonly #ends: ((result: TrialResult) => void)[] = []

  run(account: AccountId, trial: Trial): Promise<TrialResult> {
    this.asked.push({ account, trial })
    return new Promise((resolve) => this.#ends.push(resolve))
  }

  close() {}

  /** The oldest ends: as it really would, or so. */
  end(result = tryOut(this.asked[this.asked.length - this.#ends.length]!.trial, admit, () => 0)): void {
    this.#ends.shift()!(result)
  }
}

/** One update of more parts than are judged where everybody waits. */
function pasteInPieces({ doc, text }: Pick<RoomTab, 'doc' | 'text'>): void {
  doc.transact(() => {
    for (let part = 0; part <= partsInRoomMax; part++) text.insert(1, 'x')
  })
}
const version = (name: string, at: number) => ({ id: name, name, at, by: 'owner' as AccountId })
const pasted = 'x'.repeat(partsInRoomMax + 1)

let trials: HeldTrials
let world: RoomWorld
let ed: RoomTab
let flo: RoomTab
beforeEach(async () => {
  trials = new HeldTrials()
  world = await RoomWorld.open({ trials })
  ed = await world.join('ed')
  flo = await world.join('flo')
})

describe('while an update is tried', () => {
  test('[R3] what comes after it in its room waits in order, and is told and called saved after it', async () => {
    const [savedOfEd, savedOfFlo] = [ed.saved, flo.saved]
    pasteInPieces(ed)
    ed.type(1, 'after ')
    flo.type(6, ' you')
    await world.settle()
    expect(trials.asked).toHaveLength(1)
    expect([ed.saved, flo.saved]).toEqual([savedOfEd, savedOfFlo])
    expect(await world.stored()).toBe('Hello')
    trials.end()
    await world.settle()
    expect([ed.saved, flo.saved]).toEqual([savedOfEd + 2, savedOfFlo + 1])
    const words = await world.stored()
    expect(words).toContain(`after ${pasted}Hello you`)
    expect([ed.says(), flo.says()]).toEqual([words, words])
    expect(await world.store.log.read('abcdefghabcdefgh' as ArticleId, 1, 9)).toHaveLength(3)
  })

  test('other rooms answer', async () => {
    await world.create(OTHER)
    const zoe = await world.join('zoe', 'editor', OTHER)
    const saved = zoe.saved
    pasteInPieces(ed)
    zoe.type(1, 'z')
    await world.settle()
    expect(zoe.saved).toBe(saved + 1)
    expect(ed.saved).toBe(1)
  })

  test('its sender may go: it is there for who comes later, like anything that has arrived', async () => {
    pasteInPieces(ed)
    ed.type(1, 'after ')
    ed.seat.leave()
    trials.end()
    await world.settle()
    expect((await world.join('ed')).says()).toContain(`after ${pasted}Hello`)
    expect(flo.says()).toContain(`after ${pasted}Hello`)
  })

  test('its sender’s role may change: what had arrived before counts by the role at arrival', async () => {
    pasteInPieces(ed)
    ed.type(1, 'before ')
    world.roles.set('ed' as AccountId, 'viewer')
    world.rooms.accessChanged(null, 'ed' as AccountId)
    await world.settle()
    ed.type(1, 'too late ')
    trials.end()
    await world.settle()
    expect(ed.refusals()).toEqual(['role'])
    expect(await world.stored()).toContain(`before ${pasted}Hello`)
    expect(await world.stored()).not.toContain('too late')
  })

  test('a deadline may come: its version holds all that had arrived, and nothing is written behind it', async () => {
    const { records } = world.store
    await records.setFreeze(ARTICLE, {
      at: world.clock.now() + 1_500,
      name: 'Handed in',
      by: 'owner' as AccountId,
    })
    await world.advance(1_000)
    const written = (await records.createVersion(ARTICLE, version('now', world.clock.now()))).seq
    pasteInPieces(ed)
    ed.type(1, 'in time ')
    world.roles.set('ed' as AccountId, 'commenter') // as the deadline does
    await world.advance(500)
    ed.type(1, 'too late ')
    await world.advance(3_000)
    expect((await records.versions(ARTICLE)).map(({ name }) => name)).toEqual(['now'])
    trials.end()
    await world.settle()
    await world.advance(3_000)
    expect(ed.refusals()).toEqual(['role'])
    const sealed = (await records.versions(ARTICLE)).find(({ name }) => name === 'Handed in')
    expect(sealed?.seq).toBe(written + 2)
    expect((await records.createVersion(ARTICLE, version('after', world.clock.now()))).seq).toBe(sealed?.seq)
    expect(await world.stored()).toContain(`in time ${pasted}Hello`)
  })

  test('the room may close: nothing of it was called saved, and the next room takes it', async () => {
    pasteInPieces(ed)
    flo.type(6, '!')
    await world.rooms.close()
    expect([ed.closed, flo.closed]).toEqual(['restarting', 'restarting'])
    expect([ed.saved, flo.saved]).toEqual([1, 1])
    trials.end()
    await world.settle()
    world.crash()
    expect(await world.stored()).toBe('Hello')
    const again = await world.join('ed')
    pasteInPieces(again)
    trials.end()
    await world.settle()
    expect(await world.stored()).toContain(`${pasted}Hello`)
  })

  test('a pair of ids is not given back: what was written under it has not been judged', async () => {
    const own = flo.doc.clientID
    pasteInPieces(ed)
    flo.type(1, 'x')
    flo.receive(leave(own))
    trials.end()
    await world.settle()
    flo.seat.leave()
    const { heard } = await world.join('flo')
    expect(heard.flatMap((one) => (one.type === 'hello' ? one.hello.clientIds : []))).not.toContain(own)
  })

  test('what waits is bounded: who sends more is asked to come back, and nobody else', async () => {
    pasteInPieces(ed)
    for (let n = 0; n <= heldBackMax; n++) flo.receive(update(new Uint8Array([0, 0])))
    expect([ed.closed, flo.closed]).toEqual([null, 'too-fast'])
    trials.end()
    await world.settle()
    expect(ed.saved).toBe(2)
  })
})

describe('what is tried and fails', () => {
  test('is refused in words, and the room has done nothing for it', async () => {
    pasteInPieces(ed)
    flo.type(6, '!')
    trials.end(tooLong('an update that takes too long to apply'))
    await world.settle()
    expect([ed.refusals(), ed.closed]).toEqual([['too-large'], 'too-large'])
    expect([flo.closed, flo.saved]).toEqual([null, 2])
    expect(await world.stored()).toBe('Hello!')
  })

  test('is not tried more often than so many times a minute', async () => {
    for (let n = 0; n < trialsPerMinuteMax; n++) {
      pasteInPieces(ed)
      trials.end()
      await world.settle()
    }
    pasteInPieces(ed)
    await world.settle()
    expect(ed.closed).toBe('too-fast')
    expect(trials.asked).toHaveLength(trialsPerMinuteMax)
    await world.advance(60_000)
    const again = await world.join('ed')
    pasteInPieces(again)
    expect(trials.asked).toHaveLength(trialsPerMinuteMax + 1)
  })
})

test('who may not write gets no trial', async () => {
  const vic = await world.join('vic', 'viewer')
  const deletions = Array.from({ length: partsInRoomMax + 1 }, (_, n) => deletion(2, 2 + 2 * n, 1))
  vic.receive(update(forge([], deletions)))
  pasteInPieces(vic)
  expect(vic.refusals()).toEqual([])
  await world.settle()
  expect(vic.refusals()).toEqual(['role'])
  expect(trials.asked).toEqual([])
})

test('a key in another room is answered before an update that a real thread tries', async () => {
  const threads = new ThreadTrials(systemClock, silentLog)
  const newsroom = await Newsroom.open({ trials: threads })
  const [here, there] = [await newsroom.article('Hello'), await newsroom.article('Hello')]
  const slow = await Tab.open(newsroom, here, await newsroom.member(here, 'slow', 'editor'))
  const quick = await Tab.open(newsroom, there, await newsroom.member(there, 'quick', 'editor'))
  const order: string[] = []
  const heard = [
    slow.raw.saved(2).then(() => order.push('slow')),
    quick.raw.saved(2).then(() => order.push('quick')),
  ]
  pasteInPieces(slow)
  slow.sendWritten()
  quick.type(1, 'x')
  await Promise.all(heard)
  expect(order).toEqual(['quick', 'slow'])
  expect(await newsroom.rooms.read(here, (doc) => articleText(doc).toString())).toContain(pasted)
  await newsroom.close()
  threads.close()
})
