/** The time that is left in a phase, by the server's clock, and how it is said. Moments and lengths are in ms. */

/** What the server has said of its clock, and when that came here by this device's. */
export type ServerClock = {
  readonly now: number
  readonly endsAt: number | null
  readonly pausedAt: number | null
  readonly heardAt: number
}

/** How long it lasts yet: what this device's clock shows does not matter, only how long ago it heard the server's. null: nobody has said. */
export function leftOf({ now, endsAt, pausedAt, heardAt }: ServerClock, here: number): number | null {
  if (endsAt === null) return null
  const server = pausedAt ?? now + Math.max(0, here - heardAt)
  return Math.max(0, endsAt - server)
}

/** "12:05", "1:02:05": a second that has begun is still there. */
export function clockWords(left: number): string {
  const seconds = Math.ceil(left / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3_600 ? minutes : `${Math.floor(seconds / 3_600)}:${minutes}`
}

const units = [
  ['day', 86_400, 2],
  ['hour', 3_600, 2],
  ['minute', 60, 1],
] as const

/** "12 minutes", in the largest unit that does not say too little; under a minute in seconds. */
export function leftWords(left: number, language: string, unitDisplay: 'long' | 'short' = 'long'): string {
  const seconds = Math.ceil(left / 1_000)
  const format = (unit: string, value: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay }).format(value)
  for (const [unit, size, least] of units)
    if (seconds >= size * least) return format(unit, Math.floor(seconds / size))
  return format('second', seconds)
}

/** Whole minutes that have passed between two moments of one clock. */
export const minutesSince = (moment: number, now: number): number =>
  Math.max(0, Math.floor((now - moment) / 60_000))
