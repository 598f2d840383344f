/** `galley token …`: access tokens for programs. */

import { Refused } from '../../shared/refusals.ts'
import { accountNamed, type Command, textOption, wordAt } from './command.ts'

const create: Command = {
  name: 'token create',
  usage: '--user NAME [--name "…"]',
  does: 'Makes an access token and shows it once; only its hash is stored.',
  words: [],
  options: { user: 'text', name: 'text' },
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, textOption(given, 'user'))
    const name = String(given.options.name ?? 'command line')
    const created = await bench.tokens.create(account.id, name)
    await bench.audit.note({ act: 'token-made', by: null, account: account.id, detail: created.id })
    return { text: created.token, json: created }
  },
}

const list: Command = {
  name: 'token list',
  usage: '[--user NAME]',
  does: 'Lists access tokens: id, owner, name, last use.',
  words: [],
  options: { user: 'text' },
  needs: 'store',
  async run(bench, given) {
    const owner =
      given.options.user === undefined ? null : await accountNamed(bench, textOption(given, 'user'))
    const tokens = await bench.tokens.list(owner?.id ?? null)
    const names = new Map((await bench.accounts.list()).map(({ id, userName }) => [id, userName]))
    const rows = tokens.map(({ account, ...token }) => ({
      ...token,
      userName: names.get(account) ?? account,
    }))
    const lines = rows.map(({ id, userName, name, usedAt }) =>
      [id, userName, name, usedAt === null ? 'never used' : new Date(usedAt).toISOString()].join('\t'),
    )
    return { text: lines.join('\n'), json: rows }
  },
}

const revoke: Command = {
  name: 'token revoke',
  usage: 'ID',
  does: 'Makes an access token worthless at once.',
  words: ['ID'],
  options: {},
  needs: 'store',
  async run({ tokens, audit }, given) {
    const id = wordAt(given, 0)
    if (!(await tokens.revoke(id))) throw new Refused('not-found', `There is no token ${id}.`)
    await audit.note({ act: 'token-revoked', by: null, detail: id })
    return { text: `The token ${id} is revoked.`, json: { id } }
  },
}

export const tokenCommands: readonly Command[] = [create, list, revoke]
