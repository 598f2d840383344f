/** What people are called, by who they are in one article. */

import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { penName } from '../../shared/review/session.ts'
import type { Records } from '../store/store.ts'
import type { Accounts } from './accounts.ts'

export type NamedPerson = { readonly person: PersonId; readonly name: string; readonly guest: boolean }

export type NamesParts = {
  readonly accounts: Pick<Accounts, 'findAll'>
  readonly records: Pick<Records, 'people' | 'pensIn'>
}

/**
 * Of everybody in the article those who are named. Whoever was erased is not among them; a review's author is under their pen name, and
 * on the copy that they write on everybody is.
 */
export async function namesOf(
  { accounts, records }: NamesParts,
  article: ArticleId,
  named: ReadonlySet<PersonId | null>,
): Promise<readonly NamedPerson[]> {
  const pens = await records.pensIn(article)
  const signed = (person: PersonId, pen: number) => ({ person, name: penName(pen), guest: false })
  const persons = [...named].flatMap((person) => person ?? [])
  const { everybody } = pens
  if (everybody !== null) return persons.map((person) => signed(person, everybody))
  const people = new Map<AccountId, PersonId>(
    (await records.people(article)).flatMap(({ person, account }) =>
      named.has(person) ? [[account, person] as const] : [],
    ),
  )
  const found = await accounts.findAll([...people.keys()])
  return [
    ...found.flatMap(({ id, displayName: name, position }) => {
      const person = people.get(id)
      return person === undefined ? [] : [{ person, name, guest: position === 'guest' }]
    }),
    ...persons.flatMap((person) => {
      const pen = pens.persons.get(person)
      return pen === undefined ? [] : [signed(person, pen)]
    }),
  ]
}
