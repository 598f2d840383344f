/** What the routes need, each by the smallest interface that serves them; server.ts puts it together. */

import type { Context, MiddlewareHandler } from 'hono'
import type * as Y from 'yjs'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { AccountId, ArticleId, PersonId, RandomBytes } from '../../shared/ids.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import type { Access, Visitor } from '../auth/access.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Audit } from '../auth/audit.ts'
import type { Invites } from '../auth/invites.ts'
import type { Links } from '../auth/links.ts'
import type { Newsroom } from '../auth/newsroom.ts'
import type { PersonalData } from '../auth/personal-data.ts'
import type { SignIns } from '../auth/sign-ins.ts'
import type { Throttle } from '../auth/throttle.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { Classes } from '../classes/classes.ts'
import type { JoinFailures } from '../classes/join-failures.ts'
import type { Joining } from '../classes/joining.ts'
import type { Clock } from '../clock.ts'
import type { Decisions } from '../decisions/decisions.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Mailer } from '../notices/mailer.ts'
import type { Notices } from '../notices/notices.ts'
import type { Reviews } from '../review/reviews.ts'
import type { Listener } from '../room/connection.ts'
import type { Changer } from '../room/rooms.ts'
import type { Note } from '../store/notes.ts'
import type { Store } from '../store/store.ts'
import type { Threads } from '../threads/threads.ts'

/** The rooms, as far as requests touch them. */
export interface OpenArticles {
  /** Reads the article as it is now: its open room's doc, or one built from the store. `null`: no such article. */
  read<T>(article: ArticleId, read: (doc: Y.Doc) => T): Promise<T | null>
  /**
   * Changes the article as this account, in one transaction of the server's; resolves when that is on the disk. `by`: with the role
   * of that moment. `null`: no such article, or not for them any more. What `change` refuses has changed nothing. What `noteOf` says
   * of it is kept in the same transaction.
   */
  change<T>(
    article: ArticleId,
    account: AccountId,
    change: (suggestions: Suggestions, by: Changer) => T,
    noteOf?: (answer: T, by: Changer) => Note | null,
  ): Promise<{ readonly answer: T; readonly person: PersonId } | null>
  /** Tells those open sockets of an article that it is for. */
  announce(article: ArticleId, event: ServerEvent, isFor: (connection: Listener) => boolean): void
  /** Tells open sockets to ask anew who they are and what they may do; `null` means every article or everybody. */
  accessChanged(article: ArticleId | null, account: AccountId | null): void
}

/** What `read` sees in the article, as this account's reading. `null`: no such article. Throws `too-fast`. */
export type ReadFor = <T>(
  account: AccountId,
  article: ArticleId,
  read: (doc: Y.Doc) => T,
) => Promise<T | null>

/** How much may be asked for. */
export type Quotas = {
  /** The first step of each request. */
  readonly perAddress: MiddlewareHandler<Env>
  /** A step after which it is known who asks. */
  readonly perVisitor: MiddlewareHandler<Env>
  /** Called by a handler that is about to compare or set a stranger's password, which takes a core its time. */
  readonly countPassword: (c: Request) => void
}

export type Services = {
  readonly access: Access
  readonly accounts: Accounts
  readonly signIns: SignIns
  readonly tokens: Tokens
  readonly invites: Invites
  readonly links: Links
  readonly newsroom: Newsroom
  readonly throttle: Throttle
  readonly quotas: Quotas
  readonly audit: Audit
  readonly personalData: PersonalData
  readonly classes: Classes
  readonly joining: Joining
  readonly joinFailures: JoinFailures
  readonly articles: OpenArticles
  readonly notices: Notices
  /** null: this server sends no mail. */
  readonly mailer: Mailer | null
  readonly threads: Threads
  readonly decisions: Decisions
  readonly reviews: Reviews
  readonly readFor: ReadFor
  readonly store: Store
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  readonly metrics: Metrics
  /** The address people use, or `null` when it is whatever the browser says. */
  readonly baseUrl: string | null
  readonly trustProxy: number
  readonly metricsToken: string | null
}

/** What the first steps of a request leave for its handler. */
export type Env = {
  Bindings: {
    /** Node's own request. `complete`: all of its body has come. */
    readonly incoming: { readonly complete?: boolean; readonly socket: { readonly remoteAddress?: string } }
  }
  Variables: { readonly visitor: Visitor | null }
}
export type Request = Context<Env>
