/** A release that the server does not live through, and what reviewers and authors of a small class do around one. */

import type { SessionWrites } from '../../server/store/reviews.ts'
import type { Store } from '../../server/store/store.ts'
import type { Received } from '../../shared/protocol/review-answers.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import type { Lesson, Writer } from './lesson.ts'

export const never = () => false
export const notesThatItLanded = ({ pairs = [] }: SessionWrites) => pairs.some(({ isLanded }) => isLanded)
export const isToWrite = ({ reviews = [] }: SessionWrites) => reviews.some(({ review }) => review.landing)
export const notesThatItIsWritten = ({ pairs = [], reviews = [] }: SessionWrites) =>
  pairs.length === 0 && reviews.some(({ review }) => review.carried && !review.landing)

/** A store that fails when it is told to. */
export class FailingStore {
  /** Nothing can be written in articles. */
  isFull = false
  /** Or not before this has come. */
  held: Promise<void> = Promise.resolve()
  /** So it is when what is to be written is kept. */
  fills = false
  /** Of which change of a review the server does not live to keep it. */
  crashes: (writes: SessionWrites) => boolean = never

  readonly wrapStore = (store: Store): Store => ({
    ...store,
    log: {
      open: (article) => store.log.open(article),
      append: async (batch) => {
        if (this.isFull) throw new Error('a crash')
        await this.held
        return store.log.append(batch)
      },
      checkpoint: (...given) => store.log.checkpoint(...given),
      reserve: (...given) => store.log.reserve(...given),
      giveBack: (...given) => store.log.giveBack(...given),
      read: (...given) => store.log.read(...given),
    },
    records: {
      ...store.records,
      changeReview: (session, pair, decide) =>
        store.records.changeReview(session, pair, (now) => {
          const writes = decide(now)
          if (writes !== null && this.crashes(writes)) throw new Error('a crash')
          if (writes !== null && this.fills && isToWrite(writes)) this.isFull = true
          return writes
        }),
    },
  })

  /** From now on writes in articles wait; answers what lets them go on. */
  holds(): () => void {
    let go = () => {}
    this.held = new Promise((resolve) => {
      go = resolve
    })
    return () => go()
  }
}

export async function backTo(lesson: Lesson, phase: 'review' | 'hold'): Promise<void> {
  await lesson.enter('release')
  await lesson.enter(phase)
}

export async function release(lesson: Lesson): Promise<void> {
  await lesson.enter('hold')
  await lesson.enter('release')
}

export async function closesAll(lesson: Lesson): Promise<void> {
  for (const { raw } of lesson.students.flatMap(({ tabs }) => tabs.splice(0))) await raw.close()
}

export async function saidIn({ student, article }: Writer) {
  const there = await student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)
  const comments = there.entries.filter(({ kind }) => kind === 'comment')
  return { ...there, said: comments.map(({ body }) => body) }
}

/** Everything that an author has of the reviews of their text. */
export async function had(lesson: Lesson, { student, article }: Writer) {
  const tab = await student.sit(article)
  const { threads, entries, said } = await saidIn({ student, article })
  const { reviews } = await student.ok<Received>('GET', lesson.at('/own/received'))
  const all = {
    ...{ words: tab.words, listed: tab.listed(), threads, entries, reviews },
    texts: tab.listed().map(({ text }) => text),
    said,
    remarks: reviews.flatMap(({ remarks }) => remarks),
  }
  await tab.raw.close()
  return all
}

/** A reviewer who has asked about “at sea” and suggested “ or two”, and whose page is open still. */
export async function reviewed(lesson: Lesson) {
  const review = await lesson.review(0)
  const by = lesson.who(0)
  const { texts } = await lesson.board()
  const text = texts.find(({ reviews }) => reviews.some(({ id }) => id === review.id))!
  const of = lesson.writers.find(({ article }) => article === text.article)!
  const copy = `/api/articles/${review.article}/threads`
  const tab = await by.sit(review.article)
  const asks = (words: string, body: string) =>
    by.ok<ThreadChange>('POST', copy, { anchor: { ranges: tab.rangesOf(words) }, body })
  const { threads } = await asks('at sea', 'Which sea?')
  await tab.write('A day', ' or two', 'suggest')
  const suggested = tab.listed()[0]!
  const adds = (body: string) => by.ok('POST', `${copy}/${threads[0]!.id}/comments`, { body })
  /** Keeps back what was suggested, or with null lets it through. */
  const hides = (hidden: string | null) =>
    lesson.teacher.ok('PATCH', lesson.at(`/pairs/${review.id}/remarks/${suggested.id}`), { hidden })
  const notes = (body: string) => lesson.teacher.ok('POST', lesson.at(`/texts/${text.id}/notes`), { body })
  return { id: review.id, by, of, tab, suggested, asks, adds, hides, notes }
}

export async function decide({ of: { student, article } }: { of: Writer }, decision: 'accept' | 'reject') {
  const tab = await student.sit(article)
  const path = `/api/articles/${article}/suggestions/${tab.listed()[0]!.id}/decision`
  await student.ok('POST', path, { decision })
  await tab.raw.close()
}
