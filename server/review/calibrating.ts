/**
 * Trying the questions before they count: everybody in a class gets a copy of one sample, answers the rubric about it, and is shown
 * beside that what the class has answered and what the teacher would. Nothing of it is a review of the session: it has tables of its
 * own (samples.ts), which no score, no allocation and no file reads.
 */

import type { AccountId, ArticleId, RandomBytes } from '../../shared/ids.ts'
import { randomToken } from '../../shared/ids.ts'
import { Refused } from '../../shared/refusals.ts'
import { canInSession } from '../../shared/review/permission.ts'
import { type Answers, type Criterion, lacksOf } from '../../shared/review/rubric.ts'
import type { Sample, SampleReview } from '../../shared/review/session.ts'
import type { Clock } from '../clock.ts'
import { titleOf } from '../room/title.ts'
import type { NewCopy } from '../store/reviews.ts'
import type { SampleNow, SampleWrites } from '../store/samples.ts'
import type { Records } from '../store/store.ts'
import { blocksOf, newCopy, plainOf, snapshotOf } from './copies.ts'
import { type Pasted, pastedText } from './pasted.ts'
import { assertKnown } from './reviewing.ts'
import { noSession, type ReviewedArticles, type Sessions, teacherMay } from './sessions.ts'

const ID_LENGTH = 12
/** What a copy is called: it names nobody, and no article. */
const TITLE = 'Sample'

export type CalibratingParts = {
  readonly sessions: Sessions
  readonly records: Pick<Records, 'sampleNow' | 'sampleText' | 'image'>
  readonly articles: Pick<ReviewedArticles, 'read'>
  readonly clock: Clock
  readonly random: RandomBytes
}

export class Calibrating {
  readonly #parts: CalibratingParts

  constructor(parts: CalibratingParts) {
    this.#parts = parts
  }

  /** Throws `not-found`. */
  async now(id: string): Promise<SampleNow> {
    const now = await this.#parts.records.sampleNow(id)
    if (now === null) throw noSession()
    return now
  }

  // ---- the teacher's

  /** The sample's words, a line for each block. Throws `not-found` where there is none. */
  async words(id: string): Promise<string> {
    const update = await this.#parts.records.sampleText(id)
    if (update === null) throw noSession()
    return plainOf(blocksOf(update))
  }

  /** Copies the article as it is now. */
  async chooseArticle(id: string, article: ArticleId): Promise<void> {
    const found = await this.#parts.articles.read(article, (doc) => ({
      title: titleOf(doc),
      update: snapshotOf(doc, TITLE, 0).update,
    }))
    if (found === null) throw noSession()
    await this.#choose(id, found)
  }

  /** Copies what the words make. */
  chooseText(id: string, text: string): Promise<void> {
    return this.#choose(id, pastedText(text))
  }

  /** In place of the one before, with what was answered about that; what the teacher would answer is for the new one to say. */
  #choose(id: string, { title, update }: Pasted): Promise<void> {
    const sample: Sample = { id: randomToken(this.#parts.random, ID_LENGTH), title, key: {}, isShown: false }
    return this.#changeSample(id, (now) => ({ sample, update, roles: copiesIn(now) }))
  }

  remove(id: string): Promise<void> {
    return this.#changeSample(id, (now) =>
      now.sample === null ? null : { sample: null, roles: copiesIn(now) },
    )
  }

  /** What the teacher would answer, in place of what they have said before. */
  setKey(id: string, key: Answers): Promise<void> {
    return this.#changeSample(id, (now) => {
      assertKnown(key, now.session.settings.rubric)
      return { sample: { ...sampleIn(now), key } }
    })
  }

  /** Shows everybody what the class has answered, beside what the teacher would; or takes that back, and they answer on. */
  setShown(id: string, isShown: boolean): Promise<void> {
    return this.#parts.sessions.changeSample(id, (now) => {
      const sample = sampleIn(now)
      const writes =
        sample.isShown === isShown ? null : { sample: { ...sample, isShown }, roles: copiesIn(now) }
      return { answer: undefined, writes }
    })
  }

  /** While the questions may change, so may what they are tried on. */
  #changeSample(id: string, decide: (now: SampleNow) => SampleWrites | null): Promise<void> {
    return this.#parts.sessions.changeSample(id, (now) => {
      teacherMay(now, 'editFairness')
      return { answer: undefined, writes: decide(now) }
    })
  }

  // ---- a student's own

  /** Gives them their copy, where they have none yet. Also who comes when it is shown reads the text. */
  async open(id: string, account: AccountId): Promise<void> {
    const { sessions, records, clock, random } = this.#parts
    const { student } = await sessions.attended(id, account)
    const { sample, reviews } = await this.now(id)
    const update = await records.sampleText(id)
    if (sample === null || update === null) throw noSession()
    if (reviews.some((one) => one.student === student.id)) return
    const copy: NewCopy = await newCopy(records, random, { update }, { title: TITLE, at: clock.now() })
    const review: SampleReview = {
      id: randomToken(random, ID_LENGTH),
      student: student.id,
      copy: copy.article,
      state: 'opened',
      submittedAt: null,
      answers: {},
    }
    await sessions.changeSample(id, (now) => {
      assertTried(now)
      if (now.sample?.id !== sample.id) throw new Refused('conflict', 'It is another text by now.')
      // Another tab of theirs was faster.
      const isOpen = now.reviews.some((one) => one.student === student.id)
      const writes = isOpen ? null : { reviews: [review], copies: [copy], roles: [copy.article] }
      return { answer: undefined, writes }
    })
  }

  /** Keeps answers, each in place of the one to the same criterion: sent again it changes nothing. */
  answer(id: string, account: AccountId, some: Answers): Promise<void> {
    return this.#changeOwn(id, account, (own, rubric) => {
      assertKnown(some, rubric)
      const answers = { ...own.answers, ...some }
      if (JSON.stringify(answers) === JSON.stringify(own.answers)) return own
      return { ...own, answers, state: own.state === 'submitted' ? 'submitted' : 'started' }
    })
  }

  /** Hands it in; once more is the same. `conflict` while something is missing. */
  submit(id: string, account: AccountId): Promise<void> {
    const at = this.#parts.clock.now()
    return this.#changeOwn(id, account, (own, rubric) => {
      if (lacksOf(rubric, own.answers).length > 0)
        throw new Refused('conflict', 'Something of this review is still missing.')
      return own.state === 'submitted' ? own : { ...own, state: 'submitted', submittedAt: at }
    })
  }

  async #changeOwn(
    id: string,
    account: AccountId,
    next: (own: SampleReview, rubric: readonly Criterion[]) => SampleReview,
  ): Promise<void> {
    const { sessions } = this.#parts
    const { student } = await sessions.attended(id, account)
    await sessions.changeSample(id, (now) => {
      const own = now.reviews.find((one) => one.student === student.id)
      assertTried(now)
      if (own === undefined) throw noSession()
      if (now.sample?.isShown) throw new Refused('forbidden', 'This review can only be read now.')
      const changed = next(own, now.session.settings.rubric)
      return { answer: undefined, writes: changed === own ? null : { reviews: [changed] } }
    })
  }
}

function sampleIn({ sample }: SampleNow): Sample {
  if (sample === null) throw noSession()
  return sample
}

const copiesIn = ({ reviews }: SampleNow): readonly ArticleId[] => reviews.map(({ copy }) => copy)

/** Before and after the questions are tried there is nothing to answer. */
function assertTried({ session, sample }: SampleNow): void {
  const { phase } = session.clock
  const mayTry = canInSession('trySample', phase, ['reviewer'], { isOwn: true })
  if (sample === null || !mayTry) throw noSession()
}
