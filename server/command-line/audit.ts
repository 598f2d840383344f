/** `galley audit`: what was done with accounts, roles and links, and by whom. */

import { auditPageMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import type { AuditRow } from '../store/store.ts'
import type { Command, Given } from './command.ts'

const ROWS = 50

const audit: Command = {
  name: 'audit',
  usage: '[--limit N] [--before SEQ]',
  does: 'Lists the last acts on accounts, roles and links, newest first: number, time, act, by whom, about whom, where.',
  words: [],
  options: { limit: 'text', before: 'text' },
  needs: 'store',
  async run({ audit, accounts }, given) {
    const limit = wholeNumber(given, 'limit') ?? ROWS
    const rows = await audit.before(wholeNumber(given, 'before'), Math.min(limit, auditPageMax))
    // Names are looked up as they are now: the log itself holds none.
    const names = new Map((await accounts.list()).map(({ id, userName }) => [id, userName]))
    return { text: rows.map((row) => lineOf(row, names)).join('\n'), json: rows }
  },
}

export const auditCommands: readonly Command[] = [audit]

function lineOf(
  { seq, at, act, by, account, article, detail }: AuditRow,
  names: ReadonlyMap<string, string>,
) {
  const nameOf = (id: string | null) => (id === null ? '-' : (names.get(id) ?? id))
  const where = [article, detail].filter((part) => part !== null)
  return [seq, new Date(at).toISOString(), act, nameOf(by), nameOf(account), ...where].join('\t')
}

function wholeNumber({ options }: Given, name: string): number | null {
  const said = options[name]
  if (said === undefined) return null
  if (typeof said === 'string' && /^[1-9]\d{0,14}$/.test(said)) return Number(said)
  throw new Refused('invalid', `--${name} is a whole number from 1.`)
}
