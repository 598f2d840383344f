/** For who gets mail: whether it comes about the article that is open. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import * as api from '../api.ts'
import { Switch } from '../ui/switch.tsx'
import { useToast } from '../ui/toast.tsx'
import { articleMute, mailKey, mailSettings, muteArticle } from './requests.ts'

export function MailHere({ article }: { article: string }) {
  const { t } = useTranslation()
  const say = useToast()
  const queries = useQueryClient()
  const key = ['mute article', article]
  const mail = useQuery({ queryKey: mailKey, queryFn: () => api.orThrow(mailSettings()) })
  const getsMail = mail.data?.available === true && mail.data.confirmed
  const mute = useQuery({
    queryKey: key,
    queryFn: () => api.orThrow(articleMute(article)),
    enabled: getsMail,
  })
  if (!getsMail || !mute.data) return null

  /** Shown at once, and taken back where the server does not agree. */
  async function change(muted: boolean) {
    queries.setQueryData(key, { muted })
    const answer = await muteArticle(article, muted)
    if (answer.ok) return
    queries.setQueryData(key, { muted: !muted })
    say(t(`errors.${answer.code}`))
  }

  return <Switch label={t('notices.mailHere')} on={!mute.data.muted} onSwitch={(on) => void change(!on)} />
}
