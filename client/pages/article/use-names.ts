/** How people are called who suggest or decide: those who are here, those named in threads, and else whoever has written in the article. */

import { useQuery } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import type { PersonId } from '../../../shared/ids.ts'
import type { ThreadPerson } from '../../../shared/threads.ts'
import * as api from '../../api.ts'
import type { PersonHere } from './use-people.ts'

type Named = Pick<ThreadPerson, 'name' | 'guest'>
type Names = {
  readonly known: ReadonlyMap<PersonId, Named>
  /** Somebody has told of others. */
  readonly learn: (people: readonly ThreadPerson[]) => void
}

/** `wanted`: everybody who is to be named. The server is asked when one of them is nobody who is known. */
export function useNames(
  article: string,
  here: readonly PersonHere[],
  wanted: readonly PersonId[],
  said: ReadonlyMap<PersonId, Named>,
): Names {
  const [learnt, setLearnt] = useState<ReadonlyMap<PersonId, Named>>(new Map())
  const learn = useCallback((people: readonly ThreadPerson[]) => {
    setLearnt((before) => new Map([...before, ...people.map((one) => [one.person, one] as const)]))
  }, [])
  const known = new Map<PersonId, Named>([
    ...learnt,
    ...said,
    ...here.map((one) => [one.person, one] as const),
  ])
  /** Who was missing when the server was asked last: asked again only for somebody else. */
  const missing = wanted
    .filter((person) => !known.has(person))
    .sort()
    .join()
  const asked = useRef('')
  if (missing !== '') asked.current = missing
  const { data } = useQuery({
    queryKey: ['authors', article, asked.current],
    queryFn: () => api.orThrow(api.authors(article)),
    enabled: asked.current !== '',
    retry: false,
  })
  for (const { person, ...named } of data?.authors ?? [])
    if (!known.has(person as PersonId)) known.set(person as PersonId, named)
  return { known, learn }
}
