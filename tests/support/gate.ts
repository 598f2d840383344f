/** A place in the server where a test lets requests wait, so that what happens meanwhile is an order and not a matter of time. */
export class Gate {
  #open: Promise<void> = Promise.resolve()
  #release = () => {}
  #waiting = 0
  #seen: (() => void)[] = []

  /** Whoever comes from now on waits. */
  shut(): void {
    this.#open = new Promise((resolve) => {
      this.#release = resolve
    })
    this.#waiting = 0
  }

  /** To be called by whoever passes. */
  async pass(): Promise<void> {
    this.#waiting++
    for (const look of this.#seen) look()
    await this.#open
  }

  /** Resolves when so many wait. */
  async until(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (this.#waiting >= count) resolve()
      }
      this.#seen.push(look)
      look()
    })
    this.#seen = []
  }

  open(): void {
    this.#open = Promise.resolve()
    this.#release()
  }
}
