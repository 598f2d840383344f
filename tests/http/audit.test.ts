/** What the audit log holds of every act, by the page and by the command line, and what it never holds. */

import { afterAll, beforeAll, expect, it } from 'vitest'
import { AUDIT_ACTS, type AuditAct } from '../../shared/audit.ts'
import { failuresPerNameMax, unknownFailuresPerMinute } from '../../shared/limits.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import { galleyOn } from '../support/galley.ts'
import { Program } from '../support/program.ts'
import { PASSWORD, startTestServer, TestPerson, type TestServer } from '../support/server.ts'

type Row = {
  seq: number
  at: number
  act: AuditAct
  by: string | null
  account: string | null
  article: string | null
  detail: string | null
}

let server: TestServer
let administrator: TestPerson
let me: string
beforeAll(async () => {
  server = await startTestServer()
  administrator = await server.administrator()
  me = (await administrator.ok<{ account: { id: string } }>('GET', '/api/me')).account.id
})
afterAll(() => server.stop())

const rows = async (query = '') =>
  (await administrator.ok<{ entries: Row[] }>('GET', `/api/audit${query}`)).entries

/** What is new in the log because of it, oldest first, without numbers and times. */
async function noted(act: () => Promise<unknown>) {
  const last = (await rows('?limit=1'))[0]?.seq ?? 0
  await act()
  const news = (await rows()).filter(({ seq }) => seq > last).reverse()
  return news.map(({ seq: _, at: __, ...row }) => row)
}
const row = (act: AuditAct, more: Partial<Row> = {}) => ({
  act,
  by: null,
  account: null,
  article: null,
  detail: null,
  ...more,
})

/** Words that people typed in the acts of this file: names, headlines, passwords. */
const TYPED = [
  ...['admin', 'ada', 'person1', 'cara', 'nia', 'dora', 'gus', 'friday', 'desk', 'guess', 'guess0'],
  ...['password', 'secret'],
]

const galley = (...words: string[]) => galleyOn(server, words)

it('the first act is the set-up', async () => {
  expect((await rows()).map(({ act, by, account }) => [act, by, account])).toEqual([['set-up', me, me]])
})

it('signing in and out, also when it fails, and every change of a password', async () => {
  const person = await server.person()
  const { account } = person
  const own = { by: account, account }
  expect(await noted(() => person.signIn())).toEqual([row('sign-in', own)])
  expect(await noted(() => person.signIn('a wrong password').catch(() => {}))).toEqual([
    row('sign-in-failed', { account }),
  ])
  const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }
  expect(await noted(() => person.ok('POST', '/api/auth/change-password', change))).toEqual([
    row('password-changed', own),
  ])
  expect(await noted(() => person.ok('POST', '/api/auth/revoke-other-sessions'))).toEqual([
    row('sign-ins-ended', own),
  ])
  expect(await noted(() => person.ok('POST', '/api/auth/sign-out'))).toEqual([row('sign-out', own)])
  const path = `/api/people/${account}/password`
  expect(await noted(() => administrator.ok('PUT', path, { password: PASSWORD }))).toEqual([
    row('password-set', { by: me, account }),
  ])
})

it('guesses of names that nobody has are noted as such, and not each of them', async () => {
  const guess = (n: number) =>
    new TestPerson(server.url, `guess${n}`).signIn('a wrong password').catch(() => {})
  const many = 3 * unknownFailuresPerMinute
  const guesses = await noted(() => Promise.all(Array.from({ length: many }, (_, n) => guess(n))))
  expect(guesses.length).toBeGreaterThanOrEqual(unknownFailuresPerMinute)
  expect(guesses.length).toBeLessThan(many)
  expect(guesses).toEqual(guesses.map(() => row('sign-in-failed')))
})

it('attempts that are not even compared are not noted: who guesses does not fill the log', async () => {
  const person = await server.person()
  const wrong = () => person.signIn('a wrong password').catch(() => {})
  const failed = await noted(async () => {
    for (let n = 0; n < failuresPerNameMax + 5; n++) await wrong()
  })
  expect(failed).toHaveLength(failuresPerNameMax)
})

it('people added, shut out, let in, and made administrators or not', async () => {
  const body = { userName: 'cara', displayName: 'Cara Line', password: PASSWORD, administrator: true }
  let account = ''
  const added = await noted(async () => {
    account = (await administrator.ok<{ account: string }>('POST', '/api/people', body)).account
  })
  const of = { by: me, account }
  expect(added).toEqual([row('account-added', of), row('administrator-given', of)])
  const set = (change: object) => noted(() => administrator.ok('PATCH', `/api/people/${account}`, change))
  expect(await set({ administrator: false })).toEqual([row('administrator-taken', of)])
  expect(await set({ disabled: true })).toEqual([row('account-disabled', of)])
  expect(await set({ disabled: false })).toEqual([row('account-enabled', of)])
})

it('tokens, invitations, roles and the trash', async () => {
  const [owner, other] = [await server.person(), await server.person()]
  const own = { by: owner.account, account: owner.account }
  let id = ''
  const made = await noted(async () => {
    id = (await owner.ok<{ id: string }>('POST', '/api/tokens', { name: 'a secret name' })).id
  })
  expect(made).toEqual([row('token-made', { ...own, detail: id })])
  expect(await noted(() => owner.ok('DELETE', `/api/tokens/${id}`))).toEqual([
    row('token-revoked', { ...own, detail: id }),
  ])

  const article = (await owner.article()).id
  const about = { by: owner.account, account: other.account, article }
  expect(await noted(() => owner.share(article, other, 'viewer'))).toEqual([
    row('role-given', { ...about, detail: 'viewer' }),
  ])
  const path = `/api/articles/${article}/members/${other.name}`
  expect(await noted(() => owner.ok('DELETE', path))).toEqual([row('role-taken', about)])

  let code = ''
  const [invite] = await noted(async () => {
    code = (await owner.ok<{ code: string }>('POST', '/api/invites', { article, uses: 2 })).code
  })
  expect(invite).toEqual(row('invite-made', { by: owner.account, article, detail: expect.any(String) }))
  const used = { article, detail: invite!.detail }
  expect(await noted(() => other.ok('POST', `/api/invites/${code}/use`))).toEqual([
    row('invite-used', { by: other.account, account: other.account, ...used }),
  ])
  const newcomer = { displayName: 'Nia New', userName: 'nia', password: PASSWORD }
  const came = await noted(() => server.visitor().ok('POST', `/api/invites/${code}`, newcomer))
  expect(came.map(({ act }) => act)).toEqual(['account-added', 'invite-used'])
  expect(JSON.stringify(came)).not.toContain(code)

  const trash = (trashed: boolean) => noted(() => owner.ok('PATCH', `/api/articles/${article}`, { trashed }))
  expect(await trash(true)).toEqual([row('article-trashed', { by: owner.account, article })])
  expect(await trash(false)).toEqual([row('article-restored', { by: owner.account, article })])
})

it('groups, links, hand-over, deadlines, positions and decisions', async () => {
  const [owner, other] = [await server.person(), await server.person()]
  const article = (await owner.article()).id
  const at = `/api/articles/${article}`
  const by = owner.account
  const make = () =>
    administrator.ok<{ id: string }>('POST', '/api/groups', { name: 'The desk', kind: 'section' })
  const { id: detail } = await make()
  const own = { by: me, account: other.account, detail }
  const inIt = `/api/groups/${detail}/members/${other.name}`
  expect(await noted(() => administrator.ok('PUT', inIt))).toEqual([row('group-joined', own)])
  expect(await noted(() => administrator.ok('DELETE', inIt))).toEqual([row('group-left', own)])
  const shared = { by, article, detail }
  expect(await noted(() => owner.ok('PUT', `${at}/groups/${detail}`, { role: 'editor' }))).toEqual([
    row('group-shared', shared),
  ])
  expect(await noted(() => owner.ok('DELETE', `${at}/groups/${detail}`))).toEqual([
    row('group-unshared', shared),
  ])

  let link = { id: '', code: '' }
  const made = await noted(async () => {
    link = await owner.ok('POST', `${at}/links`, { role: 'suggester' })
  })
  const ofLink = { article, detail: link.id }
  expect(made).toEqual([row('link-made', { by, ...ofLink })])
  expect(await noted(() => other.ok('POST', `/api/links/${link.code}/use`))).toEqual([
    row('link-opened', { by: other.account, account: other.account, ...ofLink }),
  ])
  const guest = await noted(() =>
    server.visitor().ok('POST', `/api/links/${link.code}`, { displayName: 'Gus Guest' }),
  )
  expect(guest.map(({ act }) => act)).toEqual(['link-opened'])
  expect(await noted(() => owner.ok('DELETE', `${at}/links/${link.id}`))).toEqual([
    row('link-revoked', { by, ...ofLink }),
  ])

  const deadline = { at: Date.now() + 1_000_000, name: 'Friday' }
  expect(await noted(() => owner.ok('PUT', `${at}/freeze`, deadline))).toEqual([
    row('article-frozen', { by, article }),
  ])
  expect(await noted(() => owner.ok('DELETE', `${at}/freeze`))).toEqual([
    row('article-unfrozen', { by, article }),
  ])
  expect(await noted(() => owner.ok('POST', `${at}/hand-over`, { to: other.name }))).toEqual([
    row('handed-over', { by, account: other.account, article }),
  ])
  const position = () => administrator.ok('PATCH', `/api/people/${other.account}`, { position: 'adviser' })
  expect(await noted(position)).toEqual([
    row('position-given', { by: me, account: other.account, detail: 'adviser' }),
  ])

  const program = await Program.open(server, other, article)
  await program.does(() => program.text.insert(1, 'New '))
  const { suggestions } = await other.ok<{ suggestions: { id: string }[] }>('GET', `${at}/suggestions`)
  const { id } = suggestions[0]!
  expect(
    await noted(() => other.ok('POST', `${at}/suggestions/${id}/decision`, { decision: 'accept' })),
  ).toEqual([row('suggestion-decided', { by: other.account, article, detail: `accept ${id}` })])
  program.close()
})

it('a comment that a moderator deletes, and whose it was', async () => {
  const owner = await server.person()
  const author = await server.person()
  const article = (await owner.article()).id
  await owner.share(article, author, 'commenter')
  const threads = `/api/articles/${article}/threads`
  const { entries } = await author.ok<ThreadChange>('POST', threads, { body: 'Rude' })
  const { id, thread } = entries[0]!
  await owner.ok('DELETE', `${threads}/${thread}/comments/${id}`)
  const noted = (await rows('?limit=1'))[0]
  const detail = `${thread} ${id}`
  expect(noted).toMatchObject({ act: 'comment-deleted', by: owner.account, account: author.account, detail })
})

it('what a teacher does with a class, and sees of its reviewers, and who joins it', async () => {
  const [teacher, other] = [await server.person(), await server.person()]
  for (const { account } of [teacher, other])
    await administrator.ok('PATCH', `/api/people/${account}`, { position: 'adviser' })
  let room: ClassRoom | undefined
  const made = await noted(async () => {
    room = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'Class' })
  })
  const detail = room?.id ?? ''
  const [by, path] = [teacher.account, `/api/classes/${detail}`]
  expect(made).toEqual([row('class-made', { by, detail })])
  expect(
    await noted(async () => {
      await teacher.ok('PUT', `${path}/teachers/${other.name}`)
      await teacher.ok('DELETE', `${path}/teachers/${other.name}`)
    }),
  ).toEqual([
    row('teacher-added', { by, account: other.account, detail }),
    row('teacher-removed', { by, account: other.account, detail }),
  ])
  const session = await teacher.ok<{ id: string }>('POST', '/api/sessions', { class: detail, name: 'First' })
  expect(
    await noted(async () => {
      await teacher.ok('PUT', `/api/sessions/${session.id}/phase`, { phase: 'lock' })
      await teacher.ok('GET', `/api/sessions/${session.id}/pairs`)
    }),
  ).toEqual([row('reviewers-seen', { by, detail: session.id })])
  await teacher.ok('PUT', `${path}/roster`, { text: 's01\ns02\ns03' })
  const { joining, students } = await teacher.ok<ClassRoom>('POST', `${path}/joining`)
  const join = (handle: string) => server.visitor().ok('POST', '/api/join', { code: joining?.code, handle })
  const joined = await noted(() => join('s01'))
  const account = joined[1]?.account ?? ''
  expect(joined).toEqual([
    row('account-added', { by: account, account }),
    row('class-joined', { by: account, account, detail }),
  ])
  await join('s02')
  const text = await teacher.ok<{ id: string }>('POST', `/api/sessions/${session.id}/texts`, {
    students: [students[0]?.id],
    title: 'Theirs',
  })
  expect(
    await noted(() => teacher.ok('GET', `/api/sessions/${session.id}/texts/${text.id}/readers`)),
  ).toEqual([row('reviewers-seen', { by, detail: session.id })])
  const [one, two] = students.map(({ id }) => `${path}/students/${id}`)
  const ended = await noted(async () => {
    await teacher.ok('POST', `${one}/merge`, { into: students[1]?.id })
    await teacher.ok('DELETE', `${two}/claim`)
    await teacher.ok('DELETE', path)
  })
  expect(ended.map(({ act }) => act)).toEqual([
    'students-merged',
    'account-erased',
    'claim-undone',
    'account-erased',
    'class-deleted',
  ])
  expect(ended.every((entry) => entry.by === by)).toBe(true)
})

it('the same acts on the command line are nobody’s that is signed in', async () => {
  const acts = await noted(async () => {
    await galley('user', 'add', 'Dora', '--admin')
    await galley('user', 'password', 'Dora')
    await galley('user', 'disable', 'Dora')
    await galley('user', 'enable', 'Dora')
    const token = (await galley('token', 'create', '--user', 'Dora')).json as { id: string }
    await galley('token', 'revoke', token.id)
    const made = (await galley('article', 'create', '--owner', 'Dora', '--title', 'T')).json as { id: string }
    await galley('member', 'set', made.id, 'admin', 'viewer')
    await galley('member', 'remove', made.id, 'admin')
  })
  expect(acts.map(({ act }) => act)).toEqual([
    'account-added',
    'administrator-given',
    'password-set',
    'account-disabled',
    'account-enabled',
    'token-made',
    'token-revoked',
    'role-given',
    'role-taken',
  ])
  expect(acts.every(({ by }) => by === null)).toBe(true)
})

it('the command line shows it to people with names, to machines with ids', async () => {
  const { text, json } = await galley('audit', '--limit', '3')
  const last = await rows('?limit=3')
  expect(json).toEqual(last)
  expect(text.split('\n')).toHaveLength(3)
  expect(text.split('\n')[0]).toMatch(
    new RegExp(`^${last[0]!.seq}\t\\d{4}-\\d\\d-\\d\\dT.+Z\trole-taken\t-\tadmin\t`),
  )
  const before = await galley('audit', '--before', String(last[0]!.seq), '--limit', '2')
  expect(before.json).toEqual(last.slice(1))
  await expect(galley('audit', '--limit', 'many')).rejects.toThrow('--limit is a whole number')
})

it('is read page by page, by administrators at a browser and nobody else', async () => {
  const all = await rows('?limit=500')
  const paged: Row[] = []
  for (
    let page = await rows('?limit=7');
    page.length > 0;
    page = await rows(`?limit=7&before=${page.at(-1)!.seq}`)
  ) {
    paged.push(...page)
  }
  expect(paged).toEqual(all)
  const [person, token] = [await server.person(), await administrator.token()]
  expect(await person.refused('GET', '/api/audit')).toEqual({ status: 403, code: 'forbidden' })
  expect(await server.visitor().refused('GET', '/api/audit')).toEqual({ status: 401, code: 'sign-in' })
  const bearer = { Authorization: `Bearer ${token}` }
  expect(await server.visitor().refused('GET', '/api/audit', undefined, bearer)).toMatchObject({
    status: 403,
  })
  expect(await administrator.refused('GET', '/api/audit?before=x')).toMatchObject({ status: 422 })
})

it('holds every act that there is, and no name, no password and nothing else that somebody typed', async () => {
  const all = await rows('?limit=500')
  const exporting: readonly AuditAct[] = ['account-exported']
  expect(new Set(all.map(({ act }) => act))).toEqual(
    new Set(AUDIT_ACTS.filter((act) => !exporting.includes(act))),
  )
  /* Whole words, in any case: three letters in a row come by chance in an id that is made at random. */
  const words = all
    .flatMap(({ by, account, article, detail }) => [by, account, article, detail])
    .flatMap((value) => value?.toLowerCase().split(/[^\p{L}\p{N}]+/u) ?? [])
  for (const typed of TYPED) expect(words).not.toContain(typed)
})
