/** The laws of server/store/store.ts: one suite that every driver holds. */

import { expect } from 'vitest'
import { type Store, StoreFailed } from '../../server/store/store.ts'
import { NO_GRANTS } from '../../shared/roles.ts'
import { CLASS_LAWS } from './classes.ts'
import { DECISION_LAWS } from './decisions.ts'
import {
  account,
  append,
  article,
  bytes,
  type Law,
  law,
  openEpoch,
  person,
  refusedWith,
  withArticle,
} from './lab.ts'
import { LATE_LAWS } from './late.ts'
import { NOTICE_LAWS } from './notices.ts'
import { REVIEW_LAWS } from './reviews.ts'
import { SAMPLE_LAWS } from './samples.ts'
import { SHARING_LAWS } from './sharing.ts'
import { THREAD_LAWS } from './threads.ts'

/** Every update of the log, in order. */
async function logOf(store: Store, n: number): Promise<readonly Uint8Array[]> {
  const rows = await store.log.read(article(n), 0, 1_000_000)
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
  return rows.map(({ update }) => update)
}

const logLaws: readonly Law[] = [
  law('an article that does not exist cannot be opened', async ({ store }) => {
    expect(await store.log.open(article(9))).toBeNull()
    expect(await store.log.read(article(9), 0, 10)).toEqual([])
  }),

  law('a new article opens with its first update as row 1', async ({ store }) => {
    const id = await withArticle(store)
    expect(await store.log.open(id)).toEqual({
      epoch: 1,
      checkpoint: null,
      rows: [{ seq: 1, person: null, at: 1001, update: bytes(0) }],
      clients: [],
    })
  }),

  law('[S2] open and read give rows in log order, with who and when', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    expect(
      await store.log.append([
        append(id, epoch, bytes(1), { at: 3000 }),
        append(id, epoch, bytes(2), { at: 2000, person: null }),
      ]),
    ).toEqual([
      { kind: 'stored', seq: 2 },
      { kind: 'stored', seq: 3 },
    ])
    await store.log.append([append(id, epoch, bytes(3))])
    expect((await store.log.open(id))?.rows.slice(1)).toEqual([
      { seq: 2, person: person('ann'), at: 3000, update: bytes(1) },
      { seq: 3, person: null, at: 2000, update: bytes(2) },
      { seq: 4, person: person('ann'), at: 2000, update: bytes(3) },
    ])
    expect((await store.log.read(id, 1, 2)).map(({ seq }) => seq)).toEqual([2, 3])
  }),

  law('an update is kept as it was when it was given, also a part of a larger buffer', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    const buffer = Buffer.from([9, 9, 1, 2, 3, 9])
    const stored = store.log.append([append(id, epoch, buffer.subarray(2, 5))])
    buffer.fill(0)
    await stored
    expect((await logOf(store, 1))[1]).toEqual(Uint8Array.of(1, 2, 3))
  }),

  law(
    '200 appends at once over 20 articles are all there, each article in the order of its calls',
    async ({ store }) => {
      const articles = Array.from({ length: 20 }, (_, n) => n)
      const epochs = new Map<number, number>()
      for (const n of articles) epochs.set(n, await openEpoch(store, await withArticle(store, n)))
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => {
          const n = index % 20
          return store.log.append([append(article(n), epochs.get(n) ?? 0, bytes(index))])
        }),
      )
      for (const n of articles)
        expect(await logOf(store, n)).toEqual([
          bytes(0),
          ...Array.from({ length: 10 }, (_, turn) => bytes(turn * 20 + n)),
        ])
    },
  ),

  law(
    '[A3] opening raises the epoch, and the old holder changes nothing any more',
    async ({ another, store }) => {
      const id = await withArticle(store)
      const old = await openEpoch(store, id)
      const other = await another()
      const now = await openEpoch(other, id)
      expect(now).toBeGreaterThan(old)
      expect(await store.log.append([append(id, old, bytes(1), { binds: [2000] })])).toEqual([
        { kind: 'stale' },
      ])
      expect(await store.log.checkpoint(id, old, { seq: 1, update: bytes(5) })).toBe('stale')
      expect(await other.log.append([append(id, now, bytes(2))])).toEqual([{ kind: 'stored', seq: 2 }])
      expect(await logOf(store, 1)).toEqual([bytes(0), bytes(2)])
      expect(await store.log.open(id)).toMatchObject({ checkpoint: null, clients: [] })
    },
  ),

  law('[A3] a stale article in a batch leaves the others alone', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const [stale, epoch] = [await openEpoch(store, one), await openEpoch(store, two)]
    await openEpoch(store, one)
    expect(
      await store.log.append([
        append(two, epoch, bytes(1)),
        append(one, stale, bytes(2)),
        append(article(9), 1, bytes(3)),
        append(two, epoch, bytes(4)),
      ]),
    ).toEqual([{ kind: 'stored', seq: 2 }, { kind: 'stale' }, { kind: 'stale' }, { kind: 'stored', seq: 3 }])
    expect(await logOf(store, 1)).toEqual([bytes(0)])
    expect(await logOf(store, 2)).toEqual([bytes(0), bytes(1), bytes(4)])
  }),

  law('[S3] a checkpoint stands for the rows up to it and loses nothing later', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.log.append([1, 2, 3].map((n) => append(id, epoch, bytes(n))))
    expect(await store.log.checkpoint(id, epoch, { seq: 2, update: bytes(100, 5000) })).toBe('stored')
    expect(await store.log.open(id)).toMatchObject({
      checkpoint: { seq: 2, update: bytes(100, 5000) },
      rows: [
        { seq: 3, update: bytes(2) },
        { seq: 4, update: bytes(3) },
      ],
    })
    expect(await logOf(store, 1)).toHaveLength(4)
  }),

  law('[S3] the newest checkpoint wins, whichever is written last', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.log.append([1, 2, 3].map((n) => append(id, epoch, bytes(n))))
    await store.log.checkpoint(id, epoch, { seq: 3, update: bytes(300) })
    await store.log.checkpoint(id, epoch, { seq: 2, update: bytes(200) })
    expect(await store.log.open(id)).toMatchObject({
      checkpoint: { seq: 3, update: bytes(300) },
      rows: [{ seq: 4 }],
    })
  }),

  law('a checkpoint beyond the log is refused', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await expect(store.log.checkpoint(id, epoch, { seq: 2, update: bytes(1) })).rejects.toThrow(
      'stands for rows',
    )
    expect(await store.log.open(id)).toMatchObject({ checkpoint: null })
  }),

  law('[S1] what was answered stored survives a crash', async ({ store, crash }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.log.append([append(id, epoch, bytes(1)), append(id, epoch, bytes(2))])
    await store.log.append([append(id, epoch, bytes(3), { binds: [2000] })])
    await store.log.checkpoint(id, epoch, { seq: 2, update: bytes(9) })
    await store.records.setTitle(id, 'Kept', 5000)
    const after = await crash()
    expect(await logOf(after, 1)).toEqual([0, 1, 2, 3].map((n) => bytes(n)))
    expect(await after.records.article(id)).toMatchObject({ title: 'Kept' })
    const opened = await after.log.open(id)
    expect(opened).toMatchObject({ checkpoint: { seq: 2 }, clients: [{ client: 2000 }] })
    expect(opened?.epoch).toBeGreaterThan(epoch)
  }),

  law(
    '[S1] a write that fails rejects, leaves nothing behind, and the store goes on after the repair',
    async ({ store, breakDisk }) => {
      const id = await withArticle(store)
      const epoch = await openEpoch(store, id)
      const { repair } = await breakDisk()
      const big = bytes(1, 200_000)
      const refused = [
        store.log.append([append(id, epoch, bytes(2), { binds: [2000] }), append(id, epoch, big)]),
        store.log.append([append(id, epoch, big)]),
      ]
      for (const write of refused) await expect(write).rejects.toBeInstanceOf(StoreFailed)
      await repair()
      await store.probe()
      expect(await store.log.append([append(id, epoch, big)])).toEqual([{ kind: 'stored', seq: 2 }])
      expect((await logOf(store, 1)).map((update) => update.length)).toEqual([4, big.length])
      expect((await store.log.open(id))?.clients).toEqual([])
    },
  ),

  law('a closed store says so', async ({ another }) => {
    const store = await another()
    await store.close()
    await expect(store.log.open(article(1))).rejects.toMatchObject({ failure: 'closed' })
    await expect(store.records.allArticles()).rejects.toMatchObject({ failure: 'closed' })
    await store.close()
  }),
]

const clientLaws: readonly Law[] = [
  law('an id is reserved, then bound by the update that uses it', async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.log.reserve(id, person('ann'), [2000, 2001, 0xfffffffe])
    await store.log.append([append(id, epoch, bytes(1), { binds: [2000, 4000] })])
    await store.log.reserve(id, person('ann'), [2000])
    const ann = { person: person('ann'), returned: false }
    const clients = (await store.log.open(id))?.clients ?? []
    expect([...clients].sort((a, b) => a.client - b.client)).toEqual([
      { ...ann, client: 2000, state: 'bound' },
      { ...ann, client: 2001, state: 'reserved' },
      { ...ann, client: 4000, state: 'bound' },
      { ...ann, client: 0xfffffffe, state: 'reserved' },
    ])
  }),

  law("[S1] a batch that binds somebody else's id stores nothing of itself", async ({ store }) => {
    const id = await withArticle(store)
    const epoch = await openEpoch(store, id)
    await store.log.reserve(id, person('bob'), [2000])
    const batch = [
      append(id, epoch, bytes(1), { binds: [3000] }),
      append(id, epoch, bytes(2), { binds: [2000] }),
    ]
    const meanwhile = store.log.append([append(id, epoch, bytes(3))])
    await expect(store.log.append(batch)).rejects.toEqual(refusedWith('client-id'))
    await meanwhile
    expect(await logOf(store, 1)).toEqual([bytes(0), bytes(3)])
    expect(await store.log.open(id)).toMatchObject({
      clients: [{ client: 2000, person: person('bob'), state: 'reserved' }],
    })
  }),

  law('an id of somebody else cannot be reserved, and none beside it is', async ({ store }) => {
    const id = await withArticle(store)
    await store.log.reserve(id, person('bob'), [2000])
    await expect(store.log.reserve(id, person('ann'), [2002, 2000])).rejects.toEqual(refusedWith('client-id'))
    expect((await store.log.open(id))?.clients.map(({ client }) => client)).toEqual([2000])
  }),

  law('an id means nothing in another article', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    await store.log.reserve(one, person('ann'), [2000])
    await store.log.reserve(two, person('bob'), [2000])
    expect(await store.log.open(two)).toMatchObject({ clients: [{ client: 2000, person: person('bob') }] })
  }),

  law(
    'an id given back stays so until it is reserved or bound again; nobody gives back for others',
    async ({ store }) => {
      const id = await withArticle(store)
      const epoch = await openEpoch(store, id)
      const returned = async () => (await store.log.open(id))?.clients.map((client) => client.returned)
      await store.log.reserve(id, person('ann'), [2000])
      await store.log.giveBack(id, person('bob'), [2000])
      expect(await returned()).toEqual([false])
      await store.log.giveBack(id, person('ann'), [2000, 6000])
      expect(await returned()).toEqual([true])
      await store.log.reserve(id, person('ann'), [2000])
      expect(await returned()).toEqual([false])
      await store.log.giveBack(id, person('ann'), [2000])
      await store.log.append([append(id, epoch + 3, bytes(1), { binds: [2000] })])
      expect(await store.log.open(id)).toMatchObject({ clients: [{ state: 'bound', returned: false }] })
    },
  ),
]

const recordLaws: readonly Law[] = [
  law('an article is created once, with its owner', async ({ store }) => {
    const id = await withArticle(store)
    await expect(withArticle(store)).rejects.toEqual(refusedWith('conflict'))
    expect(await logOf(store, 1)).toHaveLength(1)
    const row = { id, title: 'Article 1', createdAt: 1001, updatedAt: 1001, trashedAt: null }
    expect(await store.records.article(id)).toEqual(row)
    expect(await store.records.article(article(2))).toBeNull()
    expect(await store.records.articlesOf(account('owner'))).toEqual([
      { ...row, grants: { ...NO_GRANTS, member: 'owner' } },
    ])
  }),

  law('records are read-your-writes, from any handle', async ({ store, another }) => {
    const id = await withArticle(store)
    const other = await another()
    for (let n = 0; n < 20; n++) {
      const [writer, reader] = n % 2 ? [store, other] : [other, store]
      await writer.records.setTitle(id, `Title ${n}`, 2000 + n)
      expect(await reader.records.article(id)).toMatchObject({ title: `Title ${n}`, updatedAt: 2000 + n })
      await writer.records.setSetting('key', n === 19 ? null : `value ${n}`)
      expect(await reader.records.setting('key')).toBe(n === 19 ? null : `value ${n}`)
    }
  }),

  law('lists come latest change first, with what is in the trash', async ({ store }) => {
    for (const n of [1, 2, 3]) await withArticle(store, n)
    await store.records.setTitle(article(2), 'Newest', 9000)
    await store.records.trash(article(1), 9500)
    await store.records.trash(article(1), 9600)
    const mine = await store.records.articlesOf(account('owner'))
    expect(mine.map(({ id }) => id)).toEqual([article(2), article(3), article(1)])
    expect(mine.map(({ trashedAt }) => trashedAt)).toEqual([null, null, 9500])
    expect(await store.records.allArticles()).toHaveLength(3)
    expect(await store.records.article(article(1))).toMatchObject({ trashedAt: 9500 })
    await store.records.trash(article(1), null)
    expect(await store.records.articlesOf(account('owner'))).toHaveLength(3)
    expect(await store.records.articlesOf(account('nobody'))).toEqual([])
  }),

  law('roles are set, changed and removed', async ({ store }) => {
    const id = await withArticle(store)
    await store.records.setRole(id, account('ann'), 'editor')
    await store.records.setRole(id, account('ann'), 'viewer')
    expect(await store.records.roleOf(id, account('ann'))).toBe('viewer')
    await store.records.setRole(id, account('ann'), null)
    await store.records.setRole(id, account('ann'), null)
    expect(await store.records.roleOf(id, account('ann'))).toBeNull()
    expect(await store.records.members(id)).toEqual([{ account: account('owner'), role: 'owner' }])
    await expect(store.records.setRole(article(9), account('ann'), 'editor')).rejects.toEqual(
      refusedWith('not-found'),
    )
  }),

  law('an article keeps an owner, also when two owners leave at once', async ({ store, another }) => {
    const id = await withArticle(store)
    await expect(store.records.setRole(id, account('owner'), null)).rejects.toEqual(refusedWith('last-owner'))
    await expect(store.records.setRole(id, account('owner'), 'editor')).rejects.toEqual(
      refusedWith('last-owner'),
    )
    const other = await another()
    for (let round = 0; round < 10; round++) {
      await store.records.setRole(id, account('owner'), 'owner')
      await store.records.setRole(id, account('ann'), 'owner')
      await Promise.allSettled([
        store.records.setRole(id, account('owner'), 'editor'),
        other.records.setRole(id, account('ann'), null),
      ])
      const members = await store.records.members(id)
      expect(members.filter(({ role }) => role === 'owner')).toHaveLength(1)
      const [owner] = members.filter(({ role }) => role === 'owner')
      if (owner?.account === account('ann')) await store.records.setRole(id, account('owner'), 'owner')
    }
  }),

  law('an account is one person in an article, also when asked for at once', async ({ store, another }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const other = await another()
    const found = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? store : other).records.personOf(one, account('ann'), person(`${n}`)),
      ),
    )
    expect(new Set(found).size).toBe(1)
    expect(await store.records.personOf(two, account('ann'), person('else'))).toBe(person('else'))
    expect(await store.records.people(one)).toEqual([{ person: found[0], account: account('ann') }])
  }),

  law('a token is found by its hash until it is revoked', async ({ store }) => {
    const token = { id: 't1', account: account('ann'), name: 'script', createdAt: 1 }
    await store.records.createToken(token, 'hash-1')
    await store.records.createToken({ ...token, id: 't2', account: account('bob'), createdAt: 2 }, 'hash-2')
    await store.records.noteTokenUse('t1', 77)
    await store.records.noteTokenUse('t9', 77)
    expect(await store.records.tokenByHash('hash-1')).toEqual({ ...token, usedAt: 77 })
    expect(await store.records.tokenByHash('hash-9')).toBeNull()
    expect((await store.records.tokensOf(account('bob'))).map(({ id }) => id)).toEqual(['t2'])
    expect((await store.records.tokensOf(null)).map(({ id }) => id)).toEqual(['t1', 't2'])
    expect(await store.records.revokeToken('t1')).toBe(true)
    expect(await store.records.revokeToken('t1')).toBe(false)
    expect(await store.records.tokenByHash('hash-1')).toBeNull()
  }),

  law(
    'an invite admits as many as it says, also when all come at once, and none after its time',
    async ({ store, another }) => {
      const id = await withArticle(store)
      const invite = {
        id: 'i1',
        createdBy: account('owner'),
        expiresAt: 5000,
        grant: { article: id, role: 'editor' },
        usesLeft: 3,
      } as const
      await store.records.createInvite(invite, 'hash-1')
      await store.records.createInvite({ ...invite, id: 'i2', grant: null }, 'hash-2')
      expect(await store.records.inviteByHash('hash-1')).toEqual(invite)
      expect(await store.records.inviteByHash('hash-2')).toMatchObject({ grant: null })
      const other = await another()
      const used = await Promise.all(
        Array.from({ length: 12 }, (_, n) => (n % 2 ? store : other).records.useInvite('i1', 4999)),
      )
      expect(used.filter(Boolean)).toHaveLength(3)
      expect(await store.records.useInvite('i2', 5000)).toBe(false)
      expect(await store.records.useInvite('i9', 0)).toBe(false)
    },
  ),

  law('equal images keep their bytes once and their addresses apart', async ({ store }) => {
    const image = {
      id: 'p1',
      article: await withArticle(store),
      hash: 'aa',
      type: 'image/webp',
      width: 4,
      height: 3,
    }
    await store.records.addImage(image, bytes(1, 10_000))
    await store.records.addImage({ ...image, id: 'p2' }, bytes(1, 10_000))
    expect(await store.records.image('p2')).toEqual({ ...image, id: 'p2', bytes: bytes(1, 10_000) })
    expect(await store.records.image('p9')).toBeNull()
    expect(await store.records.imageBytes(image.article)).toBe(20_000)
    expect(await store.records.imageBytes(article(9))).toBe(0)
  }),

  law('changes of members, trash and tokens are told once each, in order', async ({ store }) => {
    const id = await withArticle(store)
    const [last] = await store.records.changesAfter(null)
    await store.records.setRole(id, account('ann'), 'editor')
    await store.records.setRole(id, account('ann'), 'editor')
    await store.records.trash(id, 9000)
    await store.records.createToken({ id: 't1', account: account('bob'), name: '', createdAt: 1 }, 'h')
    await store.records.revokeToken('t1')
    await store.records.noteChange(null, null)
    const changes = await store.records.changesAfter(last?.seq ?? 0)
    expect(changes.map(({ article, account }) => [article, account])).toEqual([
      [id, account('ann')],
      [id, null],
      [null, account('bob')],
      [null, null],
    ])
    expect(await store.records.changesAfter(null)).toEqual(changes.slice(-1))
  }),

  law(
    'a poller that asks for what is after the last misses none, whoever writes',
    async ({ store, another }) => {
      const other = await another()
      const [start] = await store.records.changesAfter(null)
      let writing = true
      const writes = Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          (n % 2 ? store : other).records.noteChange(null, account(`${n}`)),
        ),
      ).finally(() => {
        writing = false
      })
      const heard: (string | null)[] = []
      let seq = start?.seq ?? 0
      const poll = async () => {
        for (const change of await store.records.changesAfter(seq)) {
          seq = change.seq
          heard.push(change.account)
        }
      }
      while (writing) await poll()
      await writes
      await poll()
      expect(heard.sort()).toEqual(Array.from({ length: 40 }, (_, n) => account(`${n}`)).sort())
    },
  ),
  law('the audit log is read backwards, page by page, and forgets only what is older', async ({ store }) => {
    const { records } = store
    const entry = (at: number) => ({
      at,
      act: 'role-given' as const,
      by: account('owner'),
      account: at % 2 ? account('ann') : null,
      article: at % 2 ? article(1) : null,
      detail: at % 2 ? 'editor' : null,
    })
    const times = [5, 1, 4, 2, 3]
    for (const at of times) await records.addAudit(entry(at))
    const all = await records.auditBefore(null, 100)
    expect(all.map(({ seq: _, ...row }) => row)).toEqual([...times].reverse().map(entry))
    const [first, second, third] = all
    expect(await records.auditBefore(null, 2)).toEqual([first, second])
    expect(await records.auditBefore(second!.seq, 1)).toEqual([third])
    await records.forgetAudit(3)
    expect((await records.auditBefore(null, 100)).map(({ at }) => at)).toEqual([3, 4, 5])
    await records.forgetAudit(9)
    await records.addAudit(entry(9))
    expect((await records.auditBefore(null, 1))[0]!.seq).toBeGreaterThan(first!.seq)
  }),
  law(
    'an account is erased from every row but the log of acts, and who is left alone gets an heir',
    async ({ store }) => {
      const { records } = store
      const [alone, shared] = [await withArticle(store, 1), await withArticle(store, 2)]
      const [owner, heir] = [account('owner'), account('heir')]
      await records.setRole(shared, account('ann'), 'owner')
      await records.setRole(alone, heir, 'viewer')
      await records.personOf(alone, owner, person('own'))
      const token = { id: 't', account: owner, name: 'x', createdAt: 1 }
      await records.createToken(token, 'hash')
      const invite = { id: 'i', createdBy: owner, expiresAt: 9, grant: null, usesLeft: 1 }
      await records.createInvite(invite, 'hash')
      const act = { at: 1, act: 'sign-in' as const, by: owner, account: owner, article: null, detail: null }
      await records.addAudit(act)

      expect(await records.onlyOwnerOf(owner)).toEqual([alone])
      expect(await records.personsOf(owner)).toEqual([{ article: alone, person: person('own') }])
      expect(await records.invitesOf(owner)).toEqual([invite])
      await expect(records.eraseAccount(owner, null)).rejects.toEqual(refusedWith('last-owner'))
      expect(await records.roleOf(alone, owner)).toBe('owner')

      const [last] = await records.changesAfter(null)
      await records.eraseAccount(owner, heir)
      expect([await records.roleOf(alone, owner), await records.roleOf(shared, owner)]).toEqual([null, null])
      expect([await records.roleOf(alone, heir), await records.roleOf(shared, heir)]).toEqual(['owner', null])
      expect([await records.people(alone), await records.personsOf(owner)]).toEqual([[], []])
      expect([await records.tokensOf(owner), await records.tokenByHash('hash')]).toEqual([[], null])
      expect([await records.invitesOf(owner), await records.inviteByHash('hash')]).toEqual([[], null])
      expect((await records.auditOf(owner)).map(({ seq: _, ...row }) => row)).toEqual([act])
      expect((await records.changesAfter(last!.seq)).map((change) => change.account)).toEqual([heir, owner])
      expect((await store.log.read(alone, 0, 9)).length).toBe(1)
      await store.scrub()
      expect(await records.roleOf(alone, heir)).toBe('owner')
    },
  ),
]

export const STORE_LAWS: readonly Law[] = [
  ...logLaws,
  ...clientLaws,
  ...recordLaws,
  ...SHARING_LAWS,
  ...THREAD_LAWS,
  ...DECISION_LAWS,
  ...NOTICE_LAWS,
  ...CLASS_LAWS,
  ...REVIEW_LAWS,
  ...LATE_LAWS,
  ...SAMPLE_LAWS,
]
