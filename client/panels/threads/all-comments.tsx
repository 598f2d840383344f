/** All threads of the article as a list: by what is to be done about them, by person, and by words. */

import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import type { ThreadsShown } from '../../threads/threads.ts'
import { FILTERS, type Filter, found, peopleIn, type ThreadView } from '../../threads/views.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import { isMac, isTouch, printedKeys } from '../../ui/keys.ts'
import { Lines } from '../../ui/loading.tsx'
import styles from './all-comments.module.css'
import { Card } from './card.tsx'
import { useCardTools } from './card-tools.ts'

type AllCommentsProps = {
  shown: ThreadsShown
  /** In the order of the article. */
  views: readonly ThreadView[]
  active: string | null
  isDetached: (view: ThreadView) => boolean
  /** What is being written and not posted, over what is there. */
  drafts: ReactNode
  filter: Filter
  onFilter: (filter: Filter) => void
}

/** So many are drawn at first, and more when they are asked for. */
const page = 40

export function AllComments({
  shown,
  views,
  active,
  isDetached,
  drafts,
  filter,
  onFilter,
}: AllCommentsProps) {
  const { t } = useTranslation()
  const { own, nameOf, threads } = useCardTools()
  const [person, setPerson] = useState<PersonId | null>(null)
  const [words, setWords] = useState('')
  const [room, setRoom] = useState(page)
  const known = { own, isDetached, nameOf: (one: PersonId) => nameOf(one) }
  const all = found(views, { filter, person, words }, known)
  const people = [...new Set(views.flatMap((view) => [...peopleIn(view)]))]
  const isNarrowed = person !== null || words.trim() !== ''

  if (!shown.isLoaded && views.length === 0)
    return shown.failure === null ? (
      <div className={styles.state} aria-busy="true">
        <p className="only-read">{t('loading')}</p>
        <Lines count={4} />
      </div>
    ) : (
      <div className={styles.state} role="alert">
        <p className={styles.title}>{t('threads.broken')}</p>
        <p>{t(`errors.${shown.failure}`)}</p>
        <Button onClick={() => threads.retry()}>{t('tryAgain')}</Button>
      </div>
    )
  return (
    <div className={styles.all}>
      <div className={styles.filters}>
        <Choice
          quiet
          label={t('threads.filter')}
          value={filter}
          onChoose={onFilter}
          choices={FILTERS.map((value) => ({
            value,
            label: `${t(`threads.filters.${value}`)} (${found(views, { filter: value, person, words }, known).length})`,
          }))}
        />
        <Choice
          quiet
          label={t('threads.person')}
          value={person ?? ''}
          onChoose={(value) => setPerson(people.find((one) => one === value) ?? null)}
          choices={[
            { value: '', label: t('threads.anybody') },
            ...people.map((one) => ({ value: one as string, label: nameOf(one) })),
          ]}
        />
        <input
          type="search"
          className={styles.search}
          aria-label={t('threads.search')}
          placeholder={t('threads.search')}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </div>
      {drafts}
      {all.length === 0 && (
        <div className={styles.state}>
          <p className={styles.title}>{t(isNarrowed ? 'threads.noneFound' : `threads.none.${filter}`)}</p>
          {!isNarrowed && filter === 'open' && (
            <p>
              {isTouch()
                ? t('threads.noneWords')
                : t('threads.noneWordsKeys', { keys: printedKeys('Mod+Alt+M', isMac()) })}
            </p>
          )}
        </div>
      )}
      {all.slice(0, room).map((view) => (
        <Card key={view.id} view={view} isActive={view.id === active} isDetached={isDetached(view)} quotes />
      ))}
      {all.length > room && (
        <Button onClick={() => setRoom(room + page)}>
          {t('threads.showMore', { count: all.length - room })}
        </Button>
      )}
    </div>
  )
}
