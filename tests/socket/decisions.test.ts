/** What open pages hear of decisions: each as it was answered, and nothing at all whoever may not see suggestions. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { decidedAnswer } from '../../shared/protocol/decisions.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { can } from '../../shared/roles.ts'
import { type Actor, actorIn, everybody, fixtureFor } from '../support/roles-world.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { Raw } from './newsroom.ts'
import { step1 } from './wire.ts'

let server: TestServer
let actors: readonly Actor[]
beforeAll(async () => {
  server = await startTestServer()
  actors = await everybody(server)
}, 120_000)
afterAll(() => server.stop())

async function tabOf({ person, headers }: Actor, article: string): Promise<Raw> {
  const signIn: Record<string, string> = person.cookie === '' ? {} : { cookie: person.cookie }
  const own = headers?.Authorization ? { authorization: headers.Authorization } : {}
  const tab = new Raw(`${server.url.replace('http', 'ws')}/collab/${article}`, null, {
    headers: { ...signIn, ...own },
  })
  await tab.first('hello')
  return tab
}

const told = (by: Raw): readonly ServerEvent[] =>
  by.all('event').flatMap(({ event }) => (event.type === 'decisions' ? [event] : []))

/** What was sent to this tab before is here: it asks for something that comes behind it. */
async function settled(by: Raw): Promise<void> {
  const before = by.all('step2').length
  by.send(step1(Uint8Array.of(0)))
  await by.until(() => by.all('step2').length > before)
}

it('a decision, and that it was taken back, is told to every open page that may see suggestions, and to no other', async () => {
  const { id, suggestion } = await fixtureFor(server, actors)
  const inside = actors.filter(({ role }) => role !== null)
  const tabs = await Promise.all(inside.map((actor) => tabOf(actor, id)))
  const { person } = actorIn(actors, 'owner')
  const at = `/api/articles/${id}/decisions`
  const made = decidedAnswer.parse(
    await person.ok('POST', at, { decision: 'reject', suggestions: [{ id: suggestion }], reason: 'why' }),
  )
  const taken = decidedAnswer.parse(await person.ok('POST', `${at}/${made.decision.number}/reopen`))
  await person.fetch('POST', `${at}/${made.decision.number}/reopen`) // too late: nothing to tell
  const events = [made, taken].map(({ decision, people }) => ({
    type: 'decisions',
    decisions: [decision],
    people,
  }))
  for (const [index, { name, role }] of inside.entries()) {
    await settled(tabs[index]!)
    expect([name, told(tabs[index]!)]).toEqual([name, can(role, 'seeSuggestions') ? events : []])
  }
  expect(inside.filter(({ role }) => !can(role, 'seeSuggestions'))).not.toEqual([])
  await Promise.all(tabs.map((one) => one.close()))
})
