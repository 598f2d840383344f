/** One remark large on the wall, with the words that it is about. Neither who wrote it, nor of whom, nor the text is named. */

import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import { leaksIn } from '../../../shared/review/leaks.ts'
import type { CopyRemark } from '../../sessions/copy-remarks.ts'
import { Button } from '../../ui/button.tsx'
import { Wall } from '../../ui/wall.tsx'
import styles from './wall-remark.module.css'

type WallRemarkProps = { board: Board; remark: CopyRemark; onClose: () => void }

export function WallRemark({ board, remark, onClose }: WallRemarkProps) {
  const { t } = useTranslation()
  const others = board.students.map(({ handle }) => handle)
  /** Also where a reviewer has written a name into it. */
  const unnamed = (words: string) => withoutNames(words, others, t('sessions.wall.name'))
  return (
    <Wall name={t('sessions.wall.title')} onClose={onClose}>
      <div className={styles.remark}>
        {remark.kind === 'comment' ? (
          remark.quote && <q className={styles.quote}>{unnamed(remark.quote)}</q>
        ) : (
          <p className={styles.quote}>{t(`sessions.suggested.${remark.kind}`)}</p>
        )}
        <p className={styles.words} dir="auto">
          {unnamed(remark.words)}
        </p>
      </div>
      <Button onClick={onClose}>{t('sessions.wall.off')}</Button>
    </Wall>
  )
}

function withoutNames(words: string, names: readonly string[], instead: string): string {
  let [unnamed, from] = ['', 0]
  for (const { at, quote } of leaksIn(words, { own: [], others: names })) {
    unnamed += words.slice(from, at) + instead
    from = at + quote.length
  }
  return unnamed + words.slice(from)
}
