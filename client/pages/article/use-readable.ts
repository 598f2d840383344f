/** A value that changes, in React. */

import { useSyncExternalStore } from 'react'
import type { Readable } from '../../sync/readable.ts'

export const useReadable = <T>(readable: Readable<T>): T =>
  useSyncExternalStore(readable.subscribe, readable.get)
