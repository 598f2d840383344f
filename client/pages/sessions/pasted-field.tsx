/** Where a text is pasted, or taken from a file, that becomes an article. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sampleUnitsMax } from '../../../shared/limits.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { type FileFault, WORD_FILES, wordsOfFile } from '../../words-of-file.ts'
import styles from './pasted-field.module.css'

/** What came of the last file; `before`: what stood in the field until then. */
type Outcome =
  | { readonly fault: FileFault | 'too-long' }
  | { readonly fault: null; readonly name: string; readonly words: number; readonly before: string }

export function PastedField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t, i18n } = useTranslation()
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [busy, setBusy] = useState(false)
  const number = new Intl.NumberFormat(i18n.language)
  async function take(file: File) {
    setBusy(true)
    const found = await wordsOfFile(file)
    setBusy(false)
    if (!found.ok) return setOutcome({ fault: found.fault })
    if (found.words.length > sampleUnitsMax) return setOutcome({ fault: 'too-long' })
    const words = found.words.split(/\s+/).length
    setOutcome({ fault: null, name: file.name, words, before: text })
    onText(found.words)
  }
  return (
    <>
      <Field
        label={t('sessions.sample.text')}
        hint={t('sessions.sample.textHint')}
        render={<textarea rows={8} />}
        value={text}
        onValue={(words) => {
          setOutcome(null)
          onText(words)
        }}
        maxLength={sampleUnitsMax}
        required
      />
      <div>
        <FileButton accept={WORD_FILES} busy={busy} onPick={(file) => void take(file)}>
          {t('sessions.fromFile.choose')}
        </FileButton>
        <div role="alert">
          {outcome && outcome.fault !== null && (
            <p className={styles.fault}>
              {t(`sessions.fromFile.${outcome.fault}`, { max: number.format(sampleUnitsMax) })}
            </p>
          )}
        </div>
        <div role="status" className={styles.taken}>
          {outcome?.fault === null &&
            t('sessions.fromFile.taken', {
              count: outcome.words,
              words: number.format(outcome.words),
              name: outcome.name,
            })}
        </div>
        {outcome?.fault === null && outcome.before.trim() !== '' && (
          <Button
            look="quiet"
            onClick={() => {
              onText(outcome.before)
              setOutcome(null)
            }}
          >
            {t('sessions.fromFile.back')}
          </Button>
        )}
      </div>
    </>
  )
}
