/** Gives one place of a roster what another one is in review sessions, in a memory store: what move-student.ts does in SQL. */

import { moveSampleAnswers } from './memory-samples.ts'
import type { MemorySession, MemoryState } from './memory-state.ts'
import { bothInOneSession, renamed } from './move-student.ts'

/** Throws `conflict` where both are in the same session. */
export function refuseBothInOneSession({ sessions }: MemoryState, from: string, into: string): void {
  for (const session of sessions.values())
    if (isIn(session, from) && isIn(session, into)) throw bothInOneSession()
}

export function moveStudent(state: MemoryState, from: string, into: string): void {
  const { sessions } = state
  moveSampleAnswers(state, from, into)
  for (const session of sessions.values()) {
    const { row, texts, pairs } = session
    const set = JSON.stringify([row.attendance, row.settings])
    const [attendance, settings] = JSON.parse(renamed(set, from, into))
    if (!isIn(session, from) && set === JSON.stringify([attendance, settings])) continue
    session.row = { ...row, rev: row.rev + 1, attendance, settings }
    for (const [id, text] of texts)
      texts.set(id, { ...text, authors: text.authors.map((one) => (one === from ? into : one)) })
    for (const [id, pair] of pairs) if (pair.reviewer === from) pairs.set(id, { ...pair, reviewer: into })
  }
}

const isIn = ({ texts, pairs }: MemorySession, student: string): boolean =>
  [...texts.values()].some(({ authors }) => authors.includes(student)) ||
  [...pairs.values()].some(({ reviewer }) => reviewer === student)
