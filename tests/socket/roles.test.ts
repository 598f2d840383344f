/**
 * Every message of the socket, sent raw by everybody with a valid sign-in and by nobody: what a role does not allow is refused or
 * without effect, and article, members and everything else are as before, byte for byte; whoever may write does.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import type { Role } from '../../shared/roles.ts'
import { type Actor, actorIn, everybody, everyRow, fixtureFor } from '../support/roles-world.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { Raw } from './newsroom.ts'
import { awareness, leave, queryAwareness, statesIn, statesUpdate, step1, step2, update } from './wire.ts'

let server: TestServer
let actors: readonly Actor[]
beforeAll(async () => {
  server = await startTestServer()
  actors = await everybody(server)
}, 60_000)
afterAll(() => server.stop())

const WRITERS: readonly (Role | null)[] = ['editor', 'owner']
const SUGGESTERS: readonly (Role | null)[] = ['suggester', ...WRITERS]

function connect(article: string, { person, headers }: Actor): Raw {
  const signIn: Record<string, string> = person.cookie === '' ? {} : { cookie: person.cookie }
  const own = headers?.Authorization ? { authorization: headers.Authorization } : {}
  return new Raw(`${server.url.replace('http', 'ws')}/collab/${article}`, null, {
    headers: { ...signIn, ...own },
  })
}

type Row = { readonly state?: string }

/** What there is of this article, but for being here: who somebody is in it, its lease, ids that are only reserved. */
async function lasting(article: string) {
  const { people: _, leases: _leases, clients = [], log = [], ...rest } = await everyRow(server, article)
  const bound = (clients as readonly Row[]).filter(({ state }) => state === 'bound')
  return { ...rest, log, bound }
}

/** The article as this connection was sent it. */
async function docOf(tab: Raw): Promise<Y.Doc> {
  await tab.first('hello')
  tab.send(step1(Uint8Array.of(0)))
  const doc = openDoc()
  Y.applyUpdate(doc, (await tab.first('step2')).bytes)
  return doc
}

/** What a change of the doc under this client id would send. */
function changed(doc: Y.Doc, client: number, change: (text: Y.Text) => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.clientID = client
  doc.transact(() => change(articleText(doc)))
  return Y.encodeStateAsUpdate(doc, before)
}

type Sent = (doc: Y.Doc, client: number) => readonly Uint8Array[]
/** What is sent, and by whom it is admitted. */
type Change = { readonly by: readonly (Role | null)[]; readonly sent: Sent }

/** Messages that change the article when somebody of the right role sends them. */
const CHANGES: Record<string, Change> = {
  'words in an update': {
    by: WRITERS,
    sent: (doc, client) => [
      step2(Uint8Array.of(0, 0)),
      update(changed(doc, client, (text) => text.insert(3, 'mine'))),
    ],
  },
  'words in step 2': {
    by: WRITERS,
    sent: (doc, client) => [step2(changed(doc, client, (text) => text.insert(3, 'mine')))],
  },
  'a deletion': {
    by: WRITERS,
    sent: (doc, client) => [update(changed(doc, client, (text) => text.delete(8, 4)))],
  },
  'a format': {
    by: WRITERS,
    sent: (doc, client) => [update(changed(doc, client, (text) => text.format(8, 4, { bold: true })))],
  },
  'suggested words': {
    by: SUGGESTERS,
    sent: (doc, client) => [update(changed(doc, client + 1, (text) => text.insert(3, 'mine')))],
  },
}

/** Messages that change nothing, whoever sends them. */
const QUIET: Record<string, Sent> = {
  'what is there already': (doc) => [update(Y.encodeStateAsUpdate(doc))],
  'what others say of themselves': () => [
    awareness(statesUpdate([{ client: 4, clock: 9, state: { user: { name: 'Owner' }, role: 'owner' } }])),
    queryAwareness,
  ],
  'an id of somebody else, given back': () => [leave(4_000_000)],
}

describe('who has no role', () => {
  it.each(['nobody', 'disabled', 'stranger', 'administrator', 'guestExpired', 'guestRevoked'])(
    '%s is not let in, and learns nothing',
    async (name) => {
      const { id } = await fixtureFor(server, actors)
      const before = await everyRow(server, id)
      const asking = actorIn(actors, name)
      const tab = connect(id, asking)
      tab.ws.once('open', () => tab.send(step1(Uint8Array.of(0)), update(Uint8Array.of(0, 0))))
      expect(await tab.ended()).toMatchObject({ code: asking.kind === 'nobody' ? 4401 : 4403 })
      expect(tab.heard).toEqual([])
      expect(await everyRow(server, id)).toEqual(before)
    },
  )
})

const insiders = [
  'viewer',
  'commenter',
  'suggester',
  'editor',
  'owner',
  'grouped',
  'adviser',
  'desk',
  'student',
  'program',
  'guestCommenter',
  'guestEditor',
]
const table = (messages: Record<string, unknown>) =>
  insiders.flatMap((name) => Object.keys(messages).map((message) => [name, message] as const))

describe('whoever has one', () => {
  it('are all of whom this is tried', () => {
    expect(actors.filter(({ role }) => role !== null).map(({ name }) => name)).toEqual(insiders)
  })

  it.each(table(CHANGES))('%s, %s', async (name, message) => {
    const { id } = await fixtureFor(server, actors)
    const asking = actorIn(actors, name)
    const tab = connect(id, asking)
    const doc = await docOf(tab)
    const before = await lasting(id)
    const { by, sent } = CHANGES[message]!
    const frames = sent(doc, 2_000_000)
    tab.send(...frames)
    if (by.includes(asking.role)) {
      await tab.saved(frames.length)
      expect(tab.all('refused')).toEqual([])
      expect((await lasting(id)).log).toHaveLength(before.log.length + 1)
    } else {
      // What a replica may tidy up by itself is dropped without a word; all else is refused with one.
      await tab.until(
        () => tab.all('refused').length > 0 || tab.all('saved').some(({ n }) => n >= frames.length),
      )
      if (message !== 'a deletion') expect(tab.all('refused')[0]?.refused.n).toBe(frames.length)
      await tab.close()
      expect(await lasting(id)).toEqual(before)
    }
  })

  it.each(table(QUIET))('%s, %s: no effect', async (name, message) => {
    const { id } = await fixtureFor(server, actors)
    const tab = connect(id, actorIn(actors, name))
    const doc = await docOf(tab)
    const before = await lasting(id)
    tab.send(...QUIET[message]!(doc, 2_000_000), update(Uint8Array.of(0, 0)))
    await tab.saved(1)
    expect(tab.all('refused')).toEqual([])
    expect(
      tab
        .all('awareness')
        .flatMap(({ bytes }) => statesIn(bytes))
        .map(({ state }) => state),
    ).not.toContainEqual(expect.objectContaining({ role: 'owner' }))
    await tab.close()
    expect(await lasting(id)).toEqual(before)
  })
})

describe('[R6] what counts is the role at the moment of sending', () => {
  it.each(['a membership', 'a group', 'a link', 'a freeze'])(
    '%s that goes takes the right to write with it',
    async (what) => {
      const about = await fixtureFor(server, actors)
      const { records } = server.store
      const owner = actorIn(actors, 'owner')
      const name = {
        'a membership': 'editor',
        'a group': 'desk',
        'a link': 'guestEditor',
        'a freeze': 'editor',
      }[what]
      const asking = actorIn(actors, name ?? '')
      const tab = connect(about.id, asking)
      const doc = await docOf(tab)
      const frames = CHANGES['words in an update']!.sent(doc, 2_000_000)
      tab.send(...frames)
      await tab.saved(frames.length)
      const before = (await lasting(about.id)).log
      if (what === 'a membership') await owner.person.share(about.id, asking.person, 'viewer')
      if (what === 'a group') {
        for (const { group } of await records.groupShares(about.id))
          await owner.person.ok('DELETE', `/api/articles/${about.id}/groups/${group}`)
      }
      if (what === 'a link') {
        for (const { id } of await records.links(about.id))
          await owner.person.ok('DELETE', `/api/articles/${about.id}/links/${id}`)
      }
      if (what === 'a freeze')
        await owner.person.ok('PUT', `/api/articles/${about.id}/freeze`, { at: 0, name: 'Now' })
      await tab.until(() => tab.closed ?? tab.all('event').some(({ event }) => event.type === 'role'))
      if (tab.closed === null) tab.send(update(changed(doc, 2_000_000, (text) => text.insert(3, 'late'))))
      await tab.until(() => tab.closed ?? tab.all('refused').length > 0)
      expect((await lasting(about.id)).log).toEqual(before)
    },
  )
})
