/** Under which names drafts and posts are kept on this device, and their end. */

const PREFIX = 'galley.threads.'

/** What all of one article's names begin with. */
export const keptPrefix = (account: string, article: string): string => `${PREFIX}${account}.${article}.`

export function keptNames(storage: Storage, prefix: string): readonly string[] {
  try {
    return Object.keys(storage).filter((name) => name.startsWith(prefix))
  } catch {
    return [] // forbidden: nothing is kept
  }
}

/** Whether words are kept here that nobody else has: in one article, or in any. */
export function keepsWords(account: string, article?: string): boolean {
  const prefix = article === undefined ? `${PREFIX}${account}.` : keptPrefix(account, article)
  return deviceNames(prefix).length > 0
}

/** Deletes what this device keeps for everybody but `account`; null: for everybody. At sign-out and sign-in. */
export function forgetKept(account: string | null): void {
  for (const name of deviceNames(PREFIX))
    if (account === null || !name.startsWith(`${PREFIX}${account}.`)) localStorage.removeItem(name)
}

function deviceNames(prefix: string): readonly string[] {
  try {
    return keptNames(localStorage, prefix)
  } catch {
    return []
  }
}
