/** What the audit log keeps: every act on accounts, roles, links and decisions, by a name that never changes its meaning. */

export const AUDIT_ACTS = [
  // signing in; `account` is whose
  'set-up',
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'sign-ins-ended',
  'password-changed',
  // people; `account` is about whom
  'account-added',
  'password-set',
  'account-disabled',
  'account-enabled',
  'administrator-given',
  'administrator-taken',
  'account-exported',
  'account-erased',
  // tokens and invitations; `detail` is its id
  'token-made',
  'token-revoked',
  'invite-made',
  'invite-used',
  // articles; `detail` is the role, where there is one
  'role-given',
  'role-taken',
  'article-trashed',
  'article-restored',
] as const

export type AuditAct = (typeof AUDIT_ACTS)[number]
