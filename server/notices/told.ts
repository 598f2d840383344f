/** Who is told of what happens in a thread, and why: a pure rule. */

import type { AccountId, PersonId } from '../../shared/ids.ts'
import type { NoticeKind } from '../../shared/notices.ts'
import { mentionsIn, type Thread, type ThreadEntry } from '../../shared/threads.ts'
import type { NewNotice } from '../store/notices.ts'

/** What the rule needs to know beside the entry. */
export type Around = {
  readonly thread: Thread
  /** Whether it is new, and not one that was edited. */
  readonly isNew: boolean
  /** Everybody who has said something in the thread. */
  readonly participants: readonly PersonId[]
  /** Who owns the article. */
  readonly owners: readonly AccountId[]
  readonly accountOf: (person: PersonId) => AccountId | undefined
}

/**
 * Whom it was given to and who is mentioned in it, also by an edit; of a new one who talks along and who owns the article, of a
 * resolution who started the thread. Nobody is told of what they did themselves, and each once, of the first reason.
 */
export function toldOf(entry: ThreadEntry, around: Around): readonly NewNotice[] {
  const { thread, isNew, participants, owners, accountOf } = around
  const reasons = new Map<AccountId, NoticeKind>()
  const tell = (account: AccountId | undefined, kind: NoticeKind) => {
    if (account !== undefined && !reasons.has(account)) reasons.set(account, kind)
  }
  const byThemselves = accountOf(entry.by)
  if (entry.assignee !== null && isNew) tell(accountOf(entry.assignee), 'assigned')
  for (const person of mentionsIn(entry.body)) tell(accountOf(person), 'mention')
  if (entry.kind === 'comment' && isNew) {
    for (const person of [thread.by, ...participants]) tell(accountOf(person), 'reply')
    for (const account of owners) tell(account, 'thread')
  }
  if (entry.kind === 'resolved' && isNew) tell(accountOf(thread.by), 'resolved')
  if (byThemselves !== undefined) reasons.delete(byThemselves)
  return [...reasons].map(([account, kind]) => ({
    account,
    kind,
    thread: entry.thread,
    entry: entry.id,
    by: entry.by,
    at: entry.editedAt ?? entry.at,
  }))
}
