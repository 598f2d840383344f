/** What an author means to do after the reviews: saved while it is written. */

import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { commentUnitsMax } from '../../../shared/limits.ts'
import { useAccount } from '../../account.ts'
import { usePlan } from '../../sessions/use-unsent.ts'
import styles from './received.module.css'
import { Saving } from './saving.tsx'
import { Section } from './section.tsx'

type PlanProps = { session: string; plan: string; isWritable: boolean }

export function Plan({ session, plan, isWritable }: PlanProps) {
  const { t } = useTranslation()
  const id = useId()
  const kept = usePlan({ account: useAccount().id, session, isWritable })
  const words = kept.given.plan ?? plan
  return (
    <Section title={t('reviews.plan.title')}>
      {isWritable ? (
        <div className={styles.plan}>
          <label htmlFor={id}>{t('reviews.plan.hint')}</label>
          <textarea
            id={id}
            dir="auto"
            rows={4}
            maxLength={commentUnitsMax}
            value={words}
            onChange={({ target }) => kept.give('plan', target.value)}
          />
          <Saving state={kept.state} />
        </div>
      ) : (
        <p className={words === '' ? styles.quiet : styles.said} dir="auto">
          {words || t('reviews.plan.none')}
        </p>
      )}
    </Section>
  )
}
