/** The command line: the same store as the server's, safe beside a running one unless a command says so. */

import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { assert } from '../shared/assert.ts'
import { Refused } from '../shared/refusals.ts'
import { createAccounts } from './auth/accounts.ts'
import { createLibrary, migrateLibrary } from './auth/library.ts'
import { authSecret } from './auth/secret.ts'
import { createTokens } from './auth/tokens.ts'
import { systemClock, systemRandom } from './clock.ts'
import { articleCommands } from './command-line/articles.ts'
import type { Bench, Command, Given, Outcome } from './command-line/command.ts'
import { tokenCommands } from './command-line/tokens.ts'
import { userCommands } from './command-line/users.ts'
import { type Config, describeOptions, readConfig } from './config.ts'
import { silentLog } from './log.ts'
import { openStore } from './open-store.ts'
import { type Store, StoreFailed } from './store/store.ts'

const COMMANDS: readonly Command[] = [...userCommands, ...articleCommands, ...tokenCommands]

async function main(): Promise<void> {
  const given = process.argv.slice(2)
  if (given.length === 0 || given.includes('--help')) return console.log(help())
  const json = given.includes('--json')
  try {
    const reading = readConfig(process.env)
    if ('problems' in reading) throw new Refused('invalid', reading.problems.join(' '))
    const outcome = await run(reading.config, given)
    const shown = json ? JSON.stringify(outcome.json) : outcome.text
    if (shown !== '') console.log(shown)
  } catch (error) {
    process.exitCode = 1
    const message = sentenceOf(error)
    console.error(json ? JSON.stringify({ error: { message } }) : message)
  }
}

async function run(config: Config, given: readonly string[]): Promise<Outcome> {
  const command = COMMANDS.find(({ name }) => given.slice(0, name.split(' ').length).join(' ') === name)
  if (!command) throw new Refused('invalid', `There is no command “${given.join(' ')}”. See --help.`)
  const parsed = parse(command, given.slice(command.name.split(' ').length))
  if (command.needs === 'files') return command.run(config, systemClock, parsed)
  const store = await openStore(config, systemClock, false)
  try {
    return await command.run(await benchOn(store, config), parsed)
  } finally {
    await store.close()
  }
}

function parse({ name, usage, words, options }: Command, given: readonly string[]): Given {
  const shapes = Object.entries({ ...options, json: 'flag' }).map(
    ([option, kind]) => [option, { type: kind === 'flag' ? 'boolean' : 'string' }] as const,
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      options: Object.fromEntries(shapes),
      allowPositionals: true,
    })
    if (positionals.length === words.length) return { words: positionals, options: values }
  } catch (error) {
    // parseArgs says which option it does not know; the usage says it for a person.
    if (!(error instanceof TypeError)) throw error
  }
  throw new Refused('invalid', `Usage: galley ${name} ${usage}`.trim())
}

async function benchOn(store: Store, config: Config): Promise<Bench> {
  const { records, database } = store
  assert(database, 'the store has a database for accounts')
  const secret = await authSecret(config.authSecret, config.dataDir, systemRandom)
  const library = createLibrary({ database, secret, baseUrl: config.baseUrl, log: silentLog })
  await migrateLibrary(library)
  return {
    store,
    accounts: createAccounts({ library, database, records, clock: systemClock, random: systemRandom }),
    tokens: createTokens(records, systemClock, systemRandom),
    clock: systemClock,
    random: systemRandom,
    password: async () => (await text(process.stdin)).split(/\r?\n/)[0] ?? '',
  }
}

function help(): string {
  const commands = COMMANDS.map(({ name, usage, does }) => `  ${`${name} ${usage}`.trim()}\n      ${does}`)
  return [
    'galley <command> [--json]',
    '',
    ...commands,
    '',
    'It uses the store of these environment variables:',
    '',
    describeOptions(),
  ].join('\n')
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refused || error instanceof StoreFailed) return error.message
  return `It did not work: ${error instanceof Error ? error.message : String(error)}`
}

await main()
