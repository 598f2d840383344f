/** A line to hand on, an address or a secret, with the button that copies it. */

import { Check, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyWords } from '../copy.ts'
import { Button } from './button.tsx'
import styles from './copy-line.module.css'

export function CopyLine({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation()
  const id = useId()
  const [copied, setCopied] = useState(false)
  return (
    <div className={styles.line}>
      <label htmlFor={id} className="only-read">
        {label}
      </label>
      <input
        id={id}
        className={styles.value}
        readOnly
        value={value}
        onFocus={({ target }) => target.select()}
      />
      <Button onClick={() => void copyWords(value).then(setCopied)}>
        {copied ? <Check size={16} /> : <Copy size={16} />}
        <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
      </Button>
    </div>
  )
}
