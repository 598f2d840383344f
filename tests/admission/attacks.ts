/** Attacks, each with the code that refuses it and an honest twin, one change away, that is admitted. */

import * as Y from 'yjs'
import type { Sender } from '../../server/room/admission.ts'
import { articleText, decisionsOf, openDoc } from '../../shared/article/layout.ts'
import { stringUnitsMax, updateStructsMax } from '../../shared/limits.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import {
  binary,
  collected,
  deleted,
  deletion,
  embed,
  forge,
  forgeLists,
  format,
  id,
  item,
  json,
  marker,
  type Struct,
  section,
  string,
  stringOfBytes,
  subdoc,
  type,
  value,
  valueOfBytes,
  values,
} from './forge.ts'
import { as, ED, ED_SPARE, FLO, FLO_SPARE, FREE, indexIn, LOST, START, type World } from './world.ts'

type Forgery = (world: World) => Uint8Array
export type Attack = {
  readonly name: string
  readonly code: RefusalCode
  readonly attack: Forgery
  readonly twin: Forgery
  readonly attacker?: Sender
  readonly citizen?: Sender
}

const TEXT_KINDS = '\u{1F600}'
const types: Forgery = (w) => w.ed(string('x', w.in('three', 2)))
const at = (w: World) => w.in('three', 2)

/** One struct put between characters; only what it holds differs. */
const typed = (name: string, code: RefusalCode, bad: string, good: string): Attack => ({
  name: `types ${name}`,
  code,
  attack: (w) => w.ed(string(bad, at(w))),
  twin: (w) => w.ed(string(good, at(w))),
})
const put = (
  name: string,
  code: RefusalCode,
  bad: (w: World) => Struct,
  good: (w: World) => Struct,
): Attack => ({
  name,
  code,
  attack: (w) => w.ed(bad(w)),
  twin: (w) => w.ed(good(w)),
})
/** A marker with an attribute set in the same update. */
const marked = (w: World, key: string, what: unknown): Uint8Array =>
  w.ed(
    marker(at(w)),
    value('p', { in: w.own(0), key: 'kind' }),
    value(what, { in: w.own(0), key }),
    embed('"e"', at(w)),
  )
const attributed = (name: string, key: string, bad: unknown, good: unknown): Attack => ({
  name: `sets ${name}`,
  code: 'attribute',
  attack: (w) => marked(w, key, bad),
  twin: (w) => marked(w, key === '__proto__' || key === 'constructor' || key === 'style' ? 'alt' : key, good),
})

const roles: Attack[] = [
  ...(['viewer', 'commenter'] as const).map(
    (role): Attack => ({
      name: `a ${role} types`,
      code: 'role',
      attack: types,
      attacker: as('ed', role),
      twin: types,
    }),
  ),
  {
    name: 'a suggester types under an editing id',
    code: 'client-id',
    attack: types,
    attacker: as('ed', 'suggester'),
    twin: (w) => w.by(ED + 1, string('x', at(w))),
    citizen: as('ed', 'suggester'),
  },
  {
    name: 'a commenter types under a suggesting id',
    code: 'role',
    attack: (w) => w.by(ED + 1, string('x', at(w))),
    attacker: as('ed', 'commenter'),
    twin: (w) => w.by(ED + 1, string('x', at(w))),
    citizen: as('ed', 'suggester'),
  },
  {
    name: 'a viewer sends text that it deleted before',
    code: 'role',
    attack: (w) => w.ed(deleted(3, at(w))),
    attacker: as('ed', 'viewer'),
    twin: (w) => w.ed(deleted(3, at(w))),
  },
  {
    name: 'a viewer sends collected ids',
    code: 'role',
    attack: (w) => w.ed(collected(3)),
    attacker: as('ed', 'viewer'),
    twin: (w) => w.ed(collected(3)),
  },
  {
    name: 'a commenter retypes a block',
    code: 'role',
    attack: (w) => w.ed(value('h2', { after: w.attribute(1, 'kind') })),
    attacker: as('ed', 'commenter'),
    twin: (w) => w.ed(value('h2', { after: w.attribute(1, 'kind') })),
  },
]

const under = (name: string, client: number, twin: number = ED): Attack => ({
  name: `types under ${name}`,
  code: 'client-id',
  attack: (w) => w.by(client, string('x', at(w))),
  twin: (w) => w.by(twin, string('x', at(w))),
})
const clientIds: Attack[] = [
  under("another person's id", FLO),
  under("an id reserved for another person's next page", FLO_SPARE, ED_SPARE),
  under("the server's id", 2),
  under("the server's suggesting id", 3),
  under("another person's suggesting id", FLO_SPARE + 1, ED + 1),
  under('an id below those that are given', 1_022, 1_024),
  under('id 0', 0),
  under('an id of more than 32 bits', 2 ** 32, 2 ** 32 - 2),
  under('an id of 53 bits', 2 ** 53 - 2, FREE),
  under('an id in the doc whose owner is lost', LOST),
  {
    name: 'types under one id too many',
    code: 'too-many-ids',
    attack: (w) => w.by(FREE, string('x', at(w))),
    attacker: as('glutton', 'editor'),
    twin: (w) => w.by(FREE, string('x', at(w))),
    citizen: as('hoarder', 'editor'),
  },
  {
    name: 'types under two new ids where one is left',
    code: 'too-many-ids',
    attack: (w) => forge([FREE + 2, FREE].map((client) => section(client, 0, string('x', at(w))))),
    attacker: as('hoarder', 'editor'),
    twin: (w) => forge([FREE + 2, FREE].map((client) => section(client, 0, string('x', at(w))))),
  },
  {
    name: "hides another person's id behind an own one",
    code: 'client-id',
    attack: (w) => forge([FLO, ED].map((client) => section(client, w.next(client), string('x', at(w))))),
    twin: (w) => forge([ED_SPARE, ED].map((client) => section(client, w.next(client), string('x', at(w))))),
  },
  {
    name: "uses up another person's clock with collected ids",
    code: 'client-id',
    attack: (w) => w.by(FLO, collected(1_000)),
    twin: (w) => w.by(ED, collected(1_000)),
  },
  {
    name: "uses up the server's clock with deleted text",
    code: 'client-id',
    attack: (w) => w.by(2, deleted(9, at(w))),
    twin: (w) => w.by(ED, deleted(9, at(w))),
  },
]

const many = (count: number) => (w: World) => {
  const structs = [string('x', at(w)), ...Array.from({ length: count - 1 }, () => collected(1))]
  return forge([{ client: ED, clock: w.next(ED), structs }])
}
const strings = (count: number) => (w: World) =>
  w.ed(
    ...Array.from({ length: count }, (_, i) =>
      string('x'.repeat(190_000), {
        ...at(w),
        after: i === 0 ? at(w).after : w.own(190_000 * i - 1),
      }),
    ),
  )
/** Two items share an origin, each before another neighbour: Yjs walks over all earlier ones for each. */
const fan =
  (count: number, rightOf: (w: World, i: number) => ReturnType<typeof id> | undefined) => (w: World) =>
    w.ed(
      string('y'.repeat(count), at(w)),
      ...Array.from({ length: count }, (_, i) => string('x', { after: at(w).after, before: rightOf(w, i) })),
    )
const everySecond = (count: number) => (w: World) => {
  const start = w.next(ED)
  return forge(
    [section(ED, start, string('x'.repeat(2 * count), at(w)))],
    Array.from({ length: count }, (_, i) => deletion(ED, start + 2 * i, 1)),
  )
}
const sizes: Attack[] = [
  { name: 'sends more than a mebibyte', code: 'too-large', attack: strings(6), twin: strings(5) },
  typed('a string too long', 'too-large', 'x'.repeat(stringUnitsMax + 1), 'x'.repeat(stringUnitsMax)),
  {
    name: 'sends too many structs',
    code: 'too-large',
    attack: many(updateStructsMax + 1),
    twin: many(updateStructsMax),
  },
  put(
    'sends a deleted run of absurd length',
    'too-large',
    (w) => deleted(2 ** 24 + 1, at(w)),
    (w) => deleted(2 ** 24, at(w)),
  ),
  put(
    'sends a collected run of absurd length',
    'too-large',
    () => collected(2 ** 45),
    () => collected(2 ** 24),
  ),
  {
    name: 'puts thousands of items at one place, each before another neighbour',
    code: 'too-large',
    attack: fan(1_500, (w, i) => w.own(i)),
    twin: fan(1_500, (w, i) => (i === 0 ? w.own(0) : w.own(1_500 + i - 1))),
  },
  {
    name: 'cuts a string into tens of thousands',
    code: 'too-large',
    attack: everySecond(30_000),
    twin: everySecond(10_000),
  },
]

const forms: Attack[] = [
  { name: 'cuts the update off', code: 'malformed', attack: (w) => types(w).subarray(0, -2), twin: types },
  { name: 'sends nothing at all', code: 'malformed', attack: () => new Uint8Array(), twin: types },
  { name: 'sends noise', code: 'malformed', attack: () => Uint8Array.of(1, 2, 3, 4, 5, 6, 7), twin: types },
  {
    name: 'hides bytes behind the update',
    code: 'malformed',
    attack: (w) => Uint8Array.of(...types(w), 0),
    twin: types,
  },
  {
    name: 'claims more sections than there are',
    code: 'malformed',
    attack: () => Uint8Array.of(255, 255, 255, 255, 15, 0),
    twin: types,
  },
  typed('an empty string', 'malformed', '', 'x'),
  put(
    'sends an empty deleted run',
    'malformed',
    (w) => deleted(0, at(w)),
    (w) => deleted(1, at(w)),
  ),
  put(
    'sends an empty collected run',
    'malformed',
    () => collected(0),
    () => collected(1),
  ),
  {
    name: 'sends two sections of one client, of which Yjs reads the last',
    code: 'malformed',
    attack: (w) => {
      const next = w.next(ED)
      return forge([section(ED, next, string('x', at(w))), section(ED, next, string('y', at(w)))])
    },
    twin: (w) => forge([section(ED, w.next(ED), string('x', at(w)))]),
  },
  {
    name: 'sends two lists of deletions of one client',
    code: 'malformed',
    attack: (w) => {
      const { client, clock } = w.at('three')
      return forgeLists([], [[deletion(client, clock, 1)], [deletion(client, clock + 1, 1)]])
    },
    twin: (w) => {
      const { client, clock } = w.at('three')
      return forgeLists([], [[deletion(client, clock, 1), deletion(client, clock + 1, 1)]])
    },
  },
  {
    name: 'sends deletions in the wrong order',
    code: 'malformed',
    attack: (w) => {
      const { client, clock } = w.at('three')
      return forge([], [deletion(client, clock + 3, 1), deletion(client, clock, 1)])
    },
    twin: (w) => {
      const { client, clock } = w.at('three')
      return forge([], [deletion(client, clock, 1), deletion(client, clock + 3, 1)])
    },
  },
  {
    name: 'sends deletions that overlap, which Yjs walks again and again',
    code: 'malformed',
    attack: (w) => {
      const { client, clock } = w.at('three')
      return forge([], [deletion(client, clock, 3), deletion(client, clock + 2, 3)])
    },
    twin: (w) => {
      const { client, clock } = w.at('three')
      return forge([], [deletion(client, clock, 3), deletion(client, clock + 3, 2)])
    },
  },
  {
    name: 'sends an empty deletion',
    code: 'malformed',
    attack: (w) => forge([], [deletion(w.at('three').client, w.at('three').clock, 0)]),
    twin: (w) => forge([], [deletion(w.at('three').client, w.at('three').clock, 1)]),
  },
  {
    name: 'deletes beyond the whole numbers',
    code: 'malformed',
    attack: (w) => forge([], [deletion(w.at('three').client, w.at('three').clock, 2 ** 53 - 1)]),
    twin: (w) => forge([], [deletion(w.at('three').client, w.at('three').clock, 5)]),
  },
  {
    name: 'counts its clock beyond the whole numbers',
    code: 'malformed',
    attack: (w) => forge([section(ED, 2 ** 53 - 2, string('xyz', at(w)))]),
    twin: (w) => forge([section(ED, w.next(ED), string('xyz', at(w)))]),
  },
  put(
    'types half a character',
    'malformed',
    (w) => stringOfBytes([0xed, 0xa0, 0xbd], at(w)),
    (w) => stringOfBytes([0xed, 0x9f, 0xbf], at(w)),
  ),
  put(
    'puts an atom that is not JSON',
    'malformed',
    (w) => embed('{"type":', at(w)),
    (w) => embed('{"type":"hardBreak"}', at(w)),
  ),
  put(
    'opens a format that is not JSON',
    'malformed',
    (w) => format('bold', 'tru', at(w)),
    (w) => format('bold', 'true', at(w)),
  ),
  put(
    'puts an item after itself',
    'malformed',
    (w) => string('x', { ...at(w), after: w.own(0) }),
    (w) => string('x', at(w)),
  ),
  put(
    'puts an item before one that comes later',
    'malformed',
    (w) => string('x', { ...at(w), before: w.own(7) }),
    (w) => string('x', at(w)),
  ),
  {
    name: 'sets an attribute of a marker that comes later',
    code: 'malformed',
    attack: (w) => w.ed(value('p', { in: w.own(1), key: 'kind' }), marker(at(w))),
    twin: (w) => w.ed(marker(at(w)), value('p', { in: w.own(0), key: 'kind' })),
  },
  put(
    'puts an item after its right neighbour',
    'malformed',
    (w) => string('x', { after: at(w).before, before: at(w).after }),
    (w) => string('x', at(w)),
  ),
  put(
    "ties the text to a marker's attributes",
    'malformed',
    (w) => string('x', { ...at(w), before: w.attribute(1, 'kind') }),
    (w) => string('x', at(w)),
  ),
  {
    name: 'continues an own string into an attribute',
    code: 'malformed',
    attack: (w) => w.by(ED, string('xy', { ...at(w), before: w.attribute(1, 'kind') })),
    twin: (w) => w.by(ED, string('xy', at(w))),
  },
  {
    name: 'lets two items wait for each other',
    code: 'malformed',
    attack: (w) =>
      forge([
        section(ED_SPARE, 0, string('x', { after: w.own(0) })),
        section(ED, w.next(ED), string('y', { after: id(ED_SPARE, 0) })),
      ]),
    twin: (w) =>
      forge([
        section(ED_SPARE, 0, string('x', { after: w.own(0) })),
        section(ED, w.next(ED), string('y', at(w))),
      ]),
  },
]

const emoji = (w: World) => w.at(TEXT_KINDS)
const halves: Attack[] = [
  put(
    'types inside a character',
    'surrogate-pair',
    (w) => string('x', w.in(TEXT_KINDS, 1)),
    (w) => string('x', w.in(TEXT_KINDS, 2)),
  ),
  put(
    'types before the second half of a character',
    'surrogate-pair',
    (w) => string('x', { after: id(2, emoji(w).clock - 1), before: id(2, emoji(w).clock + 1) }),
    (w) => string('x', { after: id(2, emoji(w).clock - 1), before: id(2, emoji(w).clock) }),
  ),
  {
    name: 'deletes the second half of a character',
    code: 'surrogate-pair',
    attack: (w) => forge([], [deletion(2, emoji(w).clock + 1, 2)]),
    twin: (w) => forge([], [deletion(2, emoji(w).clock, 3)]),
  },
  {
    name: 'deletes the first half of a character',
    code: 'surrogate-pair',
    attack: (w) => forge([], [deletion(2, emoji(w).clock - 1, 2)]),
    twin: (w) => forge([], [deletion(2, emoji(w).clock - 1, 3)]),
  },
  {
    name: 'sends a known id again, after half a character',
    code: 'surrogate-pair',
    attack: (w) =>
      forge([
        section(FLO, 0, string('F', { after: id(2, emoji(w).clock) })),
        section(ED, w.next(ED), string('x', at(w))),
      ]),
    twin: (w) =>
      forge([
        section(FLO, 0, string('F', { after: id(2, emoji(w).clock + 1) })),
        section(ED, w.next(ED), string('x', at(w))),
      ]),
  },
  {
    name: 'types inside a character of the same update',
    code: 'surrogate-pair',
    attack: (w) => w.ed(string('a\u{1F600}b', at(w)), string('x', { after: w.own(1), before: w.own(2) })),
    twin: (w) => w.ed(string('a\u{1F600}b', at(w)), string('x', { after: w.own(2), before: w.own(3) })),
  },
  {
    name: 'deletes half a character of the same update',
    code: 'surrogate-pair',
    attack: (w) =>
      forge([section(ED, w.next(ED), string('a\u{1F600}b', at(w)))], [deletion(ED, w.next(ED), 2)]),
    twin: (w) =>
      forge([section(ED, w.next(ED), string('a\u{1F600}b', at(w)))], [deletion(ED, w.next(ED), 3)]),
  },
  {
    name: 'continues a known struct with half a character',
    code: 'surrogate-pair',
    attack: (w) => continued(w, '\u{1F600}b'),
    attacker: as('flo', 'editor'),
    twin: (w) => continued(w, 'a\u{1F600}'),
    citizen: as('flo', 'editor'),
  },
]

/** Flo's next string, of which the doc has the first unit already. */
function continued(w: World, words: string): Uint8Array {
  const last = id(FLO, w.next(FLO) - 1)
  return forge([section(FLO, last.clock, string(words, { after: last, before: w.rightOf(last) }))])
}

const roots: Attack[] = [
  ...['evil', 'dec', '__proto__'].map((root) =>
    put(
      `writes into the root “${root}”`,
      'root',
      () => value('p', { in: root, key: 'k' }),
      (w) => value('p', { in: w.marker(1), key: 'alt' }),
    ),
  ),
  {
    name: 'opens a root with a struct that is known already',
    code: 'root',
    attack: (w) =>
      forge([section(FLO, 0, string('F', { in: 'evil' })), section(ED, w.next(ED), string('x', at(w)))]),
    twin: (w) =>
      forge([section(FLO, 0, string('F', { in: 'article' })), section(ED, w.next(ED), string('x', at(w)))]),
  },
  put(
    "replaces a record of the server's",
    'root',
    (w) => value('eve', { after: w.decision() }),
    (w) => value('h2', { after: w.attribute(1, 'kind') }),
  ),
  put(
    'sets an attribute of a character',
    'root',
    (w) => value('p', { in: w.at('three'), key: 'kind' }),
    (w) => value('p', { in: w.marker(1), key: 'kind' }),
  ),
  {
    name: 'sets an attribute of a string of the same update',
    code: 'root',
    attack: (w) => w.ed(string('x', at(w)), value('p', { in: w.own(0), key: 'kind' })),
    twin: (w) => w.ed(marker(at(w)), value('p', { in: w.own(0), key: 'kind' })),
  },
  {
    name: "deletes a record of the server's",
    code: 'deletion',
    attack: (w) => forge([], [deletion(2, w.decision().clock, 1)]),
    twin: (w) => forge([], [deletion(2, w.at('three').clock, 1)]),
  },
  {
    name: 'deletes a record as a real doc would, with text',
    code: 'deletion',
    attack: (w) =>
      w.done((text, doc) => {
        text.insert(5, 'x')
        decisionsOf(doc).delete(`c${FLO}`)
      }),
    twin: (w) =>
      w.done((text) => {
        text.insert(5, 'x')
        text.delete(6, 1)
      }),
  },
]

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth)
const deepValue = (depth: number) =>
  Uint8Array.from([...Array.from({ length: depth }, () => [117, 1]).flat(), 126])
const text = (w: World) => string('x', at(w))
const alt = (what: unknown) => (w: World) => value(what, { in: w.marker(3), key: 'alt' })
const contents: Attack[] = [
  put('puts old JSON content', 'content', (w) => json('"x"', at(w)), text),
  put('puts bytes', 'content', (w) => binary(Uint8Array.of(1, 2), at(w)), text),
  put('puts a subdocument', 'content', (w) => subdoc(at(w)), text),
  put('puts content of a kind that Yjs does not have', 'content', (w) => item(11, 1, at(w), () => {}), text),
  ...(
    [
      ['an array', 0],
      ['a nested text', 2],
      ['an XML element', 3],
      ['an XML fragment', 4],
      ['an XML text', 6],
    ] as const
  ).map(
    ([name, reference]): Attack => ({
      name: `puts ${name}`,
      code: 'content',
      attack: (w) => w.ed(type(reference, at(w)), value('p', { in: w.own(0), key: 'kind' })),
      twin: (w) => w.ed(type(1, at(w)), value('p', { in: w.own(0), key: 'kind' })),
    }),
  ),
  put('puts a value between characters', 'content', (w) => value('x', at(w)), text),
  {
    name: 'puts a value beside an own character of the same update',
    code: 'content',
    attack: (w) => w.ed(string('x', at(w)), value('y', { ...at(w), after: w.own(0) })),
    twin: (w) => w.ed(string('x', at(w)), string('y', { ...at(w), after: w.own(0) })),
  },
  {
    name: "puts a value beside another own client's character of the same update",
    code: 'content',
    attack: (w) =>
      forge([
        section(ED_SPARE, 0, value('y', { after: w.own(0) })),
        section(ED, w.next(ED), string('x', at(w))),
      ]),
    twin: (w) =>
      forge([
        section(ED_SPARE, 0, string('y', { after: w.own(0) })),
        section(ED, w.next(ED), string('x', at(w))),
      ]),
  },
  put(
    'sets an attribute first to a value that it cannot have',
    'attribute',
    (w) => values([3, 'b'], { in: w.marker(3), key: 'alt' }),
    (w) => values(['a', 'b'], { in: w.marker(3), key: 'alt' }),
  ),
  put(
    'sets an attribute to no value',
    'content',
    (w) => values([], { in: w.marker(3), key: 'alt' }),
    alt('a'),
  ),
  put('sets an attribute to an object', 'content', alt({ a: 1 }), alt('a')),
  put('sets an attribute to an array', 'content', alt(['a']), alt('a')),
  put('sets an attribute to bytes', 'content', alt(Uint8Array.of(1)), alt('a')),
  put(
    'sets an attribute to a value nested deeper than the stack',
    'content',
    (w) => valueOfBytes(deepValue(200_000), { in: w.marker(3), key: 'alt' }),
    (w) => valueOfBytes(deepValue(0), { in: w.marker(3), key: 'alt' }),
  ),
  put(
    'sets an attribute to characters',
    'content',
    (w) => string('a', { in: w.marker(3), key: 'alt' }),
    alt('a'),
  ),
  put('sets an attribute to a map', 'content', (w) => marker({ in: w.marker(3), key: 'alt' }), alt('a')),
  put(
    'sets an attribute to a format',
    'content',
    (w) => format('bold', 'true', { in: w.marker(3), key: 'alt' }),
    alt('a'),
  ),
  ...(
    [
      ['an unknown atom', '{"type":"script"}', '{"type":"hardBreak"}'],
      ['an atom with more than it has', '{"type":"hardBreak","on":1}', '{"type":"hardBreak"}'],
      ['an atom with a prototype', '{"type":"hardBreak","__proto__":{}}', '{"type":"hardBreak"}'],
      ['an atom that is a list', '["hardBreak"]', '{"type":"hardBreak"}'],
      ['an end that is none', '"E"', '"e"'],
      ['an end with more', '["e"]', '"e"'],
      ['null', 'null', '"e"'],
      ['JSON nested deeper than the stack', nested(200_000, '[', ']'), '"e"'],
    ] as const
  ).map(([name, bad, good]) =>
    put(
      `puts ${name}`,
      'content',
      (w) => embed(bad, at(w)),
      (w) => embed(good, at(w)),
    ),
  ),
]

const characters: Attack[] = [
  typed('a line feed', 'control-characters', 'a\nb', 'a b'),
  typed('a tab', 'control-characters', 'a\tb', 'a b'),
  typed('a NUL', 'control-characters', 'a\u0000b', 'a0b'),
  typed('an escape', 'control-characters', '\u001b[2J', '[2J'),
  typed('a line separator', 'control-characters', 'a\u2028b', 'a\u2027b'),
  typed('a byte order mark', 'control-characters', '\ufeff', '\ufefe'.replace('\ufefe', '\uff01')),
  typed('a bidi override', 'control-characters', 'a\u202eb', 'a\u200fb'),
  typed('a bidi isolate', 'control-characters', '\u2066a', '\u2065a'),
  typed('a replacement character', 'control-characters', '\ufffd', '\uffee'),
]

const opened = (name: string, badKey: string, bad: string, goodKey: string, good: string): Attack =>
  put(
    `opens ${name}`,
    'format',
    (w) => format(badKey, bad, at(w)),
    (w) => format(goodKey, good, at(w)),
  )
const formats: Attack[] = [
  opened('an unknown format', 'onclick', 'true', 'bold', 'true'),
  opened('a format named as a method of every object', 'constructor', 'true', 'bold', 'true'),
  opened('a format named __proto__', '__proto__', 'true', 'bold', 'true'),
  opened('bold with false', 'bold', 'false', 'bold', 'null'),
  opened('bold with a word', 'bold', '"x"', 'bold', 'true'),
  opened('a link to a script', 'link', '{"href":"javascript:alert(1)"}', 'link', '{"href":"https://a.test"}'),
  opened(
    'a link to a script with a line break',
    'link',
    '{"href":"java\\nscript:alert(1)"}',
    'link',
    '{"href":"mailto:a@b.test"}',
  ),
  opened('a link to data', 'link', '{"href":"data:text/html,x"}', 'link', '{"href":"http://a.test"}'),
  opened(
    'a link with a bidi override',
    'link',
    '{"href":"https://a.test/\\u202ex"}',
    'link',
    '{"href":"https://a.test/x"}',
  ),
  opened('a link that is relative', 'link', '{"href":"/x"}', 'link', '{"href":"https://a.test/x"}'),
  opened(
    'a link with a target',
    'link',
    '{"href":"https://a.test","target":"x"}',
    'link',
    '{"href":"https://a.test"}',
  ),
  opened(
    'a link with a prototype',
    'link',
    '{"__proto__":{"href":"https://a.test"}}',
    'link',
    '{"href":"https://a.test"}',
  ),
  opened('a link that is a string', 'link', '"https://a.test"', 'link', 'null'),
]

const markers: Attack[] = [
  attributed('an unknown kind', 'kind', 'script', 'h2'),
  attributed('a kind that is a method of every object', 'kind', 'constructor', 'h2'),
  attributed('an unknown list', 'list', 'ul', 'bullet'),
  attributed('a depth beyond the last', 'indent', 99, 8),
  attributed('a depth that is not whole', 'indent', 0.5, 1),
  attributed('a depth below nothing', 'indent', -1, 0),
  attributed("an image of another's server", 'src', 'https://a.test/x.png', '/images/0123456789abcdef'),
  attributed('an image that is a script', 'src', 'javascript:x', '/images/0123456789abcdef'),
  attributed('an alternative text too long', 'alt', 'x'.repeat(2_001), 'x'.repeat(2_000)),
  attributed('an alternative text with a NUL', 'alt', 'a\u0000b', 'a0b'),
  attributed('a credit with a bidi override', 'credit', '\u202ea', '\u200fa'),
  attributed('a credit that is a number', 'credit', 7, '7'),
  attributed('a credit that is not defined', 'credit', undefined, null),
  attributed('an unknown attribute', 'style', 'color:red', 'red'),
  attributed('the attribute __proto__', '__proto__', 'x', 'x'),
  attributed('the attribute constructor', 'constructor', 'x', 'x'),
  put(
    'sets an attribute of a known marker to what it cannot be',
    'attribute',
    (w) => value('script', { after: w.attribute(1, 'kind') }),
    (w) => value('h2', { after: w.attribute(1, 'kind') }),
  ),
  put(
    'puts an item into a marker, under no key',
    'attribute',
    (w) => string('x', { in: w.marker(1) }),
    (w) => value('x', { in: w.marker(1), key: 'alt' }),
  ),
  put(
    'puts a deleted item into a marker, under no key',
    'attribute',
    (w) => deleted(1, { in: w.marker(1) }),
    (w) => deleted(1, { in: w.marker(1), key: 'alt' }),
  ),
  put(
    'puts a deleted value under an unknown key',
    'attribute',
    (w) => deleted(1, { in: w.marker(1), key: 'evil' }),
    (w) => deleted(1, { in: w.marker(1), key: 'alt' }),
  ),
  put(
    'sets an attribute of the text',
    'attribute',
    () => value('x', { in: 'article', key: 'alt' }),
    (w) => value('x', { in: w.marker(1), key: 'alt' }),
  ),
  put(
    'puts characters under an attribute of the text',
    'attribute',
    () => string('x', { in: 'article', key: 'alt' }),
    (w) => string('x', at(w)),
  ),
]

const first = (w: World) => w.marker(0)
/** Items between far neighbours: whoever loads the article would have it in another order. */
const neighbours: Attack[] = [
  {
    name: 'types between two that are no neighbours',
    code: 'malformed',
    attack: (w) => w.ed(string('x', { after: w.at('three'), before: w.at('hello') })),
    twin: (w) => w.ed(string('x', at(w))),
  },
  {
    name: 'types behind an own character and far from its right neighbour',
    code: 'malformed',
    attack: (w) => w.ed(string('x', at(w)), string('y', { after: w.own(0), before: w.at('hello') })),
    twin: (w) => w.ed(string('x', at(w)), string('y', { after: w.own(0), before: at(w).before })),
  },
  {
    name: 'types before an own character and far from its left neighbour',
    code: 'malformed',
    attack: (w) =>
      w.ed(string('x', w.in('hello', 2)), string('y', { after: w.at('three'), before: w.own(0) })),
    twin: (w) =>
      w.ed(string('x', w.in('hello', 2)), string('y', { after: w.in('hello', 2).after, before: w.own(0) })),
  },
]

const firstMarker: Attack[] = [
  {
    name: 'deletes the first marker',
    code: 'first-marker',
    attack: (w) => forge([], [deletion(2, first(w).clock, 1)]),
    twin: (w) => forge([], [deletion(2, w.marker(1).clock, 1)]),
  },
  {
    name: 'deletes everything',
    code: 'first-marker',
    attack: (w) => forge([], [deletion(2, 0, w.next(2))]),
    twin: (w) => forge([], [deletion(2, w.at('Headline').clock, 8)]),
  },
  {
    name: 'deletes the first marker as a real doc would',
    code: 'first-marker',
    attack: (w) => w.done((one) => one.delete(0, 3)),
    twin: (w) => w.done((one) => one.delete(1, 3)),
  },
  put(
    'types before the first marker',
    'first-marker',
    (w) => string('x', { before: first(w) }),
    (w) => string('x', { after: first(w), before: w.rightOf(first(w)) }),
  ),
  put(
    'types where nothing is',
    'first-marker',
    () => string('x', { in: 'article' }),
    (w) => string('x', { after: w.last() }),
  ),
  put(
    'puts deleted text before the first marker, to type beside it later',
    'first-marker',
    (w) => deleted(1, { before: first(w) }),
    (w) => deleted(1, { after: first(w), before: w.rightOf(first(w)) }),
  ),
  put(
    'opens a format before the first marker',
    'first-marker',
    (w) => format('bold', 'true', { before: first(w) }),
    (w) => format('bold', 'true', { after: first(w), before: w.rightOf(first(w)) }),
  ),
  put(
    'types before a later item, after nothing',
    'first-marker',
    (w) => string('x', { before: w.at('three') }),
    (w) => string('x', { after: id(2, w.at('three').clock - 1), before: w.at('three') }),
  ),
  {
    name: 'brings an article of its own',
    code: 'first-marker',
    attack: () => {
      const doc = openDoc()
      doc.clientID = ED
      articleText(doc).insert(0, 'mine')
      return Y.encodeStateAsUpdate(doc)
    },
    twin: () => {
      const doc = openDoc()
      Y.applyUpdate(doc, START)
      doc.clientID = ED
      const one = articleText(doc)
      one.insert(indexIn(one, 'three'), 'mine')
      return Y.encodeStateAsUpdate(doc)
    },
  },
]

export const ATTACKS: readonly Attack[] = [
  ...roles,
  ...clientIds,
  ...sizes,
  ...forms,
  ...halves,
  ...roots,
  ...contents,
  ...characters,
  ...formats,
  ...markers,
  ...neighbours,
  ...firstMarker,
]
