/** Opens an article's threads with the server behind them and this device beside them. */

import type { TFunction } from 'i18next'
import type { Answer } from '../api.ts'
import { copyWords } from '../copy.ts'
import type { Say } from '../ui/toast.tsx'
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

/** What is not posted and cannot be seen any more, to be taken along. */
export function offerUnposted(threads: Threads, say: Say, t: TFunction<'messages'>): void {
  const { unposted } = threads
  if (unposted.length === 0) return
  const copy = async () => say(t((await copyWords(unposted.join('\n\n'))) ? 'copied' : 'errors.unexpected'))
  say(t('threads.kept'), { label: t('copy'), run: () => void copy() })
}

/** A browser may forbid storage altogether. */
function storageHere(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
