/** The composition root: from the environment to a running server, and from a signal to its end. */

import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { systemClock, systemRandom } from './clock.ts'
import { type Config, describeOptions, readConfig } from './config.ts'
import type { Log } from './log.ts'
import { type Server, startServer } from './server.ts'

/** How long a stop may take before the process ends anyway. */
const STOP_MS = 10_000

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(`Galley. Options are environment variables:\n\n${describeOptions()}`)
    return
  }
  const reading = readConfig(process.env)
  if ('problems' in reading)
    return fail(['Galley cannot start:', ...reading.problems.map((line) => `  ${line}`)])
  const { config } = reading
  try {
    const log = createLog(config)
    const server = await startServer(config, {
      clock: systemClock,
      random: systemRandom,
      log,
      pageDir: join(packageRoot(), 'dist', 'client'),
    })
    console.log(greeting(config, server))
    stopOnSignal(server, log)
  } catch (error) {
    fail([`Galley cannot start: ${reasonOf(error, config)}`])
  }
}

function createLog({ logLevel }: Config): Log {
  const logger = pino({ level: logLevel, base: null, serializers: { error: pino.stdSerializers.err } })
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  }
}

/** The folder of package.json, above this file: two floors in the built server, one in the sources. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

/** What a person who starts the server needs to know, and nothing else. */
function greeting(config: Config, { url, setUpToken }: Server): string {
  const address = config.baseUrl ?? url
  const lines = [`Galley is running at ${address}`]
  if (config.host === '0.0.0.0' && config.baseUrl === null) lines.push(...localNetwork(url))
  if (setUpToken !== null) {
    lines.push(
      '',
      'Set up your newsroom with this link (it works once):',
      `  ${address}/set-up/${setUpToken}`,
    )
  }
  return `\n${lines.join('\n')}\n`
}

function localNetwork(url: string): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((network) => network ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => url.replace('localhost', address))
  if (addresses.length === 0) return ['This machine has no address in a local network.']
  return [
    `In the local network: ${addresses.join(' or ')}`,
    'Without HTTPS passwords and articles travel unencrypted: use it only in a network you trust. For the internet put',
    'a proxy with HTTPS in front and set BASE_URL to its https:// address.',
  ]
}

function stopOnSignal(server: Server, log: Log): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    systemClock.after(STOP_MS, () => process.exit(1))
    await server.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))
}

function fail(lines: readonly string[]): void {
  console.error(lines.join('\n'))
  process.exitCode = 1
}

function reasonOf(error: unknown, { host, port, dataDir }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'EADDRINUSE') return `port ${port} is in use. Stop what uses it, or set PORT.`
  if (code === 'EADDRNOTAVAIL') return `HOST ${host} is not an address of this machine.`
  if (code === 'EACCES') return `this user may not use ${port < 1024 ? `port ${port}` : dataDir}.`
  return error instanceof Error ? error.message : String(error)
}

await main()
