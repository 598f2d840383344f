/** `galley user export` and `galley user erase`: one person's data in a file, and its removal. */

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DataSummary } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { accountNamed, type Command, wordAt } from './command.ts'

const exportUser: Command = {
  name: 'user export',
  usage: 'NAME FILE',
  does: 'Writes everything that is kept about a person, and their words in articles, to a new file.',
  words: ['NAME', 'FILE'],
  options: {},
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    const file = resolve(wordAt(given, 1))
    const whole = await bench.personalData.exportOf(account, null)
    try {
      await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    } catch (cause) {
      throw new Refused(
        'conflict',
        `${file} cannot be written: name a new file in a folder that is there. (${cause})`,
      )
    }
    return {
      text: `Everything about ${account.userName} is in ${file}.`,
      json: { account: account.id, file },
    }
  },
}

const erase: Command = {
  name: 'user erase',
  usage: 'NAME [--heir NAME] [--yes]',
  does: 'Says what is kept about a person; with --yes removes it for good. What they wrote stays, without their name.',
  words: ['NAME'],
  options: { heir: 'text', yes: 'flag' },
  needs: 'store',
  async run(bench, given) {
    const account = await accountNamed(bench, wordAt(given, 0))
    const { heir } = given.options
    const owner = typeof heir === 'string' ? await accountNamed(bench, heir) : null
    const summary = await bench.personalData.summary(account)
    const said = inWords(account.userName, summary, owner?.userName ?? null)
    if (given.options.yes !== true) {
      const text = `${said}\nNothing has been removed yet. Add --yes to do it; it cannot be undone.`
      return { text, json: { account: account.id, erased: false, ...summary } }
    }
    await bench.personalData.erase(account, owner?.id ?? null, null)
    return { text: `${said}\nDone.`, json: { account: account.id, erased: true, ...summary } }
  },
}

export const personalDataCommands: readonly Command[] = [exportUser, erase]

function inWords(userName: string, { removed, handedOver, stays }: DataSummary, heir: string | null): string {
  const { signIns, roles, tokens, invites, articleNames } = removed
  const lines = [
    `Removed: the account ${userName} with its name and password, ${signIns} sign-ins, ${roles} roles in articles, ${tokens} access tokens, ` +
      `${invites} invitations, and who they were in ${articleNames} articles.`,
    `Stays: the text of ${stays.articlesWithText} articles, and ${stays.comments} comments, by a person that nobody can name; pictures; ${stays.auditEntries} entries of the ` +
      'audit log, which hold an id and no name; names that somebody typed into a text; backups and exports made before.',
  ]
  if (handedOver.length > 0) {
    const titles = handedOver.map((title) => `“${title}”`).join(', ')
    lines.push(
      `Owned or taught by nobody else, so it needs an heir (--heir NAME)${heir ? `, who is ${heir}` : ''}: ${titles}.`,
    )
  }
  return lines.join('\n')
}
