/** Alternative text and credit of a figure, in a popover beside its picture. */

import type { Editor } from '@tiptap/core'
import { type FormEvent, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { altUnitsMax, creditUnitsMax } from '../../../shared/limits.ts'
import { finalNodeAt } from '../../editor/as-final.ts'
import { describeFigure } from '../../editor/commands.ts'
import { blockAttributesOf } from '../../editor/extensions.ts'
import { runAt } from '../../editor/keymap.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { usePopup } from '../../ui/use-popup.ts'
import styles from './dialogs.module.css'

export type FigureShown = { readonly pos: number; readonly anchor: HTMLElement }

type FigureDetailsProps = { editor: Editor; figure: FigureShown; onClose: () => void }

export function FigureDetails({ editor, figure, onClose }: FigureDetailsProps) {
  const { t } = useTranslation()
  const [words, setWords] = useState(() => {
    const node = finalNodeAt(editor.state, figure.pos)
    const { alt, credit } = node ? blockAttributesOf(node) : { alt: null, credit: null }
    return { alt: alt ?? '', credit: credit ?? '' }
  })

  const box = usePopup({ anchor: () => figure.anchor, align: 'end', onClose })
  useEffect(() => box.current?.querySelector('input')?.focus(), [box])

  function save(event: FormEvent) {
    event.preventDefault()
    // The figure may have moved since: others write above it. Its button has moved with it.
    const pos = editor.view.posAtDOM(figure.anchor.closest('figure') ?? figure.anchor, 0) - 1
    const changes = { alt: words.alt.trim() || null, credit: words.credit.trim() || null }
    runAt(editor, pos, (at) => describeFigure(at, changes))
    onClose()
  }

  return (
    <div ref={box} popover="auto" role="dialog" aria-label={t('figure.title')} className={styles.popover}>
      <h2 className={styles.title}>{t('figure.title')}</h2>
      <form className={styles.form} onSubmit={save}>
        <Field
          label={t('figure.alt')}
          hint={t('figure.altHint')}
          value={words.alt}
          onValue={(alt) => setWords({ ...words, alt })}
          maxLength={altUnitsMax}
          autoComplete="off"
        />
        <Field
          label={t('figure.credit')}
          hint={t('figure.creditHint')}
          value={words.credit}
          onValue={(credit) => setWords({ ...words, credit })}
          maxLength={creditUnitsMax}
          autoComplete="off"
        />
        <div className={styles.foot}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary">
            {t('figure.save')}
          </Button>
        </div>
      </form>
    </div>
  )
}
