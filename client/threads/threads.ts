/** An article's threads on this page: told by the server, fetched after a gap; and what is written here, until the server has it. */

import { type PersonId, type RandomBytes, randomToken } from '../../shared/ids.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Reaction, ThreadChange, ThreadEntry, ThreadPerson, ThreadStatus } from '../../shared/threads.ts'
import type { Answer, FailureCode } from '../api.ts'
import type { Clock, Timer } from '../clock.ts'
import { createValue, type Readable } from '../sync/readable.ts'
import { type About, type Draft, isReply } from './drafts.ts'
import type { Kept } from './kept.ts'
import { afterFailure, nextToSend, type Post } from './outbox.ts'
import {
  leavesGap,
  NO_THREADS,
  type ThreadsState,
  withAnswer,
  withChange,
  withRead,
} from './threads-state.ts'
import { type ThreadView, ThreadViews } from './views.ts'

/** What the server is asked for; each answers what it has changed. */
export interface ThreadRequests {
  /** Everything, or what has changed since a revision. */
  list(since: number | null): Promise<Answer<ThreadChange & Pick<ThreadsState, 'read'>>>
  /** Begins a thread, or adds to one; the same draft twice is there once. */
  post(draft: Draft): Promise<Answer<ThreadChange>>
  change(thread: string, change: ThreadDeed): Promise<Answer<ThreadChange>>
  edit(entry: ThreadEntry, body: string): Promise<Answer<ThreadChange>>
  remove(entry: ThreadEntry): Promise<Answer<ThreadChange>>
  react(entry: ThreadEntry, reaction: Reaction, isOn: boolean): Promise<Answer<ThreadChange>>
  markRead(read: Readonly<Record<string, number>>): Promise<Answer<unknown>>
  mentionable(): Promise<Answer<{ readonly people: readonly ThreadPerson[] }>>
}

export type ThreadDeed =
  | { readonly status: ThreadStatus }
  | { readonly assignee: PersonId | null }
  | { readonly anchor: NonNullable<About>['request'] }

/** Who looks, as far as the server has said. */
export type Reader = {
  readonly role: Role | null
  readonly person: PersonId | null
  /** Another object with every connection. */
  readonly connection: object | null
}

export type ThreadsShown = {
  readonly reader: Reader
  /** Whether what there is has been told; else why not, where it was tried. */
  readonly isLoaded: boolean
  readonly failure: FailureCode | null
  readonly views: readonly ThreadView[]
  readonly people: ReadonlyMap<PersonId, ThreadPerson>
  readonly drafts: readonly Draft[]
  /** Whether all that is not posted would be here after a reload. */
  readonly isKept: boolean
}

export type ThreadsOptions = {
  readonly requests: ThreadRequests
  readonly kept: Kept
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly random: RandomBytes
  /** What others have said while the page was open. */
  readonly onHeard: (entries: readonly ThreadEntry[], people: ThreadsState['people']) => void
}

/** After a failure it is tried again so soon, and each time later, up to the last. In ms. */
const retryMs = [2_000, 4_000, 8_000, 15_000, 30_000]
/** What was read is told together. */
const readMs = 1_000

export class Threads {
  readonly shown: Readable<ThreadsShown>
  readonly #options: ThreadsOptions
  readonly #value = createValue<ThreadsShown>(NOTHING)
  readonly #views = new ThreadViews()
  #state: ThreadsState = NO_THREADS
  #reader: Reader = NOTHING.reader
  #failure: FailureCode | null = null
  #posts: readonly Post[] = []
  #drafts: readonly Draft[] = []
  /** Kept on this device, as far as it has confirmed. */
  readonly #unkept = new Set<string>()
  /** Posts that wait for something to happen first. */
  readonly #held = new Set<string>()
  #isSending = false
  #isFetching = false
  #isStale = false
  #failures = 0
  #timer: Timer | null = null
  #readTimer: Timer | null = null
  #unread: Record<string, number> = {}
  #isDestroyed = false

  constructor(options: ThreadsOptions) {
    this.#options = options
    this.shown = this.#value
    for (const item of options.kept.load()) {
      if (item.kind === 'draft') this.#drafts = [...this.#drafts, item.draft]
      else this.#posts = [...this.#posts, { ...item.post, waits: 'connection' }]
    }
    this.#posts = [...this.#posts].sort((a, b) => a.draft.at - b.draft.at)
    this.#show()
  }

  destroy(): void {
    this.#isDestroyed = true
    this.#timer?.cancel()
    this.#readTimer?.cancel()
    this.#tellRead()
  }

  // ---- what happens around it

  /** To be called with each role and connection. */
  setReader(reader: Reader): void {
    const before = this.#reader
    this.#reader = reader
    if (this.#isHidden) this.#state = NO_THREADS
    const isNew = reader.connection !== before.connection || reader.role !== before.role
    if (isNew && this.#maySee && reader.connection !== null) this.retry()
    this.#show()
  }

  onEvent(event: ServerEvent): void {
    if (event.type === 'threadsRead') this.#setState(withRead(this.#state, event.read))
    if (event.type === 'threads' && this.#maySee) this.#take(event)
  }

  /** The server holds everything that was typed here: words that it did not know it may know now. */
  articleSaved(): void {
    for (const { draft, waits } of this.#posts) if (waits === 'words') this.#held.delete(draft.id)
    void this.#send()
  }

  /** Asks and sends at once: there is a connection, or somebody does not want to wait. */
  retry(): void {
    this.#failures = 0
    this.#held.clear()
    void this.#fetch()
    void this.#send()
  }

  get hasUnsent(): boolean {
    return this.#posts.length > 0
  }

  /** What is written here and not posted, also where this role may not see it any more: it is kept for one that may. */
  get unposted(): readonly string[] {
    return [...this.#posts.map(({ draft }) => draft), ...this.#drafts].map(({ words }) => words)
  }

  // ---- writing

  /** Begins a draft of a new thread. Nothing is kept until something is written. */
  draftAbout(about: About): Draft {
    return this.#newDraft(this.#token(), about)
  }

  /** The answer to a thread that is being written, or an empty one. */
  draftFor(thread: string): Draft {
    const known = this.#drafts.find((draft) => draft.thread === thread && isReply(draft))
    return known ?? this.#newDraft(thread)
  }

  setDraft(draft: Draft): void {
    this.#drafts = [...this.#drafts.filter(({ id }) => id !== draft.id), draft]
    this.#keep(draft.id, () => this.#options.kept.put({ kind: 'draft', draft }))
    this.#show()
  }

  dropDraft(id: string): void {
    this.#drafts = this.#drafts.filter((draft) => draft.id !== id)
    this.#forget(id)
    this.#show()
  }

  /** From now on it is sent until it is there. */
  post(draft: Draft): void {
    const post: Post = {
      draft: { ...draft, refused: null, at: this.#options.clock.now() },
      waits: 'answer',
      gaps: 0,
    }
    this.#drafts = this.#drafts.filter(({ id }) => id !== draft.id)
    this.#posts = [...this.#posts, post]
    this.#keepPost(post)
    this.#show()
    void this.#send()
  }

  // ---- deeds: each answers why it was not done, or null

  change = (thread: string, deed: ThreadDeed) => this.#do(this.#options.requests.change(thread, deed))
  edit = (entry: ThreadEntry, body: string) => this.#do(this.#options.requests.edit(entry, body))
  remove = (entry: ThreadEntry) => this.#do(this.#options.requests.remove(entry))
  react = (entry: ThreadEntry, reaction: Reaction, isOn: boolean) =>
    this.#do(this.#options.requests.react(entry, reaction, isOn))
  mentionable = () => this.#options.requests.mentionable()

  /** This person has seen all of it. */
  seen(view: ThreadView): void {
    const last = view.entries.at(-1)?.order
    if (last === undefined || !view.isUnread) return
    this.#unread = { ...this.#unread, [view.id]: last }
    this.#setState(withRead(this.#state, { [view.id]: last }))
    this.#readTimer ??= this.#options.clock.after(readMs, () => this.#tellRead())
  }

  // ---- from the server

  get #maySee(): boolean {
    return can(this.#reader.role, 'seeThreads')
  }

  get #isHidden(): boolean {
    return this.#reader.role !== null && !this.#maySee
  }

  #take(change: ThreadChange): void {
    if (leavesGap(this.#state, change)) void this.#fetch()
    const isNext = this.#state.rev !== null
    const before = this.#state
    this.#setState(withChange(before, change))
    if (isNext) this.#tellHeard(before, change.entries)
  }

  async #fetch(): Promise<void> {
    if (!this.#maySee || this.#isDestroyed) return
    this.#isStale = true
    if (this.#isFetching) return
    this.#isFetching = true
    while (this.#isStale) {
      this.#isStale = false
      const before = this.#state
      const answer = await this.#options.requests.list(before.rev)
      if (this.#isDestroyed || !this.#maySee) break
      this.#failure = answer.ok ? null : answer.code
      if (!answer.ok) {
        this.#later()
        break
      }
      const known = this.#state
      this.#setState(withAnswer(known, answer.value, before.rev))
      if (before.rev !== null) this.#tellHeard(known, answer.value.entries)
    }
    this.#isFetching = false
    this.#show()
  }

  async #do(asked: Promise<Answer<ThreadChange>>): Promise<FailureCode | null> {
    const answer = await asked
    if (!answer.ok) return answer.code
    if (this.#maySee) this.#take(answer.value)
    return null
  }

  #tellHeard(before: ThreadsState, entries: readonly ThreadEntry[]): void {
    const { person } = this.#reader
    const heard = entries.filter(
      ({ id, thread, kind, by, deletedBy }) =>
        kind === 'comment' &&
        by !== person &&
        deletedBy === null &&
        !before.entries.get(thread)?.some((known) => known.id === id),
    )
    if (heard.length > 0) this.#options.onHeard(heard, this.#state.people)
  }

  #tellRead(): void {
    this.#readTimer = null
    const read = this.#unread
    this.#unread = {}
    if (Object.keys(read).length > 0) void this.#options.requests.markRead(read)
  }

  // ---- to the server

  async #send(): Promise<void> {
    if (this.#isSending || !can(this.#reader.role, 'comment')) return
    this.#isSending = true
    for (;;) {
      const post = nextToSend(this.#posts, this.#held)
      if (post === null || this.#isDestroyed) break
      const answer = await this.#options.requests.post(post.draft)
      if (this.#isDestroyed) break
      if (answer.ok) this.#posted(post, answer.value)
      else this.#failed(post, answer.code)
    }
    this.#isSending = false
  }

  #posted(post: Post, change: ThreadChange): void {
    this.#posts = this.#posts.filter(({ draft }) => draft.id !== post.draft.id)
    this.#forget(post.draft.id)
    this.#take(change)
    this.#show()
  }

  #failed(post: Post, code: FailureCode): void {
    const outcome = afterFailure(post, code)
    if (outcome.kind === 'again') {
      this.#posts = this.#posts.map((one) => (one.draft.id === post.draft.id ? outcome.post : one))
      this.#held.add(post.draft.id)
      this.#keepPost(outcome.post)
      this.#later()
    } else {
      this.#posts = this.#posts.filter(({ draft }) => draft.id !== post.draft.id)
      this.#giveBack(outcome.draft)
    }
    this.#show()
  }

  /** Before what was written meanwhile; where there is no thread any more, about the whole article. */
  #giveBack(draft: Draft): void {
    if (isReply(draft) && this.#state.threads.get(draft.thread)?.removed !== false)
      return this.setDraft({ ...draft, thread: this.#token(), about: null })
    const since = isReply(draft)
      ? this.#drafts.find((one) => one.thread === draft.thread && isReply(one))
      : undefined
    if (since) this.dropDraft(since.id)
    const words = since ? `${draft.words}\n\n${since.words}` : draft.words
    this.setDraft({ ...draft, words, mentions: [...draft.mentions, ...(since?.mentions ?? [])] })
  }

  #later(): void {
    if (this.#timer !== null || this.#isDestroyed) return
    const ms = retryMs[Math.min(this.#failures, retryMs.length - 1)] ?? 0
    this.#failures += 1
    this.#timer = this.#options.clock.after(ms, () => {
      this.#timer = null
      this.#held.clear()
      if (this.#failure !== null) void this.#fetch()
      void this.#send()
    })
  }

  // ---- kept, and shown

  #newDraft(thread: string, about?: About): Draft {
    const draft = { id: this.#token(), thread, words: '', mentions: [], assignee: null, refused: null }
    const at = this.#options.clock.now()
    return about === undefined ? { ...draft, at } : { ...draft, at, about }
  }

  #token(): string {
    return randomToken(this.#options.random, 16)
  }

  #keepPost(post: Post): void {
    this.#keep(post.draft.id, () => this.#options.kept.put({ kind: 'post', post }))
  }

  #keep(id: string, put: () => boolean): void {
    if (put()) this.#unkept.delete(id)
    else this.#unkept.add(id)
  }

  #forget(id: string): void {
    this.#unkept.delete(id)
    this.#options.kept.remove(id)
  }

  #isDeleted({ thread, id }: Draft): boolean {
    const entry = this.#state.entries.get(thread)?.find((one) => one.id === id)
    return this.#state.threads.get(thread)?.removed === true || (entry?.deletedBy ?? null) !== null
  }

  #setState(state: ThreadsState): void {
    if (state === this.#state) return
    this.#state = state
    for (const draft of this.#drafts) if (draft.edits && this.#isDeleted(draft)) this.dropDraft(draft.id)
    this.#show()
  }

  #show(): void {
    if (this.#isDestroyed) return
    const isHidden = this.#isHidden
    this.#value.set({
      reader: this.#reader,
      isLoaded: this.#state.rev !== null,
      failure: this.#failure,
      views: isHidden ? [] : this.#views.read(this.#state, this.#posts, this.#reader.person),
      people: this.#state.people,
      drafts: isHidden ? [] : this.#drafts,
      isKept: this.#unkept.size === 0,
    })
  }
}

const NOTHING: ThreadsShown = {
  reader: { role: null, person: null, connection: null },
  isLoaded: false,
  failure: null,
  views: [],
  people: new Map(),
  drafts: [],
  isKept: true,
}
