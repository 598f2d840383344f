/** A student's own text: which article it is, the way to it, and the names in it that would tell whose it is. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { Article } from '../../../shared/protocol/http.ts'
import { can } from '../../../shared/roles.ts'
import { articles, codeOf, createArticle, orThrow } from '../../api.ts'
import { handInText, ownLeaks } from '../../sessions/requests.ts'
import { type Heard, refreshOwn } from '../../sessions/use-own-part.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './own.module.css'
import { PasteText } from './paste-text.tsx'
import { Section } from './section.tsx'
import { Together } from './together.tsx'

const refreshMs = 15_000
const soonMs = 2_000

export function OwnText({ own }: { own: Heard }) {
  const { t } = useTranslation()
  const { text, phase } = own
  // A headline that was just written is not in it yet, nor a text that somebody has just begun to share with them.
  const list = useQuery({
    queryKey: ['articles', 'articles'],
    queryFn: () => orThrow(articles()),
    refetchInterval: ({ state }) =>
      text === null || state.data?.articles.some(({ id }) => id === text.article) ? refreshMs : soonMs,
  })
  const [chooses, setChooses] = useState(false)
  const isDrafting = phase === 'drafting' || phase === 'calibrate'
  const mine = (list.data?.articles ?? []).filter(({ role }) => can(role, 'handOver'))
  const there = list.data?.articles.find(({ id }) => id === text?.article)
  const title = there?.title || t('article.untitled')
  return (
    <Section title={t('reviews.own.title')}>
      {text && (
        <div className={styles.text}>
          <div className={styles.textWords}>
            <p className={styles.headline} dir="auto">
              {title}
            </p>
            {text.others.length > 0 && (
              <p className={styles.note}>{t('reviews.together.with', { names: text.others.join(', ') })}</p>
            )}
            {isDrafting && <p className={styles.note}>{t('reviews.own.handedIn')}</p>}
            {there && !can(there.role, 'edit') && <p className={styles.note}>{t('reviews.own.readOnly')}</p>}
          </div>
          <Link
            href={`/articles/${text.article}`}
            className={styles.link}
            data-look={isDrafting || phase === 'release' ? 'primary' : undefined}
            aria-label={t('reviews.own.openOne', { title })}
          >
            {t('reviews.own.open')}
          </Link>
        </div>
      )}
      {text && (isDrafting || phase === 'lock') && <Leaks session={own.id} isDrafting={isDrafting} />}
      {!text && !isDrafting && <p className={styles.note}>{t('reviews.own.none')}</p>}
      {isDrafting &&
        list.data &&
        (text === null || chooses ? (
          <HandIn
            session={own.id}
            mine={mine.filter(({ id }) => id !== text?.article)}
            onDone={() => setChooses(false)}
          />
        ) : (
          <div className={styles.actions}>
            <Button onClick={() => setChooses(true)}>{t('reviews.own.another')}</Button>
            {there && (
              <Together session={own.id} others={text.others} isOwner={can(there.role, 'handOver')} />
            )}
          </div>
        ))}
    </Section>
  )
}

type HandInProps = { session: string; mine: readonly Article[]; onDone: () => void }

function HandIn({ session, mine, onDone }: HandInProps) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [chosen, setChosen] = useState('')
  const [pastes, setPastes] = useState(false)
  const article = mine.find(({ id }) => id === chosen) ?? mine[0]
  const titleOf = (one: Article) => one.title || t('article.untitled')
  const onError = (error: unknown) => say(t(`errors.${codeOf(error)}`))
  const handIn = useMutation({
    mutationFn: async (one: Article) => {
      await orThrow(handInText(session, { article: one.id }))
      return one
    },
    onSuccess: async (one) => {
      await refreshOwn(queries, session)
      say(t('reviews.own.isHandedIn', { title: titleOf(one) }))
      onDone()
    },
    onError,
  })
  const start = useMutation({
    mutationFn: async () => {
      const { id } = await orThrow(createArticle(''))
      await orThrow(handInText(session, { article: id }))
      return id
    },
    onSuccess: (id) => {
      void queries.invalidateQueries({ queryKey: ['articles'] })
      void refreshOwn(queries, session)
      go(`/articles/${id}`)
    },
    onError,
  })
  return (
    <div className={styles.actions}>
      {article && (
        <Choice
          label={t('reviews.own.choose')}
          value={article.id}
          onChoose={setChosen}
          choices={mine.map((one) => ({ value: one.id, label: titleOf(one) }))}
        />
      )}
      {article && (
        <Button look="primary" busy={handIn.isPending} onClick={() => handIn.mutate(article)}>
          {t('reviews.own.handIn')}
        </Button>
      )}
      <Button look={article ? 'plain' : 'primary'} busy={start.isPending} onClick={() => start.mutate()}>
        {t('reviews.own.start')}
      </Button>
      <Button onClick={() => setPastes(true)}>{t('reviews.own.paste')}</Button>
      {pastes && <PasteText session={session} onClose={() => setPastes(false)} onDone={onDone} />}
    </div>
  )
}

function Leaks({ session, isDrafting }: { session: string; isDrafting: boolean }) {
  const { t } = useTranslation()
  const found = useQuery({
    queryKey: ['sessions', session, 'leaks'],
    queryFn: () => orThrow(ownLeaks(session)),
    refetchInterval: refreshMs,
  })
  // The same word twice is one to look for.
  const leaks = [...new Map(found.data?.leaks.map((leak) => [leak.quote, leak])).values()]
  if (leaks.length === 0) return null
  return (
    <div className={styles.leaks}>
      <h3 className={styles.leaksTitle}>{t('reviews.own.leaks')}</h3>
      <p>{t(isDrafting ? 'reviews.own.leaksDrafting' : 'reviews.own.leaksLock')}</p>
      <ul className={styles.leakList}>
        {leaks.map(({ quote, kind }) => (
          <li key={quote} className={styles.leak}>
            <span className={styles.leakQuote}>“{quote}”</span> <small>{t(`reviews.own.leak.${kind}`)}</small>
          </li>
        ))}
      </ul>
    </div>
  )
}
