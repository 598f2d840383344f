import { describe, expect, it } from 'vitest'
import {
  beginPhase,
  type Consequence,
  consequencesOf,
  dueAt,
  endFor,
  endPhaseAt,
  PHASES,
  type Phase,
  pausePhase,
  phaseDue,
  phaseFor,
  resumePhase,
  timeLeft,
} from './phase.ts'

const MINUTE = 60_000
const review = beginPhase('review', 1_000, 1_000 + 20 * MINUTE)

describe('the clock', () => {
  it.each<[Phase, Phase | null]>([
    ['setup', null],
    ['drafting', 'lock'],
    ['calibrate', null],
    ['lock', null],
    ['review', 'hold'],
    ['hold', null],
    ['release', 'closed'],
    ['closed', null],
  ])('when the time of %s is over, %s follows', (phase, next) => {
    const clock = beginPhase(phase, 0, MINUTE)
    expect([phaseDue(clock, MINUTE - 1), phaseDue(clock, MINUTE)]).toEqual([null, next])
    expect(dueAt(clock)).toBe(next === null ? null : MINUTE)
    expect(phaseDue(beginPhase(phase, 0), 1_000 * MINUTE)).toBe(null)
  })

  it('stands still while it is paused, for everybody, and goes on with the time that was left', () => {
    const at = 1_000 + 5 * MINUTE
    const paused = pausePhase(review, at)
    for (const later of [at, at + MINUTE, at + 600 * MINUTE]) {
      expect([timeLeft(paused, later), timeLeft(paused, later, 1.5)]).toEqual([15 * MINUTE, 25 * MINUTE])
      expect([dueAt(paused), phaseDue(paused, later)]).toEqual([null, null])
    }
    expect(pausePhase(paused, at + MINUTE)).toBe(paused)
    const again = resumePhase(paused, at + 7 * MINUTE)
    expect([timeLeft(again, at + 7 * MINUTE), timeLeft(again, at + 7 * MINUTE, 1.5)]).toEqual([
      15 * MINUTE,
      25 * MINUTE,
    ])
    expect(phaseDue(again, 1_000 + 27 * MINUTE)).toBe('hold')
    expect(resumePhase(again, at + 9 * MINUTE)).toBe(again)
  })

  it('is another phase for somebody with more time, until theirs is over', () => {
    const at = (minutes: number, times: number) => phaseFor(review, 1_000 + minutes * MINUTE, times)
    expect([at(19, 1), at(20, 1), at(20, 1.5), at(29, 1.5), at(30, 1.5)]).toEqual([
      'review',
      'hold',
      'review',
      'review',
      'hold',
    ])
    expect(phaseFor(pausePhase(review, 2_000), 1_000 + 99 * MINUTE)).toBe('review')
    // Whose time was over has none of it again while the others wait.
    const late = pausePhase(review, 1_000 + 25 * MINUTE)
    expect([phaseFor(late, 9e12), phaseFor(late, 9e12, 1.5)]).toEqual(['hold', 'review'])
    expect(phaseFor(beginPhase('hold', 0, 5), 9)).toBe('hold')
    expect(phaseFor(beginPhase('review', 0), 9)).toBe('review')
  })

  it('is what was written down: nothing in it counts down', () => {
    const restarted = JSON.parse(JSON.stringify(pausePhase(review, 2_000)))
    expect(timeLeft(restarted, 9e12)).toBe(timeLeft(pausePhase(review, 2_000), 3_000))
  })

  it('gives whoever has more time as many times all of it', () => {
    expect(endFor(review, 1.5)).toBe(1_000 + 30 * MINUTE)
    expect([timeLeft(review, 1_000 + 20 * MINUTE), timeLeft(review, 1_000 + 20 * MINUTE, 1.5)]).toEqual([
      0,
      10 * MINUTE,
    ])
    expect([endFor(beginPhase('review', 0), 1.5), timeLeft(beginPhase('review', 0), 5)]).toEqual([null, null])
  })

  it('takes another end in every phase, and begins nothing that is over already', () => {
    for (const phase of PHASES) expect(timeLeft(endPhaseAt(beginPhase(phase, 0), MINUTE), 0)).toBe(MINUTE)
    expect(timeLeft(endPhaseAt(pausePhase(review, 1_000), 1_000 + MINUTE), 9_000)).toBe(MINUTE)
    expect(beginPhase('review', 5_000, 1_000).endsAt).toBe(5_000)
  })
})

describe('what it means to enter a phase', () => {
  const some = { begun: 3, missing: 2, wasReleased: false, hasSample: true, elsewhere: 0 }
  const none = { begun: 0, missing: 0, wasReleased: false, hasSample: true, elsewhere: 0 }
  const without = { ...none, hasSample: false }
  const out = { ...some, wasReleased: true }

  it.each<[Phase, Phase, typeof some, readonly Consequence[]]>([
    ['setup', 'drafting', none, []],
    ['drafting', 'calibrate', none, []],
    ['drafting', 'calibrate', without, ['noSample']],
    ['calibrate', 'drafting', without, []],
    ['drafting', 'lock', none, ['textsAreCopied', 'fairnessIsFixed', 'textsAreReadOnly']],
    [
      'setup',
      'review',
      none,
      ['textsAreCopied', 'fairnessIsFixed', 'reviewsAreWritable', 'textsAreReadOnly'],
    ],
    ['lock', 'review', none, ['reviewsAreWritable']],
    ['review', 'hold', some, ['reviewsAreReadOnly', 'someAreMissing']],
    ['review', 'hold', none, ['reviewsAreReadOnly']],
    ['hold', 'review', some, ['reviewsAreWritable']],
    ['hold', 'release', some, ['someAreMissing', 'reviewsLand']],
    ['release', 'closed', out, ['ratingsAreFixed']],
    ['review', 'drafting', some, ['reviewsAreSetAside', 'textsAreOpen']],
    ['lock', 'drafting', none, ['textsAreOpen']],
    ['release', 'review', out, ['reviewsAreWritable', 'wasReleased', 'textsAreReadOnly']],
    ['release', 'hold', out, ['wasReleased', 'textsAreReadOnly']],
    ['hold', 'release', out, ['someAreMissing', 'reviewsLand']],
    ['drafting', 'closed', none, ['textsAreCopied', 'fairnessIsFixed', 'reviewsLand', 'ratingsAreFixed']],
  ])('from %s to %s', (from, to, facts, expected) => {
    expect(consequencesOf(from, to, facts)).toEqual(expected)
  })

  it('texts that another session has, until it is over', () => {
    const told = (to: Phase) =>
      consequencesOf('release', to, { ...none, elsewhere: 1 }).includes('textsAreElsewhere')
    expect(PHASES.filter(told)).toEqual(['setup', 'drafting', 'calibrate', 'lock', 'review', 'hold'])
    expect(consequencesOf('release', 'review', none)).not.toContain('textsAreElsewhere')
  })

  it('nothing, where it is the phase there is', () => {
    for (const phase of PHASES) expect(consequencesOf(phase, phase, out)).toEqual([])
  })

  it('forward over a phase and step by step come to the same, but for what each passes through', () => {
    for (const [i, from] of PHASES.entries()) {
      for (const to of PHASES.slice(i + 1)) {
        const steps = PHASES.slice(i, PHASES.indexOf(to)).flatMap((phase, at) =>
          consequencesOf(phase, PHASES[i + at + 1]!, none),
        )
        const lasting = consequencesOf(from, to, none).filter((one) => one !== 'textsAreReadOnly')
        expect(steps).toEqual(expect.arrayContaining(lasting))
      }
    }
  })
})
