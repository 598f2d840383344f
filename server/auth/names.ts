/** What people are called, by who they are in one article. */

import type { AccountId, PersonId } from '../../shared/ids.ts'
import type { Accounts } from './accounts.ts'

export type NamedPerson = { readonly person: PersonId; readonly name: string; readonly guest: boolean }

/** Of everybody in the article those who are named. Whoever was erased is not among them. */
export async function namesOf(
  accounts: Pick<Accounts, 'findAll'>,
  people: readonly { readonly person: PersonId; readonly account: AccountId }[],
  named: ReadonlySet<PersonId | null>,
): Promise<readonly NamedPerson[]> {
  const persons = new Map(
    people.flatMap(({ person, account }) => (named.has(person) ? [[account, person] as const] : [])),
  )
  const found = await accounts.findAll([...persons.keys()])
  return found.flatMap(({ id, displayName: name, position }) => {
    const person = persons.get(id)
    return person === undefined ? [] : [{ person, name, guest: position === 'guest' }]
  })
}
