/** Three questions that fit most texts, to begin with, and four levels to answer them. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Criterion } from '../../../shared/review/rubric.ts'

type Levels = Extract<Criterion, { kind: 'levels' }>['levels']

export function useUsualRubric(): { readonly levels: Levels; readonly rubric: readonly Criterion[] } {
  const { t } = useTranslation()
  return useMemo(() => {
    const levels = [
      { label: t('sessions.usual.level1'), points: 1 },
      { label: t('sessions.usual.level2'), points: 2 },
      { label: t('sessions.usual.level3'), points: 3 },
      { label: t('sessions.usual.level4'), points: 4 },
    ]
    const question = (id: string, title: string): Criterion => ({
      ...{ id, title, weight: 1, wordsMin: 0, kind: 'levels', levels },
    })
    return {
      levels,
      rubric: [
        question('focus', t('sessions.usual.focus')),
        question('evidence', t('sessions.usual.evidence')),
        question('style', t('sessions.usual.style')),
      ],
    }
  }, [t])
}
