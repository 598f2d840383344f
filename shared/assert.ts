/** Our own mistakes throw; what others do wrong is a value of shared/refusals.ts. */

/** Throws when something that must hold does not. `what` says what should hold, in words. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${what}`)
}

/** Closes a switch over a union: a new member does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`)
}

/** The value, which must be there. `what` names it. */
export function must<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, `${what} exists`)
  return value
}
