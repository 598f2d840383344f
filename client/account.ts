/** Who is signed in on this page. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { must } from '../shared/assert.ts'
import type { Me } from '../shared/protocol/http.ts'
import * as api from './api.ts'

/** Somebody signed in, and the newsroom's name. */
export type Account = NonNullable<Me['account']> & { readonly publication: string }

export const AccountContext = createContext<Account | null>(null)

/** Inside a screen that only shows to who is signed in. */
export const useAccount = (): Account => must(use(AccountContext), 'the account')

const key = ['me']

export const useMe = () =>
  useQuery({ queryKey: key, queryFn: () => api.orThrow(api.me()), staleTime: 60_000 })

/** After signing in or out: what was read as somebody else is forgotten. */
export function useForgetAll(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] })
    await queries.refetchQueries({ queryKey: key })
  }
}
