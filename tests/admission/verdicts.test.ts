import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { admit } from '../../server/room/admission.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { SERVER_CLIENT } from '../../shared/ids.ts'
import { deletion, forge, id, section, skipped, string, value } from './forge.ts'
import { as, ED, ed, FLO, FREE, flo, indexIn, READER, World } from './world.ts'

/** A replica as any program on Yjs has it: formats are tidied up by Yjs itself. */
function stock(world: World, client: number) {
  const doc = new Y.Doc()
  const text = doc.getText('article')
  Y.applyUpdate(doc, world.room.state())
  doc.clientID = client
  const sent: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => sent.push(update))
  return { doc, text, sent }
}
const shown = (world: World) => projectArticle(world.room.doc, 'base')
const wordsOf = (world: World) =>
  shown(world).map(({ runs }) => runs.map((run) => ('text' in run ? run.text : '/')).join(''))
const isBold = (world: World, words: string) =>
  shown(world).some(({ runs }) =>
    runs.some((run) => 'text' in run && run.text.includes(words) && run.formats.bold === true),
  )
const nothing = forge([])

describe('what is new to nobody is dropped, not refused', () => {
  const world = new World()
  const whole = world.room.state()
  test.each([
    ['an empty update of a viewer', as('vi', 'viewer'), nothing],
    ['an empty update of an editor', ed, nothing],
    ['the whole article, sent again by a viewer', as('vi', 'viewer'), whole],
    ['the whole article, sent again by an editor', ed, whole],
    [
      'a deletion by a commenter',
      as('co', 'commenter'),
      forge([], [deletion(2, world.at('three').clock, 2)]),
    ],
    ['known ids with other content', flo, forge([section(FLO, 0, string('EVIL', world.in('three', 2)))])],
    ['a deletion of what is deleted', ed, deletedAlready(world)],
  ])('%s', (_name, sender, update) => {
    const before = world.room.state()
    expect(world.room.receive(sender, update)).toEqual({ kind: 'dropped' })
    expect(world.room.state()).toEqual(before)
  })
})

function deletedAlready(world: World): Uint8Array {
  const dead = [...world.room.doc.store.clients.get(2)!].find((struct) => struct.deleted)!
  return forge([], [deletion(2, dead.id.clock, dead.length)])
}

describe('what comes too early is a gap, and admitted in order afterwards', () => {
  test('a key typed while reconnecting, before the work of the time without a connection', () => {
    const { room } = new World()
    const tab = room.tab(ED)
    const text = tab.getText('article')
    const known = Y.encodeStateVector(tab)
    text.insert(indexIn(text, 'three'), 'offline ')
    let early = nothing
    tab.on('update', (update: Uint8Array) => {
      early = update
    })
    text.insert(indexIn(text, 'three'), 'online ')
    const before = room.state()
    expect(room.receive(ed, early)).toEqual({ kind: 'gap' })
    expect(room.state()).toEqual(before)
    expect(room.receive(ed, Y.encodeStateAsUpdate(tab, known))).toMatchObject({ kind: 'admitted' })
    expect(room.receive(ed, early)).toEqual({ kind: 'dropped' })
    for (const sent of room.sent) Y.applyUpdate(tab, sent)
    expect(Y.encodeStateAsUpdate(tab)).toEqual(room.state())
  })

  const ahead = new World()
  test.each([
    ['an item after one that nobody has sent', ahead.ed(string('x', { after: id(FREE, 3) }))],
    ['an item before one that nobody has sent', ahead.ed(string('x', { before: id(FREE, 3) }))],
    ['an attribute of a marker that nobody has sent', ahead.ed(value('p', { in: id(FREE, 3), key: 'kind' }))],
    ['a deletion of what nobody has sent', forge([], [deletion(FREE, 0, 3)])],
    ['a deletion that goes on beyond what is known', forge([], [deletion(FLO, 0, 99)])],
    ['a struct that leaves out what is before it', ahead.ed(skipped(3), string('x', ahead.in('three', 2)))],
  ])('%s', (_name, update) => {
    const { room } = new World()
    expect(room.receive(ed, update)).toEqual({ kind: 'gap' })
    expect(room.state()).toEqual(new World().room.state())
  })
})

describe('a client id', () => {
  test('is bound by its first update, and only by that', () => {
    const world = new World()
    expect(world.room.receive(ed, world.by(FREE, string('x', world.in('three', 2))))).toEqual({
      kind: 'admitted',
      binds: [FREE],
      completed: true,
    })
    const more = () => world.by(FREE, string('y', world.in('item', 2)))
    expect(world.room.receive(flo, more())).toMatchObject({ kind: 'refused', code: 'client-id' })
    expect(world.room.receive(ed, more())).toEqual({ kind: 'admitted', binds: [], completed: false })
  })

  test('of the doc never changes, also when the server writes in the update of another', () => {
    const world = new World()
    const [first, second] = [world.marker(1), world.marker(2)]
    const orphaned = forge([], [deletion(2, first.clock, 1), deletion(2, second.clock, 1)])
    expect(world.room.receive(ed, orphaned)).toMatchObject({ kind: 'admitted' })
    expect(world.room.doc.clientID).toBe(SERVER_CLIENT)
    expect(world.next(SERVER_CLIENT)).toBeGreaterThan(new World().next(SERVER_CLIENT))
  })

  test('of the doc is asked for: a random one is our own mistake', () => {
    const { room } = new World()
    room.doc.clientID = FREE
    expect(() => room.receive(ed, nothing)).toThrow('client id')
  })
})

describe('format items', () => {
  const boldTwo = (world: World) => world.formats().filter(({ id }) => id.client === SERVER_CLIENT)

  test('that a stock replica tidies away are kept without a word', () => {
    const world = new World()
    const reader = stock(world, ED)
    const { client, clock } = world.at('two')
    const emptied = forge([], [deletion(client, clock, 3)])
    expect(world.room.receive(flo, emptied)).toMatchObject({ kind: 'admitted' })
    // Nothing is bold any more, so Yjs deletes what opened it, wherever the edit arrives.
    Y.applyUpdate(reader.doc, emptied)
    expect(reader.sent).toHaveLength(2)
    for (const update of reader.sent) expect(world.room.receive(ed, update)).toEqual({ kind: 'dropped' })
    expect(boldTwo(world).map((item) => item.deleted)).toEqual([false, false])
  })

  test('are kept when they are deleted together with text, and the text is deleted', () => {
    const world = new World()
    const { text, sent } = stock(world, ED)
    text.delete(indexIn(text, 'two'), 3)
    expect(sent).toHaveLength(1)
    expect(world.room.receive(ed, sent[0]!)).toMatchObject({ kind: 'admitted' })
    expect(wordsOf(world)[1]).toBe('one  three')
    expect(boldTwo(world).map((item) => item.deleted)).toEqual([false, false])
    // What is sent to the others says so too.
    const peer = new World()
    Y.applyUpdate(peer.room.doc, world.room.sent[0]!)
    expect(boldTwo(peer).map((item) => item.deleted)).toEqual([false, false])
    expect(peer.room.state()).toEqual(world.room.state())
  })

  test('that a person opened are deleted when the same person takes them back', () => {
    const world = new World()
    const tab = world.room.tab(ED)
    const undo = new Y.UndoManager(tab.getText('article'))
    tab.on('update', (update: Uint8Array) => {
      expect(world.room.receive(ed, update)).toMatchObject({ kind: 'admitted' })
    })
    tab.getText('article').format(indexIn(tab.getText('article'), 'hello'), 5, { bold: true })
    expect(isBold(world, 'hello')).toBe(true)
    undo.undo()
    expect(isBold(world, 'hello')).toBe(false)
  })

  test('that somebody else opened are not', () => {
    const world = new World()
    const opening = boldTwo(world)[0]!
    const update = forge([], [deletion(opening.id.client, opening.id.clock, 1)])
    expect(world.room.receive(ed, update)).toEqual({ kind: 'dropped' })
    expect(isBold(world, 'two')).toBe(true)
  })
})

describe('at the same time', () => {
  test('an attribute of a block that somebody deletes is admitted and lost with it', () => {
    const world = new World()
    const tab = world.room.tab(ED)
    const sent: Uint8Array[] = []
    tab.on('update', (update: Uint8Array) => sent.push(update))
    const item = tab.store.clients
      .get(2)!
      .find((struct) => struct.id.clock === world.marker(2).clock) as Y.Item
    const map = (item.content as Y.ContentType).type as Y.Map<string>
    map.set('kind', 'h2')
    map.set('alt', 'x')
    tab.getText('article').insert(3, 'y')
    world.room.receive(
      flo,
      world.done((text) => text.delete(indexIn(text, 'hello') - 2, 2), FLO),
    )
    for (const update of sent) expect(world.room.receive(ed, update)).toMatchObject({ kind: 'admitted' })
    expect(wordsOf(world)[0]).toBe('Heyadline')
  })

  test('text typed into a block that somebody deletes gets its block back, in the same emission', () => {
    const world = new World()
    const typed = world.done((text) => text.insert(indexIn(text, 'hello'), 'kept '))
    const first = indexIn(world.text, 'hello') - 1
    const length = indexIn(world.text, 'FLO') - first - 1
    const removed = world.done((text) => text.delete(first, length), FLO)
    expect(world.room.receive(flo, removed)).toMatchObject({ kind: 'admitted' })
    expect(world.room.receive(ed, typed)).toMatchObject({ kind: 'admitted', completed: true })
    expect(wordsOf(world)).toContain('kept ')
    expect(world.room.sent).toHaveLength(2)
    const peer = new World().room.tab(READER)
    for (const update of world.room.sent) Y.applyUpdate(peer, update)
    expect(Y.encodeStateAsUpdate(peer)).toEqual(world.room.state())
  })
})

test('an update that is partly known is admitted for the rest, and only the rest is sent', () => {
  const world = new World()
  const tab = world.room.tab(ED)
  const before = Y.encodeStateVector(tab)
  const text = tab.getText('article')
  text.insert(indexIn(text, 'three'), 'ab')
  world.room.receive(ed, Y.encodeStateAsUpdate(tab, before))
  text.insert(indexIn(text, 'three'), 'cd')
  expect(world.room.receive(ed, Y.encodeStateAsUpdate(tab, before))).toMatchObject({ kind: 'admitted' })
  expect(Y.decodeUpdate(world.room.sent[1]!).structs.map(({ id, length }) => [id.clock, length])).toEqual([
    [2, 2],
  ])
  for (const sent of world.room.sent) Y.applyUpdate(tab, sent)
  expect(world.room.state()).toEqual(Y.encodeStateAsUpdate(tab))
})

test('a listener that throws is our own mistake, not a refusal', () => {
  const world = new World()
  world.room.doc.on('update', () => {
    throw new Error('the journal is full')
  })
  const update = world.ed(string('x', world.in('three', 2)))
  expect(() => admit(world.room.article, world.room.owners, ed, update)).toThrow('the journal is full')
})

describe('[G4] what an undo brings back', () => {
  const three = 'three'
  /** Ed deletes “three”, which Flo would have struck, and brings back these words as an undo does: under new ids, with their old name. */
  function broughtBack(words: string, by = ed, client = ED) {
    const world = new World()
    const { room } = world
    const old = world.at(three)
    room.receive(
      flo,
      world.by(
        FLO + 1,
        value({ t: 'del', i: [old.client, old.clock, 5] }, { in: 'sug', key: `${FLO + 1}.5` }),
      ),
    )
    const before = Y.getItem(room.doc.store, Y.createID(old.client, old.clock)) as Y.Item
    const place = { after: before.left!.lastId, before: old }
    room.receive(ed, forge([], [deletion(old.client, old.clock, 5)]))
    const name = value([5, old.client, old.clock], { in: 'alias', key: `${client}:${world.next(client)}` })
    const now = { client, clock: world.next(client) }
    expect(room.receive(by, world.by(client, string(words, place), name)).kind).toBe('admitted')
    const { suggestions } = room.article
    return {
      author: suggestions.authorOf(now.client, now.clock),
      isStruck: suggestions.over({ ...now, length: 5 }).length > 0,
    }
  }

  test('keeps its author, and what is said about it', () => {
    expect(broughtBack(three)).toEqual({ author: undefined, isStruck: true }) // the server's own: nobody's
  })

  test('is its writer’s where the words are others, or somebody else deleted them', () => {
    expect(broughtBack('trees')).toEqual({ author: 'ed', isStruck: false })
    expect(broughtBack(three, flo, FLO)).toEqual({ author: 'flo', isStruck: false })
  })
})

describe('a record that its author extends while a part of it is decided', () => {
  const key = `${FLO + 1}.7`
  /** Flo proposes to delete “th”, then, having seen the decision or not, “three”. */
  function extended(verb: 'accept' | 'reject', hasSeen: boolean) {
    const world = new World()
    const { room } = world
    const { client, clock } = world.at('three')
    const suggester = as('flo', 'suggester')
    const tab = room.tab(FLO + 1)
    const set = (length: number) => {
      const before = Y.encodeStateVector(tab)
      tab.getMap('sug').set(key, { t: 'del', i: [client, clock, length] })
      return room.receive(suggester, Y.encodeStateAsUpdate(tab, before)).kind
    }
    expect(set(2)).toBe('admitted')
    room.decide(verb, { kind: 'record', key, seen: null })
    if (hasSeen) for (const sent of room.sent) Y.applyUpdate(tab, sent)
    expect(set(5)).toBe('admitted')
    const record = room.article.suggestions.record(key)
    for (const sent of room.sent) Y.applyUpdate(tab, sent)
    expect(tab.getMap('sug').toJSON()).toEqual(room.doc.getMap('sug').toJSON())
    return record?.record.ranges.map((range) => range.clock - clock)
  }

  test('proposes only the rest, because the first decision stands', () => {
    expect(extended('accept', false)).toEqual([2])
    expect(extended('reject', false)).toEqual([2])
  })

  test('proposes all of it again when they knew', () => {
    expect(extended('reject', true)).toEqual([0])
  })
})

test('attributes and records that were set several times without a connection are admitted, also as one item', () => {
  const { room } = new World()
  for (const [sender, client, set] of [
    [ed, ED, (tab: Y.Doc, kind: string) => markerOf(tab).set('kind', kind)],
    [
      as('ed', 'suggester'),
      ED + 1,
      (tab: Y.Doc, kind: string) => {
        const { client: of, clock } = markerOf(tab)._item!.id
        tab.getMap('sug').set(`${ED + 1}.0`, { t: 'blk', m: [of, clock], s: { kind } })
      },
    ],
  ] as const) {
    // As undo does it, the doc keeps what is deleted.
    const tab = new Y.Doc({ gc: false })
    tab.getText('article')
    Y.applyUpdate(tab, room.state())
    tab.clientID = client
    const before = Y.encodeStateVector(tab)
    for (const kind of ['h2', 'h3', 'quote', 'h2', 'p']) set(tab, kind)
    const update = Y.encodeStateAsUpdate(tab, before)
    const merged = Y.decodeUpdate(update).structs.some((one) => one instanceof Y.Item && one.length > 1)
    expect(merged).toBe(true)
    expect(room.receive(sender, update)).toMatchObject({ kind: 'admitted' })
    expect(room.doc.getMap('sug').toJSON()).toEqual(tab.getMap('sug').toJSON())
  }

  function markerOf(tab: Y.Doc): Y.Map<unknown> {
    return (tab.getText('article')._start!.content as Y.ContentType).type as Y.Map<unknown>
  }
})

describe('an editor', () => {
  test('who hides what was accepted meanwhile deletes it', () => {
    const world = new World()
    expect(wordsOf(world).at(-1)).toContain('GU')
    world.room.receive(ed, world.ed(value({ t: 'del', i: [FLO + 1, 0, 5] }, { in: 'sug', key: `${ED}.0` })))
    expect(wordsOf(world).at(-1)).not.toContain('GU')
    expect(projectArticle(world.room.doc, 'marked').at(-1)?.runs).toEqual(shown(world).at(-1)?.runs)
  })

  const GUESS = { kind: 'insertion', ranges: [{ client: FLO + 1, clock: 0, length: 5 }] } as const
  const deletes = ({ room }: World, client: number, clock: number, length: number) =>
    room.receive(ed, forge([], [deletion(client, clock, length)]))

  test('whose deletion meets the acceptance of one is not refused, and that cannot bring the words back', () => {
    const world = new World()
    const { client, clock } = world.at('one')
    world.room.decide('accept', { kind: 'record', key: `${FLO + 1}.0`, seen: null })
    expect(wordsOf(world)[1]).not.toContain('one')
    expect(deletes(world, client, clock, 3)).toMatchObject({ kind: 'admitted' })
    world.room.reopen()
    expect(wordsOf(world)[1]).not.toContain('one')
  })

  test('who would delete what was rejected is refused: it may be taken back', () => {
    const world = new World()
    world.room.decide('reject', GUESS)
    expect(wordsOf(world).at(-1)).not.toContain('ESS')
    expect(deletes(world, FLO + 1, 2, 3)).toMatchObject({ kind: 'refused', code: 'deletion' })
    // The honest twin: what was accepted before and is so still.
    expect(deletes(world, FLO + 1, 0, 2)).toMatchObject({ kind: 'admitted' })
    world.room.reopen()
    expect(projectArticle(world.room.doc, 'marked').at(-1)?.runs).toMatchObject([
      { text: expect.stringContaining('ESS') },
    ])
  })

  test('who deletes what was accepted, and is suggested again meanwhile, is not refused; of what never was accepted they are', () => {
    const world = new World()
    world.room.decide('accept', { ...GUESS, ranges: [{ client: FLO + 1, clock: 2, length: 2 }] })
    world.room.reopen()
    expect(deletes(world, FLO + 1, 2, 3)).toMatchObject({ kind: 'refused', code: 'deletion' })
    expect(deletes(world, FLO + 1, 2, 2)).toMatchObject({ kind: 'admitted' })
  })
})
