/** A page's socket, which can be cut and joined again. */

import type { Page, WebSocketRoute } from 'playwright-core'

export type Link = { cut: boolean; readonly open: Set<WebSocketRoute> }

/** From now on this page's socket can be cut and joined again. */
export async function link(page: Page): Promise<Link> {
  const link: Link = { cut: false, open: new Set() }
  await page.routeWebSocket(/\/collab\//, (socket) => {
    if (link.cut) return void socket.close({ code: 1001 })
    link.open.add(socket).add(socket.connectToServer())
  })
  return link
}

export async function cut(link: Link): Promise<void> {
  link.cut = true
  await Promise.all([...link.open].map((socket) => socket.close({ code: 1001 })))
  link.open.clear()
}
