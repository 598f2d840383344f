/** What people say about the article and propose for it, beside its text: cards level with their words, a drawer or a sheet where there is no room. */

import { MessageSquarePlus } from 'lucide-react'
import { Fragment, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { can } from '../../../shared/roles.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { type PlacedCard, suggestionCardsOf } from '../../editor/suggestion-cards.ts'
import { threadsOf } from '../../editor/thread-marks.ts'
import '../../styles/comments.css'
import { AllSuggestions } from '../../panels/suggestions/all-suggestions.tsx'
import { SuggestionCard } from '../../panels/suggestions/card.tsx'
import { DecideAll } from '../../panels/suggestions/decide-all.tsx'
import { Decided as DecidedList } from '../../panels/suggestions/decided.tsx'
import { type Preview, ReviewBar } from '../../panels/suggestions/review-bar.tsx'
import { SuggestionToolsProvider } from '../../panels/suggestions/tools.ts'
import { AllComments } from '../../panels/threads/all-comments.tsx'
import { Card } from '../../panels/threads/card.tsx'
import { type CardTools, CardToolsProvider } from '../../panels/threads/card-tools.ts'
import { Column, type ColumnItem } from '../../panels/threads/column.tsx'
import { Drawer } from '../../panels/threads/drawer.tsx'
import { NewComment } from '../../panels/threads/new-comment.tsx'
import { Offer, type Offered } from '../../panels/threads/offer.tsx'
import { Peek } from '../../panels/threads/peek.tsx'
import { peopleOf } from '../../suggestions/chosen.ts'
import { discussionsOf, draftAbout } from '../../suggestions/discussions.ts'
import { inOneLine } from '../../suggestions/summary.ts'
import type { Draft } from '../../threads/drafts.ts'
import type { Threads } from '../../threads/threads.ts'
import type { Filter, ThreadView } from '../../threads/views.ts'
import { IconButton } from '../../ui/button.tsx'
import { Segments } from '../../ui/segments.tsx'
import { useToast } from '../../ui/toast.tsx'
import { columnItems, firstWordsOf, inOrder, marksOf, newDrafts, nextOf } from './beside.ts'
import { useHeadHeight, useLinked, useLinkedSuggestion, useRefusals, useSeen } from './comment-effects.ts'
import type { CommentAsk } from './comment-keys.ts'
import styles from './comments.module.css'
import { useCommonTools } from './use-card-tools.ts'
import type { ColorOf } from './use-colors.ts'
import { useCommentWidth } from './use-comment-width.ts'
import { useDecidedCards } from './use-decided-cards.ts'
import { type DecideSelected, useDecidable } from './use-decisions.ts'
import { useNames } from './use-names.ts'
import type { PersonHere } from './use-people.ts'
import { useReadable } from './use-readable.ts'
import { useSuggestionCards } from './use-suggestion-cards.ts'
import { useTextOfThreads } from './use-text-of-threads.ts'
import { useThreadPlaces } from './use-thread-places.ts'

export type Ask = { readonly what: CommentAsk }

type CommentsProps = {
  article: string
  threads: Threads
  /** Nothing can be said here now, whatever one's role is: a review that can only be read. */
  isReadOnly: boolean
  writing: ArticleEditor
  desk: HTMLElement | null
  colorOf: ColorOf
  people: readonly PersonHere[]
  /** Where the bar over the text goes that leads through the suggestions. */
  reviewHome: HTMLElement | null
  onPreview: (preview: Preview) => void
  /** Tells how what is selected can be decided; null: nothing there is suggested, or not by this person. */
  onDecidable: (decide: DecideSelected | null) => void
  /** What a key or a button asked for, until it is done. */
  ask: Ask | null
  onAsked: () => void
}

type Panel = { readonly kind: 'all' | 'thread' | 'peek'; readonly takesFocus: boolean } | null
const LISTS = ['comments', 'suggestions', 'decided'] as const
type List = (typeof LISTS)[number]

export function Comments({
  article,
  threads,
  isReadOnly,
  writing,
  desk,
  colorOf,
  people,
  reviewHome,
  onPreview,
  onDecidable,
  ask,
  onAsked,
}: CommentsProps) {
  const { t } = useTranslation()
  const say = useToast()
  const shown = useReadable(threads.shown)
  const { person: own } = shown.reader
  const role = isReadOnly ? 'viewer' : shown.reader.role
  const width = useCommentWidth()
  const [active, setActive] = useState<string | null>(null)
  const [panel, setPanel] = useState<Panel>(null)
  const [list, setList] = useState<List>('comments')
  const [filter, setFilter] = useState<Filter>('open')
  /** A new thread in which nothing has been typed yet. */
  const [begun, setBegun] = useState<Draft | null>(null)
  const [offer, setOffer] = useState<{ ids: readonly string[]; at: HTMLElement; takesFocus: boolean } | null>(
    null,
  )
  const suggested = useSuggestionCards(writing, active, desk)
  const { cards } = suggested
  const discussions = useMemo(() => discussionsOf(cards, shown.views), [cards, shown.views])
  /** Threads of their own: what is said about a suggestion stands on its card. */
  const talks = useMemo(() => {
    const onCards = new Set(discussions.values())
    return shown.views.filter((view) => !onCards.has(view))
  }, [shown.views, discussions])
  const drafts = useMemo(
    () => newDrafts(shown, begun).filter((draft) => !cards.some((card) => draftAbout(card, [draft]))),
    [shown, begun, cards],
  )
  const marks = useMemo(() => marksOf(talks, drafts), [talks, drafts])
  const { places, tops, shown: drawn } = useThreadPlaces(writing, marks, active, desk)
  const isDetached = useCallback(
    (view: ThreadView) => view.isOpen && view.anchor !== null && drawn.has(view.id) && !places.has(view.id),
    [places, drawn],
  )
  const views = useMemo(() => inOrder(talks, places), [talks, places])
  const focusAfter = useRef<string | null>(null)
  const isWide = width === 'wide' && panel?.kind !== 'all'
  useSeen(threads, shown.views, discussions.get(active ?? '')?.id ?? active)
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
  const cardsAt = (from: number, to = from) =>
    suggestionCardsOf(writing.binding)
      .between(cards, from, to)
      .map(({ id }) => id)
  const text = useTextOfThreads(writing, {
    places,
    onPress: (ids, at, position) => {
      const known = [
        ...ids.filter((id) => talks.some((view) => view.id === id)),
        ...(position === null ? [] : cardsAt(position)),
      ]
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
    const next = nextOf(placed, places, { active, head: writing.editor.state.selection.from, by })
    if (next === undefined) return say(t('threads.none.open'))
    open(next.id)
    text.putCaret(next.id)
  }
  const toSuggestion = (card: PlacedCard) => {
    open(card.id)
    const place = suggested.places.get(card.id)
    if (place) text.scrollToPlace(place.from)
  }
  const stepSuggestion = (by: 1 | -1) => {
    const head = writing.editor.state.selection.from
    const next = nextOf(cards, suggested.places, { active, head, by })
    if (next === undefined) return say(t('suggestions.noneAtAll'))
    toSuggestion(next)
    const place = suggested.places.get(next.id)
    if (place && !matchMedia('(pointer: coarse)').matches) text.putCaretAt(place.from)
  }
  const toCard = () => {
    const ids = [...text.atCaret(), ...cardsAt(writing.editor.state.selection.head)]
    if (ids.length > 0) choose(ids, text.elementAtCaret(), true)
    else if (active !== null) open(active, { focus: true })
    else say(t('threads.noneHere'))
  }

  const current = useRef({ compose, step, stepSuggestion, toCard })
  current.current = { compose, step, stepSuggestion, toCard }
  useEffect(() => {
    if (ask === null) return
    onAsked()
    const { compose, step, stepSuggestion, toCard } = current.current
    if (ask.what === 'compose') compose()
    if (ask.what === 'panel')
      setPanel((now) => (now?.kind === 'all' ? null : { kind: 'all', takesFocus: true }))
    if (ask.what === 'next') step(1)
    if (ask.what === 'previous') step(-1)
    if (ask.what === 'nextSuggestion') stepSuggestion(1)
    if (ask.what === 'previousSuggestion') stepSuggestion(-1)
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
    const card =
      id === null ? null : document.querySelector<HTMLElement>(`[data-thread="${id}"], [data-card="${id}"]`)
    if (card === null) return
    focusAfter.current = null
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest' })
  })

  useLinkedSuggestion(suggested, (card) => {
    if (card === null) return say(t('suggestions.notHere'))
    toSuggestion(card)
  })
  const wanted = useMemo(() => peopleOf(cards), [cards])
  const { known, learn } = useNames(article, people, wanted, shown.people)
  const tools = useCommonTools({ article, threads, shown, role, colorOf, own, known })
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

  const { deciding, decide, suggestionTools } = useDecidedCards({
    ...{ article, writing, threads, shown, suggested, discussions, active, learn, leave, setActive },
    nameOf: tools.nameOf,
    onNext: (next, hadFocus) => {
      setActive(next.id)
      if (hadFocus) focusAfter.current = next.id
      toSuggestion(next)
    },
    scrollTo: text.scrollToPlace,
  })
  const [decidingAll, setDecidingAll] = useState<'accept' | 'reject' | null>(null)
  useDecidable(writing, cards, can(role, 'decide') ? deciding.decide : null, onDecidable)
  const showList = (next: List) => {
    setList(next)
    setPanel({ kind: 'all', takesFocus: true })
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
  const suggestion = (one: PlacedCard) => (
    <SuggestionCard card={one} discussion={discussions.get(one.id) ?? null} isActive={one.id === active} />
  )
  /** In a line each: whose it is, and what it says. */
  const offered = (ids: readonly string[]): readonly Offered[] => [
    ...views
      .filter(({ id }) => ids.includes(id))
      .map((view) => ({ id: view.id, by: view.by, words: firstWordsOf(view, tools.nameOf) })),
    ...cards
      .filter(({ id }) => ids.includes(id))
      .map(({ id, person, parts }) => ({ id, by: person, words: inOneLine(t, parts) })),
  ]
  const activeView = views.find(({ id }) => id === active)
  const activeCard = cards.find(({ id }) => id === active)
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
        suggested,
        whereNow: () => Math.max(0, 140 - (desk?.getBoundingClientRect().top ?? 0)),
        card,
        suggestion,
        composer,
      })
    : []
  const detached = views.filter(isDetached)
  const hasColumn = isWide && (items.length > 0 || detached.length > 0)

  return (
    <CardToolsProvider value={allTools}>
      <SuggestionToolsProvider value={suggestionTools}>
        {reviewHome &&
          cards.length > 0 &&
          createPortal(
            <ReviewBar
              counts={{
                cards: cards.length,
                people: new Set(cards.map(({ person, client }) => person ?? client)).size,
              }}
              preview="marked"
              onPreview={onPreview}
              onStep={stepSuggestion}
              onDecideAll={can(role, 'decide') ? setDecidingAll : null}
              onLog={() => showList('decided')}
            />,
            reviewHome,
          )}
        {decidingAll && (
          <DecideAll
            verb={decidingAll}
            cards={cards}
            onDecide={(meant, reason) => decide(decidingAll, meant, reason)}
            onClose={() => setDecidingAll(null)}
          />
        )}
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
                  showList('comments')
                }}
              >
                {t('threads.detachedMany', { count: detached.length })}
              </button>
            )}
            {hasColumn && <h2 className="only-read">{t('threads.region')}</h2>}
            {hasColumn && <Column items={items} active={active} from={detached.length > 0 ? 48 : 16} />}
            {panel?.kind === 'all' && (
              <Drawer
                title={t(`suggestions.lists.${list}`)}
                tool={newButton}
                takesFocus={panel.takesFocus}
                onClose={() => {
                  setPanel(null)
                  focusText()
                }}
              >
                <div className={styles.lists}>
                  <Segments
                    label={t('suggestions.region')}
                    value={list}
                    onChoose={setList}
                    choices={LISTS.map((value) => ({ value, label: t(`suggestions.tabs.${value}`) }))}
                  />
                </div>
                {list === 'comments' && (
                  <AllComments
                    shown={shown}
                    views={views}
                    active={active}
                    isDetached={isDetached}
                    drafts={drafts.map((draft) => <Fragment key={draft.id}>{composer(draft)}</Fragment>)}
                    filter={filter}
                    onFilter={setFilter}
                  />
                )}
                {list === 'suggestions' && (
                  <AllSuggestions cards={cards} discussions={discussions} active={active} />
                )}
                {list === 'decided' && <DecidedList article={article} onReopen={deciding.reopen} />}
              </Drawer>
            )}
            {!isWide && panel?.kind === 'thread' && (activeView || activeDraft || activeCard) && (
              <Drawer
                key={active}
                title={t(activeCard ? 'suggestions.one' : 'threads.one')}
                takesFocus={false}
                holdsOne
                onClose={leave}
              >
                {activeDraft && composer(activeDraft)}
                {!activeDraft && activeView && card(activeView, true)}
                {activeCard && suggestion(activeCard)}
              </Drawer>
            )}
            {panel?.kind === 'peek' && active !== null && (
              <Peeked
                offered={offered([active])}
                onOpen={() => setPanel({ kind: 'thread', takesFocus: true })}
              />
            )}
            {offer && (
              <Offer
                key={offer.ids.join()}
                choices={offered(offer.ids)}
                label={t(
                  offer.ids.every((id) => cards.some((one) => one.id === id))
                    ? 'suggestions.offer'
                    : 'threads.offer',
                  { count: offer.ids.length },
                )}
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
      </SuggestionToolsProvider>
    </CardToolsProvider>
  )
}

function Peeked({ offered: [one], onOpen }: { offered: readonly Offered[]; onOpen: () => void }) {
  return one ? <Peek by={one.by} words={one.words} onOpen={onOpen} /> : null
}
