/** Where a text is pasted that becomes an article. */

import { useTranslation } from 'react-i18next'
import { sampleUnitsMax } from '../../../shared/limits.ts'
import { Field } from '../../ui/field.tsx'

export function PastedField({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('sessions.sample.text')}
      hint={t('sessions.sample.textHint')}
      render={<textarea rows={8} />}
      value={text}
      onValue={onText}
      maxLength={sampleUnitsMax}
      required
    />
  )
}
