/** The classes that somebody teaches, and the way to a new one. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { classNameUnitsMax } from '../../../shared/limits.ts'
import type { ClassSummary } from '../../../shared/protocol/classes.ts'
import { may } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import * as api from '../../api.ts'
import { useNow } from '../../now.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Lines } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/title.ts'
import { NotFound } from '../plain.tsx'
import styles from './classes.module.css'
import { ErasureWarning } from './keeping.tsx'
import * as requests from './requests.ts'

export function Classes() {
  const { t } = useTranslation()
  useTitle(t('classes.title'))
  if (!may(useAccount(), 'manageClasses')) return <NotFound />
  return (
    <Frame>
      <Mine />
    </Frame>
  )
}

function Mine() {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: ['classes'], queryFn: () => api.orThrow(requests.classes()) })
  const [making, setMaking] = useState(false)
  const button = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus size={16} aria-hidden="true" />
      {t('classes.new')}
    </Button>
  )
  const all = list.data?.classes
  return (
    <>
      <header className={styles.head}>
        <h1 className={styles.title}>{t('classes.title')}</h1>
        {all && all.length > 0 && button}
      </header>
      {list.isPending && <Lines count={4} />}
      {list.isError && (
        <Notice title={t('classes.broken')} words={t(`errors.${api.codeOf(list.error)}`)}>
          <Button onClick={() => void list.refetch()}>{t('tryAgain')}</Button>
        </Notice>
      )}
      {all?.length === 0 && (
        <Notice title={t('classes.empty')} words={t('classes.emptyWords')}>
          {button}
        </Notice>
      )}
      <ul>
        {all?.map((one) => (
          <Row key={one.id} {...one} />
        ))}
      </ul>
      {making && <NewClass onClose={() => setMaking(false)} />}
    </>
  )
}

function Row({ id, name, students, joined, keepUntil }: ClassSummary) {
  const { t } = useTranslation()
  const now = useNow()
  return (
    <li className={styles.classRow}>
      <Link href={`/classes/${id}`} className={styles.className}>
        {name}
      </Link>
      <span className={styles.soft}>
        {students === 0 ? t('classes.nobody') : t('classes.joinedOf', { joined, count: students })}
      </span>
      {students > 0 && <ErasureWarning at={keepUntil} now={now} short />}
    </li>
  )
}

function NewClass({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [name, setName] = useState('')
  return (
    <Dialog open onClose={onClose} title={t('classes.new')}>
      <Form
        label={t('classes.make')}
        send={() => requests.createClass(name)}
        onDone={async ({ id }) => {
          await queries.invalidateQueries({ queryKey: ['classes'], exact: true })
          go(`/classes/${id}`)
        }}
        words={(code) => (code === 'conflict' ? t('classes.tooMany') : null)}
      >
        <ClassName name={name} onName={setName} />
      </Form>
    </Dialog>
  )
}

export function ClassName({ name, onName }: { name: string; onName: (name: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('classes.name')}
      hint={t('classes.nameHint')}
      value={name}
      onValue={onName}
      autoComplete="off"
      maxLength={classNameUnitsMax}
      required
    />
  )
}
