/** Words between quotation marks are somebody's own: who changes them has to say why. */

/** Opening marks and what closes them; a straight one closes itself. ’ is an apostrophe far more often than a closing mark. */
const PAIRS: ReadonlyMap<string, string> = new Map([
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['"', '"'],
])

/** Where words stand between quotation marks of one block: from behind the opening mark to before the closing one, in units. */
export function quotedIn(text: string): readonly (readonly [from: number, to: number])[] {
  const spans: [number, number][] = []
  let opened: { readonly at: number; readonly closing: string } | null = null
  for (let i = 0; i < text.length; i++) {
    const unit = text.charAt(i)
    if (opened !== null && unit === opened.closing) {
      spans.push([opened.at, i])
      opened = null
    } else if (opened === null) {
      const closing = PAIRS.get(unit)
      if (closing !== undefined) opened = { at: i + 1, closing }
    }
  }
  return spans
}
