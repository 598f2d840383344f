/** An article's threads, for who may see them. What shows them is loaded once there is one, or somebody wants to write one. */

import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import { can } from '../../../shared/roles.ts'
import type { ThreadChange, ThreadEntry, ThreadPerson } from '../../../shared/threads.ts'
import * as api from '../../api.ts'
import { browserClock, browserRandom, type Timer } from '../../clock.ts'
import { withMoreWords } from '../../language.ts'
import { isSharedComputer } from '../../preferences.ts'
import type { ArticleSync, Opened } from '../../sync/article-sync.ts'
import { keepsWords } from '../../threads/kept-names.ts'
import type { Threads } from '../../threads/threads.ts'
import { useToast } from '../../ui/toast.tsx'

/** What others have said last, and who they are. */
export type Heard = {
  readonly entries: readonly ThreadEntry[]
  readonly people: ReadonlyMap<PersonId, ThreadPerson>
}

type UseThreads = {
  /** null until something of them is wanted. */
  readonly threads: Threads | null
  readonly want: () => void
  readonly heard: Heard | null
}

type Where = {
  article: string
  account: string
  sync: ArticleSync
  opened: Opened
  /** Whether this page is out of the article for good. */
  ended: boolean
  /** Fetches what shows them. */
  load: () => Promise<unknown>
}

/** In an address: the thread to open. */
export const linkedThread = (): string | null => /^#comment=([0-9a-z]{16})$/.exec(location.hash)?.[1] ?? null

/** In an address: the suggestion to open. */
export const linkedSuggestion = (): string | null =>
  /^#suggestion=([ir]\d{1,10}\.\d{1,16})$/.exec(location.hash)?.[1] ?? null

const loadThreads = () => import('../../threads/open.ts')
/** So long after all is saved the page has nothing better to do, in ms. */
const idleMs = 4_000

export function useThreads({ article, account, sync, opened, ended, load }: Where): UseThreads {
  const { t } = useTranslation()
  const say = useToast()
  const [threads, setThreads] = useState<Threads | null>(null)
  const [heard, setHeard] = useState<Heard | null>(null)
  const { role, hello, person } = opened
  const maySee = can(role, 'seeThreads') && hello !== null
  // Who may not for a while finds again what they were writing.
  const [opensFor, setOpensFor] = useState<ArticleSync | null>(null)
  if (maySee && opensFor !== sync) setOpensFor(sync)
  const opens = opensFor === sync
  const [wanted, setWanted] = useState(
    () => linkedThread() !== null || linkedSuggestion() !== null || keepsWords(account, article),
  )
  /** What was asked for to see whether there is any. */
  const asked = useRef<api.Answer<unknown> | null>(null)
  const want = () => setWanted(true)

  useEffect(() => {
    if (!maySee || wanted) return
    let ended = false
    api.threads(article, null).then((answer) => {
      if (ended) return
      asked.current = answer
      if (!answer.ok || hasThreads(answer.value)) setWanted(true)
    })
    return () => {
      ended = true
    }
  }, [article, maySee, wanted])

  useEffect(() => {
    if (!maySee) return
    return sync.onEvent((event) => {
      if (event.type !== 'threads') return
      asked.current = null // what was answered is no longer all there is
      setWanted(true)
      if (!threads) setHeard(firstHeard(event, person))
    })
  }, [sync, maySee, threads, person])

  useEffect(() => {
    if (!opens || !wanted) return
    let opening: Threads | null = null
    let endEvents = () => {}
    let ended = false
    const open = ({ openThreads }: typeof import('../../threads/open.ts')) => {
      if (ended) return
      const opened = openThreads({
        article,
        account,
        keeps: !isSharedComputer(),
        clock: browserClock,
        random: browserRandom,
        first: asked.current,
        onHeard: (entries, people) => setHeard({ entries, people }),
      })
      asked.current = null
      // From now on no event may be missed.
      endEvents = sync.onEvent((event) => opened.onEvent(event))
      opening = opened
      setThreads(opened)
    }
    // Without a connection the next one who wants them tries again.
    loadThreads().then(open, () => setWanted(false))
    return () => {
      ended = true
      endEvents()
      setThreads(null)
      opening?.destroy()
    }
  }, [article, account, sync, opens, wanted])

  // Who loses the connection later can comment all the same.
  useEffect(() => {
    if (!maySee) return
    let timer: Timer | null = null
    const fetchSoon = () => {
      if (sync.status.get().kind !== 'saved' || timer !== null) return
      timer = browserClock.after(idleMs, () => {
        Promise.all([loadThreads(), load()]).catch(() => {}) // then it is fetched when it is wanted
      })
    }
    fetchSoon()
    const end = sync.status.subscribe(fetchSoon)
    return () => {
      end()
      timer?.cancel()
    }
  }, [sync, maySee, load])

  useEffect(() => {
    threads?.setReader({ role, person, connection: hello })
  }, [threads, role, person, hello])

  const isHidden = ended || (role !== null && !can(role, 'seeThreads'))
  useEffect(() => {
    if (isHidden && threads)
      void withMoreWords(loadThreads()).then(({ offerUnposted }) => offerUnposted(threads, say, t))
  }, [threads, isHidden, say, t])

  useEffect(() => {
    if (!threads) return
    const online = () => threads.retry()
    const ask = (event: BeforeUnloadEvent) => {
      if (threads.hasUnsent) event.preventDefault()
    }
    const saved = () => {
      if (sync.status.get().kind === 'saved') threads.articleSaved()
    }
    const end = sync.status.subscribe(saved)
    addEventListener('online', online)
    addEventListener('beforeunload', ask)
    return () => {
      end()
      removeEventListener('online', online)
      removeEventListener('beforeunload', ask)
    }
  }, [threads, sync])
  return { threads, want, heard }
}

/** The first that is said in an article, before there is anything to hear it with. */
function firstHeard({ entries, people }: ThreadChange, own: PersonId | null): Heard | null {
  const said = entries.filter(({ kind, by }) => kind === 'comment' && by !== own)
  return said.length === 0 ? null : { entries: said, people: new Map(people.map((one) => [one.person, one])) }
}

const hasThreads = (answer: unknown): boolean =>
  ((answer as { threads?: readonly unknown[] } | null)?.threads?.length ?? 0) > 0
