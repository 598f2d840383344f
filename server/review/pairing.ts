/**
 * Who reviews what in a session, as its teacher hands it out: all of it at once, one pair by hand, or one more for somebody who is done.
 * What is shown before and what is written are worked out of the same facts.
 */

import type { RandomBytes } from '../../shared/ids.ts'
import { reviewExtraMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { type Allocation, allocate } from '../../shared/review/allocation.ts'
import { couldTakeMore, extraFor } from '../../shared/review/late.ts'
import { checkMove, type Verdict, type Wish } from '../../shared/review/moves.ts'
import { type Pair, pairKey } from '../../shared/review/pairs.ts'
import { checkAsking, type Readers, readersOf } from '../../shared/review/readers.ts'
import type { Clock } from '../clock.ts'
import type { StudentRow } from '../store/classes.ts'
import type { NewCopy, SessionNow, SessionRow, SessionWrites, SnapshotRow } from '../store/reviews.ts'
import type { ArticleLog, Records } from '../store/store.ts'
import { allocationInput, pairWrites, standingIn } from './allocating.ts'
import { newCopy } from './copies.ts'
import { noSession, type Sessions, type Step, teacherMay } from './sessions.ts'

export type PairingParts = {
  readonly sessions: Sessions
  readonly records: Pick<Records, 'insidersOf' | 'threadsSince' | 'image'>
  readonly log: Pick<ArticleLog, 'read'>
  readonly clock: Clock
  readonly random: RandomBytes
}

type PairsPreview = {
  readonly rev: number
  readonly allocation: Allocation
  readonly more: readonly string[]
}

export class Pairing {
  readonly #parts: PairingParts

  constructor(parts: PairingParts) {
    this.#parts = parts
  }

  /** What would be allocated now, and which students could read one more of the texts that go short in it. */
  async preview(id: string): Promise<PairsPreview> {
    const now = await this.#parts.sessions.now(id)
    teacherMay(now, 'previewPairs')
    const input = await this.#input(now)
    const allocation = allocate(input)
    return { rev: now.session.rev, allocation, more: couldTakeMore(input, allocation) }
  }

  /** Allocates. `rev`: only the session that was previewed; else `conflict`. */
  allocate(id: string, rev: number | null): Promise<Allocation> {
    return this.#parts.sessions.change(id, async (now) => {
      teacherMay(now, 'changePairs')
      if (rev !== null && rev !== now.session.rev)
        throw new Refused('conflict', 'Something has changed since this was looked at.')
      const allocation = allocate(await this.#input(now))
      return { answer: allocation, writes: await this.#written(now, allocation, false) }
    })
  }

  /** Who could read a text, in place of the reviewer of one of its pairs or (null) beside them. */
  async readers(id: string, text: string, pair: string | null): Promise<Readers> {
    const now = await this.#parts.sessions.now(id)
    teacherMay(now, 'changePairs')
    const take = standingIn(now).find((one) => one.id === pair && one.text === text) ?? null
    if (!now.texts.some((one) => one.id === text) || (pair !== null && take === null)) throw noSession()
    const { reviewer } = take ?? { reviewer: null }
    return readersOf(await this.#input(now), text, reviewer === null ? null : { reviewer, text })
  }

  /**
   * One pair by hand. What is refused changes nothing; a pair that is begun goes with a reason. `asks`: who has their share already is
   * asked for one more.
   */
  move(id: string, wish: Omit<Wish, 'hasReason'>, reason: string, asks: boolean): Promise<Verdict> {
    return this.#parts.sessions.change(id, async (now): Promise<Step<Verdict>> => {
      teacherMay(now, 'changePairs')
      const input = await this.#input(now)
      const whole = { ...wish, hasReason: reason !== '' }
      const { verdict, isBeyond } = asks
        ? checkAsking(input, whole)
        : { verdict: checkMove(input, whole), isBeyond: false }
      if (verdict.kind === 'refused') return { answer: verdict, writes: null }
      const removed = wish.take === null ? [] : [{ ...wish.take, because: reason === '' ? 'moved' : reason }]
      const added = wish.place === null ? [] : [wish.place]
      const writes = await this.#written(now, { added, removed }, true)
      const session =
        isBeyond && wish.place !== null ? { attendance: withExtra(now, wish.place.reviewer) } : {}
      return { answer: verdict, writes: { ...writes, session } }
    })
  }

  /** One more review for somebody who has finished theirs, where that takes none from anybody; null: there is none. */
  extra(id: string, student: string): Promise<Pair | null> {
    return this.#parts.sessions.change(id, async (now): Promise<Step<Pair | null>> => {
      teacherMay(now, 'changePairs')
      const pair = extraFor(await this.#input(now), student)
      if (pair === null) return { answer: null, writes: null }
      const writes = await this.#written(now, { added: [pair], removed: [] }, false)
      return { answer: pair, writes: { ...writes, session: { attendance: withExtra(now, student) } } }
    })
  }

  async #input(now: SessionNow) {
    const roster = await this.#parts.sessions.roster(now)
    return allocationInput(now, roster, await this.begun(now), await this.#insiders(now, roster))
  }

  /** Who knows a text that is another's from the inside, and so whose it is. An invitation alone rules nobody out. */
  async #insiders({ texts }: SessionNow, roster: readonly StudentRow[]): Promise<readonly Pair[]> {
    const students = new Map(roster.flatMap(({ id, account }) => (account === null ? [] : [[account, id]])))
    const known = new Map(texts.map((text) => [text.article, text]))
    const insiders = await this.#parts.records.insidersOf([...known.keys()])
    return insiders.flatMap(({ article, account }) => {
      const [reviewer, text] = [students.get(account), known.get(article)]
      if (reviewer === undefined || text === undefined || text.authors.includes(reviewer)) return []
      return [{ reviewer, text: text.id }]
    })
  }

  /** Pairs on whose copy somebody has written, though they have not said that they began. */
  async begun(now: SessionNow): Promise<ReadonlySet<string>> {
    const { records, log } = this.#parts
    const begun = new Set<string>()
    for (const { id, state, copy } of standingIn(now)) {
      if (state !== 'allocated') continue
      const [written, said] = await Promise.all([log.read(copy, 1, 1), records.threadsSince(copy, 0)])
      if (written.length > 0 || said.rev > 0) begun.add(id)
    }
    return begun
  }

  async #written(
    now: SessionNow,
    change: Parameters<typeof pairWrites>[1],
    pinned: boolean,
  ): Promise<SessionWrites> {
    const { sessions, records, clock, random } = this.#parts
    const copies = new Map<string, NewCopy>()
    const snapshots = new Map<string, SnapshotRow>()
    for (const pair of change.added) {
      const text = now.texts.find((one) => one.id === pair.text)
      // Of a text that came after the lock there is none yet.
      const snapshot = text && (snapshots.get(text.id) ?? (await sessions.snapshot(now, text)))
      if (text === undefined || snapshot === null || snapshot === undefined) throw noSession()
      snapshots.set(text.id, snapshot)
      const about = { title: `Article ${text.number}`, at: clock.now() }
      copies.set(pairKey(pair), await newCopy(records, random, snapshot, about))
    }
    const pairs = pairWrites(now, change, copies, random, pinned)
    return {
      pairs,
      copies: [...copies.values()],
      snapshots: [...snapshots.values()],
      roles: pairs.map(({ copy }) => copy),
    }
  }
}

/** Attendance with one review more that somebody was asked for. Throws `conflict` above what anybody may be. */
function withExtra({ session }: SessionNow, student: string): SessionRow['attendance'] {
  const { state, extra } = session.attendance[student] ?? { state: 'here', extra: 0 }
  if (extra >= reviewExtraMax) throw new Refused('conflict', 'Nobody is asked for so many more reviews.')
  return { ...session.attendance, [student]: { state, extra: extra + 1 } }
}
