/**
 * Builds the server once for a whole vitest run. Hundreds of stores are opened in it, and each would else translate the TypeScript of
 * its writer's thread anew, which takes half a second.
 */

import type { TestProject } from 'vitest/node'
import { BUILT, newBuild } from './built.ts'

export async function setup({ config }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (config.watch) return // the source changes meanwhile
  const { folder, remove } = await newBuild()
  process.env[BUILT] = folder
  return remove
}
