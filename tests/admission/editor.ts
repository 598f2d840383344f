/** Sessions of the real editor's binding, with a server that judges what the tabs send. */

import { Erased } from '../../server/room/admission/erased.ts'
import { admit, type ClientOwners } from '../../server/room/admission.ts'
import type { PersonId } from '../../shared/ids.ts'
import { TextServer } from '../text/server.ts'
import { type Outcome, playSession } from '../text/session.ts'

const person = 'ed' as PersonId
/** Every even id is still free: the sessions pick their own. */
const owners: ClientOwners = {
  ownerOf: (client) => (client >= 1024 ? person : undefined),
  countOf: () => 0,
}

class AdmittingServer extends TextServer {
  readonly erased = new Erased()
  private sent: Uint8Array[] = []
  admitted = 0

  constructor(update: Uint8Array) {
    super(update)
    this.doc.on('update', (emitted: Uint8Array) => this.sent.push(emitted))
  }

  override receive(update: Uint8Array) {
    this.sent = []
    const verdict = admit(this, owners, { person, role: 'editor' }, update)
    if (verdict.kind === 'refused') throw new Error(`refused: ${verdict.code}, ${verdict.reason}`)
    if (verdict.kind === 'gap') throw new Error('a gap where nothing is missing')
    this.admitted += verdict.kind === 'admitted' ? 1 : 0
    return { updates: this.sent, repaired: verdict.kind === 'admitted' && verdict.completed }
  }
}

export type EditorOutcome = Outcome & { readonly admitted: number }

export function playEditors(seed: number, steps: number): EditorOutcome {
  const servers: AdmittingServer[] = []
  const newServer = (update: Uint8Array) => {
    const server = new AdmittingServer(update)
    servers.push(server)
    return server
  }
  const outcome = playSession(seed, { steps, tabs: 3, check: 'end', newServer })
  return { ...outcome, admitted: servers.reduce((sum, server) => sum + server.admitted, 0) }
}
