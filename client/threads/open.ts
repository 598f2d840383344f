/** Opens an article's threads with the server behind them and this device beside them. */

import type { Answer } from '../api.ts'
import { keepNothing, keepOnDevice } from './kept.ts'
import { threadRequests } from './requests.ts'
import { Threads, type ThreadsOptions } from './threads.ts'

type Opening = Pick<ThreadsOptions, 'clock' | 'random' | 'onHeard'> & {
  readonly article: string
  readonly account: string
  /** False on a shared computer: nothing is kept on this device. */
  readonly keeps: boolean
  /** What the server has answered to who wanted to know whether there are threads. */
  readonly first: Answer<unknown> | null
}

export function openThreads({ article, account, keeps, first, ...rest }: Opening): Threads {
  const storage = keeps ? storageHere() : null
  return new Threads({
    ...rest,
    requests: threadRequests(article, first),
    kept: storage ? keepOnDevice(storage, account, article) : keepNothing,
  })
}

/** A browser may forbid storage altogether. */
function storageHere(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
