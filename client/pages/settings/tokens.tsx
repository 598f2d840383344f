/** Access tokens, with which other programs act for this person. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import * as api from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Lines } from '../../ui/loading.tsx'
import { useToast } from '../../ui/toast.tsx'
import { shortDate } from '../../when.ts'
import styles from './settings.module.css'

const key = ['tokens']
const nameUnitsMax = 60

export function Tokens() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [fresh, setFresh] = useState<string | null>(null)
  return (
    <>
      <List />
      {fresh && (
        <div className={styles.fresh} role="status">
          <p>{t('settings.tokenOnce')}</p>
          <CopyLine label={t('settings.token')} value={fresh} />
        </div>
      )}
      <Form
        size="small"
        label={t('settings.tokenSend')}
        send={() => api.createToken(name)}
        onDone={async ({ token }) => {
          setName('')
          setFresh(token)
          await queries.invalidateQueries({ queryKey: key })
        }}
      >
        <Field
          label={t('settings.tokenName')}
          hint={t('settings.tokenNameHint')}
          value={name}
          onValue={setName}
          maxLength={nameUnitsMax}
          autoComplete="off"
          required
        />
      </Form>
    </>
  )
}

function List() {
  const { t, i18n } = useTranslation()
  const say = useToast()
  const tokens = useQuery({ queryKey: key, queryFn: () => api.orThrow(api.tokens()) })
  if (tokens.isPending) return <Lines count={2} />
  if (tokens.isError) return <p>{t(`errors.${api.codeOf(tokens.error)}`)}</p>

  async function revoke(id: string) {
    const answer = await api.revokeToken(id)
    if (!answer.ok) say(t(`errors.${answer.code}`))
    await tokens.refetch()
  }

  return (
    <ul>
      {tokens.data.tokens.map((token) => (
        <li key={token.id} className={styles.tokenRow}>
          <div className={styles.tokenWords}>
            <strong>{token.name}</strong>
            <span className={styles.words}>
              {token.usedAt === null
                ? t('settings.tokenUnused', { date: shortDate(token.createdAt, i18n.language) })
                : t('settings.tokenUsed', { date: shortDate(token.usedAt, i18n.language) })}
            </span>
          </div>
          <Button
            look="danger"
            aria-label={t('settings.tokenRevokeOne', { name: token.name })}
            onClick={() => void revoke(token.id)}
          >
            {t('settings.tokenRevoke')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
