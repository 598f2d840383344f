/** The tables of both databases, as Kysely sees them. docs/store.md says what they are for; migrations/ makes them. */

import type { Generated } from 'kysely'
import type { AuditAct } from '../../shared/audit.ts'
import type { DecisionVerb } from '../../shared/decisions.ts'
import type { AccountId, ArticleId, ClientId, PersonId } from '../../shared/ids.ts'
import type { MailLanguage, NoticeKind } from '../../shared/notices.ts'
import type { Phase } from '../../shared/review/phase.ts'
import type { GroupKind, Role, SharedRole } from '../../shared/roles.ts'
import type { EntryKind, Reaction, ThreadStatus } from '../../shared/threads.ts'

/** Times are milliseconds since 1970; truths are 0 and 1, so that both databases give the same. */
export interface Tables {
  articles: {
    id: ArticleId
    title: string
    created_at: number
    updated_at: number
    trashed_at: number | null
  }
  /** Apart from `articles`, so that locking a lease never waits for a title. */
  leases: { article: ArticleId; epoch: number }
  log: { article: ArticleId; seq: number; person: PersonId | null; at: number; bytes: Uint8Array }
  checkpoints: { article: ArticleId; seq: number; bytes: Uint8Array }
  clients: {
    article: ArticleId
    client: ClientId
    person: PersonId
    state: 'reserved' | 'bound'
    returned: 0 | 1
  }
  members: { article: ArticleId; account: AccountId; role: Role }
  people: { article: ArticleId; account: AccountId; person: PersonId }
  groups: { id: string; name: string; kind: GroupKind }
  group_members: { group_id: string; account: AccountId }
  group_shares: { article: ArticleId; group_id: string; role: SharedRole }
  links: {
    id: string
    hash: string
    article: ArticleId
    role: SharedRole
    created_by: AccountId
    created_at: number
    expires_at: number | null
  }
  /** Who has opened a link, and has what it gives for as long as it is there. */
  link_uses: { link: string; account: AccountId }
  access_requests: { article: ArticleId; account: AccountId; role: Role; at: number }
  freezes: { article: ArticleId; at: number; name: string; by: AccountId; sealed: 0 | 1 }
  versions: { id: string; article: ArticleId; seq: number; name: string; at: number; by: AccountId }
  access_tokens: {
    id: string
    hash: string
    account: AccountId
    name: string
    created_at: number
    used_at: number | null
  }
  invites: {
    id: string
    hash: string
    created_by: AccountId
    expires_at: number
    article: ArticleId | null
    role: Role | null
    uses_left: number
  }
  decisions: {
    article: ArticleId
    number: number
    verb: DecisionVerb
    person: PersonId
    at: number
    reason: string | null
    /** JSON: what the first of its suggestions were. */
    parts: string
    count: number
    reopened_by: PersonId | null
    reopened_at: number | null
    /** JSON, which the store does not read; null: it cannot be taken back. */
    reversal: string | null
  }
  /** Every suggestion that a decision was about. */
  decided: { article: ArticleId; suggestion: string; number: number }
  /** How often the threads of an article have changed: and how much they are; its lock makes the order of their changes the order of commits. */
  thread_revisions: { article: ArticleId; rev: number; size: number }
  threads: {
    article: ArticleId
    id: string
    by: PersonId
    at: number
    /** JSON. */
    anchor: string | null
    status: ThreadStatus
    assignee: PersonId | null
    removed: 0 | 1
    rev: number
  }
  thread_entries: {
    article: ArticleId
    id: string
    thread: string
    /** The revision at which it came; several of one change have the same. */
    number: number
    rev: number
    kind: EntryKind
    by: PersonId
    at: number
    body: string
    assignee: PersonId | null
    edited_at: number | null
    deleted_by: PersonId | null
  }
  thread_reactions: { article: ArticleId; entry: string; reaction: Reaction; person: PersonId }
  /** Up to which number of its entries somebody has read a thread. */
  thread_reads: { article: ArticleId; person: PersonId; thread: string; number: number }
  /** Up to which revision of its threads people were told of them. */
  noticed_revisions: { article: ArticleId; rev: number }
  notices: {
    id: Generated<number>
    account: AccountId
    article: ArticleId
    thread: string
    entry: string
    kind: NoticeKind
    by: PersonId
    at: number
    read_at: number | null
    mailed_at: number | null
  }
  mail: {
    account: AccountId
    address: string
    language: MailLanguage
    confirmed_at: number | null
    at_once: 0 | 1
    digest: 0 | 1
    token: string
  }
  /** What was sent to confirm an address, by its SHA-256. */
  mail_codes: { account: AccountId; hash: string; at: number; tries: number }
  mail_mutes: { account: AccountId; article: ArticleId }
  classes: {
    id: string
    name: string
    created_at: number
    keep_until: number | null
    code: string | null
    code_until: number | null
    lists_handles: 0 | 1
  }
  class_teachers: { class: string; account: AccountId }
  /** A place on a roster; `handle_key`: its handle in the form in which two are the same. */
  class_students: {
    id: string
    class: string
    handle: string
    handle_key: string
    group_name: string | null
    account: AccountId | null
    joined_at: number | null
    quota: number | null
    time_percent: number
  }
  review_sessions: {
    id: string
    class: string
    name: string
    created_at: number
    rev: number
    phase: Phase
    since: number
    ends_at: number | null
    paused_at: number | null
    resumed_at: number | null
    /** JSON, as everything of a session that no question is asked about. */
    settings: string
    attendance: string
    seed: string
    round: number
    released_at: number | null
  }
  review_texts: {
    session: string
    id: string
    number: number
    article: ArticleId
    /** Under whom the teacher's notes have landed in it. */
    teacher: PersonId | null
    kept: string
  }
  review_authors: { session: string; text: string; student: string }
  /** A text as it was locked. */
  review_snapshots: { session: string; text: string; round: number; bytes: Uint8Array; ids: string | null }
  review_pairs: {
    session: string
    id: string
    number: number
    round: number
    reviewer: string
    text: string
    copy: ArticleId
    pen: number
    person: PersonId | null
    landed: 0 | 1
    ended: 0 | 1
    reopened: 0 | 1
    kept: string
  }
  review_answers: { session: string; pair: string; kept: string }
  /** The text on which a class tries the questions; what copies of it start with. */
  review_samples: { session: string; id: string; title: string; key: string; shown: 0 | 1; bytes: Uint8Array }
  review_sample_answers: {
    session: string
    id: string
    number: number
    student: string
    copy: ArticleId
    kept: string
  }
  /** In which session an article is: as a text, or as the copy of a pair; a student's copy of the sample has `SAMPLE` for its text. */
  review_articles: { article: ArticleId; session: string; text: string; pair: string | null }
  /** Under which number somebody's review has landed in an article whose session is no more. */
  review_pens: { article: ArticleId; person: PersonId; pen: number }
  erased_persons: { article: ArticleId; person: PersonId }
  /** What an author brought when the text was locked; `size`: of the bytes. */
  late_changes: {
    article: ArticleId
    account: AccountId
    id: string
    at: number
    bytes: Uint8Array
    size: number
    words: string
    refused: string | null
  }
  images: { id: string; article: ArticleId; hash: string; type: string; width: number; height: number }
  image_bytes: { hash: string; bytes: Uint8Array }
  settings: { key: string; value: string }
  changes: { seq: number; article: ArticleId | null; account: AccountId | null }
  /** One row: its lock makes the order of changes the order of commits. */
  change_counter: { id: 1; seq: number }
  audit: {
    seq: Generated<number>
    at: number
    act: AuditAct
    by_account: AccountId | null
    account: AccountId | null
    article: ArticleId | null
    detail: string | null
  }
  schema_version: { version: number; name: string }
}
