/** The records of a durable store: the same SQL for both databases. */

import { type Kysely, sql } from 'kysely'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { auditOf } from './audit.ts'
import { addChange } from './changes.ts'
import { classRecords } from './class-records.ts'
import { decisionRecords } from './decision-records.ts'
import { grantRows, grantsFrom } from './grant-rows.ts'
import { lateRecords } from './late-records.ts'
import { noticeRecords } from './notice-records.ts'
import { personalRowsOf } from './personal.ts'
import { reviewRecords } from './review-records.ts'
import { lockArticle, setMember } from './role-changes.ts'
import { sampleRecords } from './sample-records.ts'
import { sharingRecords } from './sharing-records.ts'
import type { ArticleRow, ImageRow, InviteRow, Records, TokenRow } from './store.ts'
import type { Tables } from './tables.ts'
import { threadRecords } from './thread-records.ts'

type Database = Kysely<Tables>
type Part<K extends keyof Records> = (database: Database) => Pick<Records, K>

export const createRecords = (database: Database): Records => ({
  ...articles(database),
  ...members(database),
  ...people(database),
  ...tokens(database),
  ...invites(database),
  ...decisionRecords(database),
  ...images(database),
  ...settings(database),
  ...changes(database),
  ...sharingRecords(database),
  ...threadRecords(database),
  ...noticeRecords(database),
  ...classRecords(database),
  ...reviewRecords(database),
  ...lateRecords(database),
  ...sampleRecords(database),
  ...auditOf(database),
  ...personalRowsOf(database),
})

const articles: Part<'createArticle' | 'article' | 'articlesOf' | 'allArticles' | 'setTitle' | 'trash'> = (
  database,
) => ({
  createArticle: ({ id, title, at }, owner, first) =>
    database.transaction().execute(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('articles')
        .values({ id, title, created_at: at, updated_at: at, trashed_at: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n) throw new Refused('conflict', `There is an article ${id}.`)
      await transaction.insertInto('leases').values({ article: id, epoch: 0 }).execute()
      await transaction
        .insertInto('log')
        .values({ article: id, seq: 1, person: null, at, bytes: first })
        .execute()
      await transaction.insertInto('members').values({ article: id, account: owner, role: 'owner' }).execute()
      await addChange(transaction, id, owner)
    }),

  async article(id) {
    const row = await database.selectFrom('articles').selectAll().where('id', '=', id).executeTakeFirst()
    return row === undefined ? null : articleRow(row)
  },

  async articlesOf(account) {
    const [given, reviews] = await Promise.all([
      grantRows(database, account).execute(),
      reviewRecords(database).reviewGrants(account),
    ])
    const reviewed = [...reviews].flatMap(([id, { parties }]) => (parties.length > 0 ? [id] : []))
    const found = new Set([...given.map(({ article }) => article), ...reviewed])
    if (found.size === 0) return []
    const rows = await database
      .selectFrom('articles')
      .leftJoin('freezes', 'freezes.article', 'articles.id')
      .selectAll('articles')
      .select(['freezes.at as freeze_at', 'freezes.sealed as freeze_sealed'])
      .where('articles.id', 'in', [...found])
      .orderBy('articles.updated_at', 'desc')
      .orderBy('articles.id')
      .execute()
    return rows.map((row) => ({
      ...articleRow(row),
      grants: grantsFrom(
        given.filter(({ article }) => article === row.id),
        row.freeze_at === null ? null : { at: row.freeze_at, sealed: row.freeze_sealed ?? 0 },
        reviews.get(row.id) ?? null,
      ),
    }))
  },

  async allArticles() {
    const rows = await database
      .selectFrom('articles')
      .selectAll()
      .where('id', 'not in', copies(database))
      .orderBy('updated_at', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(articleRow)
  },

  async setTitle(id, title, at) {
    await database
      .updateTable('articles')
      .set({ title, updated_at: at })
      .where('id', '=', id)
      .where('id', 'not in', copies(database))
      .execute()
  },

  trash: (id, at) =>
    database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('articles')
        .set({ trashed_at: at })
        .where('id', '=', id)
        .where('trashed_at', at === null ? 'is not' : 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) await addChange(transaction, id, null)
    }),
})

/** What reviewers have of articles: no article that anybody lists or names. */
const copies = (database: Database) =>
  database.selectFrom('review_articles').select('article').where('pair', 'is not', null)

const articleRow = (row: Tables['articles']): ArticleRow => ({
  id: row.id,
  title: row.title,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  trashedAt: row.trashed_at,
})

const members: Part<'roleOf' | 'members' | 'setRole'> = (database) => ({
  async roleOf(article, account) {
    const row = await database
      .selectFrom('members')
      .select('role')
      .where('article', '=', article)
      .where('account', '=', account)
      .executeTakeFirst()
    return row?.role ?? null
  },

  members: (article) =>
    database.selectFrom('members').select(['account', 'role']).where('article', '=', article).execute(),

  setRole: (article, account, role) =>
    database.transaction().execute(async (transaction) => {
      await lockArticle(transaction, article)
      await setMember(transaction, article, account, role)
    }),
})

const people: Part<'personOf' | 'makePeople' | 'people'> = (database) => {
  const find = async (article: ArticleId, account: AccountId) =>
    database
      .selectFrom('people')
      .select('person')
      .where('article', '=', article)
      .where('account', '=', account)
      .executeTakeFirst()
  return {
    async personOf(article, account, proposed) {
      const known = await find(article, account)
      if (known !== undefined) return known.person
      await database
        .insertInto('people')
        .values({ article, account, person: proposed })
        .onConflict((conflict) => conflict.columns(['article', 'account']).doNothing())
        .execute()
      return (await find(article, account))?.person ?? proposed
    },
    async makePeople(article, proposed) {
      for (let at = 0; at < proposed.length; at += ROWS_AT_ONCE)
        await database
          .insertInto('people')
          .values(proposed.slice(at, at + ROWS_AT_ONCE).map((one) => ({ article, ...one })))
          .onConflict((conflict) => conflict.columns(['article', 'account']).doNothing())
          .execute()
    },
    people: (article) =>
      database.selectFrom('people').select(['person', 'account']).where('article', '=', article).execute(),
  }
}

/** Three values each; a statement holds some thousands. */
const ROWS_AT_ONCE = 500

const tokens: Part<'createToken' | 'tokenByHash' | 'tokensOf' | 'noteTokenUse' | 'revokeToken'> = (
  database,
) => ({
  async createToken({ id, account, name, createdAt }, hash) {
    await database
      .insertInto('access_tokens')
      .values({ id, hash, account, name, created_at: createdAt, used_at: null })
      .execute()
  },
  async tokenByHash(hash) {
    const row = await database
      .selectFrom('access_tokens')
      .selectAll()
      .where('hash', '=', hash)
      .executeTakeFirst()
    return row === undefined ? null : tokenRow(row)
  },
  async tokensOf(account) {
    const rows = await database
      .selectFrom('access_tokens')
      .selectAll()
      .$if(account !== null, (query) => query.where('account', '=', account))
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(tokenRow)
  },
  async noteTokenUse(id, at) {
    await database.updateTable('access_tokens').set({ used_at: at }).where('id', '=', id).execute()
  },
  revokeToken: (id) =>
    database.transaction().execute(async (transaction) => {
      const row = await transaction
        .deleteFrom('access_tokens')
        .where('id', '=', id)
        .returning('account')
        .executeTakeFirst()
      if (row === undefined) return false
      await addChange(transaction, null, row.account)
      return true
    }),
})

const tokenRow = (row: Tables['access_tokens']): TokenRow => ({
  id: row.id,
  account: row.account,
  name: row.name,
  createdAt: row.created_at,
  usedAt: row.used_at,
})

const invites: Part<
  'createInvite' | 'inviteByHash' | 'invites' | 'invitesOf' | 'revokeInvite' | 'useInvite'
> = (database) => ({
  async createInvite({ id, createdBy, expiresAt, grant, usesLeft }, hash) {
    await database
      .insertInto('invites')
      .values({
        id,
        hash,
        created_by: createdBy,
        expires_at: expiresAt,
        article: grant?.article ?? null,
        role: grant?.role ?? null,
        uses_left: usesLeft,
      })
      .execute()
  },
  async inviteByHash(hash) {
    const row = await database.selectFrom('invites').selectAll().where('hash', '=', hash).executeTakeFirst()
    return row === undefined ? null : inviteRow(row)
  },
  async invites(article) {
    const rows = await database
      .selectFrom('invites')
      .selectAll()
      .where('article', article === null ? 'is' : '=', article)
      .orderBy('expires_at')
      .orderBy('id')
      .execute()
    return rows.map(inviteRow)
  },
  async revokeInvite(id) {
    const { numDeletedRows } = await database
      .deleteFrom('invites')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return numDeletedRows > 0n
  },
  async invitesOf(account) {
    const rows = await database.selectFrom('invites').selectAll().where('created_by', '=', account).execute()
    return rows.map(inviteRow)
  },
  async useInvite(id, now) {
    const { numUpdatedRows } = await database
      .updateTable('invites')
      .set((columns) => ({ uses_left: columns('uses_left', '-', 1) }))
      .where('id', '=', id)
      .where('uses_left', '>', 0)
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  },
})

const inviteRow = (row: Tables['invites']): InviteRow => ({
  id: row.id,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  grant: row.article === null || row.role === null ? null : { article: row.article, role: row.role },
  usesLeft: row.uses_left,
})

const images: Part<'addImage' | 'image' | 'imageBytes'> = (database) => ({
  addImage: ({ id, article, hash, type, width, height }, bytes) =>
    database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('image_bytes')
        .values({ hash, bytes })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await transaction.insertInto('images').values({ id, article, hash, type, width, height }).execute()
    }),
  async imageBytes(article) {
    const row = await database
      .selectFrom('images')
      .innerJoin('image_bytes', 'image_bytes.hash', 'images.hash')
      .select(sql<number | string | null>`sum(length(bytes))`.as('bytes'))
      .where('article', '=', article)
      .executeTakeFirstOrThrow()
    return Number(row.bytes ?? 0)
  },
  async image(id) {
    const row = await database
      .selectFrom('images')
      .innerJoin('image_bytes', 'image_bytes.hash', 'images.hash')
      .selectAll('images')
      .select('image_bytes.bytes')
      .where('images.id', '=', id)
      .executeTakeFirst()
    return (row satisfies (ImageRow & { bytes: Uint8Array }) | undefined) ?? null
  },
})

const settings: Part<'setting' | 'setSetting'> = (database) => ({
  async setting(key) {
    const row = await database
      .selectFrom('settings')
      .select('value')
      .where('key', '=', key)
      .executeTakeFirst()
    return row?.value ?? null
  },
  async setSetting(key, value) {
    if (value === null) await database.deleteFrom('settings').where('key', '=', key).execute()
    else
      await database
        .insertInto('settings')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute()
  },
})

const changes: Part<'noteChange' | 'changesAfter'> = (database) => ({
  noteChange: (article, account) =>
    database.transaction().execute((transaction) => addChange(transaction, article, account)),
  async changesAfter(seq) {
    if (seq !== null)
      return database.selectFrom('changes').selectAll().where('seq', '>', seq).orderBy('seq').execute()
    return database.selectFrom('changes').selectAll().orderBy('seq', 'desc').limit(1).execute()
  },
})
