/**
 * What the store keeps of classes: who teaches one, who is on its roster, and by what code people join.
 *
 * A **student** here is a place on the roster: it is there before anybody has joined, and keeps its id for good. An account takes a
 * place by claiming it, at most one in each class. What a place says of a person goes with the person: an account that is erased takes
 * its places with it.
 */

import type { AccountId } from '../../shared/ids.ts'

export type ClassRow = {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  /** From then on its students are erased; null: not by themselves. */
  readonly keepUntil: number | null
  /** By which code people join, and until when. A time that has passed means that nobody does. */
  readonly joining: { readonly code: string; readonly until: number } | null
  /** Whether who has the code may see which handles nobody has claimed. */
  readonly listsHandles: boolean
}

export type StudentRow = {
  /** Means nothing outside the class: what review sessions know somebody by. */
  readonly id: string
  readonly class: string
  /** What the class calls them: as the teacher wrote it. */
  readonly handle: string
  readonly group: string | null
  readonly account: AccountId | null
  readonly joinedAt: number | null
  /** How many texts they review; null: as many as everybody. */
  readonly quota: number | null
  /** Their time in percent of everybody's. */
  readonly timePercent: number
}

/** A place as a roster names it. What it leaves out stays as it is, or as it is for everybody. */
export type NewStudent = {
  /** For a place that is not there yet. */
  readonly id: string
  readonly handle: string
  /** The handle in the form in which two are the same. */
  readonly key: string
} & Partial<Pick<StudentRow, 'group' | 'quota' | 'timePercent'>>

export type ClassChange = Partial<Pick<ClassRow, 'name' | 'keepUntil' | 'listsHandles'>>
export type StudentChange = Partial<Pick<StudentRow, 'group' | 'quota' | 'timePercent'>> & {
  readonly handle?: { readonly text: string; readonly key: string }
}

export interface ClassRecords {
  createClass(row: Pick<ClassRow, 'id' | 'name' | 'createdAt'>, teacher: AccountId): Promise<void>
  classById(id: string): Promise<ClassRow | null>
  /** Those that this account teaches, by name, with how many are on the roster and how many of them have joined. */
  classesOf(
    teacher: AccountId,
  ): Promise<readonly (ClassRow & { readonly students: number; readonly joined: number })[]>
  /** Rejects with `not-found`. */
  changeClass(id: string, change: ClassChange): Promise<void>
  /** With its roster, its teachers, its sessions and their copies; accounts and texts stay. False when there is none. */
  deleteClass(id: string): Promise<boolean>
  /** Those whose students are to be erased at `now`, though some are still there. */
  classesDue(now: number): Promise<readonly string[]>

  // teachers
  teachersOf(id: string): Promise<readonly AccountId[]>
  isTeacher(id: string, account: AccountId): Promise<boolean>
  /** Rejects with `not-found` without the class, `conflict` when nobody would teach it any more. */
  setTeacher(id: string, account: AccountId, isTeacher: boolean): Promise<void>
  /** The classes that would have no teacher without this account. */
  onlyTeacherOf(account: AccountId): Promise<readonly string[]>

  // the roster
  /** By handle. */
  studentsOf(id: string): Promise<readonly StudentRow[]>
  /** The places that an account has, in all classes. */
  studentshipsOf(account: AccountId): Promise<readonly StudentRow[]>
  /**
   * Adds the places that are not there and changes the others; takes none away. Answers how many are new. All or nothing: rejects
   * with `not-found` without the class, `conflict` when there would be more than `max`.
   */
  putStudents(id: string, students: readonly NewStudent[], max: number): Promise<number>
  /** Rejects with `not-found`, `name-taken` for a handle that another one has. */
  changeStudent(id: string, student: string, change: StudentChange): Promise<void>
  /** The account stays. False when there is none. */
  removeStudent(id: string, student: string): Promise<boolean>

  // joining
  /** In place of an earlier code. False when another class has that one; rejects with `not-found`. */
  openJoining(id: string, code: string, until: number): Promise<boolean>
  /** The code is gone for good. */
  closeJoining(id: string): Promise<void>
  /** The class that is joined by this code at `now`. */
  classByCode(code: string, now: number): Promise<ClassRow | null>
  /**
   * Gives the account the place with this handle. `null`, whatever the reason: the code admits nobody at `now`, there is no such
   * handle, somebody has it, or the account has a place in that class already.
   */
  claimStudent(code: string, key: string, account: AccountId, now: number): Promise<StudentRow | null>
  /** Frees the place, and answers who had it. */
  undoClaim(id: string, student: string): Promise<AccountId | null>
  /**
   * Makes two places one: `from` goes, `into` stays. Where both have an account, what the one may do in articles, groups and classes
   * becomes the other's, and so do its words where the other has written none in that article. Answers the account that is left
   * over, with nothing of its own any more. What `from` is in review sessions `into` is. Rejects with `not-found`, `invalid` when the two are
   * one, `conflict` when both have a text or reviews in the same session.
   */
  mergeStudents(id: string, from: string, into: string): Promise<AccountId | null>
}
