/** Puts a whole server together from a configuration and a world, and takes it apart again: for main.ts and for every test. */

import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { assert } from '../shared/assert.ts'
import type { RandomBytes } from '../shared/ids.ts'
import { createAccess } from './auth/access.ts'
import { createAccounts } from './auth/accounts.ts'
import { createInvites } from './auth/invites.ts'
import { createLibrary, migrateLibrary } from './auth/library.ts'
import { createNewsroom } from './auth/newsroom.ts'
import { authSecret } from './auth/secret.ts'
import { createSignIns } from './auth/sign-ins.ts'
import { createThrottle } from './auth/throttle.ts'
import { createTokens } from './auth/tokens.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { readPageFiles } from './http/page-files.ts'
import { createRouter } from './http/router.ts'
import type { Services } from './http/services.ts'
import type { Log } from './log.ts'
import { createMetrics } from './metrics.ts'
import { openStore } from './open-store.ts'
import { readStored } from './publish/stored-article.ts'
import type { Store } from './store/store.ts'

export type World = {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** Where the built page is. */
  readonly pageDir: string
  /** In place of the configured one; whoever gives it closes it. For tests that plant failures. */
  readonly store?: Store
}

export type Server = {
  /** The address on this machine, `http://localhost:3000`. */
  readonly url: string
  /** Opens the set-up page; `null` when the newsroom is set up. */
  readonly setUpToken: string | null
  readonly store: Store
  /** Stores what is in memory, says goodbye to every socket, and lets go of port and store. */
  close(): Promise<void>
}

export async function startServer(config: Config, world: World): Promise<Server> {
  const store = world.store ?? (await openStore(config, world.clock, true))
  try {
    const services = await createServices(config, world, store)
    const router = createRouter(services, await readPageFiles(world.pageDir))
    const http = createAdaptorServer({ fetch: router.fetch }) as HttpServer
    await listen(http, config)
    return {
      url: `http://localhost:${(http.address() as AddressInfo).port}`,
      setUpToken: await services.newsroom.newSetUpToken(),
      store,
      async close() {
        await stop(http)
        if (!world.store) await store.close()
      },
    }
  } catch (error) {
    if (!world.store) await store.close()
    throw error
  }
}

async function createServices(
  config: Config,
  { clock, random, log }: World,
  store: Store,
): Promise<Services> {
  const { records, database } = store
  assert(database, 'the store has a database for accounts')
  const secret = await authSecret(config.authSecret, config.dataDir, random)
  const library = createLibrary({ database, secret, baseUrl: config.baseUrl, log })
  await migrateLibrary(library)
  const accounts = createAccounts({ library, database, records, clock, random })
  const signIns = createSignIns(library, records)
  const tokens = createTokens(records, clock, random)
  return {
    accounts,
    signIns,
    tokens,
    access: createAccess(accounts, signIns, tokens, records),
    invites: createInvites(records, accounts, clock, random),
    newsroom: createNewsroom(records, accounts, random),
    throttle: createThrottle(),
    articles: { read: (article, read) => readStored(store.log, article, read), accessChanged: () => {} },
    store,
    clock,
    random,
    log,
    metrics: createMetrics(),
    baseUrl: config.baseUrl,
    trustProxy: config.trustProxy,
    metricsToken: config.metricsToken,
  }
}

function listen(http: HttpServer, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

function stop(http: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve())
    http.closeAllConnections()
  })
}
