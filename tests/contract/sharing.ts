/** The laws of server/store/sharing.ts: groups, links, requests, hand-over, freezes, versions. */

import { expect } from 'vitest'
import type { LinkRow } from '../../server/store/sharing.ts'
import type { Store } from '../../server/store/store.ts'
import type { ArticleId } from '../../shared/ids.ts'
import { NO_GRANTS } from '../../shared/roles.ts'
import { account, append, article, bytes, type Law, law, openEpoch, refusedWith, withArticle } from './lab.ts'

const owner = account('owner')
const ann = account('ann')
const bob = account('bob')

const group = (id: string, kind: 'group' | 'section' = 'group') => ({ id, name: `Group ${id}`, kind })
const link = (of: ArticleId, some: Partial<LinkRow> = {}): LinkRow => ({
  id: 'l1',
  article: of,
  role: 'suggester',
  createdBy: owner,
  createdAt: 1,
  expiresAt: 5000,
  ...some,
})

/** What was noted since, as pairs of article and account. */
async function changesOf(store: Store, made: () => Promise<unknown>) {
  const [last] = await store.records.changesAfter(null)
  await made()
  const changes = await store.records.changesAfter(last?.seq ?? 0)
  return changes.map((change) => [change.article, change.account])
}

const groupLaws: readonly Law[] = [
  law(
    'a group gives its members what an article is shared with it for, and takes it again',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.createGroup(group('g1'))
      await records.createGroup(group('g2'))
      await records.shareWithGroup(id, 'g1', 'viewer')
      await records.shareWithGroup(id, 'g2', 'editor')
      await records.setGroupMember('g1', ann, true)
      await records.setGroupMember('g1', ann, true)
      expect(await records.grants(id, ann)).toEqual({ ...NO_GRANTS, groups: ['viewer'] })
      await records.shareWithGroup(id, 'g1', 'commenter')
      expect(await records.grants(id, ann)).toEqual({ ...NO_GRANTS, groups: ['commenter'] })
      expect(await records.groupShares(id)).toEqual([
        { group: 'g1', role: 'commenter' },
        { group: 'g2', role: 'editor' },
      ])
      await records.setGroupMember('g1', ann, false)
      expect(await records.grants(id, ann)).toEqual(NO_GRANTS)
      await records.setGroupMember('g2', ann, true)
      await records.shareWithGroup(id, 'g2', null)
      expect(await records.grants(id, ann)).toEqual(NO_GRANTS)
      expect(await records.grants(article(9), ann)).toEqual(NO_GRANTS)
    },
  ),

  law(
    'groups are listed by name, each name once; one that is deleted leaves nothing behind',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.createGroup({ id: 'g1', name: 'Sports', kind: 'section' })
      await records.createGroup({ id: 'g2', name: 'Class 3B', kind: 'group' })
      await expect(records.createGroup({ id: 'g3', name: 'Sports', kind: 'group' })).rejects.toEqual(
        refusedWith('name-taken'),
      )
      await expect(records.renameGroup('g2', 'Sports')).rejects.toEqual(refusedWith('name-taken'))
      await records.renameGroup('g2', 'Class 4B')
      await records.renameGroup('g2', 'Class 4B')
      await expect(records.renameGroup('g9', 'Else')).rejects.toEqual(refusedWith('not-found'))
      expect((await records.groups()).map(({ name }) => name)).toEqual(['Class 4B', 'Sports'])
      await records.setGroupMember('g1', ann, true)
      await records.setGroupMember('g2', bob, true)
      await records.shareWithGroup(id, 'g1', 'editor')
      expect(await records.deleteGroup('g1')).toBe(true)
      expect(await records.deleteGroup('g1')).toBe(false)
      expect(await records.groups()).toEqual([{ id: 'g2', name: 'Class 4B', kind: 'group' }])
      expect(await records.groupSizes()).toEqual(new Map([['g2', 1]]))
      expect(await records.groupMembers(['g2', 'g3'])).toEqual([{ group: 'g2', account: bob }])
      expect([await records.groupMembers(['g1']), await records.groupMembers([])]).toEqual([[], []])
      expect(await records.groupShares(id)).toEqual([])
      expect(await records.grants(id, ann)).toEqual(NO_GRANTS)
      await expect(records.setGroupMember('g1', ann, true)).rejects.toEqual(refusedWith('not-found'))
      await expect(records.shareWithGroup(id, 'g1', 'viewer')).rejects.toEqual(refusedWith('not-found'))
      await expect(records.shareWithGroup(article(9), 'g2', 'viewer')).rejects.toEqual(
        refusedWith('not-found'),
      )
    },
  ),

  law('an article is in one section, also when two take it at once', async ({ store, another }) => {
    const id = await withArticle(store)
    const other = await another()
    for (const section of ['s1', 's2']) await store.records.createGroup(group(section, 'section'))
    await store.records.createGroup(group('g1'))
    await store.records.shareWithGroup(id, 'g1', 'viewer')
    const taken = await Promise.allSettled([
      store.records.shareWithGroup(id, 's1', 'viewer'),
      other.records.shareWithGroup(id, 's2', 'viewer'),
    ])
    expect(taken.filter(({ status }) => status === 'rejected')).toEqual([
      { status: 'rejected', reason: refusedWith('conflict') },
    ])
    expect(await store.records.groupShares(id)).toHaveLength(2)
  }),

  law('[R6] every change of a group is told to whom it is about, once', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const { records } = store
    expect(await changesOf(store, () => records.createGroup(group('g1')))).toEqual([])
    expect(
      await changesOf(store, async () => {
        await records.setGroupMember('g1', ann, true)
        await records.setGroupMember('g1', ann, true)
        await records.shareWithGroup(one, 'g1', 'viewer')
        await records.shareWithGroup(one, 'g1', 'viewer')
        await records.shareWithGroup(two, 'g1', 'viewer')
        await records.shareWithGroup(two, 'g1', null)
        await records.setGroupMember('g1', bob, false)
        await records.deleteGroup('g1')
      }),
    ).toEqual([
      [null, ann],
      [one, null],
      [two, null],
      [two, null],
      [one, null],
    ])
  }),
]

const linkLaws: readonly Law[] = [
  law('a link gives its role to whoever opens it, until it is revoked', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    await records.createLink(link(id), 'hash-1')
    await records.createLink(link(id, { id: 'l2', role: 'viewer', createdAt: 2, expiresAt: null }), 'hash-2')
    expect(await records.linkByHash('hash-1')).toEqual(link(id))
    expect(await records.linkByHash('hash-9')).toBeNull()
    expect(await records.openLink('l1', ann, 4999, 10)).toBe(true)
    expect(await records.openLink('l1', ann, 4999, 10)).toBe(true)
    expect(await records.openLink('l2', ann, 9e12, 10)).toBe(true)
    expect(await records.openLink('l1', bob, 5000, 10)).toBe(false)
    expect(await records.openLink('l9', bob, 0, 10)).toBe(false)
    expect((await records.links(id)).map(({ id, uses }) => [id, uses])).toEqual([
      ['l1', 1],
      ['l2', 1],
    ])
    const { links } = await records.grants(id, ann)
    expect([...links].sort((a, b) => (a.role < b.role ? -1 : 1))).toEqual([
      { role: 'suggester', expiresAt: 5000 },
      { role: 'viewer', expiresAt: null },
    ])
    expect(await records.revokeLink(article(9), 'l1')).toBe(false)
    expect(await records.revokeLink(id, 'l1')).toBe(true)
    expect(await records.revokeLink(id, 'l1')).toBe(false)
    expect(await records.linkByHash('hash-1')).toBeNull()
    expect((await records.grants(id, ann)).links).toEqual([{ role: 'viewer', expiresAt: null }])
  }),

  law('a link admits no more than it may, also when all come at once', async ({ store, another }) => {
    const id = await withArticle(store)
    await store.records.createLink(link(id), 'hash-1')
    const other = await another()
    const used = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 ? store : other).records.openLink('l1', account(`${n}`), 0, 3),
      ),
    )
    expect(used.filter(Boolean)).toHaveLength(3)
    expect((await store.records.links(id))[0]?.uses).toBe(3)
  }),

  law(
    'a link is its maker’s word: only an owner makes one, and it goes with the ownership',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.setRole(id, ann, 'editor')
      await expect(records.createLink(link(id, { createdBy: ann }), 'h')).rejects.toEqual(
        refusedWith('forbidden'),
      )
      await expect(records.createLink(link(article(9)), 'h')).rejects.toEqual(refusedWith('not-found'))
      await records.setRole(id, ann, 'owner')
      await records.createLink(link(id, { createdBy: ann }), 'hash-1')
      await records.createLink(link(id, { id: 'l2' }), 'hash-2')
      await records.openLink('l1', bob, 0, 10)
      const told = await changesOf(store, () => records.setRole(id, ann, 'editor'))
      expect(told).toEqual([
        [id, ann],
        [id, null],
      ])
      expect((await records.links(id)).map(({ id }) => id)).toEqual(['l2'])
      expect(await records.grants(id, bob)).toEqual(NO_GRANTS)
    },
  ),

  law('all links of an account can be ended at once, and no others', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const { records } = store
    await records.setRole(one, ann, 'owner')
    await records.createLink(link(one), 'h1')
    await records.createLink(link(one, { id: 'l2', createdBy: ann }), 'h2')
    await records.createLink(link(two, { id: 'l3' }), 'h3')
    expect(await changesOf(store, () => records.revokeLinksOf(bob))).toEqual([])
    expect((await changesOf(store, () => records.revokeLinksOf(owner))).sort()).toEqual([
      [one, null],
      [two, null],
    ])
    expect((await records.links(one)).map(({ id }) => id)).toEqual(['l2'])
    expect(await records.links(two)).toEqual([])
  }),

  law('[R6] opening and revoking a link are told; opening it again is not', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    await records.createLink(link(id), 'hash-1')
    expect(
      await changesOf(store, async () => {
        await records.openLink('l1', ann, 0, 10)
        await records.openLink('l1', ann, 0, 10)
        await records.revokeLink(id, 'l1')
        await records.revokeLink(id, 'l1')
      }),
    ).toEqual([
      [id, ann],
      [id, null],
    ])
  }),

  law('invites are listed where they lead to, and revoked', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    const invite = { id: 'i1', createdBy: owner, expiresAt: 5000, grant: null, usesLeft: 3 }
    const into = { ...invite, id: 'i2', grant: { article: id, role: 'editor' as const } }
    await records.createInvite(invite, 'hash-1')
    await records.createInvite(into, 'hash-2')
    expect(await records.invites(null)).toEqual([invite])
    expect(await records.invites(id)).toEqual([into])
    expect(await records.revokeInvite('i2')).toBe(true)
    expect(await records.revokeInvite('i2')).toBe(false)
    expect(await records.inviteByHash('hash-2')).toBeNull()
    expect(await records.invites(id)).toEqual([])
  }),
]

const memberLaws: readonly Law[] = [
  law('lists hold every article in which something gives a role, with what', async ({ store }) => {
    for (const n of [1, 2, 3, 4]) await withArticle(store, n)
    const { records } = store
    await records.createGroup(group('g1'))
    await records.setGroupMember('g1', ann, true)
    await records.setRole(article(1), ann, 'viewer')
    await records.shareWithGroup(article(2), 'g1', 'commenter')
    await records.createLink(link(article(3)), 'hash-1')
    await records.openLink('l1', ann, 0, 10)
    await records.setFreeze(article(3), { at: 7, name: '', by: owner })
    expect((await records.articlesOf(ann)).map(({ id, grants }) => [id, grants])).toEqual([
      [article(3), { ...NO_GRANTS, links: [{ role: 'suggester', expiresAt: 5000 }], freezeAt: 7 }],
      [article(2), { ...NO_GRANTS, groups: ['commenter'] }],
      [article(1), { ...NO_GRANTS, member: 'viewer' }],
    ])
    expect(await records.articlesOf(bob)).toEqual([])
  }),

  law('somebody asks for access once, until it is given or refused', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    const [last] = await records.changesAfter(null)
    await records.requestAccess(id, { account: ann, role: 'viewer', at: 2 })
    await records.requestAccess(id, { account: ann, role: 'editor', at: 3 })
    await records.requestAccess(id, { account: bob, role: 'editor', at: 1 })
    await expect(records.requestAccess(article(9), { account: ann, role: 'viewer', at: 1 })).rejects.toEqual(
      refusedWith('not-found'),
    )
    expect(await records.accessRequests(id)).toEqual([
      { account: bob, role: 'editor', at: 1 },
      { account: ann, role: 'editor', at: 3 },
    ])
    expect(await records.dropRequest(id, bob)).toBe(true)
    expect(await records.dropRequest(id, bob)).toBe(false)
    await records.setRole(id, ann, 'suggester')
    expect(await records.accessRequests(id)).toEqual([])
    expect((await records.changesAfter(last?.seq ?? 0)).map(({ account }) => account)).toEqual([
      ann,
      ann,
      bob,
      bob,
      ann,
    ])
  }),

  law(
    '[R6] a request is settled by any answer, also by the role that was there already',
    async ({ store }) => {
      const id = await withArticle(store)
      const { records } = store
      await records.setRole(id, ann, 'editor')
      await records.requestAccess(id, { account: ann, role: 'editor', at: 1 })
      await records.requestAccess(id, { account: bob, role: 'editor', at: 2 })
      expect(await changesOf(store, () => records.setRole(id, ann, 'editor'))).toEqual([[id, ann]])
      expect((await records.accessRequests(id)).map(({ account }) => account)).toEqual([bob])
      expect(await changesOf(store, () => records.setRole(id, ann, 'editor'))).toEqual([])
    },
  ),

  law('[R6] an article is handed over at once: there is an owner all the time', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    await records.createLink(link(id), 'hash-1')
    await expect(records.handOver(id, ann, bob, null)).rejects.toEqual(refusedWith('forbidden'))
    await expect(records.handOver(id, owner, owner, 'editor')).rejects.toEqual(refusedWith('invalid'))
    await expect(records.handOver(article(9), owner, ann, null)).rejects.toEqual(refusedWith('not-found'))
    expect(await changesOf(store, () => records.handOver(id, owner, ann, 'editor'))).toEqual([
      [id, ann],
      [id, owner],
    ])
    expect(await records.roleOf(id, owner)).toBe('editor')
    expect(await records.roleOf(id, ann)).toBe('owner')
    expect(await records.links(id)).toMatchObject([{ id: 'l1', createdBy: ann }])
    await records.handOver(id, ann, bob, null)
    expect(await records.members(id)).toHaveLength(2)
    expect(await records.roleOf(id, ann)).toBeNull()
  }),
]

const freezeLaws: readonly Law[] = [
  law('a freeze seals one version when it has begun: the log as it is then', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    const freeze = { at: 5000, name: 'Deadline', by: owner }
    await records.setFreeze(id, freeze)
    expect(await records.freezeOf(id)).toEqual(freeze)
    expect((await records.grants(id, owner)).freezeAt).toBe(5000)
    expect(await records.unsealed(4999)).toEqual([])
    expect(await records.seal(id, 'v1', 4999)).toBe(false)
    await store.log.append([append(id, await openEpoch(store, id), bytes(1))])
    expect(await records.unsealed(5000)).toEqual([id])
    expect(await records.seal(id, 'v1', 5010)).toBe(true)
    expect(await records.seal(id, 'v2', 5020)).toBe(false)
    // It has come for good: a clock that is set back does not undo it.
    expect((await records.grants(id, owner)).freezeAt).toBe(0)
    expect((await records.articlesOf(owner)).map(({ grants }) => grants.freezeAt)).toEqual([0])
    expect(await records.freezeOf(id)).toEqual(freeze)
    expect(await records.unsealed(9e12)).toEqual([])
    expect(await records.versions(id)).toEqual([{ id: 'v1', seq: 2, ...freeze }])
  }),

  law('a freeze moved to another time seals again; one that is lifted does not', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    await records.setFreeze(id, { at: 10, name: 'First', by: owner })
    await records.seal(id, 'v1', 10)
    await records.setFreeze(id, { at: 20, name: 'Second', by: owner })
    expect(await records.unsealed(20)).toEqual([id])
    await records.setFreeze(id, null)
    expect(await records.unsealed(20)).toEqual([])
    expect(await records.seal(id, 'v2', 20)).toBe(false)
    expect(await records.freezeOf(id)).toBeNull()
    await expect(records.setFreeze(article(9), { at: 1, name: '', by: owner })).rejects.toEqual(
      refusedWith('not-found'),
    )
  }),

  law('one version is sealed, also when two do it at once', async ({ store, another }) => {
    const id = await withArticle(store)
    const other = await another()
    await store.records.setFreeze(id, { at: 10, name: 'Once', by: owner })
    const sealed = await Promise.all([store.records.seal(id, 'v1', 10), other.records.seal(id, 'v2', 10)])
    expect(sealed.filter(Boolean)).toHaveLength(1)
    expect(await store.records.versions(id)).toHaveLength(1)
  }),

  law('moments at which roles change by themselves are found by their time', async ({ store }) => {
    const [one, two] = [await withArticle(store, 1), await withArticle(store, 2)]
    const { records } = store
    await records.setFreeze(one, { at: 100, name: '', by: owner })
    await records.createLink(link(two, { expiresAt: 200 }), 'h1')
    await records.createLink(link(two, { id: 'l2', expiresAt: null }), 'h2')
    expect(await records.deadlines(0, 99)).toEqual([])
    expect(await records.deadlines(0, 100)).toEqual([{ article: one, at: 100 }])
    expect(await records.deadlines(100, 200)).toEqual([{ article: two, at: 200 }])
    expect(await records.deadlines(200, 9e12)).toEqual([])
  }),

  law('a version names the log as it is, the newest first', async ({ store }) => {
    const id = await withArticle(store)
    const { records } = store
    const first = await records.createVersion(id, { id: 'v1', name: 'First', at: 1, by: ann })
    expect(first).toEqual({ id: 'v1', seq: 1, name: 'First', at: 1, by: ann })
    await store.log.append([append(id, await openEpoch(store, id), bytes(1))])
    await records.createVersion(id, { id: 'v2', name: 'Second', at: 2, by: bob })
    expect((await records.versions(id)).map(({ name, seq }) => [name, seq])).toEqual([
      ['Second', 2],
      ['First', 1],
    ])
    await expect(records.createVersion(article(9), { id: 'v3', name: '', at: 1, by: ann })).rejects.toEqual(
      refusedWith('not-found'),
    )
  }),
]

export const SHARING_LAWS: readonly Law[] = [...groupLaws, ...linkLaws, ...memberLaws, ...freezeLaws]
