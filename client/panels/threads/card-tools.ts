/** What every card needs of the page: who looks, what people are called, and what can be done. */

import { createContext, type ReactNode, use } from 'react'
import { must } from '../../../shared/assert.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { can, type Role } from '../../../shared/roles.ts'
import type { ThreadEntry, ThreadPerson } from '../../../shared/threads.ts'
import type { FailureCode } from '../../api.ts'
import type { Draft } from '../../threads/drafts.ts'
import type { Threads } from '../../threads/threads.ts'
import type { ThreadView } from '../../threads/views.ts'

export type CardTools = {
  readonly threads: Threads
  readonly own: PersonId | null
  readonly role: Role | null
  /** As others read it: a guest is always called one. */
  readonly nameOf: (person: PersonId | null) => string
  /** For an avatar: the name alone, and the colour. */
  readonly faceOf: (person: PersonId | null) => { readonly name: string; readonly color: number | undefined }
  readonly mentionable: readonly ThreadPerson[]
  /** Those who are typed "@" for: asked for when it is first typed. */
  readonly onMention: () => void
  readonly now: number
  /** Whether what is not posted is kept on this device. */
  readonly isKept: boolean
  readonly drafts: readonly Draft[]
  readonly onActivate: (thread: string) => void
  /** Back to the words, out of the card. */
  readonly onLeave: () => void
  readonly onCopyLink: (thread: string) => void
  readonly onAttach: (thread: string) => void
  readonly onFailure: (code: FailureCode | null) => void
  readonly onPosted: (thread: string) => void
}

const Tools = createContext<CardTools | null>(null)
export const CardToolsProvider = Tools
export const useCardTools = (): CardTools => must(use(Tools), 'the tools of cards')

/** What a page puts at the foot of a card of one's own thread, by its id: a review asks there what the comment does. */
export const OwnCardFoot = createContext<((thread: string) => ReactNode) | null>(null)

type Who = Pick<CardTools, 'own' | 'role'>

/** What is refused by the server is not offered. Anybody who comments opens a thread again. */
export const mayResolve = ({ own, role }: Who, view: ThreadView): boolean =>
  can(role, view.isOpen ? 'resolveAny' : 'comment') ||
  (can(role, 'resolveOwn') && own !== null && (view.by === own || view.assignee === own))
export const mayEdit = ({ own, role }: Who, entry: ThreadEntry): boolean =>
  can(role, 'comment') && entry.by === own && entry.deletedBy === null
export const mayDelete = (who: Who, entry: ThreadEntry): boolean =>
  mayEdit(who, entry) || (can(who.role, 'moderate') && entry.deletedBy === null)
export const mayAttach = ({ own, role }: Who, view: ThreadView): boolean =>
  can(role, 'resolveAny') || (can(role, 'comment') && view.by === own)
