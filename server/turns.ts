/** Takes turns: what would break when two did it at once is done one after the other, in the order it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  /** What `run` answers or throws. One that throws does not stop the next. */
  take<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run)
    this.#last = done.catch(() => {})
    return done
  }
}

/** Takes turns for each key by itself; keeps nothing of a key that nobody waits for. */
export class TurnsOf<Key> {
  readonly #queues = new Map<Key, { readonly turns: Turns; waiting: number }>()

  async take<T>(key: Key, run: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { turns: new Turns(), waiting: 0 }
    this.#queues.set(key, queue)
    queue.waiting++
    try {
      return await queue.turns.take(run)
    } finally {
      if (--queue.waiting === 0) this.#queues.delete(key)
    }
  }
}
