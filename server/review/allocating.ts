/** A session as something to allocate, and an allocation as what is written of it: pure, but for chance. */

import { must } from '../../shared/assert.ts'
import { type RandomBytes, randomToken } from '../../shared/ids.ts'
import type { Allocation } from '../../shared/review/allocation.ts'
import type { AllocationInput, Pair } from '../../shared/review/pairs.ts'
import { pairKey } from '../../shared/review/pairs.ts'
import type { Attendance, SessionPair } from '../../shared/review/session.ts'
import type { StudentRow } from '../store/classes.ts'
import type { NewCopy, SessionNow } from '../store/reviews.ts'

const PAIR_ID_LENGTH = 12
const HERE: Attendance = { state: 'here', extra: 0 }

export const attendanceOf = (
  { session }: Pick<SessionNow, 'session'>,
  student: Pick<StudentRow, 'id'>,
): Attendance => session.attendance[student.id] ?? HERE

/** The pairs of this round that stand. */
export const standingIn = ({
  session,
  pairs,
}: Pick<SessionNow, 'session' | 'pairs'>): readonly SessionPair[] =>
  pairs.filter(({ round, ended }) => round === session.round && ended === null)

/**
 * `begun`: pairs that nobody has said to be begun, and on whose copy somebody has written. `insiders`: who knows a text that is another's,
 * and so whose it is.
 */
export function allocationInput(
  now: SessionNow,
  roster: readonly StudentRow[],
  begun: ReadonlySet<string> = new Set(),
  insiders: readonly Pair[] = [],
): AllocationInput {
  const { session, texts, pairs } = now
  const { reviewsPerText, acrossGroups, mustNot, wishes } = session.settings
  const states = new Map(roster.map((one) => [one.id, attendanceOf(now, one).state]))
  const ended = pairs.filter(({ round, ended }) => round === session.round && ended !== null)
  return {
    seed: session.seed,
    reviewers: [
      ...roster.map((one) => ({
        id: one.id,
        groups: one.group === null ? [] : [one.group],
        // Who has not joined cannot be given anything.
        present: one.account !== null && states.get(one.id) === 'here',
        quota: one.quota ?? reviewsPerText,
        extra: attendanceOf(now, one).extra,
      })),
      ...erasedIn(now, roster),
    ],
    texts: texts.map(({ id, authors }) => ({
      id,
      authors,
      target: reviewsPerText,
      cap: reviewsPerText + 1,
      withdrawn: authors.every((author) => (states.get(author) ?? 'left') === 'left'),
    })),
    rules: {
      acrossGroups,
      // What was taken back or declined does not come back.
      mustNot: [...mustNot, ...ended, ...insiders],
      earlier: pairs.filter(({ round }) => round < session.round),
      wishes,
    },
    pairs: standingIn(now).map(({ id, reviewer, text, state, pinned }) => ({
      reviewer,
      text,
      state: state === 'allocated' && begun.has(id) ? 'started' : state,
      pinned,
    })),
  }
}

/** Whoever has pairs and is on the roster no more: what they have begun stays, and the rest is others’. */
function erasedIn(now: SessionNow, roster: readonly StudentRow[]): AllocationInput['reviewers'] {
  const known = new Set(roster.map(({ id }) => id))
  const gone = new Set(standingIn(now).flatMap(({ reviewer }) => (known.has(reviewer) ? [] : [reviewer])))
  return [...gone].map((id) => ({ id, groups: [], present: false, quota: 0, extra: 0 }))
}

/** What is written when a session is to have exactly these pairs: those that are no more, and those that are new, each on its copy. */
export function pairWrites(
  now: SessionNow,
  { added, removed }: Pick<Allocation, 'added'> & { readonly removed: readonly Removed[] },
  copies: ReadonlyMap<string, NewCopy>,
  random: RandomBytes,
  pinned = false,
): readonly SessionPair[] {
  const gone = new Map(removed.map((pair) => [pairKey(pair), pair]))
  const ended = standingIn(now).flatMap((pair): SessionPair[] => {
    const why = gone.get(pairKey(pair))
    return why === undefined
      ? []
      : [{ ...pair, ended: { as: 'released', reason: why.because, isExcused: why.because !== 'absent' } }]
  })
  const pens = new Map<string, Set<number>>()
  // A name that nobody has written under is free again.
  for (const { text, pen, round, ended, state } of now.pairs)
    if (round === now.session.round && (ended === null || state !== 'allocated'))
      pens.set(text, (pens.get(text) ?? new Set()).add(pen))
  return [...ended, ...added.flatMap((pair) => made(pair))]

  function made(pair: Pair): SessionPair[] {
    const copy = copies.get(pairKey(pair))
    if (copy === undefined) return []
    const taken = pens.get(pair.text) ?? new Set()
    const pen = freePen(taken, now.session.settings.reviewsPerText, random)
    pens.set(pair.text, taken.add(pen))
    return [
      {
        id: randomToken(random, PAIR_ID_LENGTH),
        round: now.session.round,
        reviewer: pair.reviewer,
        text: pair.text,
        state: 'allocated',
        ended: null,
        pinned,
        copy: copy.article,
        pen,
        person: null,
        isLanded: false,
        submittedAt: null,
        isLate: false,
        isReopened: false,
      },
    ]
  }
}

type Removed = Pair & { readonly because: string }

/** Any number that nobody else has, of as few as there are readers: the order says nothing of who came when. */
function freePen(taken: ReadonlySet<number>, target: number, random: RandomBytes): number {
  const most = Math.max(target, taken.size + 1)
  const free = Array.from({ length: most }, (_, i) => i + 1).filter((pen) => !taken.has(pen))
  return free[drawn(free.length, random)] ?? most + 1
}

/** As many numbers as there are to draw from while a session has fewer texts than half of it; then ten times as many. */
const numbersMax = 99

/**
 * A number that none of the other texts has, by chance: were texts numbered in their order, the number of one that comes late would tell
 * whose it is.
 */
export function drawnNumber(taken: ReadonlySet<number>, random: RandomBytes): number {
  let most = numbersMax
  while (2 * taken.size >= most) most = 10 * most + 9
  const free = Array.from({ length: most }, (_, i) => i + 1).filter((number) => !taken.has(number))
  return must(free[drawn(free.length, random)], 'a number')
}

/** A whole number below `count`. */
function drawn(count: number, random: RandomBytes): number {
  const bytes = random(4)
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0) % Math.max(1, count)
}
