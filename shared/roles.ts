/** Who may do what in an article: one pure table for server and page. */

export const ROLES = ['viewer', 'commenter', 'suggester', 'editor', 'owner'] as const
export type Role = (typeof ROLES)[number]

export type Action = 'read' | 'comment' | 'suggest' | 'edit' | 'manageMembers' | 'delete'

const LEAST: Record<Action, Role> = {
  read: 'viewer',
  comment: 'commenter',
  suggest: 'suggester',
  edit: 'editor',
  manageMembers: 'owner',
  delete: 'owner',
}

export const isRole = (value: unknown): value is Role => ROLES.includes(value as Role)

/** Whether somebody with this role in the article may do it. `null`: not a member. */
export const can = (role: Role | null, action: Action): boolean =>
  role !== null && ROLES.indexOf(role) >= ROLES.indexOf(LEAST[action])
