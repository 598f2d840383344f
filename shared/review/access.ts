/**
 * What a review session gives and takes in an article: in the text that is reviewed no more than the phase allows, and in a reviewer's
 * copy of it nothing but what the phase gives. The table is in permission.ts.
 */

import { canInSession, type Facts, type Party, type SessionAction } from './permission.ts'
import { type PhaseClock, phaseFor } from './phase.ts'

/** What somebody is to the session in which an article is. */
export type ReviewGrant = {
  /** `live`: the text itself; `copy`: what one reviewer has of it; `sample`: what one student has of the text that all try the questions on. */
  readonly of: 'live' | 'copy' | 'sample'
  /** Of a text the teacher or its author, of a copy the teacher or its reviewer; nobody: none of them. */
  readonly parties: readonly Party[]
  readonly facts: Facts
  readonly clock: PhaseClock
  /** How many times the time of the others they have. */
  readonly times: number
}

/** A role (roles.ts). */
type Bound = 'commenter' | 'suggester' | 'editor' | 'owner'
/** The least and the most that somebody is in the article, whatever else gives them a role there; `most` null: nothing. */
export type Bounds = { readonly least: Bound | null; readonly most: Bound | null }
/** What else gives: anything, and whether one may write by it. */
export type Given = { readonly anything: boolean; readonly mayEdit: boolean }

export function boundsIn(grant: ReviewGrant, given: Given, now: number): Bounds {
  const phase = phaseFor(grant.clock, now, grant.times)
  if (grant.of === 'sample') return ofSample()
  return grant.of === 'copy' ? ofCopy() : ofText()

  /** It is a copy of one's own while the questions are tried, and nobody's before and after: nobody else reads it, and nothing of it counts. */
  function ofSample(): Bounds {
    const facts = { ...grant.facts, isOwn: true }
    const role = !canInSession('trySample', phase, grant.parties, facts)
      ? null
      : facts.isShown
        ? 'commenter'
        : 'suggester'
    return { least: role, most: role }
  }

  /** On a copy nobody is an editor, and who may only read is a commenter: they see what was said, and say nothing (threads.ts). */
  function ofCopy(): Bounds {
    const facts = { ...grant.facts, isOwn: true }
    const may = (action: SessionAction) => canInSession(action, phase, grant.parties, facts)
    // An author gets what is said of a text in the text; the copy would only tell who has it.
    const reads = grant.parties.some((party) => party !== 'author') && may('readCopy')
    const role = may('writeReview') ? 'suggester' : reads ? 'commenter' : null
    return { least: role, most: role }
  }

  function ofText(): Bounds {
    const isKnown = grant.parties.includes('teacher') || grant.parties.includes('author')
    const parties: readonly Party[] = isKnown || !given.anything ? grant.parties : ['editor']
    const facts = { ...grant.facts, mayEdit: given.mayEdit }
    const may = (action: SessionAction) => canInSession(action, phase, parties, facts)
    if (may('editLive')) return { least: isKnown ? 'editor' : null, most: 'owner' }
    if (may('suggestLive')) return { least: isKnown ? 'suggester' : null, most: 'suggester' }
    return may('readLive')
      ? { least: isKnown ? 'commenter' : null, most: 'commenter' }
      : { least: null, most: null }
  }
}
