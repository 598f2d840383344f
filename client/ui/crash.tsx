/** Catches what a screen throws while it is drawn, and says so in place of an empty page. */

import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { useTitle } from './title.ts'

type CrashBoundaryProps = { children: ReactNode }

/** A part of the page that an upgrade of the server took away fails here too: reloading mends both. */
export class CrashBoundary extends Component<CrashBoundaryProps, { crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true }
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crashed /> : this.props.children
  }
}

function Crashed() {
  const { t } = useTranslation()
  useTitle(t('crashed.title'))
  return (
    <main>
      <Notice level="h1" title={t('crashed.title')} words={t('crashed.words')}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('status.reload')}
        </Button>
      </Notice>
    </main>
  )
}
