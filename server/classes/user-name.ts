/** The name that a student signs in with: the handle as far as it can be one, with a number where somebody has that already. */

/** Room for the number. */
const POINTS_MAX = 24

/** What the handle leaves of it: letters, digits, dots, dashes and underscores of any script. */
export function userNameOf(handle: string): string {
  const name = [...handle.normalize('NFKC')]
    .map((sign) => (/\s/u.test(sign) ? '.' : sign))
    .filter((sign) => /[\p{L}\p{N}._-]/u.test(sign))
    .join('')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^\.+|\.+$/g, '')
  const short = [...name].slice(0, POINTS_MAX).join('')
  return [...short].length < 2 ? `student${short}` : short
}

/** The names to try, one after the other. */
export function* userNamesFor(handle: string): Generator<string> {
  const name = userNameOf(handle)
  yield name
  for (let number = 2; ; number++) yield `${name}-${number}`
}
