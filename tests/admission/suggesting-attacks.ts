/** Attacks on what is suggested: odd ids, records, aliases. Each with the code that refuses it and an honest twin that is admitted. */

import { suggestionsOf } from '../../shared/article/layout.ts'
import { recordRangesMax, recordsOverOneMax } from '../../shared/limits.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { Attack } from './attacks.ts'
import {
  deleted,
  deletion,
  embed,
  forge,
  format,
  marker,
  type Struct,
  section,
  string,
  value,
} from './forge.ts'
import { as, ED, ED_SPARE, FLO, FLO_SPARE, FREE, LOST, type World } from './world.ts'

/** Ed as somebody who may only suggest. */
const eve = as('ed', 'suggester')
const ODD = ED + 1
const at = (w: World) => w.in('three', 2)
const byOdd = (w: World, ...structs: readonly Struct[]) => w.by(ODD, ...structs)
const record = (key: string, what: unknown) => value(what, { in: 'sug', key })
const firstOf = (w: World, words: string): [number, number] => {
  const { client, clock } = w.at(words)
  return [client, clock]
}

const suggesting = (
  name: string,
  code: RefusalCode,
  attack: (w: World) => Uint8Array,
  twin: (w: World) => Uint8Array,
): Attack => ({ name, code, attack, twin, attacker: eve, citizen: eve })

/** A record under an own key; only what it says differs. */
const says = (
  name: string,
  code: RefusalCode,
  bad: (w: World) => unknown,
  good: (w: World) => unknown,
): Attack =>
  suggesting(
    `says in a record ${name}`,
    code,
    (w) => byOdd(w, record(`${ODD}.0`, bad(w))),
    (w) => byOdd(w, record(`${ODD}.0`, good(w))),
  )

/** Types, and strikes so many single letters of it. */
const strikesEverySecond = (w: World, count: number) =>
  byOdd(
    w,
    string('x'.repeat(2 * recordRangesMax + 2), at(w)),
    record(`${ODD}.0`, { t: 'del', i: Array.from({ length: count }, (_, i) => [ODD, 2 * i, 1]).flat() }),
  )

/** A record under some key; only the key differs. */
const keyed = (name: string, code: RefusalCode, key: string): Attack =>
  suggesting(
    `writes a record under ${name}`,
    code,
    (w) => byOdd(w, record(key, strike(w))),
    (w) => byOdd(w, record(`${ODD}.0`, strike(w))),
  )

const strike = (w: World) => ({ t: 'del', i: [...firstOf(w, 'three'), 2] })
const flos = [FLO + 1, 2, 1] // “E” of GUESS: suggested

const ids: Attack[] = [
  suggesting(
    'suggests under an editing id',
    'client-id',
    (w) => w.by(ED, string('x', at(w))),
    (w) => byOdd(w, string('x', at(w))),
  ),
  suggesting(
    "suggests under another person's id",
    'client-id',
    (w) => w.by(FLO + 1, string('x', at(w))),
    (w) => byOdd(w, string('x', at(w))),
  ),
  suggesting(
    "suggests under an id reserved for another person's next page",
    'client-id',
    (w) => w.by(FLO_SPARE + 1, string('x', at(w))),
    (w) => w.by(ED_SPARE + 1, string('x', at(w))),
  ),
  suggesting(
    'suggests under a free editing id',
    'client-id',
    (w) => w.by(FREE, string('x', at(w))),
    (w) => w.by(FREE + 1, string('x', at(w))),
  ),
  suggesting(
    "suggests under the server's suggesting id",
    'client-id',
    (w) => w.by(3, string('x', at(w))),
    (w) => byOdd(w, string('x', at(w))),
  ),
  suggesting(
    'suggests left of the first marker',
    'first-marker',
    (w) => byOdd(w, string('x', { before: w.marker(0) })),
    (w) => byOdd(w, string('x', { after: w.marker(0) })),
  ),
  suggesting(
    'suggests half a character',
    'control-characters',
    (w) => byOdd(w, string('\ud83d', at(w))),
    (w) => byOdd(w, string('\u{1F600}', at(w))),
  ),
]

const article: Attack[] = [
  ...(['bold', 'italic'] as const).map((key) =>
    suggesting(
      `writes the format ${key} under a suggesting id`,
      'format',
      (w) => byOdd(w, format(key, 'true', at(w)), string('x', at(w))),
      (w) =>
        byOdd(w, string('x', at(w)), record(`${ODD}.0`, { t: 'fmt', i: [ODD, 0, 1], a: { [key]: true } })),
    ),
  ),
  suggesting(
    'writes a closing format under a suggesting id',
    'format',
    (w) => byOdd(w, format('bold', 'null', w.in('two', 1))),
    (w) => byOdd(w, string('x', w.in('two', 1))),
  ),
  {
    name: 'an editor writes a format under a suggesting id',
    code: 'format',
    attack: (w) => byOdd(w, format('bold', 'true', at(w))),
    twin: (w) => w.ed(format('bold', 'true', at(w))),
  },
  suggesting(
    'retypes a block of the article',
    'attribute',
    (w) => byOdd(w, value('h2', { after: w.attribute(1, 'kind') })),
    (w) =>
      byOdd(
        w,
        record(`${ODD}.0`, { t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { kind: 'h2' } }),
      ),
  ),
  suggesting(
    'gives a figure of the article another alt text',
    'attribute',
    (w) => byOdd(w, value('x', { in: w.marker(3), key: 'alt' })),
    (w) => byOdd(w, marker(at(w)), value('x', { in: w.own(0, ODD), key: 'alt' }), embed('"e"', at(w))),
  ),
  suggesting(
    'deletes a character of the article',
    'deletion',
    (w) => forge([], [deletion(...firstOf(w, 'three'), 1)]),
    (w) => byOdd(w, record(`${ODD}.0`, { t: 'del', i: [...firstOf(w, 'three'), 1] })),
  ),
  suggesting(
    'deletes what another person suggests',
    'deletion',
    () => forge([], [deletion(FLO + 1, 2, 1)]),
    (w) => byOdd(w, record(`${ODD}.0`, { t: 'del', i: flos })),
  ),
  suggesting(
    'deletes a marker of the article',
    'deletion',
    (w) => forge([], [deletion(w.marker(1).client, w.marker(1).clock, 1)]),
    (w) => byOdd(w, record(`${ODD}.0`, { t: 'del', i: [w.marker(1).client, w.marker(1).clock, 1] })),
  ),
  {
    name: 'an editor deletes what is suggested, instead of hiding it',
    code: 'deletion',
    attack: () => forge([], [deletion(FLO + 1, 2, 1)]),
    twin: (w) => w.ed(record(`${ED}.0`, { t: 'del', i: flos })),
  },
  {
    name: 'an editor deletes from what is accepted on into what is not',
    code: 'deletion',
    attack: () => forge([], [deletion(FLO + 1, 1, 2)]),
    twin: () => forge([], [deletion(FLO + 1, 1, 1)]),
  },
]

const keys: Attack[] = [
  suggesting(
    'says too much about the same word',
    'too-large',
    (w) =>
      byOdd(w, ...Array.from({ length: recordsOverOneMax + 1 }, (_, i) => record(`${ODD}.${i}`, strike(w)))),
    (w) => byOdd(w, ...Array.from({ length: recordsOverOneMax }, (_, i) => record(`${ODD}.${i}`, strike(w)))),
  ),
  keyed("another person's key", 'record-owner', `${FLO + 1}.1`),
  keyed('an editing key', 'record-owner', `${ED}.0`),
  keyed("the server's key", 'record-owner', '2.0'),
  keyed("nobody's key", 'record-owner', `${FREE + 1}.0`),
  keyed('a key whose owner is lost', 'record-owner', `${LOST}.0`),
  keyed('a key that is no number', 'record', 'x.0'),
  keyed('a key without its number', 'record', `${ODD}`),
  keyed('a key with a leading zero', 'record', `0${ODD}.0`),
  keyed('a key with a sign', 'record', `${ODD}.-1`),
  keyed('__proto__', 'record', '__proto__'),
  {
    name: "an editor writes a record under another editor's key",
    code: 'record-owner',
    attack: (w) => w.ed(record(`${FLO}.0`, { t: 'del', i: flos })),
    twin: (w) => w.ed(record(`${ED}.0`, { t: 'del', i: flos })),
  },
  suggesting(
    "replaces another person's record",
    'record-owner',
    (w) => byOdd(w, value(strike(w), { after: w.record() })),
    (w) => byOdd(w, record(`${ODD}.0`, strike(w))),
  ),
  suggesting(
    "deletes another person's record",
    'record-owner',
    (w) => forge([section(ODD, 0, string('x', at(w)))], [deletion(w.record().client, w.record().clock, 1)]),
    (w) => forge([section(ODD, 0, string('x', at(w)))]),
  ),
  {
    name: "an editor deletes another person's record",
    code: 'record-owner',
    attack: (w) => forge([], [deletion(w.record().client, w.record().clock, 1)]),
    twin: (w) => forge([], [deletion(w.record().client, w.record().clock, 1)]),
    citizen: as('flo', 'editor'),
  },
  suggesting(
    "sends a record of another person's that it deleted before",
    'record-owner',
    (w) => byOdd(w, deleted(1, { in: 'sug', key: `${FLO + 1}.7` })),
    (w) => byOdd(w, deleted(1, { in: 'sug', key: `${ODD}.7` })),
  ),
  suggesting(
    'puts something into the records that has no key',
    'root',
    (w) => byOdd(w, value(strike(w), { in: 'sug' })),
    (w) => byOdd(w, value(strike(w), { in: 'sug', key: `${ODD}.0` })),
  ),
]

const contents: Attack[] = [
  says('nothing', 'record', () => null, strike),
  says('a word', 'record', () => 'del', strike),
  says('a list', 'record', () => ['del', 1, 2, 1], strike),
  says('an unknown kind', 'record', (w) => ({ ...strike(w), t: 'xyz' }), strike),
  says('more than it has', 'record', (w) => ({ ...strike(w), by: 'flo' }), strike),
  says('what was decided of it', 'record', (w) => ({ ...strike(w), d: [2, 3, 1] }), strike),
  says('what was given back of it', 'record', (w) => ({ ...strike(w), b: [2, 3, 1] }), strike),
  says('no ids', 'record', () => ({ t: 'del', i: [] }), strike),
  says('half a range', 'record', (w) => ({ t: 'del', i: firstOf(w, 'three') }), strike),
  says('an empty range', 'record', (w) => ({ t: 'del', i: [...firstOf(w, 'three'), 0] }), strike),
  says('a range below 0', 'record', () => ({ t: 'del', i: [2, -1, 1] }), strike),
  says('a fraction', 'record', () => ({ t: 'del', i: [2, 3.5, 1] }), strike),
  says('an id as a word', 'record', () => ({ t: 'del', i: ['2', 3, 1] }), strike),
  says('a clock that nobody has reached', 'record', () => ({ t: 'del', i: [2, 100_000, 1] }), strike),
  says('a client that nobody has', 'record', () => ({ t: 'del', i: [77, 0, 1] }), strike),
  says('more than 2^53', 'record', () => ({ t: 'del', i: [2, Number.MAX_SAFE_INTEGER, 1] }), strike),
  says('a value too deep', 'content', () => ({ t: 'fmt', i: [2, 3, 1], a: { link: { href: {} } } }), strike),
  suggesting(
    'says in a record too many ranges',
    'record',
    (w) => strikesEverySecond(w, recordRangesMax + 1),
    (w) => strikesEverySecond(w, recordRangesMax),
  ),
  says(
    'that the first block goes',
    'first-marker',
    (w) => ({ t: 'del', i: [w.marker(0).client, w.marker(0).clock, 1] }),
    (w) => ({ t: 'del', i: [w.marker(1).client, w.marker(1).clock, 1] }),
  ),
  says(
    'that half a character goes',
    'surrogate-pair',
    (w) => ({ t: 'del', i: [...firstOf(w, '\u{1F600}'), 1] }),
    (w) => ({ t: 'del', i: [...firstOf(w, '\u{1F600}'), 2] }),
  ),
  says(
    'that a character loses its other half',
    'surrogate-pair',
    (w) => ({ t: 'del', i: [w.at('\u{1F600}').client, w.at('\u{1F600}').clock + 1, 1] }),
    (w) => ({ t: 'del', i: [...firstOf(w, '\u{1F600}'), 2] }),
  ),
  says(
    'an unknown format',
    'record',
    (w) => ({ t: 'fmt', i: [...firstOf(w, 'three'), 1], a: { blink: true } }),
    (w) => ({ t: 'fmt', i: [...firstOf(w, 'three'), 1], a: { bold: true } }),
  ),
  says(
    'a link that runs code',
    'record',
    (w) => ({ t: 'fmt', i: [...firstOf(w, 'three'), 1], a: { link: { href: 'javascript:alert(1)' } } }),
    (w) => ({ t: 'fmt', i: [...firstOf(w, 'three'), 1], a: { link: { href: 'https://a.example/' } } }),
  ),
  says(
    'an unknown kind of block',
    'record',
    (w) => ({ t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { kind: 'script' } }),
    (w) => ({ t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { kind: 'h2' } }),
  ),
  says(
    'an attribute that blocks do not have',
    'record',
    (w) => ({ t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { style: 'x' } }),
    (w) => ({ t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { alt: 'x' } }),
  ),
  says(
    'attributes of a character',
    'record',
    (w) => ({ t: 'blk', m: firstOf(w, 'three'), s: { kind: 'h2' } }),
    (w) => ({ t: 'blk', m: [w.marker(1).client, w.marker(1).clock], s: { kind: 'h2' } }),
  ),
  {
    name: 'an editor strikes text of the article by a record, which would hide it from nobody',
    code: 'record',
    attack: (w) => w.ed(record(`${ED}.0`, strike(w))),
    twin: (w) => w.ed(record(`${ED}.0`, { t: 'del', i: flos })),
  },
  {
    name: 'an editor suggests a format under an editing key',
    code: 'record',
    attack: (w) => w.ed(record(`${ED}.0`, { t: 'fmt', i: flos, a: { bold: true } })),
    twin: (w) => byOdd(w, record(`${ODD}.0`, { t: 'fmt', i: flos, a: { bold: true } })),
  },
]

/** “wo” of “world”, which Flo has deleted: dead characters. */
const dead = (w: World): [number, number] => {
  const { client, clock } = w.at('hello')
  return [client, clock + 'hello \u{1F600} '.length]
}
const renamed = (key: string, what: unknown) => value(what, { in: 'alias', key })
/** Ed brings something back and says what it was. */
const brings = (
  name: string,
  bad: (w: World) => Struct,
  good = (w: World) => renamed(`${ED}:${w.next(ED)}`, [2, ...dead(w)]),
): Attack => ({
  name: `an editor calls ${name}`,
  code: 'alias',
  attack: (w) => w.ed(string('wo', at(w)), bad(w)),
  twin: (w) => w.ed(string('wo', at(w)), good(w)),
})

const aliases: Attack[] = [
  brings('living characters by an old name', (w) =>
    renamed(`${ED}:${w.next(ED)}`, [2, ...firstOf(w, 'one')]),
  ),
  brings("another person's characters by an old name", (w) => renamed(`${FLO}:0`, [2, ...dead(w)])),
  brings('characters that never were by a new one', (w) => renamed(`${ED}:${w.next(ED)}`, [2, 2, 100_000])),
  brings('more than came with it', (w) => renamed(`${ED}:${w.next(ED)}`, [9, ...dead(w)])),
  brings('something by a name that is none', () => renamed('x', [1, 2, 3])),
  brings('something by half a name', (w) => renamed(`${ED}:${w.next(ED)}`, [2, dead(w)[0]])),
  brings('something by a word', (w) => renamed(`${ED}:${w.next(ED)}`, 'flo')),
  brings('nothing by a name', (w) => renamed(`${ED}:${w.next(ED)}`, [0, ...dead(w)])),
  {
    name: 'who suggests calls characters by an old name',
    code: 'alias',
    attack: (w) => byOdd(w, string('wo', at(w)), renamed(`${ODD}:0`, [2, ...dead(w)])),
    attacker: eve,
    twin: (w) => byOdd(w, string('wo', at(w))),
    citizen: eve,
  },
  {
    name: 'an editor takes a name back',
    code: 'alias',
    attack: (w) => byOdd(w, string('wo', at(w)), renamed(`${ED}:0`, [1, ...dead(w)])),
    twin: (w) => w.ed(string('wo', at(w)), renamed(`${ED}:${w.next(ED)}`, [2, ...dead(w)])),
  },
  {
    name: 'writes whose a client id is',
    code: 'root',
    attack: (w) => byOdd(w, value('ed', { in: 'dec', key: `c${FREE}` })),
    attacker: eve,
    twin: (w) => byOdd(w, string('x', at(w))),
    citizen: eve,
  },
  {
    name: 'accepts what is suggested without the server',
    code: 'root',
    attack: (w) => w.ed(value([0, 3], { in: 'dec', key: `a${FLO + 1}` })),
    twin: (w) => w.ed(record(`${ED}.0`, { t: 'del', i: flos })),
  },
]

const real: Attack[] = [
  suggesting(
    'types and deletes as a real doc would',
    'deletion',
    (w) =>
      w.done((text) => {
        text.insert(5, 'x')
        text.delete(6, 1)
      }, ODD),
    (w) =>
      w.done((text, doc) => {
        text.insert(5, 'x')
        suggestionsOf(doc).set(`${ODD}.0`, strike(w))
      }, ODD),
  ),
]

export const SUGGESTING_ATTACKS: readonly Attack[] = [
  ...ids,
  ...article,
  ...keys,
  ...contents,
  ...aliases,
  ...real,
]
