/** The audit log as everybody uses it: an act is noted right after it has happened, and kept for a year. */

import type { AuditAct } from '../../shared/audit.ts'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { auditKeptMs } from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { AuditLog, AuditRow } from '../store/store.ts'

export type Act = {
  readonly act: AuditAct
  /** Who does it; null: nobody signed in, or the command line. */
  readonly by: AccountId | null
  /** Whom it is about. */
  readonly account?: AccountId
  readonly article?: ArticleId
  /** A role, or the id of a token, an invitation, a link: never a name, nor what somebody typed. */
  readonly detail?: string
}

export interface Audit {
  /** Never rejects: what has been done is done, and a failure to note it is the log's. */
  note(act: Act): Promise<void>
  /** At most so many before `seq`, or the last ones, newest first. */
  before(seq: number | null, limit: number): Promise<readonly AuditRow[]>
}

const DAY_MS = 24 * 60 * 60_000

export function createAudit(records: AuditLog, clock: Clock, log: Log): Audit {
  let forgotAt = Number.NEGATIVE_INFINITY

  async function forgetOld(now: number): Promise<void> {
    if (now - forgotAt < DAY_MS) return
    forgotAt = now
    await records.forgetAudit(now - auditKeptMs)
  }

  return {
    async note({ act, by, account = null, article = null, detail = null }) {
      const at = clock.now()
      try {
        await records.addAudit({ at, act, by, account, article, detail })
        await forgetOld(at)
      } catch (error) {
        log.error({ error, act }, 'an act is missing in the audit log')
      }
    },
    before: (seq, limit) => records.auditBefore(seq, limit),
  }
}
