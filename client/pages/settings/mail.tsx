/** Which notices come by mail, and where to: an address, which a code confirms, and what is sent there. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAIL_LANGUAGES, type MailLanguage } from '../../../shared/notices.ts'
import type { MailSettingsShown } from '../../../shared/protocol/notices.ts'
import * as api from '../../api.ts'
import * as requests from '../../notices/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToast } from '../../ui/toast.tsx'
import { languageNames } from './language-names.ts'
import styles from './settings.module.css'

const key = requests.mailKey

export function Mail() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const place = useRef<HTMLDivElement>(null)
  const mail = useQuery({ queryKey: key, queryFn: () => api.orThrow(requests.mailSettings()) })
  const [other, setOther] = useState(false)
  const [sent, setSent] = useState(false)
  // A link to this part of the page: the browser has looked for it before it was there.
  const isThere = !mail.isPending
  useEffect(() => {
    if (isThere && location.hash === '#mail') place.current?.closest('section')?.scrollIntoView()
  }, [isThere])

  if (mail.isPending) return <Lines count={2} />
  if (mail.isError)
    return (
      <>
        <p>
          {t('mail.broken')} {t(`errors.${api.codeOf(mail.error)}`)}
        </p>
        <div>
          <Button onClick={() => void mail.refetch()}>{t('tryAgain')}</Button>
        </div>
      </>
    )
  const settings = mail.data
  if (!settings.available)
    return (
      <div ref={place}>
        <p>{t('mail.none')}</p>
      </div>
    )

  /** What had the focus is gone with the step it belonged to. */
  const step = (changed: MailSettingsShown) => {
    queries.setQueryData(key, changed)
    setOther(false)
    place.current?.focus()
  }
  return (
    <div ref={place} tabIndex={-1} className={styles.steps}>
      {settings.address === null || other ? (
        <Address
          onSent={(changed) => {
            setSent(true)
            step(changed)
          }}
          onCancel={other ? () => setOther(false) : null}
        />
      ) : settings.confirmed ? (
        <Chosen
          settings={settings}
          address={settings.address}
          onChange={(chosen) =>
            queries.setQueryData<MailSettingsShown>(key, (now) => now && { ...now, ...chosen })
          }
          onRefused={() => void mail.refetch()}
          onRemoved={step}
        />
      ) : (
        <Code address={settings.address} focus={sent} onConfirmed={step} onOther={() => setOther(true)} />
      )}
    </div>
  )
}

const useMailLanguage = (): MailLanguage => {
  const { i18n } = useTranslation()
  return MAIL_LANGUAGES.find((known) => known === i18n.language) ?? 'en'
}

type AddressProps = { onSent: (settings: MailSettingsShown) => void; onCancel: (() => void) | null }

function Address({ onSent, onCancel }: AddressProps) {
  const { t } = useTranslation()
  const language = useMailLanguage()
  const [address, setAddress] = useState('')
  return (
    <>
      <Form
        size="small"
        label={t('mail.send')}
        send={() => requests.setMailAddress(address.trim(), language)}
        onDone={onSent}
        words={(code) => (code === 'invalid' ? t('mail.bad') : null)}
      >
        <Field
          type="email"
          label={t('mail.address')}
          hint={t('mail.addressHint')}
          value={address}
          onValue={setAddress}
          autoComplete="email"
          maxLength={254}
          autoFocus={onCancel !== null}
          required
        />
      </Form>
      {onCancel && (
        <Acts>
          <Button look="quiet" onClick={onCancel}>
            {t('cancel')}
          </Button>
        </Acts>
      )}
    </>
  )
}

type CodeProps = {
  address: string
  /** The code was just asked for. */
  focus: boolean
  onConfirmed: (settings: MailSettingsShown) => void
  onOther: () => void
}

function Code({ address, focus, onConfirmed, onOther }: CodeProps) {
  const { t } = useTranslation()
  const say = useToast()
  const language = useMailLanguage()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)

  async function again() {
    setBusy(true)
    const answer = await requests.setMailAddress(address, language)
    say(answer.ok ? t('mail.sentAgain') : t(`errors.${answer.code}`))
    if (answer.ok) setCode('')
    setBusy(false)
  }

  return (
    <>
      <p role="status" className={styles.fact}>
        {t('mail.sent', { address })}
      </p>
      <Form
        size="small"
        label={t('mail.confirm')}
        send={() => requests.confirmMail(code)}
        onDone={(settings) => {
          onConfirmed(settings)
          say(t('mail.confirmed', { address }))
        }}
        words={(failure) =>
          failure === 'invalid' ? t('mail.wrongCode') : failure === 'gone' ? t('mail.oldCode') : null
        }
      >
        <Field
          label={t('mail.code')}
          hint={t('mail.codeHint')}
          value={code}
          // As it is copied from a mail: "123 456".
          onValue={(typed) => setCode(typed.replace(/\D/g, '').slice(0, 6))}
          autoComplete="one-time-code"
          inputMode="numeric"
          pattern="\d{6}"
          autoFocus={focus}
          required
        />
      </Form>
      <Acts>
        <Button look="quiet" busy={busy} onClick={() => void again()}>
          {t('mail.again')}
        </Button>
        <Button look="quiet" onClick={onOther}>
          {t('mail.other')}
        </Button>
      </Acts>
    </>
  )
}

type ChosenProps = {
  settings: MailSettingsShown
  address: string
  onChange: (chosen: Partial<MailSettingsShown>) => void
  onRefused: () => void
  onRemoved: (settings: MailSettingsShown) => void
}

function Chosen({ settings, address, onChange, onRefused, onRemoved }: ChosenProps) {
  const { t } = useTranslation()
  const say = useToast()

  /** Shown at once, sent one after the other; where the server does not agree it is asked what is so. */
  const sending = useRef(Promise.resolve())
  function change(chosen: Parameters<typeof requests.changeMail>[0]) {
    onChange(chosen)
    sending.current = sending.current.then(async () => {
      const answer = await requests.changeMail(chosen)
      if (answer.ok) return
      say(t(`errors.${answer.code}`))
      onRefused()
    })
  }

  async function remove() {
    const answer = await requests.removeMail()
    if (!answer.ok) return say(t(`errors.${answer.code}`))
    onRemoved({ ...settings, address: null, confirmed: false })
    say(t('mail.removed'))
  }

  return (
    <>
      <p className={styles.fact}>
        <span className={styles.words}>{t('mail.goesTo')}</span>
        <strong>{address}</strong>
      </p>
      <Switch
        label={t('mail.atOnce')}
        hint={t('mail.atOnceHint')}
        on={settings.atOnce}
        onSwitch={(atOnce) => change({ atOnce })}
      />
      <Switch
        label={t('mail.digest')}
        hint={t('mail.digestHint')}
        on={settings.digest}
        onSwitch={(digest) => change({ digest })}
      />
      <Choice
        label={t('mail.language')}
        value={settings.language}
        onChoose={(language) => change({ language })}
        choices={MAIL_LANGUAGES.map((value) => ({ value, label: languageNames[value] }))}
      />
      <div>
        <Button look="danger" onClick={() => void remove()}>
          {t('mail.remove')}
        </Button>
      </div>
    </>
  )
}

const Acts = ({ children }: { children: ReactNode }) => <div className={styles.acts}>{children}</div>
