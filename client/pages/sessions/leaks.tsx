/** Names that stand in texts which are to be read blind. Their authors are shown the same words. */

import { useQuery } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import styles from './leaks.module.css'
import { useNames } from './names.ts'

const againMs = 15_000

export function Leaks({ board }: { board: Board }) {
  const { t } = useTranslation()
  const { authorsOf } = useNames(board)
  const found = useQuery({
    queryKey: ['session', board.id, 'leaks'],
    queryFn: () => api.orThrow(requests.leaks(board.id)),
    refetchInterval: againMs,
  })
  const leaks = found.data?.leaks ?? []
  if (leaks.length === 0) return null
  const texts = new Map(board.texts.map((text) => [text.id, text]))
  return (
    <section className={styles.leaks} aria-labelledby="leaks">
      <h3 id="leaks" className={styles.leaksTitle}>
        <TriangleAlert size={16} aria-hidden="true" />
        {t('sessions.leaks', { count: leaks.length })}
      </h3>
      <p>{t('sessions.leaksWords')}</p>
      <ul className={styles.leakList}>
        {leaks.map(({ text, leaks: found }) => {
          const about = texts.get(text)
          return (
            <li key={text}>
              <a href={about && `/articles/${about.article}`}>{about ? authorsOf(about) : text}</a>
              {': '}
              {[...new Set(found.map(({ quote }) => quote))].map((quote) => `“${quote}”`).join(', ')}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
