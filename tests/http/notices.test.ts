/** Notices and mail: who is told, what is due when, what silences it; through a real SMTP server, on a clock that the test moves. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '../../shared/ids.ts'
import { digestLatestMs, digestQuietMs, mailTickMs, urgentAfterMs } from '../../shared/limits.ts'
import { type MailSettingsShown, mailSettingsAnswer, noticesAnswer } from '../../shared/protocol/notices.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts'
import { freePort, type Mailbox, startMailbox } from '../support/mailbox.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

const MINUTE = 60_000

let clock: FakeClock
let mailbox: Mailbox
let server: TestServer
let owner: TestPerson
let ann: TestPerson
let bob: TestPerson
let article: string

beforeEach(async () => {
  clock = createFakeClock({ start: Date.now(), turns: 'by themselves' })
  mailbox = await startMailbox()
  const port = await freePort()
  const environment = { PORT: String(port), BASE_URL: `http://localhost:${port}`, SMTP_URL: mailbox.url }
  server = await startTestServer({ environment, world: { clock } })
  ;[owner, ann, bob] = (await Promise.all(['owner', 'ann', 'bob'].map((name) => server.person(name)))) as [
    TestPerson,
    TestPerson,
    TestPerson,
  ]
  article = (await owner.article('A private title')).id
  for (const one of [ann, bob]) await owner.share(article, one, 'commenter')
}, 120_000)
afterEach(async () => {
  await server.stop()
  await mailbox.stop()
})

let made = 0
const newId = () => String(++made).padStart(16, '0')
const at = (rest = '') => `/api/articles/${article}/threads${rest}`

async function begin(by: TestPerson, body = 'What is this?', more: object = {}): Promise<string> {
  const id = newId()
  await by.ok('POST', at(), { id, comment: newId(), body, ...more })
  return id
}
const reply = (by: TestPerson, thread: string, body = 'This.', more: object = {}) =>
  by.ok<ThreadChange>('POST', at(`/${thread}/comments`), { id: newId(), body, ...more })
const listOf = async (one: TestPerson) => noticesAnswer.parse(await one.ok('GET', '/api/notices'))
const settingsOf = async (one: TestPerson) => mailSettingsAnswer.parse(await one.ok('GET', '/api/me/mail'))

/** What somebody is called in the article's threads. */
async function personOf(one: TestPerson): Promise<string> {
  const { people } = await owner.ok<{ people: { person: string; name: string }[] }>(
    'GET',
    `/api/articles/${article}/mentionable`,
  )
  return people.find(({ name }) => name === one.name)!.person
}

/** Waits until what was done has been noticed: it is, behind the answer. */
async function noticed(one: TestPerson, count: number) {
  const { records } = server.store
  const unread = async () =>
    [...(await records.unreadNotices(one.account as AccountId)).values()].reduce((sum, n) => sum + n, 0)
  for (let turn = 0; (await unread()) < count; turn++) {
    if (turn > 5_000) throw new Error(`${one.name} was not told ${count} times`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return listOf(one)
}

/** Time goes on, look by look, and whatever is due by then is sent. */
async function pass(ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += mailTickMs) {
    clock.advance(mailTickMs)
    await tick()
  }
}
/** The tick that just came due has done its work when the next one waits. */
async function tick(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
  await server.store.records.noticesToMail()
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
}

async function withMail(one: TestPerson, language: 'en' | 'ko' = 'en'): Promise<void> {
  const before = mailbox.mails.length
  await one.ok('PUT', '/api/me/mail', { address: `${one.name}@school.example`, language })
  const mails = await mailbox.until(before + 1)
  const code = /\d{6}/.exec(mails.at(-1)!.text)![0]
  await one.ok('POST', '/api/me/mail/confirm', { code })
}

describe('the bell', () => {
  it('tells whom it is about, why, and each once; nobody of what they did', async () => {
    const thread = await begin(ann, 'Is this right?')
    await reply(bob, thread, `Ask @{${await personOf(owner)}}`)
    await reply(ann, thread, 'Please', { assignee: await personOf(bob) })
    await owner.ok('PATCH', at(`/${thread}`), { status: 'resolved' })
    const kinds = async (one: TestPerson, count: number) =>
      (await noticed(one, count)).notices.map(({ kind, by, excerpt }) => [kind, by, excerpt])
    expect(await kinds(owner, 3)).toEqual([
      ['thread', 'ann', 'Please'],
      ['mention', 'bob', 'Ask @owner'],
      ['thread', 'ann', 'Is this right?'],
    ])
    expect(await kinds(ann, 2)).toEqual([
      ['resolved', 'owner', ''],
      ['reply', 'bob', 'Ask @owner'],
    ])
    expect(await kinds(bob, 1)).toEqual([['assigned', 'ann', 'Please']])
    expect((await listOf(bob)).notices[0]).toMatchObject({
      article,
      thread,
      title: 'A private title',
      read: false,
    })
  })

  it('an edit that names somebody tells them, and nobody else again', async () => {
    const [thread, comment] = [newId(), newId()]
    await ann.ok('POST', at(), { id: thread, comment, body: 'Who knows?' })
    await noticed(owner, 1)
    const body = `@{${await personOf(bob)}} knows`
    await ann.ok('PATCH', at(`/${thread}/comments/${comment}`), { body })
    expect((await noticed(bob, 1)).notices.map(({ kind }) => kind)).toEqual(['mention'])
    expect((await listOf(owner)).unread).toBe(1)
  })

  it('is read by reading the thread, or all at once; what was deleted shows nothing any more', async () => {
    const thread = await begin(ann, 'Secret words')
    const { rev } = await reply(ann, thread, 'More secrets')
    await noticed(owner, 2)
    await owner.ok('PUT', at('/read'), { threads: { [thread]: rev - 1 } })
    expect((await listOf(owner)).unread).toBe(1)
    const [last] = (await listOf(owner)).notices
    expect(await owner.ok('PUT', '/api/notices/read', { upTo: last!.id })).toEqual({ unread: 0 })
    const { entries } = await owner.ok<ThreadChange>('GET', at())
    for (const { id } of entries.toReversed()) await ann.fetch('DELETE', at(`/${thread}/comments/${id}`))
    expect(JSON.stringify(await listOf(owner))).not.toMatch(/secret/i)
  })

  it('of a thread that its author has taken back nothing is left to be read', async () => {
    const [thread, comment] = [newId(), newId()]
    await ann.ok('POST', at(), { id: thread, comment, body: 'Never mind' })
    await noticed(owner, 1)
    await ann.ok('DELETE', at(`/${thread}/comments/${comment}`))
    const { records } = server.store
    for (let turn = 0; (await records.unreadNotices(owner.account as AccountId)).size > 0; turn++)
      if (turn > 5_000) throw new Error('a notice of a removed thread is left')
    expect(await listOf(owner)).toEqual({ unread: 0, notices: [], more: false })
  })

  it('does not tell of what an open page has read before it was noticed', async () => {
    const { records } = server.store
    const { noticedUpTo } = records
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    Object.assign(records, { noticedUpTo: (id: never) => held.then(() => noticedUpTo(id)) })
    const thread = await begin(ann)
    const { rev } = await owner.ok<ThreadChange>('GET', at())
    const reading = owner.ok('PUT', at('/read'), { threads: { [thread]: rev } })
    // Either it is read by then, or it waits for its turn.
    await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 500))])
    goOn()
    await reading
    Object.assign(records, { noticedUpTo })
    while ((await records.articlesToNotice()).length > 0)
      await new Promise((resolve) => setImmediate(resolve))
    expect(await listOf(owner)).toMatchObject({ unread: 0, notices: [{ thread, read: true }] })
  })

  it('shows nothing of an article that one may not see any more, and is not a guest’s', async () => {
    await reply(ann, await begin(bob))
    await noticed(bob, 1)
    await owner.ok('DELETE', `/api/articles/${article}/members/${bob.account}`)
    expect(await listOf(bob)).toEqual({ unread: 0, notices: [], more: false })
    expect((await server.visitor().fetch('GET', '/api/notices')).status).toBe(401)
  })

  it('a crash between a comment and its notices loses none', async () => {
    const { records } = server.store
    const entry = newId()
    const { person } = (await records.people(article as never)).find(
      ({ account }) => account === ann.account,
    ) ?? {
      person: await personOf(ann),
    }
    await records.changeThread(
      article as never,
      newId(),
      { account: ann.account as never, proposed: person as never },
      (now) => ({
        thread: { by: now.person, at: 1, anchor: null, status: 'open', assignee: null, removed: false },
        added: [{ id: entry, kind: 'comment', by: now.person, at: 1, body: 'Unheard', assignee: null }],
      }),
    )
    expect((await listOf(owner)).unread).toBe(0)
    await server.restart()
    expect((await noticed(owner, 1)).notices[0]).toMatchObject({ kind: 'thread', excerpt: 'Unheard' })
  })
})

describe('an address', () => {
  it('gets mail once its code was typed, and none before', async () => {
    expect(await settingsOf(ann)).toMatchObject({ available: true, address: null, confirmed: false })
    await ann.ok('PUT', '/api/me/mail', { address: 'ann@school.example', language: 'en' })
    const [mail] = await mailbox.until(1)
    expect([mail!.to, mail!.subject]).toEqual([['ann@school.example'], 'Galley: your code'])
    const code = /\d{6}/.exec(mail!.text)![0]
    const wrong = code === '000000' ? '000001' : '000000'
    expect(await ann.refused('POST', '/api/me/mail/confirm', { code: wrong })).toEqual({
      status: 422,
      code: 'invalid',
    })
    expect(await settingsOf(ann)).toMatchObject({ address: 'ann@school.example', confirmed: false })
    const confirmed = await ann.ok<MailSettingsShown>('POST', '/api/me/mail/confirm', { code })
    expect(confirmed).toMatchObject({ confirmed: true, atOnce: true, digest: true })
    expect(await ann.refused('POST', '/api/me/mail/confirm', { code })).toEqual({ status: 410, code: 'gone' })
    await ann.ok('DELETE', '/api/me/mail')
    expect(await settingsOf(ann)).toMatchObject({ address: null, confirmed: false })
  })

  it('a code is guessed five times, and good for a quarter of an hour', async () => {
    const codeOf = async () => {
      const before = mailbox.mails.length
      await ann.ok('PUT', '/api/me/mail', { address: 'ann@school.example', language: 'ko' })
      return /\d{6}/.exec((await mailbox.until(before + 1)).at(-1)!.text)![0]
    }
    const confirm = (code: string) => ann.fetch('POST', '/api/me/mail/confirm', { code })
    const first = await codeOf()
    const wrong = first === '000000' ? '000001' : '000000'
    const tries = await Promise.all(Array.from({ length: 5 }, () => confirm(wrong)))
    expect(tries.map(({ status }) => status)).not.toContain(200)
    expect((await confirm(first)).status).toBe(410)
    const second = await codeOf()
    clock.advance(15 * MINUTE)
    expect((await confirm(second)).status).toBe(410)
    expect((await confirm(await codeOf())).status).toBe(200)
  })

  it('a code confirms the address it was sent to, and none that is named at the same time', async () => {
    await ann.ok('PUT', '/api/me/mail', { address: 'ann@school.example', language: 'en' })
    const code = /\d{6}/.exec((await mailbox.until(1))[0]!.text)![0]
    const { records } = server.store
    const account = ann.account as AccountId
    // Another request has got this far: its address is kept, its code not yet.
    const row = (await records.mailOf(account))!
    await records.setMail(account, { ...row, address: 'victim@other.example', token: 'x'.repeat(24) })
    expect(await ann.refused('POST', '/api/me/mail/confirm', { code })).toEqual({
      status: 422,
      code: 'invalid',
    })
    expect(await settingsOf(ann)).toMatchObject({ address: 'victim@other.example', confirmed: false })
  })

  it('codes do not flood anybody: five an hour for one account', async () => {
    const ask = () => ann.fetch('PUT', '/api/me/mail', { address: 'victim@other.example', language: 'en' })
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) statuses.push((await ask()).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect(mailbox.mails).toHaveLength(5)
    expect(
      (await bob.fetch('PUT', '/api/me/mail', { address: 'b@school.example', language: 'en' })).status,
    ).toBe(200)
  })

  it('is refused where it is none, and said where no mail goes out', async () => {
    for (const address of [
      'ann',
      'ann@',
      'a@b',
      'a b@c.de',
      'a@b.de\r\nBcc: all@c.de',
      'a\u0000@b.de',
      'a\u202e@b.de',
      'a\ud800@b.de',
      '"x"@c.de',
    ])
      expect(await ann.refused('PUT', '/api/me/mail', { address, language: 'en' })).toEqual({
        status: 422,
        code: 'invalid',
      })
    mailbox.refuse(true)
    expect(
      await ann.refused('PUT', '/api/me/mail', { address: 'ann@school.example', language: 'en' }),
    ).toEqual({
      status: 502,
      code: 'cannot-send',
    })
    expect(await settingsOf(ann)).toMatchObject({ address: null })
  })
})

describe('mail', () => {
  it('25 comments in ten minutes make one mail, when it has been quiet for ten', async () => {
    await withMail(owner)
    const thread = await begin(ann)
    for (let n = 1; n < 25; n++) {
      await pass(20_000)
      await reply(n % 2 === 0 ? ann : bob, thread, `Comment number ${n}`)
      await noticed(owner, n + 1)
    }
    expect(mailbox.mails).toHaveLength(1) // the code
    await pass(digestQuietMs - MINUTE)
    expect(mailbox.mails).toHaveLength(1)
    await pass(2 * MINUTE)
    const [, digest] = await mailbox.until(2)
    expect(digest!.to).toEqual(['owner@school.example'])
    expect(digest!.subject).toBe('Galley: 25 new comments')
    expect(digest!.text).toContain(`/articles/${article}#comment=${thread}`)
    expect(digest!.text).toContain('Comment number 24')
    await pass(3 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(2)
  }, 60_000)

  it('a mention comes at once, its subject says nothing of anybody’s words, and read in the page it does not come', async () => {
    await withMail(bob, 'ko')
    const person = await personOf(bob)
    const read = await begin(ann, `@{${person}} read in time`)
    const { rev } = await bob.ok<ThreadChange>('GET', at())
    await noticed(bob, 1)
    await bob.ok('PUT', at('/read'), { threads: { [read]: rev } })
    await begin(ann, `@{${person}} look here`)
    await noticed(bob, 1)
    await pass(urgentAfterMs + mailTickMs)
    const [, mail] = await mailbox.until(2)
    expect(mail!.subject).toBe('Galley: 누군가 회원님을 찾습니다')
    expect(mail!.text).toContain('@bob look here')
    expect(mail!.text).toContain('A private title')
    expect(mail!.text).not.toContain('read in time')
    expect(mail!.headers.get('auto-submitted')).toBe('auto-generated')
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(2)
  })

  it('a talk that is never quiet is told of after two hours', async () => {
    await withMail(owner)
    const thread = await begin(ann)
    for (let gone = 0, said = 1; gone < digestLatestMs; gone += 8 * MINUTE) {
      await reply(ann, thread)
      await noticed(owner, ++said)
      await pass(8 * MINUTE)
    }
    await pass(MINUTE)
    expect((await mailbox.until(2)).slice(1).map(({ subject }) => subject)[0]).toMatch(
      /^Galley: 1\d new comments$/,
    )
  }, 60_000)

  it('is as wished: only what is urgent, or only the digest, or none', async () => {
    await withMail(owner)
    const person = await personOf(owner)
    await owner.ok('PATCH', '/api/me/mail', { digest: false })
    await begin(ann, 'Not urgent')
    await begin(bob, `@{${person}} urgent`)
    await noticed(owner, 2)
    await pass(2 * digestQuietMs)
    expect((await mailbox.until(2)).at(-1)!.text).not.toContain('Not urgent')
    await owner.ok('PATCH', '/api/me/mail', { digest: true, atOnce: false })
    await begin(bob, `@{${person}} later`)
    await noticed(owner, 3)
    await pass(MINUTE)
    expect(mailbox.mails).toHaveLength(2)
    await pass(digestQuietMs)
    expect((await mailbox.until(3)).at(-1)!.text).toContain('later')
    await owner.ok('PATCH', '/api/me/mail', { digest: false, atOnce: false })
    await begin(bob, `@{${person}} never`)
    await noticed(owner, 4)
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(3)
  }, 60_000)

  it('one click silences an article, another one everything, without anybody signed in', async () => {
    await withMail(owner)
    await begin(ann)
    await noticed(owner, 1)
    await pass(digestQuietMs + mailTickMs)
    const [, mail] = await mailbox.until(2)
    const all = /<(.*)>/.exec(mail!.headers.get('list-unsubscribe')!)![1]!
    const one = /about this article: (\S+)/.exec(mail!.text)![1]!
    expect(mail!.headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    const stranger = server.visitor()
    const path = (url: string) => new URL(url).pathname
    expect(await stranger.ok('GET', `/api${path(one)}`)).toEqual({ title: 'A private title' })
    expect(await stranger.ok('GET', `/api${path(all)}`)).toEqual({ title: null })
    expect(await stranger.refused('POST', '/api/mail/mute/wrong')).toEqual({ status: 404, code: 'not-found' })

    // Behind one's own token stands any article's id: it says nothing of those that one may not see.
    const foreign = (await ann.article('Not the owner’s')).id
    for (const id of [foreign, 'none', '%00'])
      expect(await stranger.refused('GET', `/api${path(all)}.${id}`)).toEqual({
        status: 404,
        code: 'not-found',
      })
    expect((await stranger.fetch('POST', `/mail/mute/%00`)).status).toBe(404)

    await stranger.ok('POST', `/api${path(one)}`)
    expect(await owner.ok('GET', `/api/articles/${article}/mute`)).toEqual({ muted: true })
    await begin(ann, 'Silenced')
    await noticed(owner, 2)
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(2)
    await owner.ok('PUT', `/api/articles/${article}/mute`, { muted: false })

    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    expect((await fetch(server.url + path(all), { method: 'POST', body })).status).toBe(204)
    expect(await settingsOf(owner)).toMatchObject({ atOnce: false, digest: false, confirmed: true })
    await begin(ann, 'Silenced too')
    await noticed(owner, 3)
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(2)
  }, 60_000)

  it('what the SMTP server does not take is sent later, once', async () => {
    await withMail(owner)
    await begin(ann, 'Patience')
    await noticed(owner, 1)
    mailbox.refuse(true)
    await pass(digestQuietMs + 2 * MINUTE)
    expect(mailbox.mails).toHaveLength(1)
    mailbox.refuse(false)
    await pass(10 * MINUTE)
    expect((await mailbox.until(2)).at(-1)!.text).toContain('Patience')
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(2)
  }, 60_000)

  it('nobody is called to what has been deleted by then', async () => {
    await withMail(bob)
    const person = await personOf(bob)
    const [thread, comment] = [newId(), newId()]
    await ann.ok('POST', at(), { id: thread, comment, body: `@{${person}} never mind` })
    await noticed(bob, 1)
    await ann.fetch('DELETE', at(`/${thread}/comments/${comment}`))
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(1)
  })

  it('nothing goes to who may not see the article any more', async () => {
    await withMail(bob)
    await reply(ann, await begin(bob), 'Not for you any more')
    await noticed(bob, 1)
    await owner.ok('DELETE', `/api/articles/${article}/members/${bob.account}`)
    await pass(2 * digestQuietMs)
    expect(mailbox.mails).toHaveLength(1)
  })
})
