/** One remark large on the wall, with the words that it is about. Neither who wrote it, nor of whom, nor the text is named. */

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import { leaksIn } from '../../../shared/review/leaks.ts'
import type { CopyRemark } from '../../sessions/copy-remarks.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import styles from './board.module.css'

type WallRemarkProps = { board: Board; remark: CopyRemark; onClose: () => void }

export function WallRemark({ board, remark, onClose }: WallRemarkProps) {
  const { t } = useTranslation()
  const others = board.students.map(({ handle }) => handle)
  /** Also where a reviewer has written a name into it. */
  const unnamed = (words: string) => withoutNames(words, others, t('sessions.wall.name'))
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Popup className={styles.projector}>
          <div className={styles.projectorHead}>
            <Base.Title className={styles.wallTitle}>{t('sessions.wall.title')}</Base.Title>
            <Base.Close render={<IconButton label={t('close')} icon={<X size={24} />} align="end" />} />
          </div>
          <div className={styles.wallRemark}>
            {remark.kind === 'comment' ? (
              remark.quote && <q className={styles.wallQuote}>{unnamed(remark.quote)}</q>
            ) : (
              <p className={styles.wallQuote}>{t(`sessions.suggested.${remark.kind}`)}</p>
            )}
            <p className={styles.wallWords} dir="auto">
              {unnamed(remark.words)}
            </p>
          </div>
          <Button onClick={onClose}>{t('sessions.wall.off')}</Button>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
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
