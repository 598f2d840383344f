/** Where a request comes from. */

import { seenAddress } from '../address.ts'
import type { Request } from './services.ts'

export const addressOf = (c: Request, trustProxy: number): string =>
  seenAddress(
    { peer: c.env.incoming.socket.remoteAddress, forwarded: c.req.header('x-forwarded-for') },
    trustProxy,
  )
