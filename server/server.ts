/** Puts a whole server together from a configuration and a world, and takes it apart again: for main.ts and for every test. */

import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { assert } from '../shared/assert.ts'
import type { AccountId, ArticleId, PersonId, RandomBytes } from '../shared/ids.ts'
import { idleLineMs, linesPerAddressMax, requestHeadMsMax } from '../shared/limits.ts'
import { networkOf, seenAddress } from './address.ts'
import { createAccess } from './auth/access.ts'
import { Accounts } from './auth/accounts.ts'
import { createAudit } from './auth/audit.ts'
import { createInvites } from './auth/invites.ts'
import { createLibrary, migrateLibrary, type Passwords } from './auth/library.ts'
import { createLinks } from './auth/links.ts'
import { createNewsroom } from './auth/newsroom.ts'
import { PersonalData } from './auth/personal-data.ts'
import { authSecret } from './auth/secret.ts'
import { SignIns } from './auth/sign-ins.ts'
import { createThrottle } from './auth/throttle.ts'
import { createTokens } from './auth/tokens.ts'
import { Classes } from './classes/classes.ts'
import { JoinFailures } from './classes/join-failures.ts'
import { Joining } from './classes/joining.ts'
import { Retention } from './classes/retention.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { Decisions } from './decisions/decisions.ts'
import { isOwnOrigin } from './http/origins.ts'
import { readPageFiles } from './http/page-files.ts'
import { createQuotas } from './http/quotas.ts'
import { createReadFor } from './http/reading.ts'
import { createRouter } from './http/router.ts'
import type { Services } from './http/services.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createMailer, type Mailer } from './notices/mailer.ts'
import { Notices } from './notices/notices.ts'
import { Post, type PostParts } from './notices/post.ts'
import { openStore } from './open-store.ts'
import { ownWords } from './publish/own-words.ts'
import { AtOnce } from './quotas.ts'
import { answeredBy } from './review/replies.ts'
import { createReviews } from './review/reviews.ts'
import { Rooms } from './room/rooms.ts'
import { ThreadTrials } from './room/trials.ts'
import { attachSockets, type Sockets } from './socket/upgrade.ts'
import type { Store } from './store/store.ts'
import { Threads } from './threads/threads.ts'

export type World = {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** Where the built page is. */
  readonly pageDir: string
  /** In place of the configured one; whoever gives it closes it. For tests that plant failures. */
  readonly store?: Store
  /** In place of slow hashing. For tests: they make hundreds of people. */
  readonly passwords?: Passwords
}

export type Server = {
  /** An address that works on this machine, `http://localhost:3000`. */
  readonly url: string
  /** Opens the set-up page; `null` when the newsroom is set up. */
  readonly setUpToken: string | null
  readonly store: Store
  /** Stores what is in memory, says goodbye to every socket, and lets go of port and store. */
  close(): Promise<void>
}

export async function startServer(config: Config, world: World): Promise<Server> {
  const { clock, random, log, pageDir } = world
  const store = world.store ?? (await openStore(config, clock, true))
  try {
    const accounts = await createAccountServices(config, world, store)
    const { access } = accounts
    const trials = new ThreadTrials(clock, log)
    const rooms = new Rooms({ store, access, clock, random, log, restBetweenCommits: true, trials })
    const metrics = createMetrics()
    const audit = createAudit(store.records, clock, log)
    const wordsOf = (article: ArticleId, person: PersonId) => ownWords(store.log, article, person)
    const personalData = new PersonalData({ store, accounts: accounts.accounts, audit, clock, wordsOf })
    const accessChanged = (account: AccountId) => rooms.accessChanged(null, account)
    const parts = {
      records: store.records,
      ...accounts,
      personalData,
      audit,
      clock,
      random,
      log,
      accessChanged,
    }
    const classes = new Classes(parts)
    const retention = new Retention({ ...parts, classes })
    const tell = (account: AccountId, unread: number) => rooms.tell(account, { type: 'notices', unread })
    const alsoTold = answeredBy.bind(null, store.records)
    const notices = new Notices({ records: store.records, ...accounts, tell, alsoTold, clock, log })
    const { smtpUrl, baseUrl } = config
    const mailer = smtpUrl === null || baseUrl === null ? null : createMailer(smtpUrl, baseUrl)
    const decisions = new Decisions({ records: store.records, ...accounts, articles: rooms, audit, clock })
    const threads = new Threads({
      records: store.records,
      ...accounts,
      articles: rooms,
      notices,
      clock,
      random,
    })
    const reviews = createReviews({
      store,
      ...accounts,
      articles: rooms,
      threads,
      decisions,
      clock,
      random,
      log,
    })
    const services = {
      ...accounts,
      ...optionsOf(config),
      audit,
      personalData,
      classes,
      joining: new Joining(parts),
      joinFailures: new JoinFailures(clock),
      quotas: createQuotas(clock, config.trustProxy),
      articles: rooms,
      threads,
      decisions,
      reviews,
      notices,
      mailer,
      readFor: createReadFor(rooms, clock),
      store,
      metrics,
      clock,
      random,
      log,
    }
    const router = createRouter(services, await readPageFiles(pageDir))
    const http = createAdaptorServer({ fetch: router.fetch }) as HttpServer
    const sockets = attachSockets({
      server: http,
      access,
      rooms,
      isOwnOrigin: (headers) => isOwnOrigin(headers, config.baseUrl),
      networkOf: (request) => networkOfRequest(request, config.trustProxy),
      clock,
      log,
    })
    boundLines(http, config.trustProxy)
    metrics.gauge('galley_open_rooms', 'Articles that are open.', () => rooms.count)
    metrics.gauge('galley_connections', 'Open sockets.', () => sockets.connections)
    await listen(http, config)
    notices.start()
    reviews.start()
    retention.start()
    const post = postOf({ records: store.records, ...accounts, notices, clock, log }, mailer, baseUrl)
    post?.start()
    return {
      url: `http://${nameOf(config.host)}:${(http.address() as AddressInfo).port}`,
      setUpToken: await accounts.newsroom.newSetUpToken(),
      store,
      async close() {
        post?.end()
        notices.end()
        reviews.end()
        retention.end()
        await stop(http, rooms, sockets)
        mailer?.close()
        trials.close()
        if (!world.store) await store.close()
      },
    }
  } catch (error) {
    if (!world.store) await store.close()
    throw error
  }
}

function postOf(
  parts: Omit<PostParts, 'mailer' | 'baseUrl'>,
  mailer: Mailer | null,
  baseUrl: string | null,
): Post | null {
  return mailer === null || baseUrl === null ? null : new Post({ ...parts, mailer, baseUrl })
}

type AccountServices = Pick<
  Services,
  'accounts' | 'signIns' | 'tokens' | 'access' | 'invites' | 'links' | 'newsroom' | 'throttle'
>

async function createAccountServices(
  config: Config,
  { clock, random, log, passwords }: World,
  { records, database }: Store,
): Promise<AccountServices> {
  assert(database, 'the store has a database for accounts')
  const secret = await authSecret(config.authSecret, config.dataDir, random)
  const library = createLibrary({
    database,
    secret,
    baseUrl: config.baseUrl,
    log,
    ...(passwords && { passwords }),
  })
  await migrateLibrary(library)
  const accounts = new Accounts({ library, database, records, clock, random })
  const signIns = new SignIns(library, records)
  const tokens = createTokens(records, clock, random)
  return {
    accounts,
    signIns,
    tokens,
    access: createAccess({ accounts, signIns, tokens, records, clock }),
    invites: createInvites(records, accounts, clock, random),
    links: createLinks(records, accounts, clock, random),
    newsroom: createNewsroom(records, accounts, random),
    throttle: createThrottle(),
  }
}

/** What to type on this machine to reach a server that listens there. */
function nameOf(host: string): string {
  if (['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

const optionsOf = ({ baseUrl, trustProxy, metricsToken }: Config) => ({ baseUrl, trustProxy, metricsToken })

function listen(http: HttpServer, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

function networkOfRequest({ headers, socket }: IncomingMessage, trustProxy: number): string {
  const forwarded = headers['x-forwarded-for']
  const coming = { peer: socket.remoteAddress, forwarded: forwarded?.toString() }
  return networkOf(seenAddress(coming, trustProxy))
}

/** One address does not take all the lines, nor hold them without asking for anything. Behind a proxy every line is the proxy's. */
function boundLines(http: HttpServer, trustProxy: number): void {
  http.headersTimeout = requestHeadMsMax
  http.keepAliveTimeout = idleLineMs
  if (trustProxy > 0) return
  const lines = new AtOnce(linesPerAddressMax)
  http.on('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? '')
    if (lines.enter(network)) socket.once('close', () => lines.leave(network))
    else socket.destroy()
  })
}

/** No new requests, then what rooms hold goes to the disk and every socket hears that the server restarts. */
async function stop(http: HttpServer, rooms: Rooms, sockets: Sockets): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    http.close(() => resolve())
  })
  await rooms.close()
  sockets.close()
  http.closeAllConnections()
  await closed
}
