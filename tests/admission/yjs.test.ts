/** What Yjs itself does with the updates that admission refuses: docs/caveats.md. A new version of Yjs is read again here first. */

import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { articleText, decisionsOf, openDoc } from '../../shared/article/layout.ts'
import { deletion, forge, id, section, string, value } from './forge.ts'
import { ED, ED_SPARE, FLO, World } from './world.ts'

/** A doc of the same article, without anybody who judges. */
function unguarded() {
  const world = new World()
  const doc = world.room.tab(ED_SPARE)
  const heard: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => heard.push(update))
  return { world, doc, heard, text: articleText(doc) }
}

test('it cuts a character in two for a struct that it has, and tells nobody', () => {
  const { world, doc, heard, text } = unguarded()
  Y.applyUpdate(doc, forge([section(FLO, 0, string('F', { after: id(2, world.at('\u{1F600}').clock) }))]))
  expect(text.toString()).toContain('hello \ufffd\ufffd')
  expect(heard).toEqual([])
})

test('it reads two sections of one client and applies the last', () => {
  const { world, doc, text } = unguarded()
  const at = world.in('three', 2)
  const next = world.next(ED)
  const update = forge([section(ED, next, string('judged', at)), section(ED, next, string('applied', at))])
  expect(Y.decodeUpdate(update).structs).toHaveLength(2)
  Y.applyUpdate(doc, update)
  expect(text.toString()).toContain('applied')
  expect(text.toString()).not.toContain('judged')
})

test('it opens a root that a struct names, also when it has the struct', () => {
  const { doc } = unguarded()
  Y.applyUpdate(doc, forge([section(FLO, 0, string('F', { in: 'evil' }))]))
  expect(doc.share.has('evil')).toBe(true)
})

test('it puts an item into the text that belongs to an attribute, as the rest of a struct that it has in part', () => {
  const { world, doc, text } = unguarded()
  const kind = world.attribute(1, 'kind')
  Y.applyUpdate(doc, forge([section(FLO, world.next(FLO) - 1, string('ab', { after: kind }))]))
  const strangers = itemsOf(text).filter(({ parent }) => parent !== text)
  expect(strangers.map(({ parentSub }) => parentSub)).toEqual(['kind'])
})

test('it puts an item before the end of the article, wherever its right neighbour stands in another list', () => {
  const { world, doc, text } = unguarded()
  const stand = { after: world.in('three', 2).after, before: world.attribute(1, 'kind') }
  Y.applyUpdate(doc, world.by(ED, string('x', stand)))
  expect(itemsOf(text).at(-1)?.id.client).toBe(ED)
})

test('it keeps what refers to the unknown, and applies it with somebody else’s update', () => {
  const { doc, heard, text } = unguarded()
  Y.applyUpdate(doc, forge([section(ED, 0, string('later', { after: id(FLO, 99) }))]))
  expect(heard).toEqual([])
  expect(doc.store.pendingStructs).not.toBeNull()
  const flo = new World().room.tab(FLO)
  articleText(flo).insert(3, 'x'.repeat(99))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(flo, Y.encodeStateVector(doc)))
  expect(text.toString()).toContain('later')
})

test('it throws when half of an update is applied', () => {
  const { world, doc, text } = unguarded()
  const next = world.next(ED)
  const update = forge([
    section(ED, next, string('half', world.in('three', 2)), string('x', { after: id(ED, next + 9) })),
  ])
  expect(() => Y.applyUpdate(doc, update)).toThrow()
  expect(text.toString()).toContain('half')
})

test('it deletes whatever a list of deletions names, in every root', () => {
  const { world, doc } = unguarded()
  Y.applyUpdate(doc, forge([], [deletion(2, world.decision().clock, 1)]))
  expect(decisionsOf(doc).has(`c${FLO}`)).toBe(false)
})

test('it takes an item under a character for a collected one, and keeps its length only', () => {
  const { world, doc } = unguarded()
  Y.applyUpdate(doc, world.by(ED, value('h2', { in: world.at('three'), key: 'kind' })))
  expect(doc.store.clients.get(ED)).toMatchObject([{ length: 1 }])
  expect(doc.store.clients.get(ED)?.[0]).toBeInstanceOf(Y.GC)
})

test('it draws a random client id when a doc receives structs of its own', () => {
  const doc = openDoc()
  const other = new World().room.tab(FLO)
  doc.clientID = 2
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(doc.clientID).not.toBe(2)
})

test('it deletes format items of others when an edit arrives, unless that is pinned off', () => {
  const { world } = unguarded()
  const bold = world.at('two')
  const update = forge([], [deletion(bold.client, bold.clock, 3)])
  const answered = (doc: Y.Doc) => {
    const sent: Uint8Array[] = []
    doc.getText('article')
    Y.applyUpdate(doc, world.room.state(), 'room')
    doc.on('update', (one: Uint8Array, origin: unknown) => {
      if (origin !== 'room') sent.push(one)
    })
    Y.applyUpdate(doc, update, 'room')
    return sent.length
  }
  expect(answered(new Y.Doc())).toBe(1)
  expect(answered(openDoc())).toBe(0)
})

function itemsOf(text: Y.Text): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = text._start; item !== null; item = item.right) items.push(item)
  return items
}
