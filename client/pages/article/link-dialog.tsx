/** The address behind the selected words. */

import type { Editor } from '@tiptap/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { run } from '../../editor/keymap.ts'
import { currentLink, linkAddress, removeLink, setLink } from '../../editor/link.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import styles from './dialogs.module.css'

export function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const { t } = useTranslation()
  const [before] = useState(() => currentLink(editor))
  const [typed, setTyped] = useState(before)
  const [bad, setBad] = useState(false)

  function apply(event: FormEvent) {
    event.preventDefault()
    const address = linkAddress(typed)
    if (address === null) return setBad(true)
    onClose()
    editor.commands.focus()
    run(editor, setLink(address))
  }

  return (
    <Dialog open onClose={onClose} title={t('link.title')}>
      <form className={styles.form} onSubmit={apply} noValidate>
        <Field
          label={t('link.address')}
          placeholder={t('link.addressHint')}
          value={typed}
          onValue={(value) => {
            setTyped(value)
            setBad(false)
          }}
          error={bad ? t('link.bad') : null}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <div className={styles.foot}>
          {before !== '' && (
            <>
              <a className={styles.open} href={before} target="_blank" rel="noopener noreferrer">
                {t('link.open')}
              </a>
              <Button
                look="danger"
                onClick={() => {
                  onClose()
                  editor.commands.focus()
                  run(editor, removeLink)
                }}
              >
                {t('link.remove')}
              </Button>
            </>
          )}
          <Button type="submit" look="primary">
            {t('link.apply')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
