/** Threads as cards show them: what the server has said, and behind it what was posted here and is on its way. */

import type { Anchor } from '../../shared/article/anchor.ts'
import type { PersonId } from '../../shared/ids.ts'
import { mentionsIn, type Thread, type ThreadEntry } from '../../shared/threads.ts'
import type { About, Draft } from './drafts.ts'
import type { Post } from './outbox.ts'
import type { ThreadsState } from './threads-state.ts'

export type ThreadView = {
  readonly id: string
  /** null: it is on its way. */
  readonly thread: Thread | null
  /** Who started it; null: this page's person, before the server has said who that is. */
  readonly by: PersonId | null
  readonly at: number
  /** What it is about: null is the whole article. */
  readonly anchor: Pick<Anchor, 'ranges' | 'quote' | 'suggestion'> | null
  readonly isOpen: boolean
  readonly assignee: PersonId | null
  readonly entries: readonly ThreadEntry[]
  readonly posts: readonly Post[]
  readonly isUnread: boolean
}

type Inputs = readonly [
  Thread,
  readonly ThreadEntry[] | undefined,
  string,
  number | undefined,
  PersonId | null,
]

/** The views of one page. One that has not changed is the same object as before. */
export class ThreadViews {
  #known = new Map<string, { readonly inputs: Inputs; readonly view: ThreadView }>()

  /** Of what is not deleted, oldest first. */
  read(state: ThreadsState, posts: readonly Post[], own: PersonId | null): readonly ThreadView[] {
    const known = new Map<string, { readonly inputs: Inputs; readonly view: ThreadView }>()
    const views: ThreadView[] = []
    for (const thread of state.threads.values()) {
      if (thread.removed) continue
      const entries = state.entries.get(thread.id)
      const behind = posts.filter(
        ({ draft }) => draft.thread === thread.id && !entries?.some(({ id }) => id === draft.id),
      )
      const inputs: Inputs = [thread, entries, JSON.stringify(behind), state.read[thread.id], own]
      const before = this.#known.get(thread.id)
      const same = before?.inputs.every((input, index) => input === inputs[index])
      const now =
        same && before ? before : { inputs, view: viewOf(thread, entries ?? [], behind, inputs[3] ?? 0, own) }
      known.set(thread.id, now)
      views.push(now.view)
    }
    this.#known = known
    for (const { draft } of posts)
      if (draft.about !== undefined && !state.threads.has(draft.thread))
        views.push(
          newView(
            draft,
            posts.filter((post) => post.draft.thread === draft.thread),
            own,
          ),
        )
    return views.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  }
}

function viewOf(
  thread: Thread,
  entries: readonly ThreadEntry[],
  posts: readonly Post[],
  read: number,
  own: PersonId | null,
): ThreadView {
  const { id, by, at, anchor, status, assignee } = thread
  const isUnread = entries.some(
    ({ order, by, deletedBy }) => order > read && by !== own && deletedBy === null,
  )
  return { id, thread, by, at, anchor, isOpen: status === 'open', assignee, entries, posts, isUnread }
}

const newView = (draft: Draft, posts: readonly Post[], own: PersonId | null): ThreadView => ({
  id: draft.thread,
  thread: null,
  by: own,
  at: draft.at,
  anchor: draft.about ? { ...draft.about, ...suggestionIn(draft.about.request) } : null,
  isOpen: true,
  assignee: draft.assignee,
  entries: [],
  posts,
  isUnread: false,
})

const suggestionIn = (request: NonNullable<About>['request']): Pick<Anchor, 'suggestion'> =>
  'suggestion' in request ? { suggestion: request.suggestion } : {}

export const FILTERS = ['open', 'mine', 'assigned', 'resolved', 'detached'] as const
export type Filter = (typeof FILTERS)[number]

export type Search = {
  readonly filter: Filter
  /** Somebody who has said something in it; null: anybody. */
  readonly person: PersonId | null
  readonly words: string
}

type Known = {
  readonly own: PersonId | null
  readonly isDetached: (view: ThreadView) => boolean
  readonly nameOf: (person: PersonId) => string
}

/** Those that are looked for, in the given order. */
export function found(
  views: readonly ThreadView[],
  { filter, person, words }: Search,
  known: Known,
): readonly ThreadView[] {
  const wanted = words.trim().toLocaleLowerCase()
  return views.filter((view) => {
    if (!passes(view, filter, known)) return false
    if (person !== null && !peopleIn(view).has(person)) return false
    return (
      wanted === '' || wordsIn(view, known.nameOf).some((text) => text.toLocaleLowerCase().includes(wanted))
    )
  })
}

function passes(view: ThreadView, filter: Filter, { own, isDetached }: Known): boolean {
  switch (filter) {
    case 'open':
      return view.isOpen
    case 'mine':
      return (
        own !== null &&
        (peopleIn(view).has(own) || view.entries.some(({ body }) => mentionsIn(body).includes(own)))
      )
    case 'assigned':
      return view.isOpen && own !== null && view.assignee === own
    case 'resolved':
      return !view.isOpen
    case 'detached':
      return view.isOpen && isDetached(view)
  }
}

/** Everybody who has said something in it. */
export const peopleIn = ({ by, entries }: ThreadView): ReadonlySet<PersonId> =>
  new Set([
    ...(by === null ? [] : [by]),
    ...entries.filter(({ kind }) => kind === 'comment').map(({ by }) => by),
  ])

function wordsIn(
  { anchor, entries, posts }: ThreadView,
  nameOf: (person: PersonId) => string,
): readonly string[] {
  const said = entries.flatMap(({ body, by }) => [
    body.replace(/@\{(\w+)\}/g, (_, id) => `@${nameOf(id)}`),
    nameOf(by),
  ])
  return [anchor?.quote ?? '', ...said, ...posts.map(({ draft }) => draft.words)]
}
