/** The moment from which an article's text stands still, and the versions that are kept of it. */

import { useQuery } from '@tanstack/react-query'
import { Bookmark } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { versionNameUnitsMax } from '../../../shared/limits.ts'
import { isPast } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import { browserClock } from '../../clock.ts'
import { useNow } from '../../now.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { dateTime } from '../../when.ts'
import { Broken, Row, Section, sharingKey, useChange } from './section.tsx'
import styles from './share.module.css'

type SheetProps = { article: string; manages: boolean }

export function DeadlineSheet({ article, manages }: SheetProps) {
  const { t } = useTranslation()
  const freeze = useQuery({
    queryKey: sharingKey(article, 'freeze'),
    queryFn: () => api.orThrow(api.freeze(article)),
  })
  const set = freeze.data?.freeze ?? null
  return (
    <>
      <Section title={t('sharing.deadline')} words={t('sharing.deadlineWords')}>
        {freeze.isPending && <Lines count={1} />}
        {freeze.isError && <Broken onRetry={() => void freeze.refetch()} />}
        {set && <Freeze article={article} freeze={set} seenAt={freeze.dataUpdatedAt} manages={manages} />}
        {freeze.data && !set && !manages && <p className={styles.note}>{t('sharing.noDeadline')}</p>}
        {freeze.data && !set && manages && <NewFreeze article={article} />}
      </Section>
      <Versions article={article} />
    </>
  )
}

type FreezeProps = SheetProps & { freeze: { at: number; name: string }; seenAt: number }

function Freeze({ article, freeze: { at, name }, seenAt, manages }: FreezeProps) {
  const { t, i18n } = useTranslation()
  const change = useChange(article)
  const when = dateTime(at, i18n.language)
  const words = isPast(at, Math.max(useNow(), seenAt)) ? 'sharing.frozen' : 'sharing.freezes'
  return (
    <div className={styles.line}>
      <p className={styles.fact}>
        <strong>{name}</strong>
        <span className={styles.note}>{t(words, { when })}</span>
      </p>
      {manages && (
        <Button onClick={() => void change(api.liftFreeze(article), t('sharing.lifted'))}>
          {t('sharing.lift')}
        </Button>
      )}
    </div>
  )
}

function NewFreeze({ article }: { article: string }) {
  const { t } = useTranslation()
  const change = useChange(article)
  const [at, setAt] = useState('')
  const [name, setName] = useState('')
  const [asking, setAsking] = useState(false)
  const [isOver, setIsOver] = useState(false)
  const called = name.trim() || t('sharing.deadline')
  // A field of date and time holds them as they are on the wall here.
  const moment = () => new Date(at).getTime()
  return (
    <>
      <Form
        size="small"
        label={t('sharing.freeze')}
        send={async () => {
          const over = isPast(moment(), browserClock.now())
          setIsOver(over)
          return over ? { ok: false, code: 'invalid' } : api.setFreeze(article, moment(), called)
        }}
        words={(code) => (code === 'invalid' ? t('sharing.atOver') : null)}
        onDone={async (made) => {
          await change(Promise.resolve({ ok: true, value: made }))
        }}
      >
        <div className={styles.pair}>
          <Field
            type="datetime-local"
            label={t('sharing.at')}
            error={isOver ? t('sharing.atFuture') : null}
            value={at}
            onValue={(chosen) => {
              setAt(chosen)
              setIsOver(false)
            }}
            required
          />
          <Field
            label={t('sharing.versionName')}
            hint={t('sharing.versionNameHint')}
            value={name}
            onValue={setName}
            placeholder={t('sharing.versionNameFor')}
            maxLength={versionNameUnitsMax}
          />
        </div>
      </Form>
      <div className={styles.line}>
        {asking ? (
          <>
            <p className={styles.fact}>{t('sharing.freezeNowAsk')}</p>
            <Button look="danger" onClick={() => void change(api.setFreeze(article, 0, called))}>
              {t('sharing.freezeNow')}
            </Button>
            <Button look="quiet" onClick={() => setAsking(false)}>
              {t('cancel')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsking(true)}>{t('sharing.freezeNowSend')}</Button>
        )}
      </div>
    </>
  )
}

function Versions({ article }: { article: string }) {
  const { t, i18n } = useTranslation()
  const versions = useQuery({
    queryKey: sharingKey(article, 'versions'),
    queryFn: () => api.orThrow(api.versions(article)),
  })
  return (
    <Section title={t('sharing.versions')}>
      {versions.isPending && <Lines count={2} />}
      {versions.isError && <Broken onRetry={() => void versions.refetch()} />}
      {versions.data?.versions.length === 0 && <p className={styles.note}>{t('sharing.noVersions')}</p>}
      <ul>
        {versions.data?.versions.map(({ id, name, at, by }) => (
          <Row
            key={id}
            sign={
              <span className={styles.sign} aria-hidden="true">
                <Bookmark size={18} />
              </span>
            }
            name={name}
            note={t('sharing.versionOf', { date: dateTime(at, i18n.language), name: by })}
          />
        ))}
      </ul>
    </Section>
  )
}
