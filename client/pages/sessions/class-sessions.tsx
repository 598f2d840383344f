/** A class's review sessions, and the way to a new one. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import shared from './board.module.css'
import styles from './class-sessions.module.css'
import { NewSession } from './settings.tsx'

/** Those that are known; none before they have come. */
export function useSessionsOf(classId: string) {
  const found = useQuery({
    queryKey: ['sessions'],
    queryFn: () => api.orThrow(requests.sessions()),
  })
  return found.data?.sessions.filter((one) => one.class === classId && one.isTaught) ?? []
}

export function ClassSessions({ classId }: { classId: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const own = useSessionsOf(classId)
  return (
    <section className={styles.section} aria-labelledby="sessions">
      <h2 id="sessions" className={styles.part}>
        {t('sessions.title')}
      </h2>
      {own.length === 0 && <p className={shared.soft}>{t('sessions.none')}</p>}
      <ul>
        {own.map(({ id, name, phase }) => (
          <li key={id} className={styles.sessionRow}>
            <Link href={`/sessions/${id}`} className={styles.sessionName}>
              {name}
            </Link>
            <span className={shared.soft}>{t(`sessions.phase.${phase}`)}</span>
          </li>
        ))}
      </ul>
      <div className={shared.buttons}>
        <Button onClick={() => setAsked(true)}>{t('sessions.new')}</Button>
      </div>
      {asked && <NewSession classId={classId} onClose={() => setAsked(false)} />}
    </section>
  )
}
