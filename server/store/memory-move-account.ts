/** Gives one account what another one has, in a memory store: what move-account.ts does in SQL. */

import type { AccountId } from '../../shared/ids.ts'
import { isLower } from '../../shared/roles.ts'
import { moveLate } from './memory-late.ts'
import { writeMember } from './memory-sharing.ts'
import { addChange, type MemoryState } from './memory-state.ts'

/** Afterwards `from` is in no article, group or class; where `to` was already, it has the higher role of the two. */
export function moveAccount(state: MemoryState, from: AccountId, to: AccountId): void {
  for (const link of state.links.values()) {
    if (link.row.createdBy === from) link.row = { ...link.row, createdBy: to }
    if (link.uses.delete(from)) link.uses.add(to)
  }
  for (const [id, article] of state.articles) {
    const { members, people, freeze, versions } = article
    const [given, has] = [members.get(from), members.get(to)]
    if (given !== undefined) {
      if (has === undefined || isLower(has, given)) writeMember(state, id, to, given)
      writeMember(state, id, from, null)
    }
    const person = people.get(from)
    if (person !== undefined && !people.has(to)) {
      people.set(to, person)
      people.delete(from)
    }
    if (freeze?.row.by === from) article.freeze = { ...freeze, row: { ...freeze.row, by: to } }
    for (const [at, version] of versions.entries())
      if (version.by === from) versions[at] = { ...version, by: to }
  }
  for (const { members } of state.groups.values()) if (members.delete(from)) members.add(to)
  moveStudentships(state, from, to)
  moveLate(state, from, to)
  for (const account of [from, to]) addChange(state, null, account)
}

/** In a class in which both have a place, the second is free again. */
function moveStudentships(state: MemoryState, from: AccountId, to: AccountId): void {
  for (const { students } of state.classes.values()) {
    const isThere = [...students.values()].some(({ row }) => row.account === to)
    for (const place of students.values()) {
      if (place.row.account !== from) continue
      place.row = isThere ? { ...place.row, account: null, joinedAt: null } : { ...place.row, account: to }
    }
  }
}
