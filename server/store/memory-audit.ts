/** The audit log of a memory store. */

import type { Read, Transact } from './memory-state.ts'
import type { AuditLog } from './store.ts'

export const memoryAudit = (transact: Transact, read: Read): AuditLog => ({
  addAudit: (entry) =>
    transact(() => ({
      answer: undefined,
      write: ({ audit }) => {
        const seq = audit.last + 1
        audit.last = seq
        audit.rows.push({ ...entry, seq })
      },
    })),
  auditBefore: (seq, limit) =>
    read(({ audit }) =>
      audit.rows
        .filter((row) => seq === null || row.seq < seq)
        .slice(-limit)
        .reverse(),
    ),
  forgetAudit: (before) =>
    transact(() => ({
      answer: undefined,
      write: ({ audit }) => {
        audit.rows = audit.rows.filter(({ at }) => at >= before)
      },
    })),
})
