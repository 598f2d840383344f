/** The laws of the allocation over random classes, and each of them seen to find the mistake it is for. */

import { describe, expect, it } from 'vitest'
import { allocate } from '../../shared/review/allocation.ts'
import type { Pair } from '../../shared/review/pairs.ts'
import { randomClass } from './classes.ts'
import { type Allocator, broken, LAWS, type Law } from './laws.ts'

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1)

it('[L1] [L2] [L3] [L4] [L5] [L6] [L7] [L8] [L9] every law holds in classes of 1 to 60', () => {
  // At 1015 one bottleneck held another, and its texts were named twice.
  expect([...SEEDS, 1015].flatMap((seed) => broken(seed, allocate))).toEqual([])
})

it('those classes have all that can go wrong', () => {
  const results = SEEDS.map(randomClass).map((input) => ({ input, ...allocate(input) }))
  const some = (what: (result: (typeof results)[number]) => boolean) => results.filter(what).length
  expect(some(({ unmet }) => unmet.length === 0)).toBeGreaterThan(3)
  expect(some(({ unmet }) => unmet.length > 1)).toBeGreaterThan(0)
  expect(some(({ moved }) => moved.length > 0)).toBeGreaterThan(3)
  expect(some(({ input }) => input.pairs.some(({ state }) => state !== 'allocated'))).toBeGreaterThan(3)
  expect(some(({ input }) => input.reviewers.length === 30)).toBeGreaterThan(5)
  const codes = new Set(results.flatMap(({ unmet }) => unmet.map(({ code }) => code)))
  // The fourth, `all-started`, is what L8 makes by itself.
  expect([...codes].sort()).toEqual(['nobody-allowed', 'too-few-allowed', 'too-few-places'])
})

/** An allocator whose pairs are spoilt afterwards. */
const spoilt =
  (spoil: (pairs: readonly Pair[], input: Parameters<Allocator>[0]) => readonly Pair[]): Allocator =>
  (input) => {
    const result = allocate(input)
    return { ...result, pairs: spoil(result.pairs, input) }
  }

const without = ({ rules, ...input }: Parameters<Allocator>[0], part: Partial<typeof rules>) => ({
  ...input,
  rules: { ...rules, ...part },
})

const PLANTED: readonly { readonly law: string; readonly mistake: string; readonly planted: Allocator }[] = [
  {
    law: 'L1',
    mistake: 'groups are not looked at',
    planted: (input) => allocate(without(input, { acrossGroups: false })),
  },
  {
    law: 'L1',
    mistake: 'earlier rounds are forgotten',
    planted: (input) => allocate(without(input, { earlier: [] })),
  },
  {
    law: 'L1',
    mistake: 'only the first author counts',
    planted: (input) =>
      allocate({
        ...input,
        texts: input.texts.map((text) => ({ ...text, authors: text.authors.slice(0, 1) })),
      }),
  },
  { law: 'L1', mistake: 'a pair comes twice', planted: spoilt((pairs) => [...pairs, ...pairs.slice(0, 1)]) },
  {
    law: 'L2',
    mistake: 'a quota counts one more',
    planted: (input) =>
      allocate({ ...input, reviewers: input.reviewers.map((one) => ({ ...one, quota: one.quota + 1 })) }),
  },
  {
    law: 'L2',
    mistake: 'a cap counts one more',
    planted: (input) =>
      allocate({ ...input, texts: input.texts.map((text) => ({ ...text, cap: text.cap + 1 })) }),
  },
  { law: 'L3', mistake: 'the last place is not filled', planted: spoilt((pairs) => pairs.slice(0, -1)) },
  {
    law: 'L3',
    mistake: 'whoever is next is taken, and nothing given back',
    planted: spoilt((_, input) => greedy(input)),
  },
  {
    law: 'L4',
    mistake: 'a poor text gives to a rich one',
    planted: spoilt((pairs, { texts, pairs: before }) => {
      const counts = texts.map(({ id, cap }) => ({
        id,
        cap,
        gets: pairs.filter(({ text }) => text === id).length,
      }))
      const rich = counts.filter(({ cap, gets }) => gets < cap).sort((a, b) => b.gets - a.gets)[0]
      const poor = pairs.find(({ text, reviewer }) => {
        const isFree = !before.some((pair) => pair.reviewer === reviewer)
        const isElsewhere = text !== rich?.id && rich?.id.replace('t', 's') !== reviewer
        return (
          isFree && isElsewhere && !pairs.some((pair) => pair.reviewer === reviewer && pair.text === rich?.id)
        )
      })
      return pairs.map((pair) => (pair === poor && rich ? { ...pair, text: rich.id } : pair))
    }),
  },
  {
    law: 'L4',
    mistake: 'wishes are not looked at',
    planted: (input) => allocate(without(input, { wishes: [] })),
  },
  {
    law: 'L4',
    mistake: 'a shortage is explained by its texts alone',
    planted: (input) => {
      const result = allocate(input)
      return {
        ...result,
        unmet: result.unmet.map((one) => ({ ...one, texts: one.short.map(({ text }) => text) })),
      }
    },
  },
  {
    law: 'L5',
    mistake: 'chance depends on who is named first',
    planted: (input) => ({ ...allocate({ ...input, seed: input.reviewers[0]!.id }), seed: input.seed }),
  },
  {
    law: 'L6',
    mistake: 'a review that is opened may move',
    planted: (input) =>
      allocate({
        ...input,
        pairs: input.pairs.map((pair) => (pair.state === 'opened' ? { ...pair, state: 'allocated' } : pair)),
      }),
  },
  {
    law: 'L7',
    mistake: 'what stands is dealt anew',
    planted: (input) => {
      const anew = allocate({
        ...input,
        seed: `${input.seed} anew`,
        pairs: input.pairs.filter(({ state }) => state !== 'allocated'),
      })
      const [before, after] = [new Set(input.pairs.map(nameOf)), new Set(anew.pairs.map(nameOf))]
      const removed = input.pairs.filter((pair) => !after.has(nameOf(pair)))
      return {
        ...anew,
        added: anew.pairs.filter((pair) => !before.has(nameOf(pair))),
        removed: removed.map((pair) => ({ ...pair, because: 'rearranged' })),
        moved: removed.map(({ reviewer, text }) => ({ reviewer, from: text, to: null })),
      }
    },
  },
  {
    law: 'L8',
    mistake: 'who has started everything is moved to the late text',
    planted: (input) =>
      allocate({ ...input, pairs: input.pairs.map((pair) => ({ ...pair, state: 'allocated' })) }),
  },
  { law: 'L7', mistake: 'nothing is said of moves', planted: (input) => ({ ...allocate(input), moved: [] }) },
  { law: 'L9', mistake: 'nobody is told', planted: (input) => ({ ...allocate(input), notices: [] }) },
]

const nameOf = ({ reviewer, text }: Pair): string => `${reviewer}→${text}`

/** Deals by a round of all, as one would by hand. */
function greedy({ reviewers, texts, rules }: Parameters<Allocator>[0]): Pair[] {
  const groups = new Map(reviewers.map((one) => [one.id, one.groups]))
  const left = new Map(texts.map(({ id, target }) => [id, target]))
  return reviewers.flatMap(({ id, quota, groups: own }) => {
    const can = texts.filter(
      ({ id: text, authors }) =>
        (left.get(text) ?? 0) > 0 &&
        !authors.includes(id) &&
        !(
          rules.acrossGroups &&
          authors.some((author) => groups.get(author)?.some((group) => own.includes(group)))
        ),
    )
    return can.slice(0, quota).map(({ id: text }) => {
      left.set(text, (left.get(text) ?? 0) - 1)
      return { reviewer: id, text }
    })
  })
}

describe('a planted mistake', () => {
  it.each(PLANTED)('[$law] is found: $mistake', ({ law, planted }) => {
    expect((LAWS[law] ?? []).some((check) => finds(check, planted))).toBe(true)
  })

  it.each(Object.entries(LAWS))('[%s] is found by every check of the law', (law, checks) => {
    const planted = PLANTED.filter((one) => one.law === law).map((one) => one.planted)
    expect(checks.map((check) => planted.some((one) => finds(check, one)))).toEqual(checks.map(() => true))
  })
})

function finds(check: Law, planted: Allocator): boolean {
  for (let seed = 1; seed <= 60; seed++) if (check(seed, planted) !== null) return true
  return false
}
