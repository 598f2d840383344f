/** Rooms over time and over a disk that fails: nothing here is a socket. */

import { beforeEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { admit } from '../../server/room/admission.ts'
import { type OpenedArticle, StoreFailed } from '../../server/store/store.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { AccountId } from '../../shared/ids.ts'
import {
  checkpointAfterRows,
  connectionsPerRoomMax,
  idleRoomMs,
  placesForMembers,
  presenceAnsweredEveryMs,
  readOnlyAfterRebuildsMs,
  roomDozesAfterMs,
  titleQuietMs,
  unsentBytesMax,
} from '../../shared/limits.ts'
import { ARTICLE, RoomTab, RoomWorld } from './room-world.ts'
import { awareness, queryAwareness, statesUpdate, step1 } from './wire.ts'

let world: RoomWorld
beforeEach(async () => {
  world = await RoomWorld.open()
})

describe('[R3] the disk first', () => {
  test('nobody sees an update and nobody is told it is saved before it is durable', async () => {
    const [writer, other] = [await world.join('wri'), await world.join('oth')]
    world.disk.flow(false)
    writer.type(6, '!')
    await world.settle()
    expect([writer.saved, other.says()]).toEqual([1, 'Hello'])
    world.disk.keep()
    await world.settle()
    expect([writer.saved, other.says()]).toEqual([2, 'Hello!'])
  })

  test('a joiner, a reader and a repeated update wait for what is on its way', async () => {
    const [writer, joiner] = [await world.join('wri'), await world.join('joi', 'viewer')]
    world.disk.flow(false)
    writer.type(6, '!')
    const read = world.stored()
    joiner.receive(new Uint8Array([0, 0, 1, 0])) // its step 1 again
    writer.receive(new Uint8Array([0, 2, 2, 0, 0])) // nothing new
    await world.settle()
    expect(joiner.heard.filter(({ type }) => type === 'step2')).toHaveLength(1)
    expect(writer.saved).toBe(1)
    world.disk.keep()
    await world.settle()
    expect(joiner.heard.filter(({ type }) => type === 'step2')).toHaveLength(2)
    expect(writer.saved).toBe(3)
    expect(await read).toBe('Hello!')
  })

  test('of many answers to one that wait for the disk only the newest is kept, and it holds everything', async () => {
    const writer = await world.join('wri')
    const before = writer.heard.length
    world.disk.flow(false)
    for (const [at, word] of ['!', '?'].entries()) {
      writer.type(6 + at, word)
      for (let n = 0; n < 100; n++) writer.receive(step1(new Uint8Array([0])))
    }
    await world.settle()
    world.disk.keep()
    await world.settle()
    expect(writer.heard.slice(before).filter(({ type }) => type === 'step2')).toEqual([])
    world.disk.keep()
    await world.settle()
    const answers = writer.heard.slice(before).flatMap((one) => (one.type === 'step2' ? [one.bytes] : []))
    const doc = openDoc()
    for (const bytes of answers) Y.applyUpdate(doc, bytes)
    expect([answers.length, articleText(doc).toString()]).toEqual([1, 'Hello!?'])
  })

  test('what was told to be saved is there after a crash, and what was not is not half there', async () => {
    const writer = await world.join('wri')
    writer.type(6, '!')
    await world.settle()
    world.disk.flow(false)
    writer.type(7, '?')
    await world.settle()
    expect(writer.saved).toBe(2)
    world.crash()
    world.disk.flow(true)
    expect(await world.stored()).toBe('Hello!')
  })
})

describe('[R4] a room that cannot write', () => {
  test('closes with every connection told, and the next one reads the store', async () => {
    const [writer, other] = [await world.join('wri'), await world.join('oth')]
    world.disk.flow(false)
    writer.type(6, '!')
    await world.settle()
    world.disk.fail()
    await world.settle()
    expect([writer.closed, other.closed]).toEqual(['cannot-store', 'cannot-store'])
    expect(writer.saved).toBe(1)
    world.disk.flow(true)
    expect((await world.join('new')).says()).toBe('Hello')
  })

  test('was lost on the disk only in word: the next one shows what is there', async () => {
    const writer = await world.join('wri')
    world.disk.flow(false)
    writer.type(6, '!')
    await world.settle()
    world.disk.fail('kept')
    await world.settle()
    world.disk.flow(true)
    expect((await world.join('new')).says()).toBe('Hello!')
  })

  test('is not opened again before a write has succeeded', async () => {
    const writer = await world.join('wri')
    world.disk.break(true)
    writer.type(6, '!')
    await world.settle()
    await expect(world.join('new')).rejects.toThrow('cannot-store')
    world.disk.break(false)
    expect((await world.join('new')).says()).toBe('Hello')
  })

  test('[A3] closes when another process holds the article', async () => {
    const writer = await world.join('wri')
    await world.store.log.open(ARTICLE)
    writer.type(6, '!')
    await world.settle()
    expect(writer.closed).toBe('restarting')
  })
})

describe('[S4] a read that brings no article opens no room', () => {
  const empty: OpenedArticle = { epoch: 1, checkpoint: null, rows: [], clients: [] }
  const failed = () => Promise.reject(new StoreFailed('unreachable', 'The disk cannot be read.'))

  test.each([
    ['nothing', async () => empty, 'internal'],
    ['a failure', failed, 'cannot-store'],
  ])('%s', async (_, open, code) => {
    vi.spyOn(world.store.log, 'open').mockImplementationOnce(open)
    await expect(world.join('wri')).rejects.toThrow(code)
    expect(world.rooms.count).toBe(0)
    expect((await world.join('wri')).says()).toBe('Hello')
  })
})

describe('over time', () => {
  test('an empty room closes after a while with a checkpoint, and opens from it', async () => {
    const writer = await world.join('wri')
    writer.type(6, '!')
    await world.settle()
    writer.seat.leave()
    await world.advance(idleRoomMs - 1)
    expect(world.rooms.count).toBe(1)
    await world.advance(1)
    expect(world.rooms.count).toBe(0)
    const opened = await world.store.log.open(ARTICLE)
    expect([opened?.checkpoint?.seq, opened?.rows.length]).toEqual([2, 0])
    expect((await world.join('new')).says()).toBe('Hello!')
  })

  test('whoever comes back in time finds the room open', async () => {
    const writer = await world.join('wri')
    writer.seat.leave()
    await world.advance(idleRoomMs - 1)
    await world.join('oth')
    await world.advance(idleRoomMs)
    expect(world.rooms.count).toBe(1)
  })

  test('[S3] a checkpoint after many rows loses nothing that comes while it is written', async () => {
    const writer = await world.join('wri')
    for (let key = 0; key < checkpointAfterRows + 50; key++) writer.type(6 + key, 'x')
    await world.settle()
    const seq = (await world.store.log.open(ARTICLE))?.checkpoint?.seq ?? 0
    expect(seq).toBeGreaterThanOrEqual(checkpointAfterRows)
    world.crash()
    expect(await world.stored()).toBe(`Hello${'x'.repeat(checkpointAfterRows + 50)}`)
  })

  test('a dozing room answers joiners, follows its writers and forgets nothing', async () => {
    const writer = await world.join('wri')
    writer.type(6, '!')
    await world.advance(roomDozesAfterMs + 10_000)
    const joiner = await world.join('joi')
    expect(joiner.says()).toBe('Hello!')
    writer.type(7, '?')
    await world.settle()
    expect(joiner.says()).toBe('Hello!?')
  })

  test('the title follows the text after a quiet moment', async () => {
    const writer = await world.join('wri')
    writer.type(6, '!')
    await world.advance(titleQuietMs / 2)
    writer.type(7, '?')
    await world.advance(titleQuietMs / 2)
    expect((await world.store.records.article(ARTICLE))?.title).toBe('')
    await world.advance(titleQuietMs / 2)
    expect((await world.store.records.article(ARTICLE))?.title).toBe('Hello!?')
  })

  test('closing all tells everybody, and keeps what was on its way', async () => {
    const writer = await world.join('wri')
    writer.type(6, '!')
    await world.rooms.close()
    expect([writer.closed, writer.saved]).toEqual(['restarting', 2])
    await expect(world.join('new')).rejects.toThrow('restarting')
  })
})

describe('[R1] [R2] refusals that touched the doc', () => {
  /** Applies what begins with “x” and then says no: the worst that an update can do. */
  const touching: typeof admit = (article, owners, sender, update) => {
    const verdict = admit(article, owners, sender, update)
    const bad = Buffer.from(update).includes('x')
    return bad ? { kind: 'refused', code: 'content', reason: 'an x', touched: true } : verdict
  }

  test('leave no trace for anybody, not even what was on its way to the disk is lost', async () => {
    world = await RoomWorld.open({ admit: touching })
    const [good, bad] = [await world.join('goo'), await world.join('bad')]
    world.disk.flow(false)
    good.type(6, '!')
    bad.type(1, 'x')
    good.type(7, '?')
    world.disk.flow(true)
    await world.settle()
    expect(bad.refusals()).toEqual(['content'])
    expect((await world.join('new')).says()).toBe('Hello!?')
    expect(await world.stored()).toBe('Hello!?')
  })

  test('three within a minute make their cause read-only for ten', async () => {
    world = await RoomWorld.open({ admit: touching })
    const watching = await world.join('bad')
    for (let turn = 0; turn < 3; turn++) {
      const bad = await world.join('bad')
      bad.type(1, 'x')
      await world.settle()
      bad.seat.leave()
    }
    expect(watching.roles()).toEqual(['viewer'])
    watching.type(1, 'y')
    await world.settle()
    expect(watching.refusals()).toEqual(['role'])
    expect((await world.join('bad')).heard[0]).toMatchObject({ hello: { role: 'viewer' } })
    await world.advance(readOnlyAfterRebuildsMs)
    expect(watching.roles()).toEqual(['viewer', 'editor'])
  })
})

test('however many guests come, people with accounts find a place, until all are taken', async () => {
  const enter = async (name: string, guest: boolean) => {
    world.roles.set(name as AccountId, 'viewer')
    const entrant = { account: name as AccountId, displayName: name, guest, isSignedIn: async () => true }
    const place = await world.rooms.enter(ARTICLE, entrant, { own: false, spares: 0 })
    if (place.kind === 'refused') return place.code
    const tab = new RoomTab()
    tab.seat = place.take(tab)
    return 'in'
  }
  const forGuests = connectionsPerRoomMax - placesForMembers
  for (let n = 0; n < forGuests; n++) expect(await enter(`guest${n}`, true)).toBe('in')
  expect(await enter('one more', true)).toBe('too-fast')
  for (let n = 0; n < placesForMembers; n++) expect(await enter(`member${n}`, false)).toBe('in')
  expect(await enter('last', false)).toBe('too-fast')
})

test('who asks again and again who is here is answered at once, and then once a second', async () => {
  const [asking, other] = [await world.join('ask'), await world.join('oth')]
  other.receive(awareness(statesUpdate([{ client: 2_000_000, clock: 1, state: { cursor: null } }])))
  await world.settle()
  const answers = () => asking.heard.filter(({ type }) => type === 'awareness').length
  const before = answers()
  for (let n = 0; n < 500; n++) asking.receive(queryAwareness)
  await world.settle()
  expect(answers()).toBe(before + 1)
  await world.advance(presenceAnsweredEveryMs)
  expect(answers()).toBe(before + 2)
  await world.advance(3 * presenceAnsweredEveryMs)
  expect(answers()).toBe(before + 2)
  asking.receive(queryAwareness)
  await world.settle()
  expect(answers()).toBe(before + 3)
})

test('a slow reader gets nothing more until it has read, and then everything in one update', async () => {
  const [writer, slow] = [await world.join('wri'), await world.join('slo')]
  const before = slow.heard.length
  slow.unsentBytes = unsentBytesMax + 1
  writer.type(6, ' one')
  await world.settle()
  writer.text.delete(1, 2)
  await world.settle()
  expect(slow.heard).toHaveLength(before)
  slow.unsentBytes = 0
  world.disk.flow(false)
  writer.type(1, 'Ye')
  slow.seat.drained()
  await world.settle()
  world.disk.flow(true)
  await world.settle()
  expect(slow.heard.slice(before).filter(({ type }) => type === 'update')).toHaveLength(1)
  expect(slow.says()).toBe('Yello one')
  writer.type(10, '!')
  await world.settle()
  expect(slow.says()).toBe('Yello one!')
})

test('[R1] [R2] a mistake of the server’s own closes one room and nothing else, with nothing of it kept', async () => {
  const mistaken: typeof admit = (article, owners, sender, update) => {
    const verdict = admit(article, owners, sender, update)
    if (Buffer.from(update).includes('x')) throw new Error('Invariant broken')
    return verdict
  }
  world = await RoomWorld.open({ admit: mistaken })
  const [good, bad] = [await world.join('goo'), await world.join('bad')]
  good.type(6, '!')
  await world.settle()
  bad.type(1, 'x')
  expect([good.closed, bad.closed]).toEqual(['internal', 'internal'])
  expect((await world.join('new')).says()).toBe('Hello!')
})
