/** What a memory store keeps of one account, and its removal. */

import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { onlyTeacherOf } from './memory-classes.ts'
import { forgetMail } from './memory-notices.ts'
import { forgetSampleAnswers } from './memory-samples.ts'
import { addChange, type MemoryState, type Read, type Transact } from './memory-state.ts'
import { NOBODY, noHeir } from './personal.ts'
import type { PersonalRows } from './store.ts'

export const memoryPersonalRows = (transact: Transact, read: Read): PersonalRows => ({
  personsOf: (account) =>
    read(({ articles }) =>
      [...articles].flatMap(([article, { people }]) => {
        const person = people.get(account)
        return person === undefined ? [] : [{ article, person }]
      }),
    ),
  invitesOf: (account) =>
    read(({ invites }) =>
      [...invites.values()].map(({ row }) => row).filter(({ createdBy }) => createdBy === account),
    ),
  auditOf: (account) =>
    read(({ audit }) => audit.rows.filter((row) => row.by === account || row.account === account)),
  onlyOwnerOf: (account) => read((state) => onlyOwnerOf(state, account)),

  eraseAccount: (account, heir) =>
    transact((state) => {
      const alone = onlyOwnerOf(state, account).length + onlyTeacherOf(state, account).length
      if (heir === null && alone > 0) throw noHeir()
      return { answer: undefined, write: (state) => erase(state, account, heir) }
    }),
})

const onlyOwnerOf = ({ articles }: MemoryState, account: AccountId): readonly ArticleId[] =>
  [...articles]
    .filter(([, { members }]) => {
      const owners = [...members].filter(([, role]) => role === 'owner')
      return owners.length === 1 && owners[0]?.[0] === account
    })
    .map(([article]) => article)
    .sort()

function erase(state: MemoryState, account: AccountId, heir: AccountId | null): void {
  for (const article of onlyOwnerOf(state, account)) {
    if (heir !== null) state.articles.get(article)?.members.set(heir, 'owner')
    addChange(state, article, heir)
  }
  for (const { members, people, threads } of state.articles.values()) {
    members.delete(account)
    const person = people.get(account)
    if (person !== undefined) threads.reads.delete(person)
    people.delete(account)
  }
  eraseSharing(state, account)
  eraseClasses(state, account, heir)
  state.notices.rows = state.notices.rows.filter((row) => row.account !== account)
  forgetMail(state, account)
  state.late = state.late.filter((row) => row.account !== account)
  for (const [id, { row }] of state.tokens) if (row.account === account) state.tokens.delete(id)
  for (const [id, { row }] of state.invites) if (row.createdBy === account) state.invites.delete(id)
  addChange(state, null, account)
}

/** Their places on rosters, whose handles name them; a class that nobody else teaches is the heir's. */
function eraseClasses(state: MemoryState, account: AccountId, heir: AccountId | null): void {
  for (const id of onlyTeacherOf(state, account)) {
    if (heir !== null) state.classes.get(id)?.teachers.add(heir)
  }
  for (const { teachers, students } of state.classes.values()) {
    teachers.delete(account)
    for (const [id, { row }] of students) {
      if (row.account !== account) continue
      students.delete(id)
      forgetSampleAnswers(state, id)
    }
  }
}

/** The groups they are in and the links they opened, what they asked for, and what they made: links end, deadlines and versions stay nobody's. */
function eraseSharing(state: MemoryState, account: AccountId): void {
  for (const { members } of state.groups.values()) members.delete(account)
  for (const [id, { row, uses }] of state.links) {
    uses.delete(account)
    if (row.createdBy === account) state.links.delete(id)
  }
  for (const article of state.articles.values()) {
    article.requests.delete(account)
    const { freeze, versions } = article
    if (freeze?.row.by === account) article.freeze = { ...freeze, row: { ...freeze.row, by: NOBODY } }
    for (const [at, version] of versions.entries()) {
      if (version.by === account) versions[at] = { ...version, by: NOBODY }
    }
  }
}
