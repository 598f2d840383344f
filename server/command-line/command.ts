/** What a command of the command line is: its words, its usage, and what it does with a store. */

import type { RandomBytes } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import type { Account, Accounts } from '../auth/accounts.ts'
import type { Audit } from '../auth/audit.ts'
import type { PersonalData } from '../auth/personal-data.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Store } from '../store/store.ts'

export type Bench = {
  readonly store: Store
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly audit: Audit
  readonly personalData: PersonalData
  readonly clock: Clock
  readonly random: RandomBytes
  /** The first line of standard input. */
  readonly password: () => Promise<string>
}

/** For a person, and the same for a machine. */
export type Outcome = { readonly text: string; readonly json: unknown }

export type Given = {
  /** The words after the command's own. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
}

type Shape = {
  /** `user add`. */
  readonly name: string
  /** What follows the name, as the help shows it. */
  readonly usage: string
  readonly does: string
  /** Names of the words that must be given, in order. */
  readonly words: readonly string[]
  readonly options: Readonly<Record<string, 'text' | 'flag'>>
}

export type Command = Shape &
  (
    | { readonly needs: 'store'; readonly run: (bench: Bench, given: Given) => Promise<Outcome> }
    /** Works on the files themselves, with no store open. */
    | {
        readonly needs: 'files'
        readonly run: (config: Config, given: Given) => Promise<Outcome>
      }
  )

/** A word that `words` of the command has made sure is there. */
export const wordAt = ({ words }: Given, index: number): string => words[index] ?? ''

export function textOption({ options }: Given, name: string): string {
  const value = options[name]
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new Refused('invalid', `--${name} is missing.`)
}

/** Throws `not-found`, in words. */
export async function accountNamed({ accounts }: Bench, name: string): Promise<Account> {
  const account = await accounts.byName(name)
  if (!account) throw new Refused('not-found', `There is nobody named “${name}”.`)
  return account
}
