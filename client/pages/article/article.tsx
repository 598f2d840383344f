/** An article: opened, shown, shared, and honest about what is saved. */

import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '../../../shared/article/view.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { can, may } from '../../../shared/roles.ts'
import { partsOf } from '../../../shared/threads.ts'
import { useAccount } from '../../account.ts'
import type { ArticleBinding } from '../../editor/binding.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { withMoreWords } from '../../language.ts'
import { tellUnread } from '../../notices/unread.ts'
import { useAccessRequests } from '../../panels/people/access-requests.ts'
import type { Preview as PreviewKind } from '../../panels/suggestions/review-bar.tsx'
import type { ArticleSync } from '../../sync/article-sync.ts'
import type { Status } from '../../sync/status.ts'
import { Lines } from '../../ui/loading.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import { useTitle } from '../../ui/title.ts'
import { useToast } from '../../ui/toast.tsx'
import { dateTime } from '../../when.ts'
import styles from './article.module.css'
import { useAsked } from './asked.ts'
import { Avatars } from './avatars.tsx'
import { useCommentKeys } from './comment-keys.ts'
import type { Ask } from './comments.tsx'
import { CommentsButton } from './comments-button.tsx'
import { downloadWords } from './download.ts'
import { useMode, useModeKeys } from './mode.ts'
import { ModeSwitch, maySeeAuthors } from './mode-switch.tsx'
import { News } from './news.tsx'
import { StatusBar, StatusLine, useStatusNews } from './status-line.tsx'
import { hasEnded } from './status-words.ts'
import { TopBar } from './top-bar.tsx'
import { useArticleSync } from './use-article-sync.ts'
import { useFrozen } from './use-frozen.ts'
import { type PersonHere, usePeople } from './use-people.ts'
import { useReadable } from './use-readable.ts'
import { useSteadyStatus } from './use-steady-status.ts'
import { type Heard, useThreads } from './use-threads.ts'
import { Writing } from './writing.tsx'

const NotOpened = lazy(async () => ({ default: (await import('./not-opened.tsx')).NotOpened }))
const Preview = lazy(async () => ({ default: (await withMoreWords(import('./preview.tsx'))).Preview }))
const loadComments = async () => ({ default: (await withMoreWords(import('./comments.tsx'))).Comments })
const Comments = lazy(loadComments)
const Share = lazy(async () => ({
  default: (await withMoreWords(import('../../panels/people/share.tsx'))).Share,
}))
const RescueDialog = lazy(async () => ({
  default: (await withMoreWords(import('./rescue-dialog.tsx'))).RescueDialog,
}))
const SignInDialog = lazy(async () => ({
  default: (await withMoreWords(import('./sign-in-dialog.tsx'))).SignInDialog,
}))
const RequestAccess = lazy(async () => ({
  default: (await withMoreWords(import('./request-access.tsx'))).RequestAccess,
}))

/** Where an article is shown as a part of something else: what that calls it, and what it puts over the text. Nobody is named then. */
export type Within = {
  readonly title: string
  /** Nothing can be said or suggested now. */
  readonly isReadOnly: boolean
  /** Asked with what says whether the page may be left. */
  readonly bar: (mayLeave: () => boolean) => ReactNode
}

type ArticlePageProps = { id: string; within?: Within | null }

export function ArticlePage({ id, within = null }: ArticlePageProps) {
  const sync = useArticleSync(id, useAccount().id)
  return sync ? <OpenArticle id={id} sync={sync} within={within} /> : <Opening />
}

/** Why nothing can be shown of an article, as long as nothing of it is. */
const CANNOT_OPEN: ReadonlySet<Status['kind']> = new Set([
  ...(['signedOut', 'notFound', 'trash', 'accessEnded', 'oldPage'] as const),
  ...(['offline', 'noClientId', 'cannotStore'] as const),
])

/** What the text shows of suggestions, by what somebody wants to see. */
const SHOWN = { marked: 'marked', final: 'final', original: 'base' } as const satisfies Record<
  PreviewKind,
  View
>

type Shown = 'share' | 'rescue' | 'late' | 'signIn' | 'requestAccess'
type OpenArticleProps = { id: string; sync: ArticleSync; within: Within | null }

function OpenArticle({ id, sync, within }: OpenArticleProps) {
  const { t, i18n } = useTranslation()
  const say = useToast()
  const opened = useReadable(sync.opened)
  const present = useReadable(sync.status)
  const steady = useSteadyStatus(present)
  const frozenAt = useFrozen(id, opened.role)
  const frozen = frozenAt === null ? null : t('status.frozen', { when: dateTime(frozenAt, i18n.language) })
  // Why only commenting is left stays said, also to who comes after the deadline.
  const status: Status =
    frozen !== null && steady.kind === 'commentOnly' ? { kind: 'roleChanged', role: 'commenter' } : steady
  const rescues = useReadable(sync.rescues)
  const late = useReadable(sync.late)
  const people = usePeople(opened.awareness, opened.person)
  const statusNews = useStatusNews(status)
  const [mode, setMode] = useMode(id, opened.role)
  useModeKeys(opened.role, setMode)
  useEffect(() => sync.suggest(mode === 'suggesting'), [sync, mode])
  const [title, setTitle] = useState('')
  const [writing, setWriting] = useState<ArticleEditor | null>(null)
  const [toolsHome, setToolsHome] = useState<HTMLElement | null>(null)
  const [legendHome, setLegendHome] = useState<HTMLElement | null>(null)
  const [reviewHome, setReviewHome] = useState<HTMLElement | null>(null)
  const [preview, setPreview] = useState<PreviewKind>('marked')
  const [authors, setAuthors] = useState(false)
  const [shown, setShown] = useState<Shown | null>(null)
  const textFocus = useRef(false)
  const account = useAccount()
  const asking = useAccessRequests(id, can(opened.role, 'manageMembers'))
  const [asked, noteAsked] = useAsked(id, opened.role)
  const name = within?.title || title || t('article.untitled')
  const ended = hasEnded(status)
  const { threads, want, heard } = useThreads({
    article: id,
    account: account.id,
    sync,
    opened,
    ended,
    load: loadComments,
  })
  const [ask, setAsk] = useState<Ask | null>(null)
  const asks = (what: Ask['what']) => {
    want()
    setAsk({ what })
  }
  const onAsked = useCallback(() => setAsk(null), [])
  const said = useHeardWords(heard)
  useTitle(name)
  const maySeeThreads = can(opened.role, 'seeThreads') && !ended
  useCommentKeys(maySeeThreads && preview === 'marked', asks)
  useWantedBySuggestions(writing, want)

  const queries = useQueryClient()
  useEffect(
    () =>
      sync.onEvent((event) => {
        if (event.type === 'members') void queries.invalidateQueries({ queryKey: ['sharing', id] })
        if (event.type === 'decisions') void queries.invalidateQueries({ queryKey: ['decisions', id] })
        if (event.type === 'notices') void tellUnread(queries, event.unread)
      }),
    [sync, queries, id],
  )
  useEffect(() => {
    if (rescues.length > 0) setShown('rescue')
  }, [rescues])

  const close = () => setShown(null)
  const onRescue = rescues.length > 0 ? () => setShown('rescue') : null
  const rescue = (onSuggest: (() => void) | null) =>
    shown === 'rescue' &&
    rescues.length > 0 && (
      <RescueDialog
        rescues={rescues}
        why={status.kind === 'accessEnded' || status.kind === 'notFound' ? 'ended' : 'refused'}
        onSuggest={onSuggest}
        onClose={close}
        onTaken={() => {
          sync.takeRescues()
          close()
        }}
      />
    )

  if (!opened.ready) {
    return (
      <>
        <Suspense fallback={<Opening />}>
          {CANNOT_OPEN.has(status.kind) ? <NotOpened sync={sync} id={id} onRescue={onRescue} /> : <Opening />}
        </Suspense>
        <Suspense>{rescue(null)}</Suspense>
      </>
    )
  }

  const actions = {
    onDownload: () => downloadWords(`${name}.txt`, writing?.editor.getText({ blockSeparator: '\n\n' }) ?? ''),
    onSignIn: () => setShown('signIn'),
    onRequestAccess:
      frozen !== null || within !== null
        ? null
        : asked
          ? ('asked' as const)
          : () => setShown('requestAccess'),
    onRescue,
    onLate: () => setShown('late'),
  }
  const jump = (person: PersonHere) => {
    const found = person.clients.some((client) => writing?.carets()?.jumpTo(client))
    if (!found) say(t('presence.nowhere', { name: person.name }))
  }
  const { person } = opened
  const offers = opened.writable && can(opened.role, 'suggest') && rescues.some(({ unsent }) => unsent)
  const suggestRefused = async (binding: ArticleBinding, by: PersonId) => {
    close()
    const { changeOf } = await import('../../editor/unsent-change.ts')
    const unsent = await sync.takeUnsent()
    if (unsent === null) return
    sync.suggest(true)
    const outcome = binding.suggest(unsent, by, changeOf)
    sync.suggest(mode === 'suggesting')
    if (outcome !== 'unfit') sync.suggestedUnsent()
    say(t(`rescue.${outcome}`))
  }
  const maySeeSuggestions = opened.role === null || can(opened.role, 'seeSuggestions')
  const shows = maySeeSuggestions ? SHOWN[preview] : 'base'
  const previews = maySeeSuggestions && preview !== 'marked'

  const mayLeave = () => !sync.hasUnsavedWork() || confirm(t('status.leave'))

  return (
    <>
      <header className={styles.head}>
        <TopBar
          title={within?.title ?? title}
          mayLeave={mayLeave}
          status={
            !(within?.isReadOnly && status.kind === 'commentOnly') && (
              <StatusLine status={status} actions={actions} />
            )
          }
          people={within === null && <Avatars people={people} onJump={jump} />}
          mode={
            !ended && (
              <ModeSwitch
                role={opened.role}
                mode={mode}
                onChoose={setMode}
                authors={authors}
                onAuthors={setAuthors}
                frozen={frozen}
                onRequestAccess={
                  typeof actions.onRequestAccess === 'function' ? actions.onRequestAccess : null
                }
              />
            )
          }
          comments={maySeeThreads && <CommentsButton threads={threads} onClick={() => asks('panel')} />}
          onShare={ended || within !== null || !may(account, 'seePeople') ? null : () => setShown('share')}
          asking={asking.length}
          color={opened.hello?.color}
          connection={opened.hello}
        />
        {within?.bar(mayLeave)}
        {/* a review says itself that it can only be read */}
        {!(within?.isReadOnly && status.kind === 'roleChanged') && (
          <StatusBar status={status} actions={actions} frozen={frozen} />
        )}
        {mode === 'suggesting' && !ended && <p className={styles.suggesting}>{t('mode.suggestingBar')}</p>}
        <div ref={setToolsHome} className={styles.tools} />
        <div ref={setReviewHome} />
        <div ref={setLegendHome} />
      </header>
      <News
        status={status.kind === 'roleChanged' ? (frozen ?? statusNews) : statusNews}
        people={people}
        comments={said}
      />
      <Writing
        key={`${opened.generation} ${shows}`}
        article={id}
        opened={opened}
        shows={shows}
        editable={opened.writable && mode !== 'viewing' && !previews}
        toolsHome={toolsHome}
        authors={
          authors && maySeeAuthors(opened.role) && legendHome
            ? { home: legendHome, people, onClose: () => setAuthors(false) }
            : null
        }
        onComment={
          can(opened.role, 'comment') && !ended && !previews && !within?.isReadOnly
            ? () => asks('compose')
            : null
        }
        beside={
          previews
            ? () => <Preview home={reviewHome} preview={preview} onPreview={setPreview} />
            : threads && maySeeThreads
              ? (tools) => (
                  <Comments
                    {...tools}
                    article={id}
                    threads={threads}
                    isReadOnly={within?.isReadOnly ?? false}
                    people={people}
                    reviewHome={reviewHome}
                    onPreview={setPreview}
                    ask={ask}
                    onAsked={onAsked}
                  />
                )
              : null
        }
        onReady={setWriting}
        onTitle={setTitle}
        focus={textFocus}
      />
      <Suspense>
        {shown === 'share' && <Share article={id} title={name} role={opened.role} onClose={close} />}
        {shown === 'late' && late.length > 0 && (
          <RescueDialog rescues={late} why="late" onSuggest={null} onTaken={close} onClose={close} />
        )}
        {shown === 'requestAccess' && (
          <RequestAccess article={id} own={opened.role} onClose={close} onAsked={noteAsked} />
        )}
        {shown === 'signIn' && (
          <SignInDialog
            onClose={close}
            onDone={() => {
              close()
              sync.retry()
            }}
          />
        )}
        {rescue(offers && writing && person ? () => void suggestRefused(writing.binding, person) : null)}
      </Suspense>
    </>
  )
}

/** What is suggested has cards beside it, as what is said. */
function useWantedBySuggestions(writing: ArticleEditor | null, want: () => void): void {
  const current = useRef(want)
  current.current = want
  useEffect(() => {
    if (!writing) return
    const { editor, binding } = writing
    const read = () => {
      if (!binding.hasSuggestions) return
      editor.off('transaction', read)
      current.current()
    }
    editor.on('transaction', read)
    read()
    return () => {
      editor.off('transaction', read)
    }
  }, [writing])
}

/** What others have said last, for who hears the page. */
function useHeardWords(heard: Heard | null): string {
  const { t } = useTranslation()
  const shownName = useShownName()
  const [last] = heard?.entries.slice(-1) ?? []
  if (heard === null || last === undefined) return ''
  if (heard.entries.length > 1) return t('comments.heardMany', { count: heard.entries.length })
  const nameOf = (person: PersonId) => {
    const known = heard.people.get(person)
    return known ? shownName(known.name, known.guest) : ''
  }
  const said = partsOf(last.body).map((part) => (typeof part === 'string' ? part : nameOf(part.mention)))
  return t('comments.heard', { name: nameOf(last.by), words: said.join('') })
}

function Opening() {
  const { t } = useTranslation()
  return (
    <>
      <header>
        <TopBar title={t('status.opening')} mayLeave={() => true} />
      </header>
      <main className={styles.opening} aria-busy="true">
        <p className="only-read">{t('loading')}</p>
        <Lines count={8} />
      </main>
    </>
  )
}
