/** Groups and sections: made by administrators; an article's owners share it with them. */

import { Hono } from 'hono'
import { randomToken } from '../../shared/ids.ts'
import { groupMembersMax, groupsMax } from '../../shared/limits.ts'
import {
  createGroupRequest,
  type Group,
  type GroupShare,
  renameGroupRequest,
  shareWithGroupRequest,
} from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { administrator, bodyOf, notFound, permitted, permittedHere } from './guards.ts'
import { accountNamed } from './named.ts'
import type { Env, Request, Services } from './services.ts'

const ID_LENGTH = 12

export function groupRoutes(services: Services) {
  const { accounts, articles, audit, random, store } = services
  const { records } = store

  return new Hono<Env>()
    .get('/groups', async (c) => {
      permittedHere(c, 'seePeople')
      return c.json({ groups: await listed() })
    })
    .post('/groups', async (c) => {
      administrator(c)
      const { name, kind } = await bodyOf(c, createGroupRequest)
      if ((await records.groups()).length >= groupsMax)
        throw new Refused('conflict', `At most ${groupsMax} groups. Delete one first.`)
      const id = randomToken(random, ID_LENGTH)
      await records.createGroup({ id, name, kind })
      return c.json({ id, name, kind, members: 0 } satisfies Group, 201)
    })
    .patch('/groups/:group', async (c) => {
      administrator(c)
      const { name } = await bodyOf(c, renameGroupRequest)
      await records.renameGroup(c.req.param('group'), name)
      return c.json(await existing(c.req.param('group')))
    })
    .delete('/groups/:group', async (c) => {
      administrator(c)
      if (!(await records.deleteGroup(c.req.param('group')))) throw notFound()
      articles.accessChanged(null, null)
      return c.body(null, 204)
    })
    .get('/groups/:group/members', async (c) => {
      administrator(c)
      const { id } = await existing(c.req.param('group'))
      const rows = await records.groupMembers([id])
      const known = await Promise.all(rows.map(({ account }) => accounts.find(account)))
      const members = known.flatMap((account) => {
        if (account === null) return []
        return [{ account: account.id, userName: account.userName, displayName: account.displayName }]
      })
      return c.json({ members })
    })
    .put('/groups/:group/members/:user', (c) => setMember(c, true))
    .delete('/groups/:group/members/:user', (c) => setMember(c, false))
    .get('/articles/:article/groups', async (c) => {
      const { article } = await permitted(c, services, 'read')
      permittedHere(c, 'seePeople')
      const groups = new Map((await listed()).map((group) => [group.id, group]))
      const shares = (await records.groupShares(article)).flatMap(({ group: id, role }): GroupShare[] => {
        const group = groups.get(id)
        return group ? [{ ...group, role }] : []
      })
      return c.json({ groups: shares.sort((a, b) => a.name.localeCompare(b.name)) })
    })
    .put('/articles/:article/groups/:group', async (c) => {
      const { article, visitor } = await permitted(c, services, 'manageMembers')
      const { role } = await bodyOf(c, shareWithGroupRequest)
      const group = await existing(c.req.param('group'))
      await records.shareWithGroup(article, group.id, role)
      await audit.note({ act: 'group-shared', by: visitor.account, article, detail: group.id })
      articles.accessChanged(article, null)
      return c.json({ ...group, role } satisfies GroupShare)
    })
    .delete('/articles/:article/groups/:group', async (c) => {
      const { article, visitor } = await permitted(c, services, 'manageMembers')
      const { id } = await existing(c.req.param('group'))
      await records.shareWithGroup(article, id, null)
      await audit.note({ act: 'group-unshared', by: visitor.account, article, detail: id })
      articles.accessChanged(article, null)
      return c.body(null, 204)
    })

  async function setMember(c: Request, isMember: boolean): Promise<Response> {
    const by = administrator(c).account
    const group = await existing(c.req.param('group') ?? '')
    const account = await accountNamed(accounts, c.req.param('user') ?? '')
    if (isMember && group.members >= groupMembersMax)
      throw new Refused('conflict', `At most ${groupMembersMax} people in a group.`)
    await records.setGroupMember(group.id, account.id, isMember)
    const act = isMember ? 'group-joined' : 'group-left'
    await audit.note({ act, by, account: account.id, detail: group.id })
    articles.accessChanged(null, account.id)
    return c.body(null, 204)
  }

  async function listed(): Promise<readonly Group[]> {
    const [groups, sizes] = await Promise.all([records.groups(), records.groupSizes()])
    return groups.map((group) => ({ ...group, members: sizes.get(group.id) ?? 0 }))
  }

  async function existing(id: string): Promise<Group> {
    const group = (await listed()).find((one) => one.id === id)
    if (!group) throw notFound()
    return group
  }
}
