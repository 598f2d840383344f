/** The server's part of threads: one function a route. */

import * as z from 'zod/mini'
import { mentionableAnswer, threadChangeAnswer, threadsAnswer } from '../../shared/protocol/threads.ts'
import type { Reaction, ThreadChange, ThreadEntry, ThreadPerson } from '../../shared/threads.ts'
import { type Answer, articlePath, ask, part, threads } from '../api.ts'
import { bodyOf, type Draft } from './drafts.ts'
import type { ThreadDeed, ThreadRequests } from './threads.ts'
import type { ThreadsState } from './threads-state.ts'

type Changed = Promise<Answer<ThreadChange>>
type Listed = Answer<ThreadChange & Pick<ThreadsState, 'read'>>

/** `first`: what was answered to who wanted to know whether there are threads. */
export function threadRequests(article: string, first: Answer<unknown> | null): ThreadRequests {
  const path = (rest: string) => articlePath(article, rest)
  const threadPath = (thread: string, rest = '') => path(`threads/${part(thread)}${rest}`)
  const commentPath = ({ thread, id }: ThreadEntry, rest = '') =>
    threadPath(thread, `/comments/${part(id)}${rest}`)
  let known = first
  return {
    async list(since) {
      const answer = since === null && known?.ok ? known : await threads(article, since)
      known = null
      return parsed(answer)
    },
    post: (draft) => ask('POST', postPath(draft), threadChangeAnswer, bodyFor(draft)) as Changed,
    change: (thread: string, deed: ThreadDeed) =>
      ask('PATCH', threadPath(thread), threadChangeAnswer, deed) as Changed,
    edit: (entry, body) => ask('PATCH', commentPath(entry), threadChangeAnswer, { body }) as Changed,
    remove: (entry) => ask('DELETE', commentPath(entry), threadChangeAnswer) as Changed,
    react: (entry: ThreadEntry, reaction: Reaction, isOn: boolean) =>
      ask(
        isOn ? 'PUT' : 'DELETE',
        commentPath(entry, `/reactions/${part(reaction)}`),
        threadChangeAnswer,
      ) as Changed,
    markRead: (read) => ask('PUT', path('threads/read'), z.unknown(), { threads: read }),
    mentionable: () =>
      ask('GET', path('mentionable'), mentionableAnswer) as Promise<
        Answer<{ readonly people: readonly ThreadPerson[] }>
      >,
  }

  function postPath({ thread, about }: Draft): string {
    return about === undefined ? threadPath(thread, '/comments') : path('threads')
  }
}

function bodyFor(draft: Draft): object {
  const { id, thread, about, assignee } = draft
  const said = { body: bodyOf(draft), ...(assignee === null ? {} : { assignee }) }
  if (about === undefined) return { id, ...said }
  return { id: thread, comment: id, anchor: about?.request ?? null, ...said }
}

function parsed(answer: Answer<unknown>): Listed {
  if (!answer.ok) return answer
  const list = threadsAnswer.safeParse(answer.value)
  return list.success
    ? { ok: true, value: list.data as object as ThreadChange & Pick<ThreadsState, 'read'> }
    : { ok: false, code: 'unexpected' }
}
