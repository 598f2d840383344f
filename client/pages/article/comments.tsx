/** What people say about the article, beside its text: cards level with their words, a drawer or a sheet where there is no room. */

import { MessageSquarePlus } from 'lucide-react'
import { Fragment, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import { can } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { copyWords } from '../../copy.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { type ShownThread, threadsOf } from '../../editor/thread-marks.ts'
import '../../styles/comments.css'
import { useNow } from '../../now.ts'
import { AllComments } from '../../panels/threads/all-comments.tsx'
import { Card } from '../../panels/threads/card.tsx'
import { type CardTools, CardToolsProvider } from '../../panels/threads/card-tools.ts'
import { Column, type ColumnItem } from '../../panels/threads/column.tsx'
import { Drawer } from '../../panels/threads/drawer.tsx'
import { NewComment } from '../../panels/threads/new-comment.tsx'
import { Offer } from '../../panels/threads/offer.tsx'
import { Peek } from '../../panels/threads/peek.tsx'
import type { Draft } from '../../threads/drafts.ts'
import type { Threads, ThreadsShown } from '../../threads/threads.ts'
import type { Filter, ThreadView } from '../../threads/views.ts'
import { IconButton } from '../../ui/button.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import { useToast } from '../../ui/toast.tsx'
import type { CommentAsk } from './comment-keys.ts'
import styles from './comments.module.css'
import type { ColorOf } from './use-colors.ts'
import { useCommentWidth } from './use-comment-width.ts'
import { useMentionable } from './use-mentionable.ts'
import { useReadable } from './use-readable.ts'
import { useTextOfThreads } from './use-text-of-threads.ts'
import { useThreadPlaces } from './use-thread-places.ts'
import { linkedThread } from './use-threads.ts'

export type Ask = { readonly what: CommentAsk }

type CommentsProps = {
  article: string
  threads: Threads
  writing: ArticleEditor
  desk: HTMLElement | null
  colorOf: ColorOf
  /** What a key or a button asked for, until it is done. */
  ask: Ask | null
  onAsked: () => void
}

type Panel = { readonly kind: 'all' | 'thread' | 'peek'; readonly takesFocus: boolean } | null

export function Comments({ article, threads, writing, desk, colorOf, ask, onAsked }: CommentsProps) {
  const { t } = useTranslation()
  const say = useToast()
  const shown = useReadable(threads.shown)
  const { role, person: own } = shown.reader
  const width = useCommentWidth()
  const [active, setActive] = useState<string | null>(null)
  const [panel, setPanel] = useState<Panel>(null)
  const [filter, setFilter] = useState<Filter>('open')
  /** A new thread in which nothing has been typed yet. */
  const [begun, setBegun] = useState<Draft | null>(null)
  const [offer, setOffer] = useState<{ ids: readonly string[]; at: HTMLElement; takesFocus: boolean } | null>(
    null,
  )
  const drafts = useMemo(() => newDrafts(shown, begun), [shown, begun])
  const marks = useMemo(() => marksOf(shown.views, drafts), [shown.views, drafts])
  const { places, tops, shown: drawn } = useThreadPlaces(writing, marks, active, desk)
  const isDetached = useCallback(
    (view: ThreadView) => view.isOpen && view.anchor !== null && drawn.has(view.id) && !places.has(view.id),
    [places, drawn],
  )
  const views = useMemo(() => inOrder(shown.views, places), [shown.views, places])
  const focusAfter = useRef<string | null>(null)
  const isWide = width === 'wide' && panel?.kind !== 'all'
  useSeen(threads, shown.views, active)
  useHeadHeight(panel !== null)
  useRefusals(shown.drafts)
  // Where there is no column any more, what is being written goes on in the drawer.
  const isWriting = [...drafts, ...shown.drafts].some(({ thread }) => thread === active)
  useEffect(() => {
    if (width !== 'wide' && isWriting) setPanel((now) => now ?? { kind: 'thread', takesFocus: false })
  }, [width, isWriting])

  /** Opens a thread, and the place where it is read. */
  const open = (id: string, how: { focus?: boolean; peeks?: boolean } = {}) => {
    setActive(id)
    if (how.focus) focusAfter.current = id
    if (width === 'wide') return
    if (panel?.kind === 'all') return
    setPanel({ kind: how.peeks && width === 'phone' ? 'peek' : 'thread', takesFocus: false })
  }
  const focusText = () => {
    // A finger has not asked for a keyboard.
    if (!matchMedia('(pointer: coarse)').matches) writing.editor.view.focus()
  }
  const leave = () => {
    if (panel?.kind !== 'all') setPanel(null)
    focusText()
  }
  const choose = (ids: readonly string[], at: HTMLElement | null, byKey: boolean) => {
    const [first, ...others] = ids
    if (first === undefined) return
    if (others.length > 0 && at) setOffer({ ids, at, takesFocus: byKey })
    else open(first, { focus: byKey, peeks: !byKey && writing.editor.isEditable })
  }
  const text = useTextOfThreads(writing, {
    places,
    onPress: (ids, at) => {
      const known = ids.filter((id) => shown.views.some((view) => view.id === id))
      if (known.length > 0) return choose(known, at, false)
      const draft = drafts.find(({ thread }) => ids.includes(thread))
      if (draft && width !== 'wide') return open(draft.thread)
      setActive(null)
      if (panel?.kind !== 'all') setPanel(null)
    },
  })

  const compose = () => {
    if (!can(role, 'comment')) return
    const selected = threadsOf(writing.binding).selected()
    const about = selected && {
      request: 'block' in selected ? { block: selected.block } : { ranges: selected.ranges },
      ranges: 'block' in selected ? [] : selected.ranges,
      quote: selected.quote,
    }
    const draft = threads.draftAbout(about)
    setBegun(draft)
    setActive(draft.thread)
    if (width !== 'wide') setPanel({ kind: 'thread', takesFocus: false })
    else if (panel?.kind === 'all') setPanel(null)
  }
  const step = (by: 1 | -1) => {
    const placed = views.filter(({ id }) => places.has(id))
    const at = active === null ? -1 : placed.findIndex(({ id }) => id === active)
    const head = writing.editor.state.selection.from
    const from = placed.map(({ id }) => places.get(id)?.from ?? 0)
    const next =
      at >= 0
        ? at + by
        : by > 0
          ? from.findIndex((place) => place > head)
          : from.findLastIndex((place) => place < head)
    const view = placed[(next + placed.length) % placed.length] ?? placed[0]
    if (view === undefined) return say(t('threads.none.open'))
    open(view.id)
    text.putCaret(view.id)
  }
  const toCard = () => {
    const ids = text.atCaret()
    if (ids.length > 0) choose(ids, text.elementAtCaret(), true)
    else if (active !== null) open(active, { focus: true })
    else say(t('threads.noneHere'))
  }

  const current = useRef({ compose, step, toCard })
  current.current = { compose, step, toCard }
  useEffect(() => {
    if (ask === null) return
    onAsked()
    const { compose, step, toCard } = current.current
    if (ask.what === 'compose') compose()
    if (ask.what === 'panel')
      setPanel((now) => (now?.kind === 'all' ? null : { kind: 'all', takesFocus: true }))
    if (ask.what === 'next') step(1)
    if (ask.what === 'previous') step(-1)
    if (ask.what === 'card') toCard()
  }, [ask, onAsked])

  useLinked(shown, (view) => {
    if (view === null) return say(t('threads.notHere'))
    setActive(view.id)
    if (!view.isOpen) {
      setFilter('resolved')
      setPanel({ kind: 'all', takesFocus: true })
    } else if (width !== 'wide') setPanel({ kind: 'thread', takesFocus: false })
    text.scrollTo(view.id)
  })
  useEffect(() => {
    const id = focusAfter.current
    const card = id === null ? null : document.querySelector<HTMLElement>(`[data-thread="${id}"]`)
    if (card === null) return
    focusAfter.current = null
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest' })
  })

  const tools = useTools({ article, threads, shown, colorOf, own })
  const allTools: CardTools = {
    ...tools,
    onActivate: (id) => {
      if (id === active) return
      setActive(id)
      text.scrollTo(id)
    },
    onLeave: leave,
    onAttach: async (id) => {
      const selected = threadsOf(writing.binding).selected()
      if (selected === null) return say(t('threads.selectFirst'))
      const anchor = 'block' in selected ? { block: selected.block } : { ranges: selected.ranges }
      const failure = await threads.change(id, { anchor })
      if (failure === null) say(t('threads.isAttached'))
      tools.onFailure(failure)
    },
    onPosted: focusText,
  }

  const composer = (draft: Draft) => (
    <NewComment
      quotes={!isWide}
      draft={draft}
      isActive={draft.thread === active}
      onActivate={() => setActive(draft.thread)}
      onChange={(changed) => {
        if (changed.words !== '') threads.setDraft(changed)
        else threads.dropDraft(changed.id)
        setBegun(changed.words === '' ? changed : null)
      }}
      onPost={(done) => {
        setBegun(null)
        threads.post(done)
        focusText()
      }}
      onClose={() => {
        setBegun(null)
        threads.dropDraft(draft.id)
        setActive(null)
        leave()
      }}
    />
  )
  const card = (view: ThreadView, quotes = false) => (
    <Card view={view} isActive={view.id === active} isDetached={isDetached(view)} quotes={quotes} />
  )
  const activeView = views.find(({ id }) => id === active)
  const activeDraft = drafts.find(({ thread }) => thread === active)
  const newButton = can(role, 'comment') && (
    <IconButton
      label={t('threads.new')}
      icon={<MessageSquarePlus size={18} aria-hidden="true" />}
      align="end"
      onMouseDown={(event) => event.preventDefault()}
      onClick={compose}
    />
  )

  const items: ColumnItem[] = isWide
    ? columnItems({
        views: views.filter((view) => view.isOpen && !isDetached(view)),
        drafts,
        tops,
        whereNow: () => Math.max(0, 140 - (desk?.getBoundingClientRect().top ?? 0)),
        card,
        composer,
      })
    : []
  const detached = views.filter(isDetached)
  const hasColumn = isWide && (items.length > 0 || detached.length > 0)

  return (
    <CardToolsProvider value={allTools}>
      {(hasColumn || panel !== null || offer !== null) && (
        <aside
          className={styles.beside}
          aria-label={t('threads.region')}
          data-shows={hasColumn ? 'margin' : panel === null || panel.kind === 'peek' ? undefined : 'drawer'}
        >
          {hasColumn && detached.length > 0 && (
            <button
              type="button"
              className={styles.detached}
              onClick={() => {
                setFilter('detached')
                setPanel({ kind: 'all', takesFocus: true })
              }}
            >
              {t('threads.detachedMany', { count: detached.length })}
            </button>
          )}
          {hasColumn && <h2 className="only-read">{t('threads.region')}</h2>}
          {hasColumn && <Column items={items} active={active} from={detached.length > 0 ? 48 : 16} />}
          {panel?.kind === 'all' && (
            <Drawer
              title={t('threads.all')}
              tool={newButton}
              takesFocus={panel.takesFocus}
              onClose={() => {
                setPanel(null)
                focusText()
              }}
            >
              <AllComments
                shown={shown}
                views={views}
                active={active}
                isDetached={isDetached}
                drafts={drafts.map((draft) => <Fragment key={draft.id}>{composer(draft)}</Fragment>)}
                filter={filter}
                onFilter={setFilter}
              />
            </Drawer>
          )}
          {!isWide && panel?.kind === 'thread' && (activeView || activeDraft) && (
            <Drawer key={active} title={t('threads.one')} takesFocus={false} holdsOne onClose={leave}>
              {activeDraft ? composer(activeDraft) : activeView && card(activeView, true)}
            </Drawer>
          )}
          {panel?.kind === 'peek' && activeView && (
            <Peek view={activeView} onOpen={() => setPanel({ kind: 'thread', takesFocus: true })} />
          )}
          {offer && (
            <Offer
              key={offer.ids.join()}
              views={views.filter(({ id }) => offer.ids.includes(id))}
              anchor={() => offer.at}
              takesFocus={offer.takesFocus}
              onChoose={(id) =>
                open(id, { focus: offer.takesFocus, peeks: !offer.takesFocus && writing.editor.isEditable })
              }
              onClose={() => setOffer(null)}
            />
          )}
        </aside>
      )}
    </CardToolsProvider>
  )
}

/** New threads that are being written. */
function newDrafts({ drafts }: ThreadsShown, begun: Draft | null): readonly Draft[] {
  const kept = drafts.filter(({ about }) => about !== undefined)
  return begun === null || kept.some(({ id }) => id === begun.id) ? kept : [...kept, begun]
}

function marksOf(views: readonly ThreadView[], drafts: readonly Draft[]): readonly ShownThread[] {
  const open = views.flatMap(({ id, anchor, isOpen, thread }): ShownThread[] =>
    isOpen && anchor && anchor.ranges.length > 0
      ? [{ id, ranges: anchor.ranges, state: thread === null ? 'pending' : 'open' }]
      : [],
  )
  const begun = drafts.flatMap(({ thread, about }): ShownThread[] =>
    about && about.ranges.length > 0 ? [{ id: thread, ranges: about.ranges, state: 'pending' }] : [],
  )
  return [...open, ...begun]
}

/** About the whole article first, then in the order of their words, then those that have none. */
function inOrder(
  views: readonly ThreadView[],
  places: ReadonlyMap<string, { readonly from: number }>,
): readonly ThreadView[] {
  const placeOf = ({ id, anchor }: ThreadView) =>
    anchor === null ? -1 : (places.get(id)?.from ?? Number.MAX_SAFE_INTEGER)
  return [...views].sort((a, b) => placeOf(a) - placeOf(b) || a.at - b.at)
}

type ColumnOf = {
  views: readonly ThreadView[]
  drafts: readonly Draft[]
  tops: ReadonlyMap<string, number>
  /** Where on the desk the person looks. */
  whereNow: () => number
  card: (view: ThreadView) => ReactNode
  composer: (draft: Draft) => ReactNode
}

/** A card begins a little above its words, so that its first line is level with them. */
const cardHeadPx = 6

function columnItems({ views, drafts, tops, whereNow, card, composer }: ColumnOf): ColumnItem[] {
  const wantedOf = (id: string) => Math.max(0, (tops.get(id) ?? 0) - cardHeadPx)
  const items = [
    ...views.map((view) => ({
      id: view.id,
      wanted: view.anchor === null ? 0 : wantedOf(view.id),
      node: card(view),
    })),
    ...drafts.map((draft) => ({
      id: draft.thread,
      wanted: tops.has(draft.thread) ? wantedOf(draft.thread) : whereNow(),
      node: composer(draft),
    })),
  ]
  return items.sort((a, b) => a.wanted - b.wanted)
}

/** Says at once what the server did not take; the words and the reason stay where they were written. */
function useRefusals(drafts: readonly Draft[]): void {
  const { t } = useTranslation()
  const say = useToast()
  const refused = drafts.filter((draft) => draft.refused !== null)
  const before = useRef(refused.length) // those of an earlier visit are no news
  const last = refused.at(-1)?.refused
  useEffect(() => {
    if (refused.length > before.current && last) say(t('threads.refused', { reason: t(`errors.${last}`) }))
    before.current = refused.length
  }, [refused.length, last, say, t])
}

/** How much of the page the bars over the text take, as `--head`: the drawer begins under them. */
function useHeadHeight(isWanted: boolean): void {
  useEffect(() => {
    const head = document.querySelector('header')
    if (!isWanted || !head) return
    const root = document.documentElement
    const measured = new ResizeObserver(() => root.style.setProperty('--head', `${head.offsetHeight}px`))
    measured.observe(head)
    return () => {
      measured.disconnect()
      root.style.removeProperty('--head')
    }
  }, [isWanted])
}

/** What is open before somebody's eyes is read. */
function useSeen(threads: Threads, views: readonly ThreadView[], active: string | null): void {
  const view = views.find(({ id }) => id === active)
  useEffect(() => {
    if (!view?.isUnread) return
    const see = () => {
      if (!document.hidden) threads.seen(view)
    }
    see()
    document.addEventListener('visibilitychange', see)
    return () => document.removeEventListener('visibilitychange', see)
  }, [threads, view])
}

/** Opens the thread that the address names, once it is known: now, and whenever the address changes. */
function useLinked({ isLoaded, views }: ThreadsShown, onLinked: (view: ThreadView | null) => void): void {
  const [linked, setLinked] = useState(linkedThread)
  const current = useRef({ onLinked, views })
  current.current = { onLinked, views }
  useEffect(() => {
    const read = () => setLinked(linkedThread())
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  useEffect(() => {
    if (linked === null || !isLoaded) return
    const { onLinked, views } = current.current
    setLinked(null)
    onLinked(views.find(({ id }) => id === linked) ?? null)
  }, [linked, isLoaded])
}

type ToolsOf = {
  article: string
  threads: Threads
  shown: ThreadsShown
  colorOf: ColorOf
  own: PersonId | null
}

function useTools({ article, threads, shown, colorOf, own }: ToolsOf) {
  const { t } = useTranslation()
  const say = useToast()
  const account = useAccount()
  const shownName = useShownName()
  const now = useNow()
  const { people: mentionable, onMention } = useMentionable(article, threads)
  const knownAs = (person: PersonId | null) =>
    person === null || person === own
      ? { name: account.displayName, guest: account.position === 'guest' }
      : (shown.people.get(person) ?? mentionable.find((one) => one.person === person))
  const nameOf = (person: PersonId | null): string => {
    const known = knownAs(person)
    return known ? shownName(known.name, known.guest) : t('threads.somebody')
  }
  return {
    threads,
    own,
    role: shown.reader.role,
    nameOf,
    faceOf: (person: PersonId | null) => ({
      name: knownAs(person)?.name ?? '?',
      color: colorOf(null, person ?? own ?? undefined),
    }),
    mentionable,
    onMention,
    now,
    isKept: shown.isKept,
    drafts: shown.drafts,
    onCopyLink: async (id: string) => {
      const isCopied = await copyWords(`${location.origin}/articles/${article}#comment=${id}`)
      say(t(isCopied ? 'copied' : 'errors.unexpected'))
    },
    onFailure: (code: Parameters<CardTools['onFailure']>[0]) => {
      if (code !== null) say(t(`errors.${code}`))
    },
  }
}
