/** What a review of one's own allows now, by the table that the server asks. */

import type { OwnPart, OwnReview } from '../../../shared/protocol/review-answers.ts'
import { canInSession } from '../../../shared/review/permission.ts'

export const mayWrite = (
  { phase }: Pick<OwnPart, 'phase'>,
  { isReopened }: Pick<OwnReview, 'isReopened'>,
): boolean => canInSession('writeReview', phase, ['reviewer'], { isOwn: true, isReopened })

/** The text on which everybody tries the questions, until it is shown what came of it. */
export const mayTry = ({ phase, sample }: Pick<OwnPart, 'phase' | 'sample'>): boolean =>
  sample?.shown === null && canInSession('trySample', phase, ['reviewer'], { isOwn: true })

export const mayHandBack = ({ phase }: Pick<OwnPart, 'phase'>, { state }: OwnReview): boolean =>
  state !== 'submitted' && canInSession('declineText', phase, ['reviewer'])

/** Why a review was not handed in. */
export type Hindrance = 'missing' | 'unsaved' | null
