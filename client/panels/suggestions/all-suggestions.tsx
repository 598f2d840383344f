/** All open suggestions of the article as a list: by person, by kind, and by words. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import { CARD_KINDS, type CardKind, chosen, peopleOf } from '../../suggestions/chosen.ts'
import type { ThreadView } from '../../threads/views.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/field.tsx'
import styles from '../threads/all-comments.module.css'
import { useCardTools } from '../threads/card-tools.ts'
import { SuggestionCard } from './card.tsx'

type AllSuggestionsProps = {
  cards: readonly PlacedCard[]
  discussions: ReadonlyMap<string, ThreadView>
  active: string | null
}

/** So many are drawn at first, and more when they are asked for. */
const page = 40

export function AllSuggestions({ cards, discussions, active }: AllSuggestionsProps) {
  const { t } = useTranslation()
  const { nameOf } = useCardTools()
  const [person, setPerson] = useState<PersonId | null>(null)
  const [kind, setKind] = useState<CardKind | null>(null)
  const [room, setRoom] = useState(page)
  const people = peopleOf(cards)
  const found = chosen(cards, { person, kind })
  if (cards.length === 0)
    return (
      <div className={styles.state}>
        <p className={styles.title}>{t('suggestions.bar.none')}</p>
        <p>{t('suggestions.noneWords')}</p>
      </div>
    )
  return (
    <div className={styles.all}>
      <div className={styles.filters}>
        <Choice
          quiet
          label={t('suggestions.all.kind')}
          value={kind ?? ''}
          onChoose={(value) => setKind(CARD_KINDS.find((one) => one === value) ?? null)}
          choices={[
            {
              value: '',
              label: `${t('suggestions.all.any')} (${chosen(cards, { person, kind: null }).length})`,
            },
            ...CARD_KINDS.map((one) => ({
              value: one as string,
              label: `${t(`suggestions.all.kinds.${one}`)} (${chosen(cards, { person, kind: one }).length})`,
            })),
          ]}
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
      </div>
      {found.length === 0 && (
        <div className={styles.state}>
          <p className={styles.title}>{t('suggestions.all.none')}</p>
        </div>
      )}
      {found.slice(0, room).map((card) => (
        <SuggestionCard
          key={card.id}
          card={card}
          discussion={discussions.get(card.id) ?? null}
          isActive={card.id === active}
        />
      ))}
      {found.length > room && (
        <Button onClick={() => setRoom(room + page)}>
          {t('threads.showMore', { count: found.length - room })}
        </Button>
      )}
    </div>
  )
}
