/** The status text under the headline, with what can be done about it, and its bar where nothing can be typed any more, or where it is narrow. */

import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../sync/status.ts'
import { classes } from '../../ui/classes.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { clockTime } from '../../when.ts'
import styles from './status.module.css'
import { offersDownload, statusTone, statusWords } from './status-words.ts'

export type StatusActions = {
  readonly onDownload: () => void
  readonly onSignIn: () => void
  /** `asked`: it has been asked for already. null: asking is in vain. */
  readonly onRequestAccess: (() => void) | 'asked' | null
  /** null: there is nothing to rescue. */
  readonly onRescue: (() => void) | null
  readonly onLate: () => void
}

type StatusProps = { status: Status; actions: StatusActions }

export function StatusLine({ status, actions }: StatusProps) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const tone = statusTone(status, narrow)
  if (tone === 'bar') return null
  return (
    <span className={classes(styles.line, styles[tone])} data-status={status.kind}>
      <Words status={status} />
      {offersDownload(status) && (
        <button
          type="button"
          className={styles.act}
          aria-label={t('status.downloadWords')}
          onClick={actions.onDownload}
        >
          {t('status.download')}
        </button>
      )}
      {status.kind === 'signedOut' && (
        <button type="button" className={styles.act} onClick={actions.onSignIn}>
          {t('status.signIn')}
        </button>
      )}
      {status.kind === 'refused' && actions.onRescue && (
        <button type="button" className={styles.act} onClick={actions.onRescue}>
          {t('rescue.open')}
        </button>
      )}
      {/* where it is narrow only the mode's menu has it: here it would take more lines than the head has */}
      {!narrow && (status.kind === 'viewOnly' || status.kind === 'commentOnly') && (
        <Request onRequest={actions.onRequestAccess} />
      )}
    </span>
  )
}

function Words({ status }: { status: Status }) {
  const { t, i18n } = useTranslation()
  const words = statusWords(status, t)
  if (status.kind !== 'saved' || status.at === null) return <span>{words}</span>
  return (
    <Tooltip align="start" words={t('status.savedAt', { time: clockTime(status.at, i18n.language) })}>
      <button type="button" className={styles.saved}>
        {words}
      </button>
    </Tooltip>
  )
}

/** `frozen`: said instead, to whom a deadline has left less. */
export function StatusBar({ status, actions, frozen }: StatusProps & { frozen: string | null }) {
  const { t } = useTranslation()
  if (statusTone(status, useNarrow()) !== 'bar') return null
  return (
    <div className={classes(styles.bar, status.kind === 'refused' && styles.alarm)} data-status={status.kind}>
      <span>{status.kind === 'roleChanged' && frozen !== null ? frozen : statusWords(status, t)}</span>
      {status.kind === 'oldPage' && (
        <button type="button" className={styles.act} onClick={() => location.reload()}>
          {t('status.reload')}
        </button>
      )}
      {(status.kind === 'accessEnded' || status.kind === 'refused') && actions.onRescue && (
        <button type="button" className={styles.act} onClick={actions.onRescue}>
          {t('rescue.open')}
        </button>
      )}
      {status.kind === 'late' && (
        <button type="button" className={styles.act} onClick={actions.onLate}>
          {t('rescue.openLate')}
        </button>
      )}
      {status.kind === 'roleChanged' && <Request onRequest={actions.onRequestAccess} />}
    </div>
  )
}

function Request({ onRequest }: { onRequest: StatusActions['onRequestAccess'] }) {
  const { t } = useTranslation()
  if (onRequest === null) return null
  if (onRequest === 'asked') return <span>{t('status.asked')}</span>
  return (
    <button type="button" className={styles.act} onClick={onRequest}>
      {t('status.requestAccess')}
    </button>
  )
}

/** Says to screen readers what is wrong and that it is well again; "Saving…" and "Saved" at each key would be noise. */
export function useStatusNews(status: Status): string {
  const { t } = useTranslation()
  const wasWrong = useRef(false)
  if (statusTone(status) !== 'quiet') {
    wasWrong.current = true
    return statusWords(status, t)
  }
  const isWell = status.kind === 'saved' || status.kind === 'commentOnly'
  return wasWrong.current && isWell ? statusWords(status, t) : ''
}
