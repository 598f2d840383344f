/** A suggester and an editor in one article, each with a tab, whose changes go through the real admission at once. */

import { expect } from 'vitest'
import { projectArticle, type View } from '../../shared/article/projection.ts'
import type { PersonId } from '../../shared/ids.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { articleOf, Tab } from './tab.ts'

/** The ids under which they write: the suggester's odd one, the editor's even one. */
export const AL = 2049
export const ED = 4096

export const ARTICLE = [
  { kind: 'headline', text: 'Head' },
  'one two',
  { kind: 'h2', text: 'three' },
  'four',
] as const
export const BASE = 'headline(Head) p(one two) h2(three) p(four)'
/** A view in few letters: `h2(one [bold|two])`. */
export function seen(tab: Pick<Tab, 'doc' | 'suggestions'>, view: View): string {
  return projectArticle(tab.doc, view, tab.suggestions)
    .map(({ kind, list, runs }) => {
      const words = runs.map((run) => {
        const formats = Object.keys(run.formats).join()
        const content = 'text' in run ? run.text : '<br>'
        return formats === '' ? content : `[${formats}|${content}]`
      })
      return `${kind}${list === null ? '' : `/${list}`}(${words.join('')})`
    })
    .join(' ')
}

type Together = {
  readonly al: Tab
  readonly ed: Tab
  readonly server: SuggestingServer
  /** Fails where anybody sees anything else than the server does, or was refused. */
  same(): void
}

export function together(): Together {
  const update = articleOf(...ARTICLE)
  const server = new SuggestingServer(update)
  const tabs = {
    al: new Tab(update, AL, { captureMs: 0, mayEdit: false }),
    ed: new Tab(update, ED, { captureMs: 0 }),
  }
  const roles = { al: 'suggester', ed: 'editor' } as const
  server.reserve('al' as PersonId, AL - 1, AL)
  server.reserve('ed' as PersonId, ED, ED + 1)
  for (const name of ['al', 'ed'] as const) {
    tabs[name].doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if ((origin as { name?: string } | null)?.name === 'net') return
      const { updates } = server.receive({ person: name as PersonId, role: roles[name] }, emitted)
      for (const tab of Object.values(tabs)) for (const sent of updates) tab.receive(sent)
    })
  }
  const same = () => {
    for (const tab of Object.values(tabs)) {
      tab.check()
      for (const view of ['base', 'marked', 'final'] as const)
        expect(seen(tab, view)).toBe(seen(server, view))
    }
    expect(server.refused).toEqual([])
  }
  return { ...tabs, server, same }
}
