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
  ended: boolean
  onTaken: () => void
  onClose: () => void
}

export function RescueDialog({ rescues, ended, onTaken, onClose }: RescueDialogProps) {
  const { t } = useTranslation()
  const say = useToast()
  const words = rescues.map(({ text }) => text).join('\n\n')
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rescue.title')}
      words={ended ? t('rescue.words_ended') : t('rescue.words')}
      foot={
        <>
          <Button onClick={() => void copyWords(words).then((copied) => copied && say(t('copied')))}>
            {t('rescue.copy')}
          </Button>
          <Button onClick={() => downloadWords(t('rescue.file'), words)}>{t('rescue.download')}</Button>
          <Button look="primary" onClick={onTaken}>
            {t('rescue.done')}
          </Button>
        </>
      }
    >
      <pre className={styles.copies}>{words}</pre>
    </Dialog>
  )
}
