/** Gives an article an update in somebody's name, as their own page would: admission judges it by the role of that moment. */

import * as decoding from 'lib0/decoding'
import type { AccountId, ArticleId } from '../../shared/ids.ts'
import { encode } from '../../shared/protocol/codec.ts'
import { MessageType, type RefusedMessage, SyncType } from '../../shared/protocol/messages.ts'
import type { Peer } from '../room/peer.ts'
import type { Rooms } from '../room/rooms.ts'

/** `later`: nothing is known of it, or their role does not allow it now. */
export type Given =
  | { readonly kind: 'taken' }
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly reason: string }

/** What becomes of it, once that is durable. */
export async function giveUpdate(
  articles: Pick<Rooms, 'enter'>,
  article: ArticleId,
  account: AccountId,
  update: Uint8Array,
): Promise<Given> {
  const entrant = { account, displayName: '', guest: false, isSignedIn: async () => true }
  const place = await articles.enter(article, entrant, { own: false, spares: 0 })
  if (place.kind === 'refused') return { kind: 'later' }
  return new Promise((resolve) => {
    const seat = place.take(
      peerThat((given) => {
        resolve(given)
        // Not while the room writes to it.
        queueMicrotask(() => seat.leave())
      }),
    )
    // The room has asked for what it does not have: this is the answer.
    seat.receive(encode({ type: 'syncStep2', update }))
  })
}

/** The other end of a connection, as far as its first answer. */
function peerThat(hears: (given: Given) => void): Peer {
  let asked = 0
  return {
    unsentBytes: 0,
    write({ messages }) {
      for (const message of messages) {
        const decoder = decoding.createDecoder(message)
        const type = decoding.readVarUint(decoder)
        if (type === MessageType.saved) hears({ kind: 'taken' })
        if (type === MessageType.refused) hears(refusedBy(JSON.parse(decoding.readVarString(decoder))))
        // Asked once more: something before it is missing, and there is nothing else to send.
        if (type === MessageType.sync && decoding.readVarUint(decoder) === SyncType.step1 && ++asked > 1)
          hears({ kind: 'refused', reason: 'gap' })
      }
    },
    close: () => hears({ kind: 'later' }),
  }
}

const refusedBy = ({ code, reason }: RefusedMessage): Given =>
  code === 'role' ? { kind: 'later' } : { kind: 'refused', reason: `${code}: ${reason}` }
