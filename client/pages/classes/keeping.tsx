/** When the students of a class are erased: chosen here, and warned of before. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { classYearsMax, erasureWarningMs } from '../../../shared/limits.ts'
import { browserClock } from '../../clock.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { shortDate } from '../../when.ts'
import styles from './classes.module.css'
import { changeClass } from './requests.ts'
import { type Shown, useClassChanged } from './use-class.ts'

type WarningProps = { at: number | null; now: number; short?: boolean }

/** Nothing, while the day is far. */
export function ErasureWarning({ at, now, short = false }: WarningProps) {
  const { t, i18n } = useTranslation()
  if (at === null || at - now > erasureWarningMs) return null
  const date = shortDate(at, i18n.language)
  if (short) return <strong className={styles.soon}>{t('classes.erasedOn', { date })}</strong>
  return (
    <p className={styles.warning}>
      {t(at <= now ? 'classes.erasedWords' : 'classes.erasureWords', { date })}
    </p>
  )
}

const DAY_MS = 24 * 60 * 60_000
/** A day of this device's calendar as a date field has it, and back: the moment at which that day is over. */
function dayOf(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
const endOf = (day: string): number => new Date(`${day}T23:59:59`).getTime()

type KeepingProps = { shown: Shown; onClose: () => void }

export function KeepUntil({ shown: { room, ahead }, onClose }: KeepingProps) {
  const { t } = useTranslation()
  const changed = useClassChanged(room.id)
  const now = browserClock.now() + ahead
  const [day, setDay] = useState(room.keepUntil === null ? '' : dayOf(room.keepUntil))
  return (
    <Dialog open onClose={onClose} title={t('classes.keepUntil')} words={t('classes.keepUntilWords')}>
      <Form
        label={t('classes.save')}
        send={() => changeClass(room.id, { keepUntil: day === '' ? null : endOf(day) })}
        onDone={async (room) => {
          await changed(room)
          onClose()
        }}
      >
        <Field
          type="date"
          label={t('classes.lastDay')}
          hint={t('classes.lastDayHint')}
          value={day}
          onValue={setDay}
          min={dayOf(now)}
          max={dayOf(now + (classYearsMax * 365 - 1) * DAY_MS)}
        />
      </Form>
    </Dialog>
  )
}
