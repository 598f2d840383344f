/** Where a text is pasted, or taken from a file, that becomes an article. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sampleUnitsMax } from '../../../shared/limits.ts'
import { Field } from '../../ui/field.tsx'
import { FileButton } from '../../ui/file-button.tsx'
import { type FileFault, WORD_FILES, wordsOfFile } from '../../words-of-file.ts'
import styles from './pasted-field.module.css'

export function PastedField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation()
  const [fault, setFault] = useState<FileFault | 'too-long' | null>(null)
  const [busy, setBusy] = useState(false)
  async function take(file: File) {
    setBusy(true)
    const found = await wordsOfFile(file)
    setBusy(false)
    if (!found.ok) return setFault(found.fault)
    if (found.words.length > sampleUnitsMax) return setFault('too-long')
    setFault(null)
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
          setFault(null)
          onText(words)
        }}
        maxLength={sampleUnitsMax}
        required
      />
      <FileButton accept={WORD_FILES} busy={busy} onPick={(file) => void take(file)}>
        {t('sessions.fromFile.choose')}
      </FileButton>
      <div role="alert">
        {fault && <p className={styles.fault}>{t(`sessions.fromFile.${fault}`, { max: sampleUnitsMax })}</p>}
      </div>
    </>
  )
}
