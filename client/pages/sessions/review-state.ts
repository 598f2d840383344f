/** What a review of one's own allows now, by the table that the server asks. */

import type { OwnPart, OwnReview } from '../../../shared/protocol/review-answers.ts'
import { canInSession } from '../../../shared/review/permission.ts'

export const mayWrite = ({ phase }: Pick<OwnPart, 'phase'>, { isReopened }: OwnReview): boolean =>
  canInSession('writeReview', phase, ['reviewer'], { isOwn: true, isReopened })

export const mayHandBack = ({ phase }: Pick<OwnPart, 'phase'>, { state }: OwnReview): boolean =>
  state !== 'submitted' && canInSession('declineText', phase, ['reviewer'])

/** Why a review was not handed in. */
export type Hindrance = 'missing' | 'unsaved' | null
