/** `galley user …`: the newsroom's people. */

import { randomToken } from '../../shared/ids.ts'
import { createPersonRequest, setPasswordRequest } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { STAFF_POSITIONS } from '../../shared/roles.ts'
import type { Account } from '../auth/accounts.ts'
import { accountNamed, type Bench, type Command, type Given, wordAt } from './command.ts'

const MADE_PASSWORD_LENGTH = 16

const add: Command = {
  name: 'user add',
  usage: 'NAME [--display "…"] [--admin] [--password-stdin]',
  does: 'Adds a person. Without --password-stdin a password is made and shown once.',
  words: ['NAME'],
  options: { display: 'text', admin: 'flag', 'password-stdin': 'flag' },
  needs: 'store',
  async run(bench, given) {
    const { password, made } = await passwordFor(bench, given)
    const person = createPersonRequest.safeParse({
      userName: wordAt(given, 0),
      displayName: String(given.options.display ?? wordAt(given, 0)),
      password,
      administrator: given.options.admin === true,
    })
    if (!person.success) throw notAccepted(person.error.issues.map(({ path }) => path.join('.')))
    const { administrator = false, ...rest } = person.data
    const account = await bench.accounts.create({ ...rest, administrator })
    await bench.audit.note({ act: 'account-added', by: null, account })
    if (administrator) await bench.audit.note({ act: 'administrator-given', by: null, account })
    return {
      text: `${rest.userName} can sign in now.${made ? ` Password, shown only here: ${password}` : ''}`,
      json: { account, userName: rest.userName, ...(made ? { password } : {}) },
    }
  },
}

const list: Command = {
  name: 'user list',
  usage: '',
  does: 'Lists everybody.',
  words: [],
  options: {},
  needs: 'store',
  async run({ accounts }) {
    const people = await accounts.list()
    return { text: people.map(lineOf).join('\n'), json: people }
  },
}

const password: Command = {
  name: 'user password',
  usage: 'NAME [--password-stdin]',
  does: 'Sets a password anew and ends that person’s sign-ins.',
  words: ['NAME'],
  options: { 'password-stdin': 'flag' },
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    const { password, made } = await passwordFor(bench, given)
    if (!setPasswordRequest.safeParse({ password }).success) throw notAccepted(['password'])
    await bench.accounts.setPassword(account.id, password)
    await bench.audit.note({ act: 'password-set', by: null, account: account.id })
    return {
      text: `${account.userName} has a new password.${made ? ` Shown only here: ${password}` : ''}`,
      json: { account: account.id, ...(made ? { password } : {}) },
    }
  },
}

const disable: Command = {
  name: 'user disable',
  usage: 'NAME',
  does: 'Shuts a person out: ends all sign-ins and refuses new ones. What they wrote stays.',
  words: ['NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    await bench.accounts.setDisabled(account.id, true)
    await bench.audit.note({ act: 'account-disabled', by: null, account: account.id })
    return { text: `${account.userName} cannot sign in any more.`, json: { account: account.id } }
  },
}

const enable: Command = {
  name: 'user enable',
  usage: 'NAME',
  does: 'Lets a disabled person in again.',
  words: ['NAME'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    await bench.accounts.setDisabled(account.id, false)
    await bench.audit.note({ act: 'account-enabled', by: null, account: account.id })
    return { text: `${account.userName} can sign in again.`, json: { account: account.id } }
  },
}

const position: Command = {
  name: 'user position',
  usage: `NAME ${STAFF_POSITIONS.join('|')}`,
  does: 'Says what a person is in the publication; an adviser reads and comments in every article.',
  words: ['NAME', 'POSITION'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    const position = STAFF_POSITIONS.find((one) => one === wordAt(given, 1))
    if (!position) throw new Refused('invalid', `A position is one of ${STAFF_POSITIONS.join(', ')}.`)
    await bench.accounts.setPosition(account.id, position)
    return { text: `${account.userName} is ${position} now.`, json: { account: account.id, position } }
  },
}

export const userCommands: readonly Command[] = [add, list, password, disable, enable, position]

async function passwordFor(bench: Bench, { options }: Given): Promise<{ password: string; made: boolean }> {
  if (options['password-stdin']) return { password: await bench.password(), made: false }
  return { password: randomToken(bench.random, MADE_PASSWORD_LENGTH), made: true }
}

function lineOf({ userName, displayName, administrator, position, disabled }: Account): string {
  const notes = [administrator ? 'administrator' : '', position, disabled ? 'disabled' : ''].filter(
    (note) => note !== '',
  )
  return `${userName}\t${displayName}${notes.length > 0 ? `\t${notes.join(', ')}` : ''}`
}

const notAccepted = (fields: readonly string[]) =>
  new Refused('invalid', `Not accepted: ${fields.join(', ')}.`)
