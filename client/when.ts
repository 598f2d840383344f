/** Dates and numbers in the reader's language, through Intl. Times are milliseconds since 1970. */

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** "3 hours ago", "yesterday", "now". What a clock that runs ahead calls the future is now. */
export function ago(at: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  for (const [unit, ms] of units) {
    const past = Math.floor((now - at) / ms)
    if (past > 0) return format.format(-past, unit)
  }
  return format.format(0, 'second')
}

/** "Monday, 23 November 2026". */
export const longDate = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'full' }).format(at)

/** "23 Nov 2026". */
export const shortDate = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'medium' }).format(at)

/** "23 Nov 2026, 14:03". */
export const dateTime = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at)

/** "14:03:22": the twenty-four hours of a newsroom, in every language. */
export const clockTime = (at: number, language: string): string =>
  new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' }).format(at)

export const count = (value: number, language: string): string =>
  new Intl.NumberFormat(language).format(value)

/** A part of a whole, as "62%"; what is not nothing is never called 0%. */
export function percent(part: number, whole: number, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'percent' })
  return part > 0 && part < 0.01 * whole ? `<${format.format(0.01)}` : format.format(part / whole)
}
