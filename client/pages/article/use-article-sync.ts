/** Opens an article for as long as its page is shown, and asks before unsaved work is left behind. */

import { useEffect, useState } from 'react'
import type { AccountId, ArticleId } from '../../../shared/ids.ts'
import { keepLate } from '../../api.ts'
import { browserClock, browserRandom } from '../../clock.ts'
import { isSharedComputer } from '../../preferences.ts'
import { type ArticleSync, openArticleSync } from '../../sync/article-sync.ts'

export function useArticleSync(article: string, account: string): ArticleSync | null {
  const [sync, setSync] = useState<ArticleSync | null>(null)
  useEffect(() => {
    const opened = openArticleSync({
      article: article as ArticleId,
      account: account as AccountId,
      socketUrl: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/collab`,
      keep: !isSharedComputer(),
      clock: browserClock,
      random: browserRandom,
      keepLate: (id, update) => keepLate(article, id, update),
    })
    const ask = (event: BeforeUnloadEvent) => {
      if (opened.hasUnsavedWork()) event.preventDefault()
    }
    const leave = () => opened.leave()
    // The browser has found a network again: no need to wait for the next attempt.
    const retry = () => opened.retry()
    setSync(opened)
    addEventListener('beforeunload', ask)
    addEventListener('pagehide', leave)
    addEventListener('online', retry)
    return () => {
      removeEventListener('beforeunload', ask)
      removeEventListener('pagehide', leave)
      removeEventListener('online', retry)
      setSync(null)
      opened.destroy()
    }
  }, [article, account])
  return sync
}
