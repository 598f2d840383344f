/** What authors of a text wrote without a connection and brought when it was locked. */

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Board, BoardText } from '../../../shared/protocol/review-answers.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Lines } from '../../ui/loading.tsx'
import { dateTime } from '../../when.ts'
import shared from './board.module.css'
import styles from './grid.module.css'

type LateDialogProps = { board: Board; text: BoardText; onClose: () => void }

export function LateDialog({ board, text, onClose }: LateDialogProps) {
  const { t, i18n } = useTranslation()
  const found = useQuery({
    queryKey: ['session', board.id, 'late', board.rev, text.late?.words],
    queryFn: () => api.orThrow(requests.late(board.id)),
  })
  const own = found.data?.late.filter((one) => one.text === text.id)
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.lateTitle')}
      words={t('sessions.lateHint')}
      foot={<Button onClick={onClose}>{t('close')}</Button>}
    >
      {own === undefined ? (
        <Lines count={2} />
      ) : (
        own.map(({ at, words, isRefused }) => (
          <div key={`${at} ${words}`} className={styles.lateOne}>
            <p className={shared.soft}>
              {dateTime(at, i18n.language)}
              {isRefused && ` · ${t('sessions.lateRefused')}`}
            </p>
            {words === '' ? <p>{t('sessions.lateNoWords')}</p> : <p className={styles.lateText}>{words}</p>}
          </div>
        ))
      )}
    </Dialog>
  )
}
