/** A small class and its review session on a real server, as far along as a test wants it. */

import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { Phase } from '../../shared/review/phase.ts'
import type { SessionSettings } from '../../shared/review/session.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import type { TestPerson, TestServer } from '../support/server.ts'
import { Student } from './student.ts'

let handlesMade = 0
/** Handles that no other lesson of the file has. */
export const newHandles = (count: number): string[] =>
  Array.from({ length: count }, () => `Quill${String(++handlesMade).padStart(3, '0')}`)
/** What who may not know of something is told of it. */
export const NOTHING = { status: 404, code: 'not-found' }

export type Board = {
  readonly rev: number
  readonly seed: string
  readonly clock: { readonly phase: Phase; readonly endsAt: number | null }
  readonly texts: readonly {
    readonly id: string
    readonly number: number
    readonly article: string
    readonly authors: readonly string[]
    readonly reviews: readonly {
      readonly id: string
      readonly pen: number
      readonly state: string
      readonly copy: string
    }[]
  }[]
}
export type OwnReview = { readonly id: string; readonly title: string; readonly article: string }
export type Own = {
  readonly phase: Phase
  readonly text: { readonly article: string } | null
  readonly reviews: readonly OwnReview[]
}
export type Got = {
  readonly reviews: readonly {
    readonly reader: string
    readonly remarks: readonly {
      readonly id: string
      readonly landed: { readonly as: string; readonly quote?: string }
    }[]
  }[]
  readonly notes: readonly string[]
}
export type PairRow = {
  readonly id: string
  readonly reviewer: string
  readonly text: string
  readonly state: string
}

export type Writer = { readonly student: Student; readonly article: string }

/** One review: who writes it, of whose text. */
export type Reviewing = {
  readonly id: string
  readonly by: Writer
  readonly of: Writer
  readonly copy: string
  /** Ids of the copy's thread and suggestion. */
  readonly thread: string
  readonly suggestion: string
}

export type LessonOptions = {
  readonly settings?: Partial<SessionSettings>
  /** In place of a handle a line. */
  readonly roster?: string
}

/** Makes whoever it is an adviser, who may have classes. */
export async function adviser(server: TestServer, name: string): Promise<TestPerson> {
  const person = await server.person(name)
  const administrator = await server.administrator()
  await administrator.ok('PATCH', `/api/people/${person.account}`, { position: 'adviser' })
  return person
}

export class Lesson {
  readonly students: Student[] = []
  /** Of the roster, by the order of the handles; each student's article, where they have handed one in. */
  readonly places: string[] = []
  readonly articles: string[] = []
  code = ''

  private constructor(
    readonly server: TestServer,
    readonly teacher: TestPerson,
    readonly classId: string,
    readonly session: string,
    readonly handles: readonly string[],
  ) {}

  /** Everybody has joined, and nothing has begun. */
  static async open(
    server: TestServer,
    teacher: TestPerson,
    handles: readonly string[],
    { settings = {}, roster = handles.join('\n') }: LessonOptions = {},
  ): Promise<Lesson> {
    const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'At sea' })
    await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: roster })
    const made = await teacher.ok<{ id: string }>('POST', '/api/sessions', {
      class: id,
      name: 'At sea',
      settings: { reviewsPerText: 1, ...settings },
    })
    const lesson = new Lesson(server, teacher, id, made.id, handles)
    const room = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
    lesson.code = room.joining?.code ?? ''
    for (const handle of handles) {
      lesson.places.push(room.students.find((one) => one.handle === handle)?.id ?? '')
      lesson.students.push(await lesson.join(handle))
    }
    return lesson
  }

  /** Everybody has handed a text in. */
  static async drafted(...given: Parameters<typeof Lesson.open>): Promise<Lesson> {
    const lesson = await Lesson.open(...given)
    await lesson.enter('drafting')
    for (const [i, student] of lesson.students.entries()) {
      const { id } = await student.article(`A day at sea with gull ${i}`)
      await student.ok('PUT', lesson.at('/own/text'), { article: id })
      lesson.articles.push(id)
    }
    return lesson
  }

  /** Everybody has reviews to write. */
  static async reviewed(...given: Parameters<typeof Lesson.open>): Promise<Lesson> {
    const lesson = await Lesson.drafted(...given)
    await lesson.enter('lock')
    await lesson.allocate()
    await lesson.enter('review')
    return lesson
  }

  async join(handle: string): Promise<Student> {
    const student = new Student(this.server.url, handle)
    await student.ok('POST', '/api/join', { code: this.code, handle })
    return student
  }

  /** Each student with the article that they have handed in. */
  get writers(): readonly Writer[] {
    return this.articles.map((article, n) => ({ student: this.who(n), article }))
  }

  who(n: number): Student {
    return this.students[n] as Student
  }

  at(rest = ''): string {
    return `/api/sessions/${this.session}${rest}`
  }

  ofClass(rest = ''): string {
    return `/api/classes/${this.classId}${rest}`
  }

  enter(phase: Phase, endsAt: number | null = null): Promise<Board> {
    return this.teacher.ok('PUT', this.at('/phase'), { phase, endsAt })
  }

  allocate(): Promise<unknown> {
    return this.teacher.ok('POST', this.at('/allocation'), {})
  }

  board(): Promise<Board> {
    return this.teacher.ok('GET', this.at())
  }

  async pairs(): Promise<readonly PairRow[]> {
    return (await this.teacher.ok<{ pairs: PairRow[] }>('GET', this.at('/pairs'))).pairs
  }

  own(n: number): Promise<Own> {
    return this.who(n).ok('GET', this.at('/own'))
  }

  async review(n: number): Promise<OwnReview> {
    const [first] = (await this.own(n)).reviews
    if (first === undefined) throw new Error(`${this.handles[n]} has nothing to review`)
    return first
  }

  received(n: number): Promise<Got> {
    return this.who(n).ok('GET', this.at('/own/received'))
  }

  /** Remarks on one's first review, and suggests something in it. */
  async remark(n: number, words: string): Promise<OwnReview> {
    const review = await this.review(n)
    const tab = await this.who(n).sit(review.article)
    await this.who(n).ok('POST', `/api/articles/${review.article}/threads`, {
      anchor: { ranges: tab.rangesOf('at sea') },
      body: words,
    })
    await tab.write('A day', ` (${words})`, 'suggest')
    return review
  }

  /** Everybody asks about “at sea” and suggests “ or two”. */
  async allReview(asks: string): Promise<readonly Reviewing[]> {
    const { texts } = await this.board()
    const made: Reviewing[] = []
    for (const [n, by] of this.writers.entries())
      for (const { id, article: copy } of (await this.own(n)).reviews) {
        const text = texts.find(({ reviews }) => reviews.some((review) => review.id === id))
        const of = this.writers.find(({ article }) => article === text?.article)
        if (of === undefined) throw new Error('a text of the class')
        await by.student.ok('POST', this.at(`/own/reviews/${id}/open`))
        const tab = await by.student.sit(copy)
        await tab.write('A day', ' or two', 'suggest')
        const { threads } = await by.student.ok<ThreadChange>('POST', `/api/articles/${copy}/threads`, {
          anchor: { ranges: tab.rangesOf('at sea') },
          body: asks,
        })
        made.push({ id, by, of, copy, thread: threads[0]!.id, suggestion: tab.listed()[0]!.id })
        await tab.raw.close()
      }
    return made
  }
}

/** Asks again until it is so. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tried = 0; !(await holds()); tried++) {
    if (tried > 500) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
