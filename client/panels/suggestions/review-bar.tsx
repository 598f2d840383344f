/** Over the text while anything is suggested: how much, by how many, the way from one to the next, previews, and all at once. */

import { ChevronDown, ChevronUp, Ellipsis } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { Segments } from '../../ui/segments.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import styles from './review-bar.module.css'

export const PREVIEWS = ['marked', 'final', 'original'] as const
export type Preview = (typeof PREVIEWS)[number]

type ReviewBarProps = {
  /** Open suggestions, and of how many people; null while something else is shown. */
  counts: { readonly cards: number; readonly people: number } | null
  preview: Preview
  onPreview: (preview: Preview) => void
  /** Null in a preview, where nothing is marked. */
  onStep: ((by: 1 | -1) => void) | null
  /** Null for who may not decide. */
  onDecideAll: ((verb: 'accept' | 'reject') => void) | null
  onLog: (() => void) | null
}

export function ReviewBar({ counts, preview, onPreview, onStep, onDecideAll, onLog }: ReviewBarProps) {
  const { t } = useTranslation()
  const isNarrow = useNarrow()
  const words =
    counts === null
      ? t(preview === 'final' ? 'suggestions.bar.finalShown' : 'suggestions.bar.originalShown')
      : t('suggestions.bar.count', {
          count: counts.cards,
          people: t('suggestions.bar.people', { count: counts.people }),
        })
  const previews = PREVIEWS.map((value) => ({ value, label: t(`suggestions.bar.${value}`) }))
  const isMany = counts !== null && counts.cards > 0
  const all: MenuEntry[] =
    onDecideAll && isMany
      ? [
          {
            kind: 'action',
            name: 'acceptAll',
            label: t('suggestions.bar.acceptAll'),
            onChoose: () => onDecideAll('accept'),
          },
          {
            kind: 'action',
            name: 'rejectAll',
            label: t('suggestions.bar.rejectAll'),
            onChoose: () => onDecideAll('reject'),
          },
          { kind: 'line' },
        ]
      : []
  const log: readonly MenuEntry[] = onLog
    ? [{ kind: 'action', name: 'decided', label: t('suggestions.bar.decided'), onChoose: onLog }]
    : []
  const choice: MenuEntry = {
    kind: 'choice',
    label: t('suggestions.bar.preview'),
    value: preview,
    onChoose: (value) => onPreview(PREVIEWS.find((one) => one === value) ?? 'marked'),
    choices: previews,
  }
  const line: readonly MenuEntry[] = log.length > 0 ? [{ kind: 'line' }] : []
  const entries = isNarrow ? [...all, choice, ...line, ...log] : log
  return (
    <section className={styles.bar} aria-label={t('suggestions.bar.label')} data-preview={preview}>
      <p className={styles.count} aria-live="polite">
        {words}
      </p>
      {onStep && (
        <span className={styles.steps}>
          <IconButton
            label={t('suggestions.bar.previous')}
            icon={<ChevronUp size={18} aria-hidden="true" />}
            onClick={() => onStep(-1)}
          />
          <IconButton
            label={t('suggestions.bar.next')}
            icon={<ChevronDown size={18} aria-hidden="true" />}
            onClick={() => onStep(1)}
          />
        </span>
      )}
      {isNarrow ? (
        counts === null && (
          <Button className={styles.back} onClick={() => onPreview('marked')}>
            {t('suggestions.bar.marked')}
          </Button>
        )
      ) : (
        <>
          <Segments
            label={t('suggestions.bar.preview')}
            value={preview}
            onChoose={onPreview}
            choices={previews}
          />
          <span className={styles.all}>
            {onDecideAll && isMany && (
              <>
                <Button look="quiet" onClick={() => onDecideAll('accept')}>
                  {t('suggestions.bar.acceptAll')}
                </Button>
                <Button look="quiet" onClick={() => onDecideAll('reject')}>
                  {t('suggestions.bar.rejectAll')}
                </Button>
              </>
            )}
          </span>
        </>
      )}
      {entries.length > 0 && (
        <Menu
          trigger={
            <IconButton
              label={t('suggestions.bar.more')}
              icon={<Ellipsis size={18} aria-hidden="true" />}
              align="end"
            />
          }
          entries={entries}
          align="end"
        />
      )}
    </section>
  )
}
