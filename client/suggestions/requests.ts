/** The server's part of decisions: one function a route. */

import type { CardPart } from '../../shared/article/cards.ts'
import type { Decision, DecisionChange, DecisionVerb } from '../../shared/decisions.ts'
import { decidedAnswer, decisionsAnswer } from '../../shared/protocol/decisions.ts'
import { type Answer, articlePath, ask } from '../api.ts'

export type Decided = { readonly decision: Decision } & Pick<DecisionChange, 'people'>
type Asked = Promise<Answer<Decided>>

/** Suggestions as they are seen: of what somebody has added meanwhile nothing is decided. */
export type Seen = Pick<CardPart, 'suggestion' | 'ranges'>

export const decide = (article: string, verb: DecisionVerb, seen: readonly Seen[], reason?: string): Asked =>
  ask('POST', articlePath(article, 'decisions'), decidedAnswer, {
    decision: verb,
    suggestions: seen.map(({ suggestion: id, ranges }) => ({ id, ranges })),
    ...(reason ? { reason } : {}),
  }) as Asked

/** Takes a decision back. */
export const reopen = (article: string, number: number): Asked =>
  ask('POST', articlePath(article, `decisions/${number}/reopen`), decidedAnswer, {}) as Asked

/** So many decisions are asked for at once. */
export const pageSize = 50

/** The newest first; `before`: older than this one. */
export const decisions = (article: string, before: number | null): Promise<Answer<DecisionChange>> =>
  ask(
    'GET',
    articlePath(article, `decisions?limit=${pageSize}${before === null ? '' : `&before=${before}`}`),
    decisionsAnswer,
  ) as Promise<Answer<DecisionChange>>
