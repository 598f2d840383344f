/** A suggestion as a card: who proposes what, what others say about it, and the decision. */

import { Check, Ellipsis, Quote, X } from 'lucide-react'
import { memo, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can } from '../../../shared/roles.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import { aboutOf, draftAbout } from '../../suggestions/discussions.ts'
import { inOneLine } from '../../suggestions/summary.ts'
import { type Draft, isReply } from '../../threads/drafts.ts'
import type { ThreadView } from '../../threads/views.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { ago, dateTime } from '../../when.ts'
import cardStyles from '../threads/card.module.css'
import { Replies, ReplyComposer } from '../threads/card.tsx'
import { useCardTools } from '../threads/card-tools.ts'
import commentStyles from '../threads/comment.module.css'
import { Comment, HeadTool, PostedComment } from '../threads/comment.tsx'
import styles from './card.module.css'
import { SummaryLines } from './summary-lines.tsx'
import { mayDecide, mayWithdraw, useSuggestionTools } from './tools.ts'

type SuggestionCardProps = {
  card: PlacedCard
  /** What has been said about it; null: nothing yet. */
  discussion: ThreadView | null
  isActive: boolean
}

export const SuggestionCard = memo(function SuggestionCard({
  card,
  discussion,
  isActive,
}: SuggestionCardProps) {
  const { t } = useTranslation()
  const { nameOf, onLeave, own } = useCardTools()
  const { busy, onActivate } = useSuggestionTools()
  const title = useId()
  const name = nameOf(card.person)
  const replies = discussion?.entries.filter(({ kind }) => kind === 'comment') ?? []
  const [first, ...others] = replies
  return (
    <article
      className={classes(cardStyles.card, isActive && cardStyles.active, styles.card)}
      aria-labelledby={title}
      aria-busy={busy.has(card.id) || undefined}
      data-card={card.id}
      data-active={isActive || undefined}
      tabIndex={-1}
      onClick={() => onActivate(card)}
      onFocus={() => onActivate(card)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onLeave()
      }}
    >
      <h3 id={title} className="only-read">
        {t('suggestions.heading', { name, what: inOneLine(t, card.parts) })}
      </h3>
      {discussion?.isUnread && (
        <span className={cardStyles.unread}>
          <span className="only-read">{t('threads.unread')}</span>
        </span>
      )}
      <Head card={card} name={name} />
      <SummaryLines parts={card.parts} />
      {card.changesQuotation && (
        <Quotation
          isOwn={card.person === own}
          isExplained={replies.some(({ by, deletedBy }) => by === card.person && deletedBy === null)}
        />
      )}
      {(replies.length > 0 || (discussion?.posts.length ?? 0) > 0) && (
        <div className={styles.replies}>
          {first && <Comment entry={first} isActive={isActive} />}
          <Replies replies={others} isActive={isActive} />
          {discussion?.posts.map((post) => (
            <PostedComment key={post.draft.id} post={post} own={own} />
          ))}
        </div>
      )}
      {isActive && (
        <Foot
          card={card}
          discussion={discussion}
          name={name}
          needsReason={card.changesQuotation && card.person === own && replies.length === 0}
        />
      )}
    </article>
  )
})

function Head({ card, name }: { card: PlacedCard; name: string }) {
  const { t, i18n } = useTranslation()
  const tools = useCardTools()
  const { decide, onCopyLink, busy } = useSuggestionTools()
  const mayWithdrawIt = mayWithdraw(tools, card)
  const entries: MenuEntry[] = [
    { kind: 'action', name: 'link', label: t('suggestions.copyLink'), onChoose: () => onCopyLink(card) },
    ...(mayWithdrawIt
      ? [
          {
            kind: 'action' as const,
            name: 'withdraw',
            label: t('suggestions.withdraw'),
            onChoose: () => decide('withdraw', [card]),
          },
        ]
      : []),
  ]
  const isBusy = busy.has(card.id)
  return (
    <header className={commentStyles.head}>
      <Avatar {...tools.faceOf(card.person)} />
      <span className={commentStyles.who}>
        <span className={commentStyles.name}>{name}</span>
        {card.at !== null && (
          <time
            className={commentStyles.when}
            dateTime={new Date(card.at).toISOString()}
            title={dateTime(card.at, i18n.language)}
          >
            {ago(card.at, tools.now, i18n.language)}
          </time>
        )}
      </span>
      <span className={commentStyles.tools}>
        {mayDecide(tools) && (
          <>
            <HeadTool
              label={t('suggestions.accept', { name })}
              icon={<Check size={18} aria-hidden="true" className={styles.accept} />}
              onClick={() => !isBusy && decide('accept', [card])}
            />
            <HeadTool
              label={t('suggestions.reject', { name })}
              icon={<X size={18} aria-hidden="true" />}
              onClick={() => !isBusy && decide('reject', [card])}
            />
          </>
        )}
        {!mayDecide(tools) && mayWithdrawIt && (
          <HeadTool
            label={t('suggestions.withdrawOf')}
            icon={<X size={18} aria-hidden="true" />}
            onClick={() => !isBusy && decide('withdraw', [card])}
          />
        )}
        <Menu
          trigger={
            <IconButton
              label={t('suggestions.more', { name })}
              icon={<Ellipsis size={18} aria-hidden="true" />}
              className={commentStyles.tool}
              align="end"
            />
          }
          entries={entries}
          align="end"
        />
      </span>
    </header>
  )
}

/** Words between quotation marks are somebody's own: whoever changes them says why, and whoever decides sees whether they did. */
function Quotation({ isOwn, isExplained }: { isOwn: boolean; isExplained: boolean }) {
  const { t } = useTranslation()
  return (
    <p className={styles.quotation}>
      <Quote size={14} aria-hidden="true" />
      <span>
        <strong>{t('suggestions.quotation')}</strong>
        {!isExplained && (
          <span className={styles.why}>
            {t(isOwn ? 'suggestions.quotationWhy' : 'suggestions.quotationNoReason')}
          </span>
        )}
      </span>
    </p>
  )
}

type FootProps = { card: PlacedCard; discussion: ThreadView | null; name: string; needsReason: boolean }

function Foot({ card, discussion, name, needsReason }: FootProps) {
  const { t } = useTranslation()
  const { threads, role, drafts } = useCardTools()
  /** Begun here; nothing is kept of it until something is typed. */
  const [begun, setBegun] = useState<Draft | null>(null)
  if (!can(role, 'comment')) return null
  const kept = discussion
    ? drafts.find((draft) => draft.thread === discussion.id && isReply(draft))
    : draftAbout(card, drafts)
  const draft = kept ?? begun
  const begin = () =>
    setBegun(discussion ? threads.draftFor(discussion.id) : threads.draftAbout(aboutOf(card)))
  return (
    <div className={cardStyles.foot}>
      {draft ? (
        <ReplyComposer
          key={draft.id}
          draft={draft}
          autoFocus={begun !== null}
          name={name}
          onClose={() => setBegun(null)}
        />
      ) : (
        <button type="button" className={cardStyles.reply} onClick={begin}>
          {t(needsReason ? 'suggestions.giveReason' : 'threads.reply')}
        </button>
      )}
    </div>
  )
}
