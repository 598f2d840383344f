/** One step from a version of the database to the next, for both databases. */

import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

export type Dialect = 'sqlite' | 'postgres'

export type Migration = {
  readonly name: string
  up(database: Kysely<Tables>, dialect: Dialect): Promise<void>
}
