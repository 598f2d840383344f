/** What people type to join a class, in the form in which two are the same: codes and handles. Pure, for server and page. */

import { isCleanString } from './article/formats.ts'
import type { RandomBytes } from './ids.ts'
import { randomToken } from './ids.ts'
import { classCodeLength, handleUnitsMax } from './limits.ts'

/** A new code: capital letters and digits without look-alikes, so that it can be read off a wall. */
export const newClassCode = (random: RandomBytes): string =>
  randomToken(random, classCodeLength).toUpperCase()

/** A code as somebody types it: case, gaps, dashes and what cannot be seen do not count. */
export const typedCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-–—.\p{C}]/gu, '')

/** A handle as it is shown: without gaps around it, and with single ones in it. */
export const cleanHandle = (typed: string): string => typed.normalize('NFC').trim().replaceAll(/\s+/g, ' ')

/** Whether it can name somebody: short, with something to see in it, and nothing that hides. */
export const isHandle = (handle: string): boolean =>
  handle.length <= handleUnitsMax && isCleanString(handle) && /[\p{L}\p{N}]/u.test(handle)

/** Two handles with one key are the same: case, width and gaps do not count. */
export const handleKey = (handle: string): string =>
  cleanHandle(handle).normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ')
