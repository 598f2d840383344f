/** The secret that signs cookies: given, or made once and kept where only this user can read it. */

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RandomBytes, randomToken } from '../../shared/ids.ts'

const LENGTH = 48

export async function authSecret(
  given: string | null,
  dataDir: string,
  random: RandomBytes,
): Promise<string> {
  if (given !== null) return given
  const file = join(dataDir, 'auth-secret')
  try {
    // Never overwrites: of two processes that start at once, the second reads what the first wrote.
    await writeFile(file, randomToken(random, LENGTH), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFile(file, 'utf8')
}
