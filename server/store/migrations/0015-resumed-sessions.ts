/** When a session last went on after a pause: who did nothing meanwhile was not idle. */

import type { Migration } from './migration.ts'

export const resumedSessions: Migration = {
  name: 'resumed sessions',
  async up({ schema }) {
    await schema.alterTable('review_sessions').addColumn('resumed_at', 'bigint').execute()
  },
}
