/**
 * The phases of a review session and its clock, which is the server's: kept as moments, so that after a restart the phase and the
 * time that is left are the same. docs/review-sessions.md says what begins and freezes with each. Moments and lengths are in ms.
 */

export const PHASES = [
  'setup',
  'drafting',
  'calibrate',
  'lock',
  'review',
  'hold',
  'release',
  'closed',
] as const
export type Phase = (typeof PHASES)[number]

export type PhaseClock = {
  readonly phase: Phase
  /** When the phase began; later by as long as it has been paused since. */
  readonly since: number
  /** When it ends for who has no more time than the others; null: when the teacher says so. */
  readonly endsAt: number | null
  /** Since when nothing counts; null: it runs. */
  readonly pausedAt: number | null
  /** When it last went on after a pause; null: it was not paused. */
  readonly resumedAt: number | null
}

/** Which phase follows when the time of one is over. The others end when the teacher says so. */
const FOLLOWING: Partial<Record<Phase, Phase>> = { drafting: 'lock', review: 'hold', release: 'closed' }

export const beginPhase = (phase: Phase, now: number, endsAt: number | null = null): PhaseClock => ({
  phase,
  since: now,
  endsAt: endsAt === null ? null : Math.max(now, endsAt),
  pausedAt: null,
  resumedAt: null,
})

export const pausePhase = (clock: PhaseClock, now: number): PhaseClock =>
  clock.pausedAt === null ? { ...clock, pausedAt: now } : clock

/** Goes on with as much time as was left. */
export function resumePhase(clock: PhaseClock, now: number): PhaseClock {
  if (clock.pausedAt === null) return clock
  const paused = Math.max(0, now - clock.pausedAt)
  const endsAt = clock.endsAt === null ? null : clock.endsAt + paused
  return { ...clock, since: clock.since + paused, endsAt, pausedAt: null, resumedAt: now }
}

/** Another end, in whatever phase and also while it is paused. */
export const endPhaseAt = (clock: PhaseClock, endsAt: number | null): PhaseClock => ({ ...clock, endsAt })

/** When it ends for somebody whose time is so many times that of the others; null: when the teacher says so. */
export const endFor = ({ since, endsAt }: PhaseClock, times = 1): number | null =>
  endsAt === null ? null : since + (endsAt - since) * times

/** How long somebody still has; 0: no longer; null: nobody has said. */
export function timeLeft(clock: PhaseClock, now: number, times = 1): number | null {
  const end = endFor(clock, times)
  return end === null ? null : Math.max(0, end - (clock.pausedAt ?? now))
}

/** When the server has to look again; null: not because of the clock. */
export const dueAt = (clock: PhaseClock): number | null =>
  clock.pausedAt === null && FOLLOWING[clock.phase] !== undefined ? clock.endsAt : null

/** The phase that the clock asks for by now; null: the one there is. */
export function phaseDue(clock: PhaseClock, now: number): Phase | null {
  const due = dueAt(clock)
  return due !== null && due <= now ? (FOLLOWING[clock.phase] ?? null) : null
}

/**
 * The phase it is for somebody whose time is so many times that of the others: theirs may be over, or last, where that of others is not.
 * What was over before a pause stays so in it.
 */
export function phaseFor(clock: PhaseClock, now: number, times = 1): Phase {
  const isOver = timeLeft(clock, now, times) === 0
  return (isOver ? FOLLOWING[clock.phase] : undefined) ?? clock.phase
}

// ---- from any phase to any other

/** Which round it is: the lock begins one, and what is written before it is for the next. */
export const roundOf = ({ phase, round }: { readonly phase: Phase; readonly round: number }): number =>
  orderOf(phase) < orderOf('lock') ? round + 1 : Math.max(1, round)

/** What it means to enter a phase, in the order in which people are told. */
export const CONSEQUENCES = [
  /** There is nothing to try the questions on. */
  'noSample',
  /** A copy is made of every text, and its author writes on only where that was allowed. */
  'textsAreCopied',
  /** Who sees whose name, and what is scored, stays as it is. */
  'fairnessIsFixed',
  /** The next lock makes new copies; reviews of the old ones are kept beside them. */
  'reviewsAreSetAside',
  /** Authors write again in texts that are being reviewed. */
  'textsAreOpen',
  'reviewsAreWritable',
  'reviewsAreReadOnly',
  /** So many are not handed in. */
  'someAreMissing',
  /** Every author gets what was written about their text, under pen names. */
  'reviewsLand',
  /** What authors have seen they have seen. */
  'wasReleased',
  /** Some of the texts are in another session by now, which says who may write in them. */
  'textsAreElsewhere',
  'textsAreReadOnly',
  'ratingsAreFixed',
] as const
export type Consequence = (typeof CONSEQUENCES)[number]

export type SessionFacts = {
  /** Reviews that somebody has begun. */
  readonly begun: number
  /** Reviews that are due and not handed in. */
  readonly missing: number
  readonly wasReleased: boolean
  /** There is a text on which everybody tries the questions. */
  readonly hasSample: boolean
  /** Texts of it that a later session has. */
  readonly elsewhere: number
}

/** What the teacher is warned of before one phase follows another, whichever they are. */
export function consequencesOf(from: Phase, to: Phase, facts: SessionFacts): readonly Consequence[] {
  if (from === to) return []
  const [was, is] = [orderOf(from), orderOf(to)]
  const [lock, review, hold, release, closed] = (
    ['lock', 'review', 'hold', 'release', 'closed'] as const
  ).map(orderOf) as [number, number, number, number, number]
  const passes = (phase: number) => was < phase && phase <= is
  const means: Record<Consequence, boolean> = {
    noSample: to === 'calibrate' && !facts.hasSample,
    textsAreCopied: passes(lock),
    fairnessIsFixed: passes(lock),
    reviewsAreSetAside: was >= lock && is < lock && facts.begun > 0,
    textsAreOpen: was >= lock && is < lock,
    reviewsAreWritable: is === review,
    reviewsAreReadOnly: was <= review && is >= hold && was >= lock,
    someAreMissing: was <= hold && is >= hold && facts.missing > 0,
    reviewsLand: passes(release),
    wasReleased: is < release && facts.wasReleased,
    textsAreElsewhere: is < closed && facts.elsewhere > 0,
    textsAreReadOnly: is >= lock && is < release && (was < lock || was >= release),
    ratingsAreFixed: is === closed,
  }
  return CONSEQUENCES.filter((one) => means[one])
}

const orderOf = (phase: Phase): number => PHASES.indexOf(phase)
