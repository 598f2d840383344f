/** From the words of a command line to what a command did: finds it, checks its words, and gives it the store. */

import { parseArgs } from 'node:util'
import { assert } from '../../shared/assert.ts'
import type { ArticleId, PersonId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { Accounts } from '../auth/accounts.ts'
import { createAudit } from '../auth/audit.ts'
import { createLibrary, migrateLibrary } from '../auth/library.ts'
import { PersonalData } from '../auth/personal-data.ts'
import { authSecret } from '../auth/secret.ts'
import { createTokens } from '../auth/tokens.ts'
import { type Config, describeOptions } from '../config.ts'
import { silentLog } from '../log.ts'
import { ownWords } from '../publish/own-words.ts'
import type { Store } from '../store/store.ts'
import { articleCommands } from './articles.ts'
import { auditCommands } from './audit.ts'
import { classCommands } from './classes.ts'
import type { Bench, Command, Given, Outcome } from './command.ts'
import { groupCommands } from './groups.ts'
import { keepingCommands } from './keeping.ts'
import { personalDataCommands } from './personal-data.ts'
import { tokenCommands } from './tokens.ts'
import { userCommands } from './users.ts'

const COMMANDS: readonly Command[] = [
  ...userCommands,
  ...personalDataCommands,
  ...articleCommands,
  ...groupCommands,
  ...classCommands,
  ...tokenCommands,
  ...auditCommands,
  ...keepingCommands,
]

export type World = Pick<Bench, 'clock' | 'random' | 'password'> & {
  /** Asked for only when the command needs it, and closed after it. */
  readonly openStore: (config: Config) => Promise<Store>
}

/** Runs one command line's words. Throws `Refused` or `StoreFailed` with one sentence for a person. */
export async function runCommand(config: Config, world: World, given: readonly string[]): Promise<Outcome> {
  const command = COMMANDS.find(({ name }) => given.slice(0, name.split(' ').length).join(' ') === name)
  if (!command) throw new Refused('invalid', `There is no command “${given.join(' ')}”. See --help.`)
  const parsed = parse(command, given.slice(command.name.split(' ').length))
  if (command.needs === 'files') return command.run(config, parsed)
  const store = await world.openStore(config)
  try {
    return await command.run(await benchOn(store, config, world), parsed)
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

async function benchOn(store: Store, config: Config, world: World): Promise<Bench> {
  const { clock, random } = world
  const { records, database } = store
  assert(database, 'the store has a database for accounts')
  const secret = await authSecret(config.authSecret, config.dataDir, random)
  const library = createLibrary({ database, secret, baseUrl: config.baseUrl, log: silentLog })
  await migrateLibrary(library)
  const accounts = new Accounts({ library, database, records, clock, random })
  const audit = createAudit(records, clock, silentLog)
  const wordsOf = (article: ArticleId, person: PersonId) => ownWords(store.log, article, person)
  const personalData = new PersonalData({ store, accounts, audit, clock, wordsOf })
  return { ...world, store, accounts, audit, personalData, tokens: createTokens(records, clock, random) }
}

export function help(): string {
  const commands = COMMANDS.map(({ name, usage, does }) => `  ${`${name} ${usage}`.trim()}\n      ${does}`)
  return [
    'galley <command> [--json]',
    '',
    ...commands,
    '',
    'It uses the store of these environment variables:',
    '',
    describeOptions(['DATA_DIR', 'DATABASE_URL', 'AUTH_SECRET']),
  ].join('\n')
}
