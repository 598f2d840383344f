/** How each status is said: its words and its tone. The words are those of the interface's table, one row a member. */

import type { TFunction } from 'i18next'
import { unreachable } from '../../../shared/assert.ts'
import type { Status } from '../../sync/status.ts'

/** `bar`: said across the page, because nothing can be typed any more. */
export type Tone = 'quiet' | 'amber' | 'red' | 'bar'

/** Where it is narrow, what would take many lines beside the controls has the whole width. */
export function statusTone(status: Status, narrow = false): Tone {
  switch (status.kind) {
    case 'opening':
    case 'saved':
    case 'saving':
    case 'offline':
    case 'viewOnly':
    case 'commentOnly':
      return 'quiet'
    case 'slowed':
    case 'noClientId':
    case 'tooManyIds':
      return 'amber'
    case 'unsaved':
      return status.red ? 'red' : 'amber'
    case 'cannotStore':
    case 'keepOpen':
    case 'signedOut':
    case 'tooLarge':
      return 'red'
    case 'refused':
      return narrow ? 'bar' : 'red'
    case 'late':
    case 'trash':
    case 'notFound':
    case 'roleChanged':
    case 'accessEnded':
    case 'oldPage':
      return 'bar'
    default:
      return unreachable(status)
  }
}

export function statusWords(status: Status, t: TFunction<'messages'>): string {
  switch (status.kind) {
    case 'unsaved':
      return t(`status.${status.doing}`)
    case 'roleChanged':
      return t(`status.roleChanged.${status.role}`)
    default:
      return t(`status.${status.kind}`)
  }
}

/** Whether words may be lost with this device: then they can be downloaded. */
export const offersDownload = (status: Status): boolean =>
  (status.kind === 'unsaved' && status.red) ||
  status.kind === 'cannotStore' ||
  status.kind === 'keepOpen' ||
  status.kind === 'tooLarge'

/** Whether this page is out of the article for good: what would need it is not offered any more. */
export const hasEnded = ({ kind }: Status): boolean =>
  kind === 'accessEnded' || kind === 'trash' || kind === 'notFound' || kind === 'oldPage'
