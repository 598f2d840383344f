/** Who wrote what: every stretch of the text drawn as its author's, and over it the legend, which leads from one to the next. */

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Authorship } from '../../../shared/article/authors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { browserClock, type Timer } from '../../clock.ts'
import { type AuthorLook, authorAtCaret, authorMarks, tallyOf, toNextBy } from '../../editor/authors-view.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import '../../styles/authors.css'
import { IconButton } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { useShownName } from '../../ui/shown-name.ts'
import { count, percent } from '../../when.ts'
import { distinctSigns } from './author-signs.ts'
import styles from './authors.module.css'
import type { ColorOf } from './use-colors.ts'
import { useEditorValue } from './use-editor-value.ts'
import type { PersonHere } from './use-people.ts'

type AuthorsProps = {
  article: string
  writing: ArticleEditor
  /** Whose page this is. */
  own: PersonId | null
  people: readonly PersonHere[]
  colorOf: ColorOf
  onClose: () => void
}

export function Authors({ article, writing, own, people, colorOf, onClose }: AuthorsProps) {
  const { t } = useTranslation()
  const tally = useTally(writing)
  const { authors, names, isLoading } = useNames(article, { own, people, tally })
  const looks = useLooks(authors, names, colorOf)
  const nobody: AuthorLook = { name: t('authors.nobody'), sign: '–', color: null }
  const lookOf = (person: PersonId | null): AuthorLook =>
    (person === null ? nobody : looks.get(person)) ?? { name: t('authors.unknown'), sign: '?', color: null }
  useDrawn(isLoading ? null : writing, own, lookOf, JSON.stringify([...looks, nobody]))
  const { author } = useEditorValue(writing.editor, ({ state }) => ({
    author: authorAtCaret(writing.binding.overlay, state),
  }))

  const go = (person: PersonId | null) => {
    const { view } = writing.editor
    const there = toNextBy(writing.binding.overlay, view.state, person)
    if (there) view.dispatch(there)
  }
  const close = () => {
    onClose()
    // Back to the words; but a finger has not asked for a keyboard.
    if (!matchMedia('(pointer: coarse)').matches) writing.editor.view.focus()
  }
  return (
    <section className={styles.legend} aria-labelledby="authors-title">
      <h2 id="authors-title" className={styles.title}>
        {t('authors.title')}
      </h2>
      {author !== undefined && (
        <p className="only-read">{t('authors.atCaret', { name: lookOf(author).name })}</p>
      )}
      {tally.length === 0 && !isLoading && <p className={styles.empty}>{t('authors.empty')}</p>}
      <ul className={styles.authors}>
        {tally.map(({ person, units }) => (
          <li key={person}>
            <Author
              look={lookOf(person)}
              isNobody={person === null}
              units={units}
              all={tally.reduce((sum, one) => sum + one.units, 0)}
              isHere={person === author}
              onGo={() => go(person)}
            />
          </li>
        ))}
      </ul>
      <IconButton label={t('authors.close')} icon={<X size={18} />} align="end" onClick={close} />
    </section>
  )
}

type AuthorProps = {
  look: AuthorLook
  isNobody: boolean
  units: number
  all: number
  /** Whether the caret is in what they wrote. */
  isHere: boolean
  onGo: () => void
}

function Author({ look: { name, sign, color }, isNobody, units, all, isHere, onGo }: AuthorProps) {
  const { t, i18n } = useTranslation()
  const share = percent(units, all, i18n.language)
  const characters = t('authors.characters', { count: units, shown: count(units, i18n.language) })
  return (
    <button
      type="button"
      className={classes(styles.author, color === null ? 'by-nobody' : `person-${color}`)}
      data-here={isHere || undefined}
      title={isNobody ? t('authors.nobodyHint') : characters}
      onMouseDown={(event) => event.preventDefault()} // the text keeps the focus it has
      onClick={onGo}
    >
      <span className="author-sign" aria-hidden="true">
        {sign}
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.share}>{share}</span>
      <span className="only-read">{t('authors.next', { characters })}</span>
    </button>
  )
}

/** What is drawn is counted anew at most so often, in ms. */
const betweenCounts = 300

function useTally({ editor, binding }: ArticleEditor): readonly Authorship[] {
  const [tally, setTally] = useState<readonly Authorship[]>([])
  useEffect(() => {
    let timer: Timer | null = null
    let isFirst = true
    const tell = () => {
      timer = null
      isFirst = false
      const now = tallyOf(binding.overlay, editor.state)
      setTally((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now))
    }
    const soon = () => {
      if (isFirst) tell()
      else timer ??= browserClock.after(betweenCounts, tell)
    }
    editor.on('transaction', soon)
    return () => {
      timer?.cancel()
      editor.off('transaction', soon)
    }
  }, [editor, binding])
  return tally
}

type Known = {
  own: PersonId | null
  people: readonly PersonHere[]
  tally: readonly Authorship[]
}

type Name = { readonly name: string; readonly guest: boolean }

type Names = {
  /** In an order that stays, so that their signs and colours do. */
  authors: readonly PersonId[]
  names: ReadonlyMap<PersonId, Name>
  isLoading: boolean
}

/** Who has written, and what they are called where it is known. Asked for anew when somebody writes who was not among them. */
function useNames(article: string, { own, people, tally }: Known): Names {
  const account = useAccount()
  const asked = useQuery({
    queryKey: ['authors', article],
    queryFn: () => api.orThrow(api.authors(article)),
    retry: false,
  })
  const names = new Map<PersonId, Name>()
  for (const { person, name, guest } of asked.data?.authors ?? [])
    names.set(person as PersonId, { name, guest })
  for (const { person, name, guest } of people) names.set(person, { name, guest })
  if (own !== null) names.set(own, { name: account.displayName, guest: account.position === 'guest' })

  const missed = useRef(new Set<PersonId>())
  const { refetch, isFetching } = asked
  useEffect(() => {
    if (isFetching) return
    const strangers = tally.flatMap(({ person }) => (person === null || names.has(person) ? [] : [person]))
    if (strangers.every((person) => missed.current.has(person))) return
    for (const person of strangers) missed.current.add(person)
    void refetch()
  })
  const written = (asked.data?.authors ?? []).map(({ person }) => person as PersonId)
  const authors = [...new Set([...written, ...tally.flatMap(({ person }) => person ?? [])])].sort()
  return { authors, names, isLoading: asked.isLoading }
}

function useLooks(
  authors: readonly PersonId[],
  names: ReadonlyMap<PersonId, Name>,
  colorOf: ColorOf,
): ReadonlyMap<PersonId, AuthorLook> {
  const { t } = useTranslation()
  const shownName = useShownName()
  const signs = distinctSigns(authors.map((person) => names.get(person)?.name ?? '?'))
  return new Map(
    authors.map((person, index) => {
      const known = names.get(person)
      const name = known ? shownName(known.name, known.guest) : t('authors.unknown')
      return [person, { name, sign: signs[index] ?? '?', color: colorOf(null, person) }]
    }),
  )
}

/** Draws while it is mounted and there is an editor, and anew when anybody looks otherwise. */
function useDrawn(
  writing: ArticleEditor | null,
  own: PersonId | null,
  lookOf: (person: PersonId | null) => AuthorLook,
  looks: string,
): void {
  const current = useRef({ own, lookOf })
  current.current = { own, lookOf }
  const binding = writing?.binding
  useEffect(() => {
    binding?.drawOver(
      authorMarks({ lookOf: (person) => current.current.lookOf(person), own: () => current.current.own }),
    )
    return () => binding?.drawOver(null)
  }, [binding])
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read while it is drawn
  useEffect(() => binding?.redrawMarks(), [binding, own, looks])
}
