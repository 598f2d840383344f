/** What a person chooses for themselves: language, theme, this computer, mail, password, access tokens. */

import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { ownExportAddress } from '../../api.ts'
import { chooseLanguage } from '../../language.ts'
import {
  chooseTheme,
  isSharedComputer,
  LANGUAGES,
  type Language,
  setSharedComputer,
  THEMES,
  theme,
} from '../../preferences.ts'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useTitle } from '../../ui/title.ts'
import { languageNames } from './language-names.ts'
import { Mail } from './mail.tsx'
import { Password } from './password.tsx'
import styles from './settings.module.css'
import { Tokens } from './tokens.tsx'

export function Settings() {
  const { t, i18n } = useTranslation()
  useTitle(t('settings.title'))
  const account = useAccount()
  const [shownTheme, setShownTheme] = useState(theme)
  const [shared, setShared] = useState(isSharedComputer)
  return (
    <Frame>
      <h1 className={styles.title}>{t('settings.title')}</h1>
      <Section title={t('settings.language')}>
        <Segments
          label={t('settings.language')}
          value={i18n.language as Language}
          onChoose={(language) => void chooseLanguage(language)}
          choices={LANGUAGES.map((value) => ({ value, label: languageNames[value] }))}
        />
      </Section>
      <Section title={t('settings.theme')}>
        <Segments
          label={t('settings.theme')}
          value={shownTheme}
          onChoose={(chosen) => {
            setShownTheme(chosen)
            chooseTheme(chosen)
          }}
          choices={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
        />
      </Section>
      <Section title={t('settings.device')}>
        <Switch
          label={t('settings.shared')}
          hint={t('settings.sharedHint')}
          on={shared}
          onSwitch={(on) => {
            setShared(on)
            setSharedComputer(on)
          }}
        />
      </Section>
      {may(account, 'ownAccount') && (
        <>
          <Section title={t('mail.title')} words={t('mail.words')} id="mail">
            <Mail />
          </Section>
          <Section title={t('settings.password')}>
            <Password />
          </Section>
          <Section title={t('settings.tokens')} words={t('settings.tokensWords')}>
            <Tokens />
          </Section>
          <Section title={t('settings.data')} words={t('settings.dataWords')}>
            <div>
              <Button onClick={() => location.assign(ownExportAddress)}>{t('settings.dataSave')}</Button>
            </div>
          </Section>
        </>
      )}
    </Frame>
  )
}

type SectionProps = { title: string; words?: string; id?: string; children: ReactNode }

function Section({ title, words, id, children }: SectionProps) {
  return (
    <section id={id} className={styles.section}>
      <div>
        <h2 className={styles.name}>{title}</h2>
        {words && <p className={styles.words}>{words}</p>}
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  )
}
