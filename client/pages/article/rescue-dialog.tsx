/** The rescue copy: words that were typed here and that the server did not take. */

import { useTranslation } from 'react-i18next'
import { copyWords } from '../../copy.ts'
import type { Rescue } from '../../sync/cache.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useToast } from '../../ui/toast.tsx'
import styles from './dialogs.module.css'
import { downloadWords } from './download.ts'

type RescueDialogProps = {
  rescues: readonly Rescue[]
  /** Why they are shown: kept by the server, or refused, for who has lost the article or has it yet. */
  why: 'late' | 'ended' | 'refused'
  /** Null: there is nothing that this person may suggest here. */
  onSuggest: (() => void) | null
  onTaken: () => void
  onClose: () => void
}

export function RescueDialog({ rescues, why, onSuggest, onTaken, onClose }: RescueDialogProps) {
  const { t } = useTranslation()
  const say = useToast()
  const words = rescues
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n\n')
  const beside = onSuggest ? 'quiet' : 'plain'
  const isLate = why === 'late'
  const title = isLate ? t('rescue.title_late') : t('rescue.title')
  const reason = why === 'refused' ? t('rescue.words') : t(`rescue.words_${why}`)
  return (
    <Dialog
      open
      onClose={onClose}
      title={onSuggest ? t('rescue.title_suggest') : title}
      words={onSuggest ? t('rescue.words_suggest') : reason}
      foot={
        <>
          {words !== '' && (
            <>
              <Button
                look={beside}
                onClick={() => void copyWords(words).then((copied) => copied && say(t('copied')))}
              >
                {t('rescue.copy')}
              </Button>
              <Button look={beside} onClick={() => downloadWords(t('rescue.file'), words)}>
                {t('rescue.download')}
              </Button>
            </>
          )}
          <Button look={onSuggest ? 'plain' : 'primary'} onClick={onTaken}>
            {isLate ? t('close') : t('rescue.done')}
          </Button>
          {onSuggest && (
            <Button look="primary" onClick={onSuggest}>
              {t('rescue.suggest')}
            </Button>
          )}
        </>
      }
    >
      {words === '' ? <p>{t('rescue.noWords')}</p> : <pre className={styles.copies}>{words}</pre>}
    </Dialog>
  )
}
