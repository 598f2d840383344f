/** A user name and a password of four words, to be written down: shown once. */

import { useTranslation } from 'react-i18next'
import styles from './four-words.module.css'

export function FourWords({ userName, password }: { userName: string; password: string }) {
  const { t } = useTranslation()
  return (
    <dl className={styles.card}>
      <dt>{t('person.userName')}</dt>
      <dd className={styles.name}>{userName}</dd>
      <dt>{t('fourWords.password')}</dt>
      <dd>
        <ol className={styles.words}>
          {password.split(' ').map((word, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none moves
            <li key={at}>{word}</li>
          ))}
        </ol>
      </dd>
    </dl>
  )
}
