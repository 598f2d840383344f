/**
 * Who may do what in a review session: one table, for every frame and every request, and for what the page offers. Its twin for
 * people is in docs/review-sessions.md; a test holds them together.
 */

import { PHASES, type Phase } from './phase.ts'

/** What somebody is to a text. One may be several at once: who is none of them may do nothing. */
export type Party = 'teacher' | 'author' | 'reviewer' | 'editor'

/** What some of it depends on; what is not said does not hold. */
export type Facts = {
  /** Authors may write on while their text is reviewed. */
  readonly keepsWriting?: boolean
  /** They were invited to write, not only to suggest, or it is their own. */
  readonly mayEdit?: boolean
  /** The review that it is about is this reviewer's own. */
  readonly isOwn?: boolean
  /** The teacher has opened this review once more. */
  readonly isReopened?: boolean
  /** The reviewer has handed in their own review of the text. */
  readonly hasSubmitted?: boolean
  /** The session is one in which reviewers and authors know each other. */
  readonly isNamed?: boolean
  /** The author has replied to the remark. */
  readonly isAnswered?: boolean
  /** Everybody was shown what the class has answered about the sample. */
  readonly isShown?: boolean
}

const LETTERS: Readonly<Record<string, Party>> = { T: 'teacher', A: 'author', R: 'reviewer', E: 'editor' }

/** By phase, in their order: letters of who may, each alone or with what has to hold. */
const TABLE = {
  editSettings: 'T | T | T | T | T | T | T | T',
  /** Who sees whose name, and what is scored. */
  editFairness: 'T | T | T | – | – | – | – | –',
  /** Before it begins, and when it is over, a text is the article that it is. */
  readLive: 'T A E | T A E | T A E | T A | T A | T A | T A E | T A E',
  editLive:
    'T:mayEdit A E:mayEdit | A E:mayEdit | A E:mayEdit | – | A:keepsWriting | A:keepsWriting | A | T:mayEdit A E:mayEdit',
  suggestLive: 'T E | T E | T E | – | – | – | T E | T E',
  seePresence: 'T A E | T A E | T A E | T A | T A | T A | T A E | T A E',
  /** Reads and answers the text on which everybody tries the questions; a copy of a text of an earlier round is another matter. */
  trySample: '– | – | R:isOwn | – | – | – | – | –',
  readCopy: '– | – | – | T | T R | T R | T A R | T A R',
  writeReview: '– | – | – | – | R:isOwn | R:isOwn,isReopened | – | –',
  reopenReview: '– | – | – | – | – | T | – | –',
  seeReviews: '– | – | – | – | T R:isOwn | T R:isOwn | T A R:isOwn R:hasSubmitted | T A R',
  seePairs: '– | – | – | T | T | T | T A:isNamed R:isNamed | T A:isNamed R:isNamed',
  previewPairs: '– | T | T | T | T | – | – | –',
  changePairs: '– | – | – | T | T | – | – | –',
  declineText: '– | – | – | R | R | – | – | –',
  hideRemark: '– | – | – | – | T | T | T | T',
  rateRemarks: '– | – | – | – | – | – | A | T',
  replyToRemark: '– | – | – | – | – | – | A R:isOwn,isAnswered | T',
  seeScores: '– | – | – | – | T | T | T A R:isOwn | T A R:isOwn',
  exportSession: 'T | T | T | T | T | T | T | T',
} as const

export type SessionAction = keyof typeof TABLE
export const SESSION_ACTIONS = Object.keys(TABLE) as readonly SessionAction[]

type Grant = { readonly party: Party; readonly needs: readonly (keyof Facts)[] }

/** Whether somebody who is this to the text may do it in this phase. */
export function canInSession(
  action: SessionAction,
  phase: Phase,
  parties: Iterable<Party>,
  facts: Facts = {},
): boolean {
  const is = new Set(parties)
  const grants = grantsIn(TABLE[action].split('|')[PHASES.indexOf(phase)]?.trim() ?? '–')
  return grants.some(({ party, needs }) => is.has(party) && needs.every((need) => facts[need] === true))
}

function grantsIn(cell: string): readonly Grant[] {
  if (cell === '–') return []
  return cell.split(' ').map((grant) => {
    const [letter = '', needs] = grant.split(':')
    const party = LETTERS[letter]
    if (party === undefined) throw new Error(`${letter} is nobody in a review session`)
    return { party, needs: (needs?.split(',') ?? []) as (keyof Facts)[] }
  })
}
