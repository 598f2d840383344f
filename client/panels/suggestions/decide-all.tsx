/** Asks before many suggestions are decided at once: whose, which, how many. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import { reasonUnitsMax } from '../../../shared/limits.ts'
import type { PlacedCard } from '../../editor/suggestion-cards.ts'
import { CARD_KINDS, type CardKind, chosen, kindOf, peopleOf } from '../../suggestions/chosen.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { useCardTools } from '../threads/card-tools.ts'
import styles from './decide-all.module.css'

type DecideAllProps = {
  verb: 'accept' | 'reject'
  cards: readonly PlacedCard[]
  onDecide: (cards: readonly PlacedCard[], reason: string) => Promise<boolean>
  onClose: () => void
}

export function DecideAll({ verb, cards, onDecide, onClose }: DecideAllProps) {
  const { t } = useTranslation()
  const { nameOf } = useCardTools()
  const [person, setPerson] = useState<PersonId | null>(null)
  const [kind, setKind] = useState<CardKind | null>(null)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const meant = chosen(cards, { person, kind })
  const people = peopleOf(cards)
  const kinds = CARD_KINDS.filter((one) => cards.some((card) => kindOf(card) === one))
  const decide = async () => {
    setBusy(true)
    const isDone = await onDecide(meant, reason.trim())
    setBusy(false)
    if (isDone) onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`suggestions.all.${verb}`)}
      words={t('suggestions.all.words')}
      foot={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            look={verb === 'accept' ? 'primary' : 'danger'}
            busy={busy}
            disabled={meant.length === 0}
            onClick={() => void decide()}
          >
            {meant.length === 0
              ? t('suggestions.all.none')
              : t(`suggestions.all.${verb}Count`, { count: meant.length })}
          </Button>
        </>
      }
    >
      <div className={styles.choices}>
        {people.length > 1 && (
          <Choice
            label={t('suggestions.all.whose')}
            value={person ?? ''}
            onChoose={(value) => setPerson(people.find((one) => one === value) ?? null)}
            choices={[
              { value: '', label: t('suggestions.all.anybody') },
              ...people.map((one) => ({ value: one as string, label: nameOf(one) })),
            ]}
          />
        )}
        {kinds.length > 1 && (
          <Choice
            label={t('suggestions.all.kind')}
            value={kind ?? ''}
            onChoose={(value) => setKind(kinds.find((one) => one === value) ?? null)}
            choices={[
              { value: '', label: t('suggestions.all.any') },
              ...kinds.map((one) => ({ value: one as string, label: t(`suggestions.all.kinds.${one}`) })),
            ]}
          />
        )}
        <Field
          label={t('suggestions.all.reason')}
          value={reason}
          maxLength={reasonUnitsMax}
          onValue={setReason}
        />
      </div>
    </Dialog>
  )
}
