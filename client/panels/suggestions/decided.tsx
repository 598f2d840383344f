/** What was decided: who decided what, when and why, and the way back. */

import { useQuery } from '@tanstack/react-query'
import { Check, RotateCcw, Undo2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Decision, DecisionChange } from '../../../shared/decisions.ts'
import type { PersonId } from '../../../shared/ids.ts'
import { can } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import * as requests from '../../suggestions/requests.ts'
import { inOneLine } from '../../suggestions/summary.ts'
import { Button } from '../../ui/button.tsx'
import { Lines } from '../../ui/loading.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import { useToast } from '../../ui/toast.tsx'
import { ago, dateTime } from '../../when.ts'
import listStyles from '../threads/all-comments.module.css'
import cardStyles from '../threads/card.module.css'
import { type CardTools, useCardTools } from '../threads/card-tools.ts'
import styles from './decided.module.css'
import { SummaryLines } from './summary-lines.tsx'

type DecidedProps = {
  article: string
  onReopen: (number: number) => Promise<boolean>
}

const icons = { accept: Check, reject: X, withdraw: Undo2 }

export function Decided({ article, onReopen }: DecidedProps) {
  const { t } = useTranslation()
  const say = useToast()
  const shownName = useShownName()
  const { nameOf } = useCardTools()
  const query = useQuery({
    queryKey: ['decisions', article],
    queryFn: () => api.orThrow(requests.decisions(article, null)),
    retry: false,
  })
  const [older, setOlder] = useState<readonly DecisionChange[]>([])
  const [isFetching, setFetching] = useState(false)
  const pages = query.data ? [query.data, ...older] : []
  // The first page moves on when something is decided: what it still holds stands in it.
  const decisions = [
    ...new Map(
      pages
        .flatMap((page) => page.decisions)
        .map((one) => [one.number, one] as const)
        .reverse(),
    ).values(),
  ].sort((a, b) => b.number - a.number)
  const hasOlder = (pages.at(-1)?.decisions.length ?? 0) === requests.pageSize
  const fetchOlder = async () => {
    setFetching(true)
    const answer = await requests.decisions(article, decisions.at(-1)?.number ?? null)
    setFetching(false)
    if (answer.ok) setOlder([...older, answer.value])
    else say(t(`errors.${answer.code}`))
  }
  const people = new Map(pages.flatMap((page) => page.people.map((one) => [one.person, one] as const)))
  const name = (person: PersonId | null) => {
    const known = person === null ? undefined : people.get(person)
    return known ? shownName(known.name, known.guest) : nameOf(person)
  }

  if (query.isPending)
    return (
      <div className={listStyles.state} aria-busy="true">
        <p className="only-read">{t('loading')}</p>
        <Lines count={4} />
      </div>
    )
  if (query.isError)
    return (
      <div className={listStyles.state} role="alert">
        <p className={listStyles.title}>{t('suggestions.log.broken')}</p>
        <p>{t(`errors.${api.codeOf(query.error)}`)}</p>
        <Button onClick={() => void query.refetch()}>{t('tryAgain')}</Button>
      </div>
    )
  if (decisions.length === 0)
    return (
      <div className={listStyles.state}>
        <p className={listStyles.title}>{t('suggestions.log.empty')}</p>
        <p>{t('suggestions.log.emptyWords')}</p>
      </div>
    )
  return (
    <div className={listStyles.all}>
      {decisions.map((decision) => (
        <Entry
          key={decision.number}
          decision={decision}
          name={name}
          onReopen={async () => {
            if (await onReopen(decision.number)) await query.refetch()
          }}
        />
      ))}
      {hasOlder && (
        <Button busy={isFetching} onClick={() => void fetchOlder()}>
          {t('suggestions.log.older')}
        </Button>
      )}
    </div>
  )
}

type EntryProps = { decision: Decision; name: (person: PersonId | null) => string; onReopen: () => void }

function Entry({ decision, name, onReopen }: EntryProps) {
  const { t, i18n } = useTranslation()
  const tools = useCardTools()
  const { verb, person, at, reason, parts, count, reopened, reopens } = decision
  const Icon = icons[verb]
  const authors = [...new Set(parts.flatMap((part) => part.person ?? []))]
  /** Of what the teacher has taken back nothing is told. */
  const isWithheld = parts.length === 0
  const what = isWithheld ? t('threads.takenBack') : inOneLine(t, parts)
  return (
    <article className={cardStyles.card} data-decision={decision.number} aria-label={what}>
      <p className={styles.verdict} data-verb={verb}>
        <Icon size={16} aria-hidden="true" />
        <strong>{t(`suggestions.log.${verb}`, { name: name(person) })}</strong>
        <time dateTime={new Date(at).toISOString()} title={dateTime(at, i18n.language)}>
          {ago(at, tools.now, i18n.language)}
        </time>
      </p>
      <SummaryLines parts={parts} />
      {isWithheld && <p className={styles.more}>{what}</p>}
      {!isWithheld && count > parts.length && (
        <p className={styles.more}>{t('suggestions.log.more', { count: count - parts.length })}</p>
      )}
      {authors.length > 0 && verb !== 'withdraw' && (
        <p className={styles.more}>{t('suggestions.log.by', { name: authors.map(name).join(', ') })}</p>
      )}
      {reason && <p className={styles.reason}>{reason}</p>}
      {reopened && (
        <p className={styles.more}>
          {t('suggestions.log.reopened', {
            name: name(reopened.person),
            date: dateTime(reopened.at, i18n.language),
          })}
        </p>
      )}
      {!reopened && reopens && mayReopen(tools, decision) && (
        <Button
          className={styles.reopen}
          aria-label={t('suggestions.log.reopenOf', { what })}
          onClick={onReopen}
        >
          <RotateCcw size={15} aria-hidden="true" />
          {t('suggestions.log.reopen')}
        </Button>
      )}
    </article>
  )
}

const mayReopen = ({ role, own }: CardTools, { verb, person }: Decision): boolean =>
  can(role, 'decide') || (verb === 'withdraw' && person === own && can(role, 'withdrawOwn'))
