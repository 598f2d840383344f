/** What every card needs of the page: who looks, what people are called and look like, links and failures. */

import { useTranslation } from 'react-i18next'
import type { PersonId } from '../../../shared/ids.ts'
import type { Role } from '../../../shared/roles.ts'
import { useAccount } from '../../account.ts'
import { copyWords } from '../../copy.ts'
import { useNow } from '../../now.ts'
import type { CardTools } from '../../panels/threads/card-tools.ts'
import type { Threads, ThreadsShown } from '../../threads/threads.ts'
import { useShownName } from '../../ui/shown-name.ts'
import { useToast } from '../../ui/toast.tsx'
import type { ColorOf } from './use-colors.ts'
import { useMentionable } from './use-mentionable.ts'

type ToolsOf = {
  article: string
  threads: Threads
  shown: ThreadsShown
  /** By which one acts here. */
  role: Role | null
  colorOf: ColorOf
  own: PersonId | null
  /** Who else is known by name. */
  known: ReadonlyMap<PersonId, { readonly name: string; readonly guest: boolean }>
}

export function useCommonTools({ article, threads, shown, role, colorOf, own, known }: ToolsOf) {
  const { t } = useTranslation()
  const say = useToast()
  const account = useAccount()
  const shownName = useShownName()
  const now = useNow()
  const { people: mentionable, onMention } = useMentionable(article, threads)
  const knownAs = (person: PersonId | null) =>
    person === null || person === own
      ? { name: account.displayName, guest: account.position === 'guest' }
      : (shown.people.get(person) ?? known.get(person) ?? mentionable.find((one) => one.person === person))
  const nameOf = (person: PersonId | null): string => {
    const named = knownAs(person)
    return named ? shownName(named.name, named.guest) : t('threads.somebody')
  }
  return {
    threads,
    own,
    role,
    nameOf,
    faceOf: (person: PersonId | null) => ({
      name: knownAs(person)?.name ?? '?',
      color: colorOf(null, person ?? own ?? undefined),
    }),
    mentionable,
    onMention,
    now,
    isKept: shown.isKept,
    drafts: shown.drafts,
    onCopyLink: async (id: string) => {
      const isCopied = await copyWords(`${location.origin}/articles/${article}#comment=${id}`)
      say(t(isCopied ? 'copied' : 'errors.unexpected'))
    },
    onFailure: (code: Parameters<CardTools['onFailure']>[0]) => {
      if (code !== null) say(t(`errors.${code}`))
    },
  }
}
