/** The first screen of all: the link that the first start printed makes the newsroom and its first administrator. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { displayNameUnitsMax } from '../../../shared/limits.ts'
import { useForgetAll } from '../../account.ts'
import * as api from '../../api.ts'
import { Field } from '../../ui/field.tsx'
import styles from '../../ui/form.module.css'
import { Form } from '../../ui/form.tsx'
import { Doorway } from '../../ui/frame.tsx'
import { Nameplate } from '../../ui/nameplate.tsx'
import { nobody, PersonFields } from '../../ui/person-fields.tsx'
import { useTitle } from '../../ui/title.ts'

export function SetUp({ token }: { token: string }) {
  const { t } = useTranslation()
  useTitle(t('setUp.title'))
  const [publication, setPublication] = useState('')
  const [person, setPerson] = useState(nobody)
  const forgetAll = useForgetAll()
  const [, go] = useLocation()

  return (
    <Doorway>
      <Nameplate
        name={publication.trim() || t('setUp.yourPaper')}
        faint={!publication.trim()}
        size="form"
        level="p"
      />
      <h1 className={styles.title}>{t('setUp.title')}</h1>
      <p className={styles.words}>{t('setUp.words')}</p>
      <Form
        label={t('setUp.send')}
        send={() => api.setUp({ ...person, token, publication })}
        onDone={async () => {
          await forgetAll()
          go('/', { replace: true })
        }}
        words={(code) => (code === 'gone' || code === 'not-found' ? t('setUp.used') : null)}
      >
        <div className={styles.group}>
          <Field
            label={t('setUp.publication')}
            hint={t('setUp.publicationHint')}
            value={publication}
            onValue={setPublication}
            autoComplete="organization"
            maxLength={displayNameUnitsMax}
            required
          />
        </div>
        <PersonFields person={person} onChange={setPerson} />
      </Form>
    </Doorway>
  )
}
