/**
 * Decisions about suggestions in all articles: carried out one after the other in each, so that of two that contradict each other the
 * first one holds and the second is told of it; kept, with how they are taken back; and told to whoever may see suggestions.
 */

import type { IdRange } from '../../shared/article/record.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { Decision, DecisionChange, DecisionVerb } from '../../shared/decisions.ts'
import type { AccountId, ArticleId, PersonId } from '../../shared/ids.ts'
import { decidedTextDays, reversalUnitsMax } from '../../shared/limits.ts'
import type { ServerEvent } from '../../shared/protocol/messages.ts'
import { Refused } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import type { Accounts } from '../auth/accounts.ts'
import type { Audit } from '../auth/audit.ts'
import { namesOf } from '../auth/names.ts'
import type { Clock } from '../clock.ts'
import { decideNamed, type NamedOutcome, type NamedSuggestion } from '../room/named-decision.ts'
import { reopen } from '../room/reopening.ts'
import { partedReversal, type Reversal } from '../room/reversal.ts'
import { dayOf, isKept, msOf } from '../room/taken-away.ts'
import type { DecisionRow } from '../store/decisions.ts'
import type { Note } from '../store/notes.ts'
import type { Records } from '../store/store.ts'
import { TurnsOf } from '../turns.ts'

export type DecisionsParts = {
  readonly records: Records
  readonly accounts: Pick<Accounts, 'findAll'>
  readonly articles: DecidedArticles
  readonly audit: Audit
  readonly clock: Clock
}

/** The articles, as far as decisions touch them. */
export interface DecidedArticles {
  /**
   * Changes the article as this account; null: no such article, or not for them any more. What `change` refuses has changed nothing;
   * what `noteOf` says of it is kept in the same transaction.
   */
  change<T>(
    article: ArticleId,
    account: AccountId,
    change: (suggestions: Suggestions, by: Decider) => T,
    noteOf: (answer: T, by: Decider) => Note | null,
  ): Promise<{ readonly answer: T; readonly person: PersonId } | null>
  /** The same as somebody who is no account. */
  changeAs<T>(
    article: ArticleId,
    person: PersonId,
    change: (suggestions: Suggestions) => T,
    noteOf: (answer: T) => Note | null,
  ): Promise<T | null>
  announce(
    article: ArticleId,
    event: ServerEvent,
    isFor: (connection: { readonly role: Role }) => boolean,
  ): void
}

type Decider = { readonly person: PersonId; readonly role: Role }

export type WantedDecision = {
  readonly verb: DecisionVerb
  readonly suggestions: readonly NamedSuggestion[]
  readonly reason: string | null
}

/** `isDone`: false where it came too late: then `change` says what was decided before, if anything. */
export type DecisionAnswer =
  | { readonly isDone: true; readonly decision: Decision; readonly change: DecisionChange }
  | { readonly isDone: false; readonly outcome: Decision | null }

export class Decisions {
  readonly #parts: DecisionsParts
  readonly #turns = new TurnsOf<ArticleId>()

  constructor(parts: DecisionsParts) {
    this.#parts = parts
  }

  /** Throws `forbidden` for who may not, `record-owner` for who withdraws what is not theirs, `not-found`, `invalid`. */
  decide(article: ArticleId, account: AccountId, wanted: WantedDecision): Promise<DecisionAnswer> {
    const { records, articles, clock } = this.#parts
    const { verb, suggestions: named, reason } = wanted
    return this.#turns.take(article, async () => {
      const at = clock.now()
      const changed = await articles.change(
        article,
        account,
        (suggestions, { person, role }) => {
          if (!can(role, verb === 'withdraw' ? 'withdrawOwn' : 'decide')) throw mayNot() // as it is by now
          return decideNamed(suggestions, person, { verb, suggestions: named }, dayOf(at))
        },
        (outcome, { person }) => outcome && decided({ verb, person, at, reason }, outcome, outcome.parts),
      )
      if (changed === null) throw gone()
      const names = changed.answer?.suggestions ?? named.map(({ id }) => id)
      const last = await records.lastDecisionAbout(article, names)
      if (changed.answer === null) return this.#tooLate(last)
      if (last === null) throw gone() // the article was deleted meanwhile
      await this.#note(account, article, verb, names)
      return this.#tell(article, last.number)
    })
  }

  /**
   * Takes a decision back, or of it only what is about these ids. Whoever decides may, and whoever withdrew their own may say that it
   * is suggested still. Throws as `decide` does.
   */
  reopen(
    article: ArticleId,
    asker: { readonly account: AccountId; readonly role: Role },
    number: number,
    only: readonly IdRange[] | null = null,
  ): Promise<DecisionAnswer> {
    const { records, articles, clock } = this.#parts
    return this.#turns.take(article, async () => {
      const row = await records.decision(article, number)
      if (row === null) throw gone()
      const people = await records.people(article)
      const known = people.find(({ account }) => account === asker.account)
      refuseUnless(row, { person: known?.person, role: asker.role })
      const at = clock.now()
      const { part, rest } = await this.#wayBack(article, row, only)
      const changed = await articles.change(
        article,
        asker.account,
        (suggestions, by) => {
          refuseUnless(row, by) // as they are by now
          if (part !== null) reopen(suggestions, part, dayOf(at))
        },
        (_, { person }) =>
          part && { type: 'reopened', number, by: { person, at }, rest: rest && JSON.stringify(rest) },
      )
      if (changed === null) throw gone()
      if (part === null) return this.#tooLate(row)
      const names = row.parts.map(({ suggestion }) => suggestion)
      await this.#note(asker.account, article, 'reopen', names, row.count)
      return this.#tell(article, number)
    })
  }

  /**
   * Takes what is open of these suggestions out of the article as somebody who is no account, and whom nobody asks. Their words are not
   * in the log, and nobody else takes it back. Answers what was decided about them last.
   */
  withhold(
    article: ArticleId,
    person: PersonId,
    suggestions: readonly string[],
  ): Promise<DecisionRow | null> {
    const { records, articles, clock } = this.#parts
    const named = suggestions.map((id) => ({ id, seen: null }))
    return this.#turns.take(article, async () => {
      const at = clock.now()
      const outcome = await articles.changeAs(
        article,
        person,
        (there) => decideNamed(there, person, { verb: 'reject', suggestions: named }, dayOf(at)),
        (outcome) => outcome && decided({ verb: 'reject', person, at, reason: null }, outcome, []),
      )
      const last = await records.lastDecisionAbout(article, suggestions)
      if (outcome !== null && last !== null) await this.#tell(article, last.number)
      return last
    })
  }

  /** Suggests again what this person has withheld of these, while it is kept. */
  giveBack(article: ArticleId, person: PersonId, suggestions: readonly string[]): Promise<void> {
    const { records, articles, clock } = this.#parts
    return this.#turns.take(article, async () => {
      const row = await records.lastDecisionAbout(article, suggestions)
      if (row === null || row.person !== person) return
      const { part } = await this.#wayBack(article, row, null)
      if (part === null) return
      const at = clock.now()
      await articles.changeAs(
        article,
        person,
        (there) => reopen(there, part, dayOf(at)),
        () => ({ type: 'reopened', number: row.number, by: { person, at }, rest: null }),
      )
      await this.#tell(article, row.number)
    })
  }

  /** How a decision is taken back, as far as it is about these ids, and how the rest of it; null: not at all. */
  async #wayBack(article: ArticleId, row: DecisionRow, only: readonly IdRange[] | null) {
    const text = this.#reopens(row) ? await this.#parts.records.reversalOf(article, row.number) : null
    const whole = text === null ? null : (JSON.parse(text) as Reversal)
    return whole === null || only === null ? { part: whole, rest: null } : partedReversal(whole, only)
  }

  /** The last one about a suggestion; null: nobody has decided about it. */
  lastAbout(article: ArticleId, suggestion: string): Promise<DecisionRow | null> {
    return this.#parts.records.lastDecisionAbout(article, [suggestion])
  }

  /** At most so many before a number, or the last ones; newest first. */
  async before(article: ArticleId, number: number | null, limit: number): Promise<DecisionChange> {
    const rows = await this.#parts.records.decisionsBefore(article, number, limit)
    return this.#changeOf(
      article,
      rows.map((row) => this.#decisionOf(row)),
    )
  }

  #tooLate(row: DecisionRow | null): DecisionAnswer {
    return { isDone: false, outcome: row && this.#decisionOf(row) }
  }

  /** Tells everybody who may see it what a decision is by now. */
  async #tell(article: ArticleId, number: number): Promise<DecisionAnswer> {
    const { records, articles } = this.#parts
    const row = await records.decision(article, number)
    if (row === null) throw gone() // the article was deleted meanwhile
    const decision = this.#decisionOf(row)
    const change = await this.#changeOf(article, [decision])
    articles.announce(article, { type: 'decisions', ...change }, ({ role }) => can(role, 'seeSuggestions'))
    return { isDone: true, decision, change }
  }

  async #changeOf(article: ArticleId, decisions: readonly Decision[]): Promise<DecisionChange> {
    const named = decisions.flatMap(({ person, parts, reopened }) => [
      person,
      reopened?.person ?? null,
      ...parts.map((part) => part.person),
    ])
    const people = await namesOf(this.#parts, article, new Set(named))
    return { decisions, people }
  }

  #decisionOf(row: DecisionRow): Decision {
    const { isKept: _, ...decision } = row
    return { ...decision, reopens: !isWithheld(row) && this.#reopens(row) }
  }

  #reopens({ reopened, isKept: hasReversal, at }: DecisionRow): boolean {
    return reopened === null && hasReversal && isKept(dayOf(at), dayOf(this.#parts.clock.now()))
  }

  async #note(
    by: AccountId,
    article: ArticleId,
    verb: DecisionVerb | 'reopen',
    [first = '', ...more]: readonly string[],
    count = more.length + 1,
  ): Promise<void> {
    const detail = `${verb} ${first}${count > 1 ? ` +${count - 1}` : ''}`
    await this.#parts.audit.note({ act: 'suggestion-decided', by, article, detail })
  }
}

/** Whether it says of no suggestion what it was: only what is withheld is so. */
const isWithheld = ({ parts }: Pick<Decision, 'parts'>): boolean => parts.length === 0

/** The note of a decision. `parts`: what the log tells of its suggestions. */
function decided(
  by: Pick<Decision, 'verb' | 'person' | 'at' | 'reason'>,
  { suggestions, reversal }: NamedOutcome,
  parts: Decision['parts'],
): Note {
  const decision = { ...by, parts, suggestions, reversal: kept(reversal) }
  return { type: 'decided', decision, keptSince: msOf(dayOf(by.at) - decidedTextDays) }
}

/** How it is taken back, where that is not too much to keep. */
function kept(reversal: Reversal): string | null {
  const text = JSON.stringify(reversal)
  return text.length <= reversalUnitsMax ? text : null
}

/** Throws `forbidden` for who may not take a decision back. */
function refuseUnless(
  row: DecisionRow,
  { person, role }: { person: PersonId | undefined; role: Role },
): void {
  const isTheirs = row.verb === 'withdraw' && row.person === person
  if (isWithheld(row)) throw new Refused('forbidden', 'The teacher has taken this back.')
  if (!can(role, 'decide') && !(isTheirs && can(role, 'withdrawOwn'))) throw mayNot()
}

const mayNot = () => new Refused('forbidden', 'Only who may edit decides; your own you can withdraw.')
const gone = () => new Refused('not-found', 'There is no such thing here, or it is not yours.')
