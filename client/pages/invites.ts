/** How long an invite link lasts and how many it admits: a class and a week. */

export const inviteDays = 7
export const inviteUses = 30
