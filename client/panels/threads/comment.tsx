/** One comment: who says what, when; with its reactions, and what its author or a moderator may do. */

import { Ellipsis, SmilePlus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import { can } from '../../../shared/roles.ts'
import { partsOf, REACTIONS, type Reaction, type ThreadEntry } from '../../../shared/threads.ts'
import { bodyOf, type Draft, wordsOf } from '../../threads/drafts.ts'
import type { Post } from '../../threads/outbox.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { ago, dateTime } from '../../when.ts'
import { mayDelete, mayEdit, useCardTools } from './card-tools.ts'
import styles from './comment.module.css'
import { Composer } from './composer.tsx'

type CommentProps = {
  entry: ThreadEntry
  /** What can be done with the whole thread, in the head of its first comment. */
  tools?: ReactNode
  /** What its menu offers beside. */
  entries?: readonly MenuEntry[]
  isActive: boolean
}

export function Comment({ entry, tools, entries = [], isActive }: CommentProps) {
  const { t } = useTranslation()
  const card = useCardTools()
  /** Begun here; nothing is kept of it until something is typed. */
  const [begun, setBegun] = useState<Draft | null>(null)
  const editing = card.drafts.find(({ id, edits }) => edits && id === entry.id) ?? begun
  const name = card.nameOf(entry.by)
  const own: MenuEntry[] = [
    ...(mayEdit(card, entry)
      ? [
          {
            kind: 'action' as const,
            name: 'edit',
            label: t('threads.edit'),
            onChoose: () => setBegun(draftOf(entry, card.nameOf)),
          },
        ]
      : []),
    ...(mayDelete(card, entry)
      ? [
          {
            kind: 'action' as const,
            name: 'delete',
            label: t('threads.delete'),
            onChoose: () => void remove(),
          },
        ]
      : []),
  ]
  async function remove() {
    if (confirm(t('threads.deleteAsk'))) card.onFailure(await card.threads.remove(entry))
  }
  async function save(draft: Draft) {
    const code = await card.threads.edit(entry, bodyOf(draft))
    if (code === null) endEditing()
    else card.threads.setDraft({ ...draft, refused: code })
  }
  function endEditing() {
    setBegun(null)
    card.threads.dropDraft(entry.id)
  }
  const menu = [
    ...entries,
    ...(entries.length > 0 && own.length > 0 ? [{ kind: 'line' as const }] : []),
    ...own,
  ]

  if (entry.deletedBy !== null)
    return (
      <div className={styles.comment}>
        <Head by={entry.by} at={entry.at} editedAt={null}>
          {tools}
          {entries.length > 0 && <More name={name} entries={entries} />}
        </Head>
        <p className={styles.stub}>
          {entry.deletedBy === entry.by
            ? t('threads.deletedByAuthor')
            : t('threads.deletedBy', { name: card.nameOf(entry.deletedBy) })}
        </p>
      </div>
    )
  return (
    <div className={styles.comment}>
      <Head by={entry.by} at={entry.at} editedAt={entry.editedAt}>
        {isActive && <React entry={entry} />}
        {tools}
        {menu.length > 0 && <More name={name} entries={menu} />}
      </Head>
      {editing ? (
        <Composer
          draft={editing}
          label={t('threads.editOf', { name })}
          placeholder={t('threads.reply')}
          post={t('threads.save')}
          autoFocus={begun !== null}
          assigns={false}
          before={entry.body}
          onChange={(changed) => card.threads.setDraft(changed)}
          onPost={(draft) => void save(draft)}
          onClose={endEditing}
        />
      ) : (
        <Body body={entry.body} />
      )}
      <Reactions entry={entry} />
    </div>
  )
}

const draftOf = (entry: ThreadEntry, nameOf: (person: PersonId) => string): Draft => ({
  id: entry.id,
  thread: entry.thread,
  edits: true,
  ...wordsOf(entry.body, nameOf),
  assignee: null,
  refused: null,
  at: entry.at,
})

/** What is on its way. */
export function PostedComment({ post: { draft, waits }, own }: { post: Post; own: PersonId | null }) {
  const { t } = useTranslation()
  const { isKept } = useCardTools()
  const how = waits === 'connection' && !isKept ? 'unkept' : waits
  return (
    <div className={classes(styles.comment, styles.posted)}>
      <Head by={own} at={null} editedAt={null} />
      <Body body={bodyOf(draft)} />
      <p className={styles.sending}>{t(`threads.sending.${how}`)}</p>
    </div>
  )
}

type HeadProps = { by: PersonId | null; at: number | null; editedAt: number | null; children?: ReactNode }

function Head({ by, at, editedAt, children }: HeadProps) {
  const { t, i18n } = useTranslation()
  const { nameOf, faceOf, now } = useCardTools()
  const name = nameOf(by)
  return (
    <div className={styles.head}>
      <Avatar {...faceOf(by)} />
      <div className={styles.who}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        {at !== null && (
          <span className={styles.when}>
            <time dateTime={new Date(at).toISOString()} title={dateTime(at, i18n.language)}>
              {ago(at, now, i18n.language)}
            </time>
            {editedAt !== null && (
              <span title={dateTime(editedAt, i18n.language)}> · {t('threads.edited')}</span>
            )}
          </span>
        )}
      </div>
      <div className={styles.tools}>{children}</div>
    </div>
  )
}

function More({ name, entries }: { name: string; entries: readonly MenuEntry[] }) {
  const { t } = useTranslation()
  return (
    <Menu
      trigger={
        <button type="button" className={styles.tool} aria-label={t('threads.more', { name })}>
          <Ellipsis size={16} aria-hidden="true" />
        </button>
      }
      entries={entries}
    />
  )
}

function Body({ body }: { body: string }) {
  const { nameOf } = useCardTools()
  return (
    <p className={styles.body} dir="auto">
      {partsOf(body).map((part) =>
        typeof part === 'string' ? (
          part
        ) : (
          <span key={part.at} className={styles.mention}>
            @{nameOf(part.mention)}
          </span>
        ),
      )}
    </p>
  )
}

function useReact(entry: ThreadEntry) {
  const { threads, own, role, onFailure } = useCardTools()
  const mayReact = can(role, 'comment') && own !== null
  const isOn = (reaction: Reaction) =>
    own !== null && entry.reactions.some((one) => one.reaction === reaction && one.people.includes(own))
  const toggle = async (reaction: Reaction) => {
    if (mayReact) onFailure(await threads.react(entry, reaction, !isOn(reaction)))
  }
  return { mayReact, isOn, toggle }
}

/** Those that have been given; a press gives one's own or takes it back. */
function Reactions({ entry }: { entry: ThreadEntry }) {
  const { t } = useTranslation()
  const { nameOf } = useCardTools()
  const { mayReact, isOn, toggle } = useReact(entry)
  const given = entry.reactions.filter(({ people }) => people.length > 0)
  if (given.length === 0) return null
  return (
    <div className={styles.reactions}>
      {given.map(({ reaction, people }) => {
        const names = people.map(nameOf).join(', ')
        return (
          <button
            key={reaction}
            type="button"
            className={styles.reaction}
            aria-pressed={isOn(reaction)}
            aria-disabled={!mayReact || undefined}
            aria-label={t('threads.reactedBy', { reaction, names })}
            title={names}
            onClick={() => void toggle(reaction)}
          >
            <span aria-hidden="true">{reaction}</span> {people.length}
          </button>
        )
      })}
    </div>
  )
}

function React({ entry }: { entry: ThreadEntry }) {
  const { t } = useTranslation()
  const { nameOf } = useCardTools()
  const { mayReact, toggle } = useReact(entry)
  if (!mayReact) return null
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles.tool}
          aria-label={t('threads.react', { name: nameOf(entry.by) })}
        >
          <SmilePlus size={16} aria-hidden="true" />
        </button>
      }
      entries={REACTIONS.map((reaction) => ({
        kind: 'action',
        name: reaction,
        icon: <span aria-hidden="true">{reaction}</span>,
        label: t(`threads.reactions.${reaction}`),
        onChoose: () => void toggle(reaction),
      }))}
    />
  )
}

/** The tool of a card's head. */
export function HeadTool({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return <IconButton label={label} icon={icon} align="end" className={styles.tool} onClick={onClick} />
}
