/** A thread as a card: what it is about, who says what, and what can be done about it. */

import { Check, RotateCcw, UserCheck } from 'lucide-react'
import { memo, use, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can } from '../../../shared/roles.ts'
import type { ThreadEntry, ThreadStatus } from '../../../shared/threads.ts'
import { takenBackIn } from '../../../shared/withheld.ts'
import { type Draft, isReply } from '../../threads/drafts.ts'
import type { ThreadView } from '../../threads/views.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { useToast } from '../../ui/toast.tsx'
import { shortDate } from '../../when.ts'
import styles from './card.module.css'
import { mayAttach, mayResolve, OwnCardFoot, useCardTools } from './card-tools.ts'
import { Comment, HeadTool, PostedComment } from './comment.tsx'
import { Composer } from './composer.tsx'

export type CardProps = {
  view: ThreadView
  isActive: boolean
  isDetached: boolean
  /** Whether the words that it is about are named: away from them it would not be clear. */
  quotes?: boolean
}

export const Card = memo(function Card({ view, isActive, isDetached, quotes = false }: CardProps) {
  const { t, i18n } = useTranslation()
  const tools = useCardTools()
  const title = useId()
  const comments = view.entries.filter(({ kind }) => kind === 'comment')
  const [first, ...replies] = comments
  const settled = view.isOpen ? undefined : view.entries.findLast(({ kind }) => kind === 'resolved')
  const name = tools.nameOf(view.by)
  const quote = view.anchor?.quote ?? ''
  const menu = useMenu(view, isDetached)
  const ownFoot = use(OwnCardFoot)
  const isTakenBack = takenBackIn(view.entries).size > 0
  const heading = isTakenBack
    ? t('threads.takenBack')
    : view.anchor === null
      ? t('threads.headingWhole', { name })
      : t('threads.heading', { name, quote: short(quote) || t('threads.figure') })

  return (
    <article
      className={classes(styles.card, isActive && styles.active)}
      aria-labelledby={title}
      id={`thread-${view.id}`}
      data-thread={view.id}
      data-active={isActive || undefined}
      tabIndex={-1}
      onClick={() => tools.onActivate(view.id)}
      onFocus={() => tools.onActivate(view.id)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        tools.onLeave()
      }}
    >
      <h3 id={title} className="only-read">
        {heading}
      </h3>
      {view.isUnread && (
        <span className={styles.unread}>
          <span className="only-read">{t('threads.unread')}</span>
        </span>
      )}
      {isTakenBack && <p className={styles.taken}>{t('threads.takenBack')}</p>}
      {isDetached && <p className={styles.about}>{t('threads.onDeleted')}</p>}
      {view.anchor === null && !isTakenBack && <p className={styles.about}>{t('threads.onArticle')}</p>}
      {view.anchor !== null && (quotes || isDetached) && (
        <blockquote className={styles.quote}>{quote || t('threads.figure')}</blockquote>
      )}
      {first && !isTakenBack && (
        <Comment
          entry={first}
          isActive={isActive}
          tools={<Resolve view={view} name={name} />}
          entries={menu}
        />
      )}
      {!isTakenBack && <Replies replies={replies} isActive={isActive} />}
      {view.posts.map((post) => (
        <PostedComment key={post.draft.id} post={post} own={tools.own} />
      ))}
      {view.assignee !== null && view.isOpen && (
        <p className={styles.assignee}>
          <UserCheck size={14} aria-hidden="true" />
          {view.assignee === tools.own
            ? t('threads.yours')
            : t('threads.assignedTo', { name: tools.nameOf(view.assignee) })}
        </p>
      )}
      {settled && (
        <p className={styles.settled}>
          {t('threads.resolvedBy', {
            name: tools.nameOf(settled.by),
            date: shortDate(settled.at, i18n.language),
          })}
        </p>
      )}
      {view.thread !== null && view.by === tools.own && ownFoot?.(view.id)}
      {isActive && !isTakenBack && <Foot view={view} isDetached={isDetached} name={name} />}
    </article>
  )
})

const short = (quote: string): string => (quote.length > 60 ? `${quote.slice(0, 59).trimEnd()}…` : quote)

function Resolve({ view, name }: { view: ThreadView; name: string }) {
  const { t } = useTranslation()
  const tools = useCardTools()
  const settle = useSettle(view)
  if (view.thread === null || !mayResolve(tools, view)) return null
  const status = view.isOpen ? 'resolved' : 'open'
  const [label, icon] = view.isOpen
    ? [t('threads.resolve', { name }), <Check key="icon" size={18} aria-hidden="true" />]
    : [t('threads.reopen', { name }), <RotateCcw key="icon" size={16} aria-hidden="true" />]
  const change = () => {
    void settle(status)
    // At once: when the answer comes, somebody may be elsewhere already.
    if (view.isOpen) tools.onLeave()
  }
  return <HeadTool label={label} icon={icon} onClick={change} />
}

/** Resolves or reopens, and says so: the card has gone from where it was. */
function useSettle({ id }: ThreadView) {
  const { t } = useTranslation()
  const { threads, onFailure } = useCardTools()
  const say = useToast()
  return async (status: ThreadStatus) => {
    const failure = await threads.change(id, { status })
    if (failure !== null) return onFailure(failure)
    if (status === 'open') return say(t('threads.isReopened'))
    const reopen = async () => onFailure(await threads.change(id, { status: 'open' }))
    say(t('threads.isResolved'), { label: t('undo'), run: () => void reopen() })
  }
}

/** What the menu of a thread offers, beside what its first comment's does. */
function useMenu(view: ThreadView, isDetached: boolean): readonly MenuEntry[] {
  const { t } = useTranslation()
  const tools = useCardTools()
  const settle = useSettle(view)
  if (view.thread === null) return []
  const change = async (deed: Parameters<typeof tools.threads.change>[1]) =>
    tools.onFailure(await tools.threads.change(view.id, deed))
  const mayAssign = can(tools.role, 'comment') && view.isOpen
  return [
    { kind: 'action', name: 'link', label: t('threads.copyLink'), onChoose: () => tools.onCopyLink(view.id) },
    ...(isDetached && mayAttach(tools, view)
      ? [
          {
            kind: 'action' as const,
            name: 'attach',
            label: t('threads.attach'),
            onChoose: () => tools.onAttach(view.id),
          },
        ]
      : []),
    ...(view.assignee === tools.own && tools.own !== null && view.isOpen
      ? [
          {
            kind: 'action' as const,
            name: 'done',
            label: t('threads.done'),
            onChoose: () => void settle('resolved'),
          },
        ]
      : []),
    ...(mayAssign && tools.mentionable.length > 0
      ? [
          { kind: 'line' as const },
          {
            kind: 'choice' as const,
            label: t('threads.assign'),
            value: view.assignee ?? '',
            onChoose: (value: string) =>
              void change({
                assignee: tools.mentionable.find(({ person }) => person === value)?.person ?? null,
              }),
            choices: [
              { value: '', label: t('threads.assignNobody') },
              ...tools.mentionable.map(({ person }) => ({
                value: person as string,
                label: t('threads.assignTo', { name: tools.nameOf(person) }),
              })),
            ],
          },
        ]
      : []),
  ]
}

/** All but the last one are folded until somebody wants them. */
export function Replies({ replies, isActive }: { replies: readonly ThreadEntry[]; isActive: boolean }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const hidden = all ? 0 : replies.length - 1
  const shown = hidden > 0 ? replies.slice(-1) : replies
  return (
    <>
      {hidden > 0 && (
        <button type="button" className={styles.moreReplies} onClick={() => setAll(true)}>
          {t('threads.moreReplies', { count: hidden })}
        </button>
      )}
      {shown.map((entry) => (
        <Comment key={entry.id} entry={entry} isActive={isActive} />
      ))}
    </>
  )
}

function Foot({ view, isDetached, name }: { view: ThreadView; isDetached: boolean; name: string }) {
  const { t } = useTranslation()
  const { threads, role, own, drafts, onAttach } = useCardTools()
  const kept = drafts.find((draft) => draft.thread === view.id && isReply(draft))
  /** Begun here; nothing is kept of it until something is typed. */
  const [begun, setBegun] = useState<Draft | null>(null)
  if (!can(role, 'comment')) return null
  const attaches = isDetached && mayAttach({ role, own }, view)
  const draft = kept ?? begun
  return (
    <div className={styles.foot}>
      {attaches && (
        <Button
          className={styles.attach}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onAttach(view.id)}
        >
          {t('threads.attach')}
        </Button>
      )}
      {draft ? (
        <ReplyComposer
          key={draft.id}
          draft={draft}
          autoFocus={begun !== null}
          name={name}
          onClose={() => setBegun(null)}
        />
      ) : (
        <button type="button" className={styles.reply} onClick={() => setBegun(threads.draftFor(view.id))}>
          {t('threads.reply')}
        </button>
      )}
    </div>
  )
}

type ReplyProps = { draft: Draft; autoFocus: boolean; name: string; onClose: () => void }

export function ReplyComposer({ draft, autoFocus, name, onClose }: ReplyProps) {
  const { t } = useTranslation()
  const { threads, onLeave, onPosted } = useCardTools()
  return (
    <Composer
      draft={draft}
      label={t('threads.replyTo', { name })}
      placeholder={t('threads.reply')}
      post={t('threads.replySend')}
      autoFocus={autoFocus}
      onChange={(changed) =>
        changed.words === '' ? threads.dropDraft(changed.id) : threads.setDraft(changed)
      }
      onPost={(done) => {
        onClose()
        threads.post(done)
        onPosted(done.thread)
      }}
      onClose={() => {
        onClose()
        threads.dropDraft(draft.id)
        onLeave()
      }}
    />
  )
}
