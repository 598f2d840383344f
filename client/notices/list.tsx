/** The list under the bell: the newest notices first, each a way to what it tells of. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { Notice } from '../../shared/protocol/notices.ts'
import * as api from '../api.ts'
import { useNow } from '../now.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Lines } from '../ui/loading.tsx'
import { useShownName } from '../ui/shown-name.ts'
import { usePopup } from '../ui/use-popup.ts'
import { ago, dateTime } from '../when.ts'
import styles from './list.module.css'
import { MailHere } from './mail-here.tsx'
import { notices, readNotices } from './requests.ts'
import { shortTitle } from './short-title.ts'
import { askUnread, tellUnread } from './unread.ts'

const key = ['notices']

/** So many answers of the server, one after the other: what came meanwhile shifts them all. */
async function newest(pages: number): Promise<{ notices: readonly Notice[]; more: boolean }> {
  const all: Notice[] = []
  for (let page = 1; ; page++) {
    const { notices: some, more } = await api.orThrow(notices(all.at(-1)?.id ?? null))
    all.push(...some)
    if (page === pages || !more || some.length === 0) return { notices: all, more: more && some.length > 0 }
  }
}

type NoticeListProps = {
  unread: number
  anchor: () => HTMLElement | null
  mayLeave: () => boolean
  onClose: () => void
}

export function NoticeList({ unread, anchor, mayLeave, onClose }: NoticeListProps) {
  const { t } = useTranslation()
  const title = useId()
  const open = /^\/articles\/([^/]+)$/.exec(useLocation()[0])?.[1]
  const box = usePopup({ anchor, align: 'end', onClose })
  useEffect(() => box.current?.focus(), [box])
  const [pages, setPages] = useState(1)
  const list = useQuery({
    queryKey: [...key, pages, unread], // what comes while the list is open belongs at its top
    queryFn: () => newest(pages),
    staleTime: 0,
    placeholderData: (before) => before,
  })
  const queries = useQueryClient()
  useEffect(() => void askUnread(queries), [queries])
  const { notices: all, more } = list.data ?? { notices: [], more: false }

  /** Closes first: the focus goes back to the bell, and the page that opens may take it from there. */
  const leave = (isAway: boolean) => {
    if (isAway && !mayLeave()) return false
    box.current?.hidePopover()
    return true
  }

  return (
    <div
      ref={box}
      popover="auto"
      role="dialog"
      aria-labelledby={title}
      tabIndex={-1}
      className={styles.popup}
    >
      <div className={styles.head}>
        <h2 id={title} className={styles.title}>
          {t('notices.title')}
        </h2>
        {unread > 0 && all[0] && <ReadAll upTo={all[0].id} onRead={() => box.current?.focus()} />}
      </div>
      {list.isPending && (
        <div className={styles.waiting} aria-busy="true">
          <p className="only-read">{t('loading')}</p>
          <Lines count={5} />
        </div>
      )}
      {list.isError && (
        <div role="alert" className={styles.said}>
          <p className={styles.strong}>{t('notices.broken')}</p>
          <p>{t(`errors.${api.codeOf(list.error)}`)}</p>
          <Button onClick={() => void list.refetch()}>{t('tryAgain')}</Button>
        </div>
      )}
      {list.data && all.length === 0 && (
        <div className={styles.said}>
          <p className={styles.strong}>{t('notices.empty')}</p>
          <p>{t('notices.emptyWords')}</p>
        </div>
      )}
      {all.length > 0 && (
        <ol className={styles.list}>
          {all.map((notice) => (
            <li key={notice.id}>
              <Item notice={notice} leave={leave} />
            </li>
          ))}
        </ol>
      )}
      {more && (
        <div className={styles.older}>
          <Button look="quiet" busy={list.isPlaceholderData} onClick={() => setPages(pages + 1)}>
            {t('notices.older')}
          </Button>
        </div>
      )}
      <div className={styles.foot}>
        {open && <MailHere article={open} />}
        <Way to="/settings#mail" className={styles.settings} leave={leave}>
          {t('notices.mail')}
        </Way>
      </div>
    </div>
  )
}

type ItemProps = { notice: Notice; leave: (isAway: boolean) => boolean }

function Item({ notice, leave }: ItemProps) {
  const { t, i18n } = useTranslation()
  const shownName = useShownName()
  const now = useNow()
  const { kind, article, thread, session, by, guest, excerpt, at, read } = notice
  const name = by === '' ? t('notices.somebody') : shownName(by, guest)
  const title = shortTitle(notice.title) || t('article.untitled')
  const to =
    session === null
      ? `/articles/${encodeURIComponent(article)}#comment=${encodeURIComponent(thread)}`
      : `/sessions/${encodeURIComponent(session)}`
  return (
    <Way to={to} className={classes(styles.item, !read && styles.new)} leave={leave}>
      <Avatar name={by === '' ? '?' : by} />
      <span className={styles.words}>
        <span className={styles.what}>
          {!read && <span className="only-read">{t('notices.unread')}: </span>}
          {t(`notices.kinds.${kind}`, { name, title })}
        </span>
        {excerpt !== '' && <q className={styles.excerpt}>{excerpt}</q>}
        <time
          className={styles.when}
          dateTime={new Date(at).toISOString()}
          title={dateTime(at, i18n.language)}
        >
          {ago(at, now, i18n.language)}
        </time>
      </span>
      {!read && <span className={styles.dot} aria-hidden="true" />}
    </Way>
  )
}

type WayProps = {
  to: string
  className: string | undefined
  leave: ItemProps['leave']
  children: ReactNode
}

/** Where only the end of the address changes the browser goes by itself: it tells the page that is open. */
function Way({ to, className, leave, children }: WayProps) {
  const [here] = useLocation()
  if (to.startsWith(`${here}#`))
    return (
      <a href={to} className={className} onClick={() => leave(false)}>
        {children}
      </a>
    )
  return (
    <Link
      href={to}
      className={className}
      onClick={(event) => {
        if (!leave(true)) event.preventDefault()
      }}
    >
      {children}
    </Link>
  )
}

/** All that is there, as far as this list knows: what comes meanwhile stays new. */
function ReadAll({ upTo, onRead }: { upTo: number; onRead: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<api.FailureCode | null>(null)

  async function read() {
    setBusy(true)
    const answer = await readNotices(upTo)
    if (answer.ok) {
      onRead() // before the button goes, and the focus with it
      await tellUnread(queries, answer.value.unread)
      await queries.invalidateQueries({ queryKey: key })
    }
    setFailure(answer.ok ? null : answer.code)
    setBusy(false)
  }

  return (
    <>
      <Button look="quiet" busy={busy} onClick={() => void read()}>
        {t('notices.readAll')}
      </Button>
      <p role="alert" className={styles.failure}>
        {failure && t(`errors.${failure}`)}
      </p>
    </>
  )
}
