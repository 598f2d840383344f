/** One question of a rubric as a field: levels as cards, points, things to check, and the words to it. */

import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { unreachable } from '../../../shared/assert.ts'
import { commentUnitsMax } from '../../../shared/limits.ts'
import { type Answer, type Criterion, wordsIn } from '../../../shared/review/rubric.ts'
import styles from './criterion.module.css'

type FieldProps = {
  criterion: Criterion
  answer: Answer
  isMissing: boolean
  isWritable: boolean
  onAnswer: (answer: Answer) => void
}
/** A scale, whatever it is for. */
type ScaleProps<C extends Criterion['kind']> = {
  criterion: Extract<Criterion, { kind: C }>
  value: Answer['value']
  isWritable: boolean
  onValue: (value: Answer['value']) => void
}

/** More than so many points are typed, not chosen. */
const pointsInRowMax = 10

export function CriterionField({ criterion, answer, isMissing, isWritable, onAnswer }: FieldProps) {
  const scale = {
    value: answer.value,
    isWritable,
    onValue: (value: Answer['value']) => onAnswer({ ...answer, value }),
  }
  const isScaleMissing = isMissing && answer.value === null
  return (
    <fieldset className={styles.criterion} data-criterion={criterion.id} data-lacks={isMissing || undefined}>
      <legend className={styles.title} dir="auto">
        {criterion.title}
      </legend>
      {criterion.kind !== 'comment' && (
        <div className={styles.scale} data-missing={isScaleMissing || undefined}>
          {scaleOf(criterion)}
        </div>
      )}
      <Comment
        criterion={criterion}
        answer={answer}
        isMissing={isMissing}
        isWritable={isWritable}
        onAnswer={onAnswer}
      />
    </fieldset>
  )

  function scaleOf(one: Exclude<Criterion, { kind: 'comment' }>): ReactNode {
    switch (one.kind) {
      case 'levels':
        return <Levels criterion={one} {...scale} />
      case 'points':
        return one.pointsMax <= pointsInRowMax && Number.isInteger(one.pointsMax) ? (
          <PointRow criterion={one} {...scale} />
        ) : (
          <PointNumber criterion={one} {...scale} />
        )
      case 'checklist':
        return <Checklist criterion={one} {...scale} />
      default:
        return unreachable(one)
    }
  }
}

function Levels({ criterion, value, isWritable, onValue }: ScaleProps<'levels'>) {
  const { t } = useTranslation()
  const name = useId()
  return (
    <div className={styles.levels}>
      {criterion.levels.map(({ label, points }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place
        <label key={place} className={styles.level}>
          <input
            type="radio"
            name={name}
            disabled={!isWritable}
            checked={value === place}
            onChange={() => onValue(place)}
          />
          <span dir="auto">{label}</span>
          {criterion.weight > 0 && <small>{t('reviews.form.levelPoints', { count: points })}</small>}
        </label>
      ))}
    </div>
  )
}

function PointRow({ criterion, value, isWritable, onValue }: ScaleProps<'points'>) {
  const name = useId()
  return (
    <div className={styles.points}>
      {Array.from({ length: criterion.pointsMax + 1 }, (_, points) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: points are what they count
        <label key={points} className={styles.point}>
          <input
            type="radio"
            name={name}
            className="only-read"
            disabled={!isWritable}
            checked={value === points}
            onChange={() => onValue(points)}
          />
          {points}
        </label>
      ))}
    </div>
  )
}

function PointNumber({ criterion, value, isWritable, onValue }: ScaleProps<'points'>) {
  const { t } = useTranslation()
  const id = useId()
  const max = criterion.pointsMax
  return (
    <p className={styles.number}>
      <label htmlFor={id}>{t('reviews.form.points')}</label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={0}
        max={max}
        disabled={!isWritable}
        step="any"
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onValue(target.value === '' ? null : target.valueAsNumber)}
      />
      <span>{t('reviews.form.ofPoints', { max })}</span>
    </p>
  )
}

function Checklist({ criterion, value, isWritable, onValue }: ScaleProps<'checklist'>) {
  const { t } = useTranslation()
  const checked = Array.isArray(value) ? (value as readonly boolean[]) : null
  const none = criterion.items.map(() => false)
  const isNone = checked?.every((one) => !one) ?? false
  return (
    <div className={styles.levels}>
      {criterion.items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <label key={place} className={styles.level}>
          <input
            type="checkbox"
            disabled={!isWritable}
            checked={checked?.[place] ?? false}
            onChange={({ target }) =>
              onValue((checked ?? none).map((one, at) => (at === place ? target.checked : one)))
            }
          />
          <span dir="auto">{item}</span>
        </label>
      ))}
      <label className={styles.level}>
        <input
          type="checkbox"
          disabled={!isWritable}
          checked={isNone}
          onChange={({ target }) => onValue(target.checked ? none : null)}
        />
        <span>{t('reviews.form.noneFits')}</span>
      </label>
    </div>
  )
}

/** Also where nothing can be changed any more its words can be copied. */
function Comment({ criterion, answer, isMissing, isWritable, onAnswer }: FieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const words = wordsIn(answer.comment)
  const { kind, wordsMin } = criterion
  const isShort = words < wordsMin
  const counted =
    wordsMin > 0
      ? t('reviews.form.words', { words, count: wordsMin })
      : words > 0
        ? t('reviews.form.free', { count: words })
        : t('reviews.form.optional')
  return (
    <div className={styles.comment} data-missing={(isMissing && isShort) || undefined}>
      <label htmlFor={id} className={kind === 'comment' ? 'only-read' : undefined}>
        {t(kind === 'comment' ? 'reviews.form.answer' : 'reviews.form.comment')}
      </label>
      <textarea
        id={id}
        dir="auto"
        rows={kind === 'comment' ? 4 : 2}
        maxLength={commentUnitsMax}
        readOnly={!isWritable}
        value={answer.comment}
        aria-describedby={`${id}-words`}
        aria-invalid={(isMissing && isShort) || undefined}
        onChange={({ target }) => onAnswer({ ...answer, comment: target.value })}
      />
      <p id={`${id}-words`} className={styles.count} data-enough={(wordsMin > 0 && !isShort) || undefined}>
        {counted}
      </p>
    </div>
  )
}
