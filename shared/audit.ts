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
  'position-given',
  // groups; `detail` is the group's id
  'group-joined',
  'group-left',
  // classes; `detail` is the class's id
  'class-made',
  'class-deleted',
  'class-joined',
  'claim-undone',
  'students-merged',
  'teacher-added',
  'teacher-removed',
  // tokens, invitations and links; `detail` is its id
  'token-made',
  'token-revoked',
  'invite-made',
  'invite-used',
  'link-made',
  'link-revoked',
  'link-opened',
  // articles; `detail` is the role, where there is one
  'role-given',
  'role-taken',
  'handed-over',
  'group-shared',
  'group-unshared',
  'article-frozen',
  'article-unfrozen',
  'article-trashed',
  'article-restored',
  // decisions about suggestions; `detail` is what was decided and the suggestion's name
  'suggestion-decided',
  // review sessions; `detail` is its id
  'reviewers-seen',
  // threads; `account` is whose comment it was, `detail` its thread and its id
  'comment-deleted',
] as const

export type AuditAct = (typeof AUDIT_ACTS)[number]
