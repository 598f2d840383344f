/** What a durable store keeps of sharing: the same SQL for both databases. */

import type { Kysely, Transaction } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { addChange } from './changes.ts'
import { grantRows, grantsFrom } from './grant-rows.ts'
import { reviewGrantFrom, reviewGrantRows } from './review-grants.ts'
import { endLinks, lockArticle, setMember } from './role-changes.ts'
import type { LinkRow, SharingRecords } from './sharing.ts'
import type { Tables } from './tables.ts'

type Database = Kysely<Tables>
type Part<K extends keyof SharingRecords> = (database: Database) => Pick<SharingRecords, K>

export const sharingRecords = (database: Database): SharingRecords => ({
  ...groups(database),
  ...groupShares(database),
  ...links(database),
  ...linkEnds(database),
  ...requests(database),
  ...deadlines(database),
  ...versions(database),
  grants: async (article, account) => {
    const freezes = database.selectFrom('freezes').select(['at', 'sealed']).where('article', '=', article)
    const [rows, freeze, reviewed] = await Promise.all([
      grantRows(database, account, article).execute(),
      freezes.executeTakeFirst(),
      reviewGrantRows(database, account).where('review_articles.article', '=', article).executeTakeFirst(),
    ])
    return grantsFrom(rows, freeze ?? null, reviewed === undefined ? null : reviewGrantFrom(reviewed))
  },
})

// ---- groups

const groups: Part<
  'createGroup' | 'renameGroup' | 'deleteGroup' | 'groups' | 'groupSizes' | 'groupMembers' | 'setGroupMember'
> = (database) => ({
  async createGroup({ id, name, kind }) {
    const { numInsertedOrUpdatedRows } = await database
      .insertInto('groups')
      .values({ id, name, kind })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows === 0n) throw nameTaken(name)
  },

  renameGroup: (id, name) =>
    database.transaction().execute(async (transaction) => {
      // Two who give one name do so one after the other.
      await transaction.updateTable('change_counter').set({ id: 1 }).execute()
      const namesake = await transaction
        .selectFrom('groups')
        .select('id')
        .where('name', '=', name)
        .where('id', '<>', id)
        .executeTakeFirst()
      if (namesake) throw nameTaken(name)
      const { numUpdatedRows } = await transaction
        .updateTable('groups')
        .set({ name })
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows === 0n) throw noGroup(id)
    }),

  deleteGroup: (id) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockGroup(transaction, id))) return false
      const shares = await transaction
        .deleteFrom('group_shares')
        .where('group_id', '=', id)
        .returning('article')
        .execute()
      await transaction.deleteFrom('group_members').where('group_id', '=', id).execute()
      await transaction.deleteFrom('groups').where('id', '=', id).execute()
      for (const { article } of shares) await addChange(transaction, article, null)
      return true
    }),

  groups: () => database.selectFrom('groups').selectAll().orderBy('name').orderBy('id').execute(),

  async groupSizes() {
    const rows = await database
      .selectFrom('group_members')
      .select(({ fn }) => ['group_id', fn.countAll<number | string>().as('members')])
      .groupBy('group_id')
      .execute()
    return new Map(rows.map(({ group_id, members }) => [group_id, Number(members)]))
  },

  async groupMembers(groups) {
    if (groups.length === 0) return []
    return database
      .selectFrom('group_members')
      .select(['group_id as group', 'account'])
      .where('group_id', 'in', groups)
      .orderBy('group_id')
      .orderBy('account')
      .execute()
  },

  setGroupMember: (group, account, isMember) =>
    database.transaction().execute(async (transaction) => {
      if (!(await lockGroup(transaction, group))) throw noGroup(group)
      const changed = isMember
        ? (
            await transaction
              .insertInto('group_members')
              .values({ group_id: group, account })
              .onConflict((conflict) => conflict.doNothing())
              .executeTakeFirstOrThrow()
          ).numInsertedOrUpdatedRows
        : (
            await transaction
              .deleteFrom('group_members')
              .where('group_id', '=', group)
              .where('account', '=', account)
              .executeTakeFirstOrThrow()
          ).numDeletedRows
      if (changed) await addChange(transaction, null, account)
    }),
})

/** Whoever changes a group, or shares with it, does so alone. False when there is none. */
async function lockGroup(transaction: Transaction<Tables>, id: string): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('groups')
    .set({ id })
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

const nameTaken = (name: string) => new Refused('name-taken', `There is a group “${name}”.`)
const noGroup = (id: string) => new Refused('not-found', `There is no group ${id}.`)

const groupShares: Part<'groupShares' | 'shareWithGroup'> = (database) => ({
  groupShares: (article) =>
    database
      .selectFrom('group_shares')
      .select(['group_id as group', 'role'])
      .where('article', '=', article)
      .orderBy('group_id')
      .execute(),

  shareWithGroup: (article, group, role) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      if (!(await lockGroup(transaction, group))) throw noGroup(group)
      const shared = await transaction
        .selectFrom('group_shares')
        .innerJoin('groups', 'groups.id', 'group_shares.group_id')
        .select(['groups.id', 'groups.kind', 'group_shares.role'])
        .where('article', '=', article)
        .execute()
      if ((shared.find(({ id }) => id === group)?.role ?? null) === role) return
      if (role === null) {
        await transaction
          .deleteFrom('group_shares')
          .where('article', '=', article)
          .where('group_id', '=', group)
          .execute()
        return addChange(transaction, article, null)
      }
      const { kind } = await transaction
        .selectFrom('groups')
        .select('kind')
        .where('id', '=', group)
        .executeTakeFirstOrThrow()
      if (kind === 'section' && shared.some((other) => other.kind === 'section' && other.id !== group))
        throw secondSection()
      await transaction
        .insertInto('group_shares')
        .values({ article, group_id: group, role })
        .onConflict((conflict) => conflict.columns(['article', 'group_id']).doUpdateSet({ role }))
        .execute()
      await addChange(transaction, article, null)
    }),
})

const secondSection = () =>
  new Refused('conflict', 'An article is in one section. Take it out of the other one first.')

// ---- links

const links: Part<'createLink' | 'linkByHash' | 'links' | 'openLink' | 'linkGrants'> = (database) => ({
  createLink: ({ id, article, role, createdBy, createdAt, expiresAt }, hash) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      await assertOwner(transaction, article, createdBy)
      await transaction
        .insertInto('links')
        .values({
          id,
          hash,
          article,
          role,
          created_by: createdBy,
          created_at: createdAt,
          expires_at: expiresAt,
        })
        .execute()
    }),

  async linkByHash(hash) {
    const row = await database.selectFrom('links').selectAll().where('hash', '=', hash).executeTakeFirst()
    return row === undefined ? null : linkRow(row)
  },

  async links(article) {
    const rows = await database
      .selectFrom('links')
      .leftJoin('link_uses', 'link_uses.link', 'links.id')
      .selectAll('links')
      .select(({ fn }) => fn.count<number>('link_uses.account').as('uses'))
      .where('article', '=', article)
      .groupBy('links.id')
      .orderBy('created_at')
      .orderBy('links.id')
      .execute()
    return rows.map((row) => ({ ...linkRow(row), uses: Number(row.uses) }))
  },

  openLink: (id, account, now, usesMax) =>
    database.transaction().execute(async (transaction) => {
      // A write that changes nothing locks: of two who come last, one finds it full.
      const link = await transaction
        .updateTable('links')
        .set({ id })
        .where('id', '=', id)
        .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
        .returning('article')
        .executeTakeFirst()
      if (link === undefined) return false
      const uses = await transaction
        .selectFrom('link_uses')
        .select('account')
        .where('link', '=', id)
        .execute()
      if (uses.some((use) => use.account === account)) return true
      if (uses.length >= usesMax) return false
      await transaction.insertInto('link_uses').values({ link: id, account }).execute()
      await addChange(transaction, link.article, account)
      return true
    }),

  linkGrants: (article) =>
    database
      .selectFrom('links')
      .innerJoin('link_uses', 'link_uses.link', 'links.id')
      .select(['account', 'role', 'expires_at as expiresAt'])
      .where('article', '=', article)
      .orderBy('links.id')
      .orderBy('account')
      .execute(),
})

const linkEnds: Part<'revokeLink' | 'revokeLinksOf'> = (database) => ({
  revokeLink: (article, id) =>
    database.transaction().execute(async (transaction) => {
      const ended = await endLinks(transaction, [id], article)
      if (ended > 0) await addChange(transaction, article, null)
      return ended > 0
    }),

  revokeLinksOf: (account) =>
    database.transaction().execute(async (transaction) => {
      const made = await transaction
        .selectFrom('links')
        .select(['id', 'article'])
        .where('created_by', '=', account)
        .execute()
      for (const article of new Set(made.map((link) => link.article))) {
        const ids = made.flatMap((link) => (link.article === article ? [link.id] : []))
        await endLinks(transaction, ids, article)
        await addChange(transaction, article, null)
      }
    }),
})

const linkRow = (row: Tables['links']): LinkRow => ({
  id: row.id,
  article: row.article,
  role: row.role,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})

// ---- requests and hand-over

const requests: Part<'requestAccess' | 'accessRequests' | 'dropRequest' | 'handOver'> = (database) => ({
  requestAccess: (article, { account, role, at }) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      await transaction
        .insertInto('access_requests')
        .values({ article, account, role, at })
        .onConflict((conflict) => conflict.columns(['article', 'account']).doUpdateSet({ role, at }))
        .execute()
      await addChange(transaction, article, account)
    }),

  accessRequests: (article) =>
    database
      .selectFrom('access_requests')
      .select(['account', 'role', 'at'])
      .where('article', '=', article)
      .orderBy('at')
      .orderBy('account')
      .execute(),

  dropRequest: (article, account) =>
    database.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('access_requests')
        .where('article', '=', article)
        .where('account', '=', account)
        .executeTakeFirstOrThrow()
      if (numDeletedRows > 0n) await addChange(transaction, article, account)
      return numDeletedRows > 0n
    }),

  handOver: (article, from, to, keeps) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      await assertOwner(transaction, article, from)
      if (from === to) throw new Refused('invalid', 'Hand it over to somebody else.')
      await transaction
        .updateTable('links')
        .set({ created_by: to })
        .where('article', '=', article)
        .where('created_by', '=', from)
        .execute()
      await setMember(transaction, article, to, 'owner')
      await setMember(transaction, article, from, keeps)
    }),
})

async function assertOwner(transaction: Transaction<Tables>, article: ArticleId, account: AccountId) {
  const member = await transaction
    .selectFrom('members')
    .select('role')
    .where('article', '=', article)
    .where('account', '=', account)
    .executeTakeFirst()
  if (member?.role !== 'owner') throw notOwner()
}

const notOwner = () => new Refused('forbidden', 'Only an owner of the article can do this.')

// ---- freezes and versions

const deadlines: Part<'freezeOf' | 'setFreeze' | 'unsealed' | 'seal' | 'deadlines'> = (database) => ({
  async freezeOf(article) {
    const row = await database
      .selectFrom('freezes')
      .select(['at', 'name', 'by'])
      .where('article', '=', article)
      .executeTakeFirst()
    return row ?? null
  },

  setFreeze: (article, freeze) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      await transaction.deleteFrom('freezes').where('article', '=', article).execute()
      if (freeze !== null) {
        const { at, name, by } = freeze
        await transaction.insertInto('freezes').values({ article, at, name, by, sealed: 0 }).execute()
      }
      await addChange(transaction, article, null)
    }),

  async unsealed(now) {
    const rows = await database
      .selectFrom('freezes')
      .select('article')
      .where('sealed', '=', 0)
      .where('at', '<=', now)
      .execute()
    return rows.map(({ article }) => article)
  },

  seal: (article, version, now) =>
    database.transaction().execute(async (transaction) => {
      const freeze = await transaction
        .updateTable('freezes')
        .set({ sealed: 1 })
        .where('article', '=', article)
        .where('sealed', '=', 0)
        .where('at', '<=', now)
        .returning(['at', 'name', 'by'])
        .executeTakeFirst()
      if (freeze === undefined) return false
      const seq = await newestSeq(transaction, article)
      await transaction
        .insertInto('versions')
        .values({ id: version, article, seq, ...freeze })
        .execute()
      return true
    }),

  deadlines: (after, until) =>
    database
      .selectFrom('freezes')
      .select(['article', 'at'])
      .where('at', '>', after)
      .where('at', '<=', until)
      .unionAll(
        database
          .selectFrom('links')
          .select(['article', 'expires_at as at'])
          .where('expires_at', '>', after)
          .where('expires_at', '<=', until)
          .$narrowType<{ at: number }>(),
      )
      .execute(),
})

const versions: Part<'versions' | 'createVersion'> = (database) => ({
  versions: (article) =>
    database
      .selectFrom('versions')
      .select(['id', 'seq', 'name', 'at', 'by'])
      .where('article', '=', article)
      .orderBy('seq', 'desc')
      .orderBy('at', 'desc')
      .orderBy('id')
      .execute(),

  createVersion: (article, { id, name, at, by }) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      const seq = await newestSeq(transaction, article)
      await transaction.insertInto('versions').values({ id, article, seq, name, at, by }).execute()
      return { id, seq, name, at, by }
    }),
})

async function newestSeq(transaction: Transaction<Tables>, article: ArticleId): Promise<number> {
  const { seq } = await transaction
    .selectFrom('log')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .where('article', '=', article)
    .executeTakeFirstOrThrow()
  return seq
}
