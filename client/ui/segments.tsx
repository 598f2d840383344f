/** One of a few, all in view: radio buttons that look like one control. */

import { useId } from 'react'
import styles from './segments.module.css'

type SegmentsProps<T extends string> = {
  label: string
  value: T
  onChoose: (value: T) => void
  choices: readonly { value: T; label: string }[]
}

export function Segments<T extends string>({ label, value, onChoose, choices }: SegmentsProps<T>) {
  const name = useId()
  return (
    <fieldset className={styles.group}>
      <legend className="only-read">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            className="only-read"
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
