/** The one polite live region: what is wrong with saving, who comes and goes and what they say, at most one message in five seconds. */

import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { browserClock, type Timer } from '../../clock.ts'
import { Live } from '../../ui/live.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import type { PersonHere } from './use-people.ts'

const betweenMs = 5_000
/** What has waited longer is no news any more. */
const waitingMax = 2

/** `comments`: what others have said last. */
type NewsProps = { status: string; people: readonly PersonHere[]; comments: string }

export function News({ status, people, comments }: NewsProps) {
  const said = usePaced([useComings(people), comments])
  return (
    <Live className="only-read">
      <p>{status}</p>
      <p>{said}</p>
    </Live>
  )
}

/** Of several that change at once, one after the other. */
function usePaced(messages: readonly string[]): string {
  const [said, setSaid] = useState('')
  const before = useRef<readonly string[]>([])
  const waiting = useRef<readonly string[]>([])
  const timer = useRef<Timer | null>(null)
  useEffect(() => {
    const say = () => {
      const [next, ...others] = waiting.current
      waiting.current = others
      timer.current = next === undefined ? null : browserClock.after(betweenMs, say)
      if (next !== undefined) setSaid(next)
    }
    const changed = messages.filter((words, index) => words !== '' && words !== before.current[index])
    before.current = messages
    if (changed.length === 0) return
    waiting.current = [...waiting.current, ...changed].slice(-waitingMax)
    if (timer.current === null) say()
  })
  useEffect(() => () => timer.current?.cancel(), [])
  return said
}

function useComings(people: readonly PersonHere[]): string {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const told = useRef<readonly PersonHere[] | null>(null)
  const now = useRef(people)
  const timer = useRef<Timer | null>(null)
  now.current = people
  const naming = useShownName()
  const shownName = useRef(naming)
  shownName.current = naming

  useEffect(() => {
    // Who was here before the page opened is no news.
    if (told.current === null) told.current = people
    timer.current ??= browserClock.after(betweenMs, () => {
      timer.current = null
      const before = told.current ?? []
      told.current = now.current
      const joined = without(now.current, before)
      const left = without(before, now.current)
      const nameOf = ([one]: readonly PersonHere[]) => (one ? shownName.current(one.name, one.guest) : '')
      if (joined.length === 1) setSaid(t('presence.joined', { name: nameOf(joined) }))
      else if (joined.length > 1) setSaid(t('presence.joinedMany', { count: joined.length }))
      else if (left.length === 1) setSaid(t('presence.left', { name: nameOf(left) }))
      else if (left.length > 1) setSaid(t('presence.leftMany', { count: left.length }))
    })
  }, [people, t])
  useEffect(
    () => () => {
      timer.current?.cancel()
      timer.current = null
    },
    [],
  )
  return said
}

const without = (all: readonly PersonHere[], some: readonly PersonHere[]) =>
  all.filter(({ person }) => !some.some((other) => other.person === person))
