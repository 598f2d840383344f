/** The questions of a session: each with its kind, its weight, and how many words it asks for. */

import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { randomToken } from '../../../shared/ids.ts'
import { reviewCriteriaMax, titleUnitsMax } from '../../../shared/limits.ts'
import type { Criterion } from '../../../shared/review/rubric.ts'
import { browserRandom } from '../../clock.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import shared from './board.module.css'
import styles from './settings.module.css'
import { useUsualRubric } from './usual-rubric.ts'

const KINDS = ['levels', 'points', 'checklist', 'comment'] as const
type Kind = (typeof KINDS)[number]

type RubricFieldProps = {
  rubric: readonly Criterion[]
  onRubric: (rubric: readonly Criterion[]) => void
}

export function RubricField({ rubric, onRubric }: RubricFieldProps) {
  const { t } = useTranslation()
  const put = (at: number, criterion: Criterion) =>
    onRubric(rubric.map((one, i) => (i === at ? criterion : one)))
  const { levels } = useUsualRubric()
  const ofKind = ({ id, title, weight, wordsMin }: Criterion, kind: Kind): Criterion => {
    const asked = { id, title, weight, wordsMin }
    switch (kind) {
      case 'levels':
        return { ...asked, kind, levels }
      case 'points':
        return { ...asked, kind, pointsMax: 10 }
      case 'checklist':
        return { ...asked, kind, items: [t('sessions.item')] }
      case 'comment':
        return { ...asked, kind, wordsMin: Math.max(1, wordsMin) }
    }
  }
  const add = () => {
    const id = randomToken(browserRandom, 8)
    onRubric([...rubric, { id, title: '', weight: 1, wordsMin: 0, kind: 'levels', levels }])
  }
  return (
    <fieldset className={styles.rubric}>
      <legend className={shared.partTitle}>{t('sessions.rubric')}</legend>
      {rubric.map((criterion, at) => (
        <div key={criterion.id} className={styles.criterion}>
          <div className={styles.criterionHead}>
            <Field
              label={t('sessions.question', { number: at + 1 })}
              value={criterion.title}
              onValue={(title) => put(at, { ...criterion, title })}
              maxLength={titleUnitsMax}
              required
            />
            <IconButton
              label={t('sessions.removeQuestion', { number: at + 1 })}
              icon={<X size={16} />}
              align="end"
              onClick={() => onRubric(rubric.filter((one) => one.id !== criterion.id))}
            />
          </div>
          <Choice
            label={t('sessions.kind')}
            value={criterion.kind}
            choices={KINDS.map((kind) => ({ value: kind, label: t(`sessions.kinds.${kind}`) }))}
            onChoose={(kind) => put(at, ofKind(criterion, kind))}
          />
          {criterion.kind === 'checklist' && (
            <Field
              label={t('sessions.items')}
              hint={t('sessions.itemsHint')}
              render={<textarea rows={3} />}
              value={criterion.items.join('\n')}
              onValue={(lines) => put(at, { ...criterion, items: lines.split('\n') })}
              required
            />
          )}
          <Field
            label={t('sessions.words')}
            hint={t('sessions.wordsHint')}
            type="number"
            inputMode="numeric"
            min={criterion.kind === 'comment' ? 1 : 0}
            max={1_000}
            value={String(criterion.wordsMin)}
            onValue={(words) => put(at, { ...criterion, wordsMin: Number(words) })}
          />
        </div>
      ))}
      {rubric.length < reviewCriteriaMax && (
        <Button look="quiet" onClick={add}>
          <Plus size={16} aria-hidden="true" />
          {t('sessions.addQuestion')}
        </Button>
      )}
    </fieldset>
  )
}
