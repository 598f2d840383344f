/** Where a comment is written: Enter is a new line, Ctrl or Cmd and Enter posts, "@" lists people. What is typed is kept. */

import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { commentUnitsMax } from '../../../shared/limits.ts'
import type { ThreadPerson } from '../../../shared/threads.ts'
import { bodyOf, type Draft, mentionAt, namesLike } from '../../threads/drafts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { useCardTools } from './card-tools.ts'
import styles from './composer.module.css'

type ComposerProps = {
  draft: Draft
  /** What a screen reader calls the field, and what stands in it while it is empty. */
  label: string
  placeholder: string
  /** On the button that posts. */
  post: string
  autoFocus?: boolean
  /** Whether one may also give it to somebody: not while a comment is changed. */
  assigns?: boolean
  /** What stands there unchanged: to throw that away nobody is asked. */
  before?: string
  onChange: (draft: Draft) => void
  onPost: (draft: Draft) => void
  /** Asked to close; what was typed may be thrown away. */
  onClose: () => void
}

const suggestedMax = 6

export function Composer({
  draft,
  label,
  placeholder,
  post,
  autoFocus = false,
  assigns = true,
  before = '',
  onChange,
  onPost,
  onClose,
}: ComposerProps) {
  const { t } = useTranslation()
  const { nameOf, faceOf, isKept } = useCardTools()
  const field = useRef<HTMLTextAreaElement>(null)
  const list = useMentions(draft, field, onChange)
  const body = bodyOf(draft)
  const isTooLong = body.length > commentUnitsMax
  const canPost = body !== '' && !isTooLong
  const id = useId()
  useAutoFocus(field, autoFocus)

  const send = () => {
    if (canPost) onPost(draft)
  }
  const close = () => {
    if (body === '' || body === before || confirm(t('threads.discard'))) onClose()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || list.onKey(event)) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }
  const problem = isTooLong
    ? t('threads.tooLong', { count: body.length - commentUnitsMax })
    : draft.refused && t('threads.refused', { reason: t(`errors.${draft.refused}`) })
  const named = draft.mentions.filter(({ name }) => draft.words.includes(`@${name}`))

  return (
    <div className={styles.composer}>
      <textarea
        ref={field}
        className={styles.field}
        rows={1}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={list.shown.length > 0 ? id : undefined}
        aria-activedescendant={list.shown.length > 0 ? `${id}-${list.at}` : undefined}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder={placeholder}
        value={draft.words}
        onChange={({ target }) => {
          onChange({ ...draft, words: target.value, refused: null })
          list.onCaret(target.selectionStart)
        }}
        onSelect={({ currentTarget }) => list.onCaret(currentTarget.selectionStart)}
        onKeyDown={onKey}
        onBlur={() => list.onCaret(null)}
      />
      {list.shown.length > 0 && (
        <div id={id} role="listbox" aria-label={t('threads.people')} className={styles.people}>
          {list.shown.map((person, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose
            <div
              key={person.person}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === list.at}
              className={classes(styles.person, index === list.at && styles.chosen)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => list.choose(person)}
            >
              <Avatar {...faceOf(person.person)} size="small" />
              <span className={styles.name}>{nameOf(person.person)}</span>
            </div>
          ))}
        </div>
      )}
      {list.isEmpty && <p className={styles.nobody}>{t('threads.nobody')}</p>}
      {problem && (
        <p id={`${id}-problem`} role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {assigns &&
        named.map(({ person, name }) => (
          <label key={person} className={styles.assign}>
            <input
              type="checkbox"
              checked={draft.assignee === person}
              onChange={({ target }) => onChange({ ...draft, assignee: target.checked ? person : null })}
            />
            <span>{t('threads.assignTo', { name })}</span>
          </label>
        ))}
      <div className={styles.foot}>
        {body !== '' && !isKept && <span className={styles.unkept}>{t('threads.keepOpen')}</span>}
        <Button look="quiet" onClick={close}>
          {t('cancel')}
        </Button>
        <Button look="primary" aria-disabled={!canPost || undefined} className={styles.post} onClick={send}>
          {post}
        </Button>
      </div>
    </div>
  )
}

function useAutoFocus(field: RefObject<HTMLTextAreaElement | null>, wanted: boolean): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!wanted || !element) return
    // Where it stands is decided after it is drawn: the page scrolls there itself.
    element.focus({ preventScroll: true })
    element.setSelectionRange(element.value.length, element.value.length)
  }, [field, wanted])
}

type Mentions = {
  readonly shown: readonly ThreadPerson[]
  readonly at: number
  /** Nobody's name begins like that. */
  readonly isEmpty: boolean
  readonly onCaret: (caret: number | null) => void
  readonly choose: (person: ThreadPerson) => void
  /** True: the key was for the list. */
  readonly onKey: (event: KeyboardEvent) => boolean
}

/** The people that "@" lists while it is typed. */
function useMentions(
  draft: Draft,
  field: RefObject<HTMLTextAreaElement | null>,
  onChange: (draft: Draft) => void,
): Mentions {
  const { mentionable, onMention, nameOf } = useCardTools()
  const [caret, setCaret] = useState<number | null>(null)
  const [chosen, setChosen] = useState(0)
  /** Where an "@" begins that is not to be one. */
  const [dismissed, setDismissed] = useState<number | null>(null)
  const typed = caret === null ? null : mentionAt(draft.words, caret)
  const isOpen = typed !== null && typed.from !== dismissed
  const shown = isOpen ? namesLike(mentionable, typed.typed).slice(0, suggestedMax) : []
  const at = Math.min(chosen, shown.length - 1)
  useEffect(() => {
    if (isOpen) onMention()
  }, [isOpen, onMention])

  const choose = (person: ThreadPerson) => {
    if (typed === null || caret === null) return
    const mention = { person: person.person, name: nameOf(person.person) }
    const behind = draft.words.slice(caret)
    const space = behind.startsWith(' ') ? '' : ' '
    const words = `${draft.words.slice(0, typed.from)}@${mention.name}${space}${behind}`
    const others = draft.mentions.filter((other) => other.person !== mention.person)
    onChange({ ...draft, words, mentions: [...others, mention] })
    const after = typed.from + mention.name.length + 2
    setDismissed(typed.from)
    setCaret(null)
    // After React has written the words.
    requestAnimationFrame(() => field.current?.setSelectionRange(after, after))
  }
  const onKey = (event: KeyboardEvent) => {
    const person = shown[at]
    if (person === undefined || event.ctrlKey || event.metaKey || event.altKey) return false
    if (event.key === 'ArrowDown') setChosen((at + 1) % shown.length)
    else if (event.key === 'ArrowUp') setChosen((at - 1 + shown.length) % shown.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(person)
    else if (event.key === 'Escape') setDismissed(typed?.from ?? null)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return {
    shown,
    at,
    isEmpty:
      isOpen &&
      typed.typed !== '' &&
      mentionable.length > 0 &&
      shown.length === 0 &&
      !typed.typed.includes(' '),
    onCaret: (now) => {
      if (now !== caret) setChosen(0)
      setCaret(now)
    },
    choose,
    onKey,
  }
}
