/** Everything that comes to a page, kept byte for byte: each answer with its headers, and each frame of its sockets. */

import type { Page, Response } from 'playwright-core'
import type { Received } from '../review/received.ts'

export type Kept = {
  /** Waits for what is still coming; answers what could not be read, but for what a page dropped as it went elsewhere and has asked for again. */
  missed(): Promise<readonly string[]>
}

export function keepsAll(page: Page, received: Received): Kept {
  const coming = new Set<Promise<void>>()
  const known = new Set<string>()
  const missed: string[] = []
  page.on('response', (response) => {
    const name = nameOf(response)
    const kept = keep(response, received)
      .then(() => void known.add(name))
      .catch(() => void missed.push(name))
    coming.add(kept)
    void kept.then(() => coming.delete(kept))
  })
  page.on('websocket', (socket) => {
    const article = new URL(socket.url()).pathname
    socket.on('framereceived', ({ payload }) => received.frame(article, Buffer.from(payload)))
  })
  return {
    async missed() {
      await Promise.all(coming)
      return missed.filter((name) => !known.has(name))
    },
  }
}

async function keep(response: Response, received: Received): Promise<void> {
  const headers = Object.entries(await response.allHeaders())
  received.answer(nameOf(response), headers, await response.body())
}

const nameOf = (response: Response): string =>
  `${response.request().method()} ${new URL(response.url()).pathname}`
