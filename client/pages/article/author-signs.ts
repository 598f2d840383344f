/** A short sign for each of several names: their initials, with a number where somebody else has the same. */

import { initials } from '../../ui/avatar.tsx'

export function distinctSigns(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const sign = initials(name) || '?'
    const before = seen.get(sign) ?? 0
    seen.set(sign, before + 1)
    return before === 0 ? sign : `${sign}${before + 1}`
  })
}
