/** The words that the editor writes into the page itself, in the reader's language. */

import { useTranslation } from 'react-i18next'
import type { SayItem } from '../../editor/list-signs.ts'
import type { FigureTools } from '../../editor/views/figure.ts'
import type { ViewTools } from '../../editor/views/views.ts'

export type EditorWords = {
  readonly label: string
  readonly sayItem: SayItem
  readonly views: (onDetails: FigureTools['onDetails']) => ViewTools
}

export function useEditorWords(): EditorWords {
  const { t } = useTranslation()
  return {
    label: t('article.text'),
    sayItem: ({ position, size, level }) => t('list.item', { position, size, level: level + 1 }),
    views: (onDetails) => ({
      placeholder: (kind) => {
        switch (kind) {
          case 'headline':
          case 'dek':
          case 'p':
          case 'pull':
          case 'code':
            return t(`article.placeholder.${kind}`)
          default:
            return ''
        }
      },
      figure: {
        onDetails,
        words: {
          edit: t('figure.edit'),
          noAlt: t('figure.noAlt'),
          missing: t('figure.missing'),
          caption: t('article.placeholder.caption'),
          credit: (credit) => t('figure.creditLine', { credit }),
        },
      },
    }),
  }
}
