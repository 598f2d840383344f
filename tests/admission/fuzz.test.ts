import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readUpdate, type Struct } from '../../server/room/admission/update.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { seededRandom } from '../text/random.ts'
import { type Counts, honestUpdate, play } from './fuzz.ts'
import { withKnown, without, withoutGaps, withoutRepair, withoutSparing } from './planted.ts'
import { ED, World } from './world.ts'

const SEED = 1
const REACHABLE: readonly RefusalCode[] = [
  'role',
  'too-large',
  'malformed',
  'client-id',
  'too-many-ids',
  'surrogate-pair',
  'root',
  'content',
  'first-marker',
  'control-characters',
  'format',
  'attribute',
  'deletion',
  'record',
  'record-owner',
  'alias',
]

test('[R1] [C2] after 5,000 random updates, most of them hostile, the article is whole and nobody else’s words changed', () => {
  const { complaint, counts } = play(SEED, 5_000)
  expect(complaint).toBeNull()
  const updates = counts.get('updates') ?? 0
  expect(share(counts, 'decoded')).toBeGreaterThan(0.3)
  expect(share(counts, 'admitted')).toBeGreaterThan(0.1)
  expect(updates).toBeGreaterThan(4_000)
  for (const kind of [
    'gap',
    'dropped',
    'forged admitted',
    'forced admitted',
    'mutated admitted',
    'suggesting admitted',
    'decisions',
  ]) {
    expect(counts.get(kind), kind).toBeGreaterThan(0)
  }
  for (const code of REACHABLE) expect(counts.get(`refused ${code}`), code).toBeGreaterThan(0)
})

test.each([[5008, 'a suggested block that somebody has split: its end is behind the split']])(
  '[C2] seed %i, once broken: %s',
  (seed) => {
    expect(play(seed, 200).complaint).toBeNull()
  },
)

const share = (counts: Counts, what: string) => (counts.get(what) ?? 0) / (counts.get('updates') ?? 1)

describe('a rule left out is found', () => {
  // Two rules bound cost; leaving them out changes no article, and the table of attacks is what holds them.
  const unseen: readonly RefusalCode[] = ['too-large', 'too-many-ids']
  test.each(REACHABLE.filter((code) => !unseen.includes(code)))('%s', (code) => {
    expect(play(SEED, 5_000, without(code)).complaint).not.toBeNull()
  })
  test('deletions of format items are applied', () => {
    expect(play(SEED, 5_000, withoutSparing).complaint).toMatch(/format/)
  })
  test('known structs are applied again', () => {
    expect(play(SEED, 5_000, withKnown).complaint).not.toBeNull()
  })
  test('orphans stay', () => {
    expect(play(SEED, 5_000, withoutRepair).complaint).toMatch(/text without a marker/)
  })
  test('gaps are applied', () => {
    expect(play(SEED, 5_000, withoutGaps).complaint).not.toBeNull()
  })
})

test('what is judged is what Yjs would read', () => {
  const random = seededRandom(SEED)
  const { room } = new World()
  let read = 0
  for (let i = 0; i < 3_000; i++) {
    const update = honestUpdate(random, room.tab(ED))
    if (!update) continue
    if (random.below(3) > 0) update[random.below(update.length)] = random.below(256)
    const ours = attempt(() => readUpdate(update))
    if (!ours) continue
    read++
    const theirs = Y.decodeUpdate(update)
    const structs = [...ours.sections.values()].flatMap(({ structs }) => structs)
    expect(structs.map(plain)).toEqual(theirs.structs.map(plainOfYjs))
    const deletions = [...theirs.ds.clients].flatMap(([client, ranges]) =>
      ranges.map(({ clock, len }) => ({ client, clock, end: clock + len })),
    )
    expect(ours.deletions).toEqual(deletions)
  }
  expect(read).toBeGreaterThan(1_000)
})

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

const plain = (struct: Struct) => {
  const { client, clock, length, origin, rightOrigin, parent, key, content } = struct
  return { client, clock, length, origin, rightOrigin, parent, key, content }
}

function plainOfYjs(struct: Y.Item | Y.GC | { id: Y.ID; length: number }): ReturnType<typeof plain> {
  const { id, length } = struct
  const bare = {
    client: id.client,
    clock: id.clock,
    length,
    origin: null,
    rightOrigin: null,
    parent: null,
    key: null,
  }
  if (struct instanceof Y.GC) return { ...bare, content: { type: 'collected' } }
  if (!(struct instanceof Y.Item)) return { ...bare, content: { type: 'skipped' } }
  const idOf = (one: Y.ID | null) => one && { client: one.client, clock: one.clock }
  return {
    ...bare,
    origin: idOf(struct.origin),
    rightOrigin: idOf(struct.rightOrigin),
    parent: struct.parent instanceof Y.ID ? idOf(struct.parent) : (struct.parent as string | null),
    key: struct.parentSub,
    content: contentOfYjs(struct.content),
  }
}

function contentOfYjs(content: Y.Item['content']): Struct['content'] {
  if (content instanceof Y.ContentString) return { type: 'string', text: content.str }
  if (content instanceof Y.ContentEmbed) return { type: 'embed', value: content.embed }
  if (content instanceof Y.ContentFormat) return { type: 'format', key: content.key, value: content.value }
  if (content instanceof Y.ContentType && content.type instanceof Y.Map) return { type: 'map' }
  if (content instanceof Y.ContentAny) return { type: 'values', values: content.arr }
  if (content instanceof Y.ContentDeleted) return { type: 'deleted' }
  throw new Error(`content that admission does not read: ${content.constructor.name}`)
}
