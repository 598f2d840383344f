/** The allocation in a class of 30 from the lock to the last review, and in the small and the crooked cases. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inGroups, plainClass, reviewer, standing, textBy } from '../../tests/review/classes.ts'
import { priceList, worldOf } from '../../tests/review/oracle.ts'
import { allocate } from './allocation.ts'
import { asksOneMore, couldTakeMore, extraFor, isMissing, joins, leaves } from './late.ts'
import type { AllocationInput, Pair, PairState, StandingPair } from './pairs.ts'

const does = (pairs: readonly Pair[], id: string) => pairs.filter((pair) => pair.reviewer === id).length
const gets = (pairs: readonly Pair[], id: string) => pairs.filter((pair) => pair.text === id).length

describe('a session of 45 minutes with a roster of 30', () => {
  const roster = plainClass(30, 2)
  const locked: AllocationInput = {
    ...roster,
    reviewers: roster.reviewers.map((one) => ({
      ...one,
      present: one.id !== 's30',
      quota: one.id === 's07' ? 1 : 2,
    })),
    texts: roster.texts.filter(({ id }) => id !== 't30'),
  }
  const first = allocate(locked)

  /** Minutes later: every reviewer has begun their first text but six, who wait. */
  const begun = standing(first.pairs).map((pair, index, all) => {
    const isFirst = all[index - 1]?.reviewer !== pair.reviewer
    const state: PairState = isFirst && Number(pair.reviewer.slice(1)) > 6 ? 'started' : 'allocated'
    return { ...pair, state }
  })
  const arrived = joins({ ...locked, pairs: begun }, reviewer('s30', 2), [textBy('s30', 2)])
  const second = allocate(arrived)

  it('gives 57 pairs, 2 to everybody but s07, and says which text has one', () => {
    expect(first.pairs).toHaveLength(57)
    for (const { id, present } of locked.reviewers)
      expect(does(first.pairs, id)).toBe(present ? (id === 's07' ? 1 : 2) : 0)
    const short = locked.texts.filter(({ id }) => gets(first.pairs, id) < 2).map(({ id }) => id)
    expect(short).toHaveLength(1)
    expect(first.unmet).toMatchObject([
      { code: 'too-few-places', short: [{ text: short[0], gets: 1, target: 2 }], wanted: 58, places: 57 },
    ])
    expect(first.notices).toEqual([])
  })

  it('gives the identical list in a second run, before and after it is kept', () => {
    expect(allocate(locked)).toEqual(first)
    const again = allocate({ ...locked, pairs: standing(first.pairs) })
    expect(again.pairs).toEqual(first.pairs)
    expect([again.added, again.removed, again.moved]).toEqual([[], [], []])
  })

  it('moves 1 pair that is not begun when s30 arrives, and has 3 new ones, 59 in all', () => {
    expect(second.pairs).toHaveLength(59)
    expect([second.moved, second.removed, second.added].map(({ length }) => length)).toEqual([1, 1, 3])
    expect(second.moved[0]?.to).toBe('t30')
    expect(does(second.pairs, 's30')).toBe(2)
    expect(second.unmet).toMatchObject([{ code: 'too-few-places', missing: 1 }])
  })

  /** s12 has handed in one and stops; everybody else is in the middle of everything. */
  const late = standing(second.pairs, 'started').map((pair, index, all) => {
    if (pair.reviewer !== 's12') return pair
    const isFirst = all[index - 1]?.reviewer !== 's12'
    return { ...pair, state: isFirst ? ('submitted' as const) : ('allocated' as const) }
  })
  const stopped = isMissing({ ...arrived, pairs: late }, 's12')

  it('asks for two volunteers when s12 drops out, and has 60 pairs with the two who are fast', () => {
    const without = allocate(stopped)
    expect([without.pairs.length, without.added.length]).toEqual([58, 0])
    expect(without.removed).toMatchObject([{ reviewer: 's12', because: 'absent' }])
    expect(without.unmet.reduce((sum, { missing }) => sum + missing, 0)).toBe(2)
    for (const { code } of without.unmet) expect(code).toBe('all-started')
    let tried = 0
    for (const [one, other] of fastOnes(without.pairs, without.unmet)) {
      const { pairs, added, removed, unmet } = allocate(asksOneMore(stopped, [one, other]))
      expect([pairs.length, added.length, removed.length, unmet.length]).toEqual([60, 2, 1, 0])
      for (const { id } of arrived.texts) expect(gets(pairs, id)).toBe(2)
      for (const { id } of arrived.reviewers) expect(does(pairs, id)).toBeLessThanOrEqual(3)
      tried += 1
    }
    expect(tried).toBeGreaterThan(100)
  })

  /** Any two of whom one may review the one text, and the other the other. */
  function* fastOnes(pairs: readonly Pair[], unmet: ReturnType<typeof allocate>['unmet']) {
    const [a = '', b = ''] = unmet.flatMap(({ short }) => short.map(({ text }) => text))
    const may = (id: string, text: string) =>
      id.replace('s', 't') !== text && !pairs.some((pair) => pair.reviewer === id && pair.text === text)
    const here = arrived.reviewers.map(({ id }) => id).filter((id) => id !== 's12' && id !== 's07')
    for (const one of here)
      for (const other of here) if (one < other && may(one, a) && may(other, b)) yield [one, other] as const
  }

  it('offers somebody fast a text that needs it and that they have not read, until none is left', () => {
    const short = allocate(stopped).unmet.flatMap((one) => one.short.map(({ text }) => text))
    const offered = new Set<string>()
    for (const { id, present } of stopped.reviewers) {
      const pair = extraFor(stopped, id)
      const can = short.filter(
        (text) =>
          text !== id.replace('s', 't') && !late.some((one) => one.reviewer === id && one.text === text),
      )
      expect(pair === null).toBe(!present || can.length === 0)
      expect(couldTakeMore(stopped, allocate(stopped)).includes(id)).toBe(pair !== null)
      if (pair !== null) expect(can).toContain(pair.text)
      if (pair !== null) offered.add(pair.text)
    }
    expect([...offered].sort()).toEqual(short.sort())
    const content = stopped.texts.map((text) => ({ ...text, target: gets(allocate(stopped).pairs, text.id) }))
    expect(extraFor({ ...stopped, texts: content }, 's20')).toBeNull()
    expect(couldTakeMore({ ...stopped, texts: content }, allocate({ ...stopped, texts: content }))).toEqual(
      [],
    )
  })
})

describe('a shortage', () => {
  it('[L4] of 20/5/5 is 20 texts of group A that have 10 allowed reviewers', () => {
    const { pairs, unmet } = allocate(inGroups(plainClass(30, 2), [20, 5, 5]))
    expect(pairs).toHaveLength(40)
    const groupA = Array.from({ length: 20 }, (_, index) => `t${String(index + 1).padStart(2, '0')}`)
    for (const text of groupA) expect(gets(pairs, text)).toBe(1)
    expect(unmet).toHaveLength(1)
    expect(unmet[0]).toMatchObject({
      code: 'too-few-allowed',
      texts: groupA,
      groups: ['A'],
      wanted: 40,
      places: 20,
    })
    expect(unmet[0]?.allowed).toHaveLength(10)
    expect(unmet[0]?.missing).toBe(20)
  })

  it('[L3] is none in 15/5/5/5', () => {
    const { pairs, unmet } = allocate(inGroups(plainClass(30, 2), [15, 5, 5, 5]))
    expect([pairs.length, unmet]).toEqual([60, []])
  })

  it('[L4] of two kinds is named twice', () => {
    const input = inGroups(plainClass(30, 2), [20, 5, 5])
    const mustNot = input.reviewers.map(({ id }) => ({ reviewer: id, text: 't30' }))
    const { unmet } = allocate({ ...input, rules: { ...input.rules, mustNot } })
    expect(unmet.map(({ code, texts }) => [code, texts.length])).toEqual([
      ['too-few-allowed', 20],
      ['nobody-allowed', 1],
    ])
  })
})

describe('a small class', () => {
  it('[L9] of three gives two each where three are wanted, two review each other, one goes to the teacher', () => {
    const of = (people: number) => allocate(plainClass(people, 3))
    expect(of(3).notices).toEqual([{ code: 'small-class', people: 3, target: 3, each: 2 }])
    expect(of(3).pairs).toHaveLength(6)
    expect(of(2).notices).toEqual([{ code: 'each-other', people: ['s01', 's02'], target: 3 }])
    expect(of(2).pairs).toHaveLength(2)
    expect(of(1).notices).toEqual([{ code: 'goes-to-teacher', texts: ['t01'] }])
    expect(allocate(plainClass(0, 3))).toMatchObject({ pairs: [], unmet: [], notices: [] })
  })
})

describe('what is left open', () => {
  it('lets no two people review each other where that can be', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { pairs } = allocate(plainClass(9, 4, `seed ${seed}`))
      const names = new Set(pairs.map(({ reviewer: id, text }) => `${id} ${text.replace('t', 's')}`))
      expect(pairs.filter(({ reviewer: id, text }) => names.has(`${text.replace('t', 's')} ${id}`))).toEqual(
        [],
      )
    }
  })

  it('follows a wish', () => {
    const input = plainClass(10, 2)
    const wishes = [{ reviewer: 's03', text: 't08', weight: 3 }]
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const { pairs } = allocate({ ...input, seed, rules: { ...input.rules, wishes } })
      expect(pairs).toContainEqual({ reviewer: 's03', text: 't08' })
    }
  })

  it('is another one by another seed', () => {
    const lists = ['a', 'b', 'c', 'd'].map((seed) => JSON.stringify(allocate(plainClass(10, 2, seed)).pairs))
    expect(new Set(lists).size).toBe(4)
  })

  it('asks nobody for more than their share for a text that has what it shall have', () => {
    const input = plainClass(10, 2)
    const texts = input.texts.map((text) => ({ ...text, cap: 4 }))
    const { pairs } = allocate(asksOneMore({ ...input, texts }, ['s01', 's02', 's03']))
    expect(pairs).toHaveLength(20)
  })

  it('keeps what is pinned while its reviewer and its text are there', () => {
    const pinned = { ...standing([{ reviewer: 's01', text: 't05' }])[0], pinned: true } as StandingPair
    const input = { ...plainClass(8, 1), pairs: [pinned] }
    expect(allocate(input).pairs).toContainEqual({ reviewer: 's01', text: 't05' })
    expect(allocate(isMissing(input, 's01')).removed).toMatchObject([{ text: 't05', because: 'absent' }])
    expect(allocate(leaves(input, 's05')).removed).toMatchObject([{ text: 't05', because: 'withdrawn' }])
  })

  it('keeps what is begun against a rule that came later, and says so', () => {
    const pairs = standing([{ reviewer: 's01', text: 't02' }], 'opened')
    const input = { ...inGroups(plainClass(9, 1), [3, 3, 3]), pairs }
    const result = allocate(input)
    expect(result.pairs).toContainEqual({ reviewer: 's01', text: 't02' })
    expect(result.notices).toEqual([
      { code: 'stays-although', pairs: [{ reviewer: 's01', text: 't02', why: 'same-group' }] },
    ])
    expect(allocate({ ...input, pairs: standing(pairs) }).removed).toEqual([
      { reviewer: 's01', text: 't02', because: 'same-group' },
    ])
  })
})

describe('the example of docs/allocation.md', () => {
  const groups = { Ann: 'X', Ben: 'X', Cho: 'X', Dan: 'Y' }
  const input: AllocationInput = {
    seed: 'any',
    reviewers: Object.entries(groups).map(([id, group]) => reviewer(id, 1, [group])),
    texts: Object.keys(groups).map((id) => ({ ...textBy(id, 1), id: id.charAt(0).toLowerCase() })),
    rules: {
      acrossGroups: true,
      mustNot: [],
      earlier: [],
      wishes: [{ reviewer: 'Ann', text: 'd', weight: 3 }],
    },
    pairs: standing([{ reviewer: 'Dan', text: 'b' }]),
  }
  const docs = readFileSync(new URL('../../docs/allocation.md', import.meta.url), 'utf8')
  const rows = [...docs.matchAll(/^\| ((?:[A-Z][a-z]+ → [a-d](?:, )?)+) \| (.+) \|$/gm)].map(
    ([, pairs = '', costs = '']) => ({
      pairs: pairs.split(', ').map((pair) => {
        const [id = '', text = ''] = pair.split(' → ')
        return { reviewer: id, text }
      }),
      costs: costs.split(' | ').map(Number),
    }),
  )

  it('has the costs that it says, and the first of them is what is allocated', () => {
    expect(rows).toHaveLength(4)
    const { pair, reviewer: person, text } = priceList(worldOf(input))
    const unused = 2 * input.reviewers.length
    for (const { pairs, costs } of rows) {
      const prices = pairs.flatMap((one) => [pair(one), person(one.reviewer, 0), text(one.text, 0)])
      const levels = [0, 1, 2, 3, 4].map((level) =>
        prices.reduce((sum, price) => sum + (price[level] ?? 0), 0),
      )
      expect([unused + (levels[0] ?? 0), ...levels.slice(1)]).toEqual(costs)
    }
    for (const seed of ['a', 'b', 'c', 'd'])
      expect(allocate({ ...input, seed }).pairs).toEqual(rows[0]?.pairs)
    expect(allocate(input).unmet).toMatchObject([
      { groups: ['X'], texts: ['a', 'b', 'c'], wanted: 3, places: 1, allowed: ['Dan'] },
    ])
  })
})
