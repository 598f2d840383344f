/** A value that changes and tells who listens, in the shape of React's `useSyncExternalStore`. */

export type Readable<T> = {
  /** The same object until it changes. */
  get(): T
  /** Calls `onChange` after each change; returns what ends it. */
  subscribe(onChange: () => void): () => void
}

export type Value<T> = Readable<T> & { set(value: T): void }

export function createValue<T>(first: T): Value<T> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const onChange of [...listeners]) onChange()
    },
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => {
        listeners.delete(onChange)
      }
    },
  }
}
