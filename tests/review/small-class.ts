/** A class of a few in a review session: each writes one text and reviews others', as far as a test wants. */

import type { SessionWrites } from '../../server/store/reviews.ts'
import type { Store } from '../../server/store/store.ts'
import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { OwnPart, Received } from '../../shared/protocol/review-answers.ts'
import type { SessionSettings } from '../../shared/review/session.ts'
import type { ThreadChange } from '../../shared/threads.ts'
import type { TestPerson, TestServer } from '../support/server.ts'
import { Student } from './student.ts'

export type Pupil = { readonly student: Student; readonly place: string; readonly article: string }
type PairRow = { readonly id: string; readonly reviewer: string; readonly text: string }
type TextRow = { readonly id: string; readonly article: string; readonly authors: readonly string[] }

/** One review: who writes it, of whose text. */
export type Reviewing = {
  readonly id: string
  readonly by: Pupil
  readonly of: Pupil
  readonly copy: string
  /** Ids of the copy's thread and suggestion. */
  readonly thread: string
  readonly suggestion: string
}

export async function teacherOn(server: TestServer, name = 'Harrowgate'): Promise<TestPerson> {
  const teacher = await server.person(name)
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  return teacher
}

/** A store in which a change of a review that `crashes` says so of is not kept. */
export const crashingStore =
  (crashes: (writes: SessionWrites) => boolean) =>
  (store: Store): Store => ({
    ...store,
    records: {
      ...store.records,
      changeReview: (session, pair, decide) =>
        store.records.changeReview(session, pair, (now) => {
          const writes = decide(now)
          if (writes !== null && crashes(writes)) throw new Error('a crash')
          return writes
        }),
    },
  })

export class SmallClass {
  readonly pupils: Pupil[] = []

  private constructor(
    readonly teacher: TestPerson,
    readonly id: string,
    readonly session: string,
    private readonly url: string,
    private readonly code: string,
    private readonly places: ReadonlyMap<string, string>,
  ) {}

  /** In `setup`, with everybody on the roster and nobody there. */
  static async of(
    server: TestServer,
    teacher: TestPerson,
    names: readonly string[],
    settings: Partial<SessionSettings> = {},
  ): Promise<SmallClass> {
    const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: `The ${names.length}` })
    await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: names.join('\n') })
    const room = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
    const made = await teacher.ok<{ id: string }>('POST', '/api/sessions', {
      class: id,
      name: 'A session',
      settings: { reviewsPerText: 1, ...settings },
    })
    const places = new Map(room.students.map((one) => [one.handle, one.id]))
    return new SmallClass(teacher, id, made.id, server.url, room.joining?.code ?? '', places)
  }

  under = (rest = '') => `/api/sessions/${this.session}${rest}`
  enter = (phase: string) => this.teacher.ok('PUT', this.under('/phase'), { phase })
  own = ({ student }: Pupil) => student.ok<OwnPart>('GET', this.under('/own'))
  received = ({ student }: Pupil) => student.ok<Received>('GET', this.under('/own/received'))
  threads = ({ student, article }: Pupil) =>
    student.ok<ThreadChange>('GET', `/api/articles/${article}/threads`)

  /** Joins, and has an article that is not handed in. */
  async join(name: string, title: string): Promise<Pupil> {
    const student = new Student(this.url, name)
    await student.ok('POST', '/api/join', { code: this.code, handle: name })
    const { id: article } = await student.article(title)
    const pupil = { student, article, place: this.places.get(name) ?? '' }
    this.pupils.push(pupil)
    return pupil
  }

  handIn = ({ student, article }: Pupil) => student.ok('PUT', this.under('/own/text'), { article })

  /** Everybody writes a text of this headline and hands it in; then texts are locked and given out. */
  async give(names: readonly string[], title = 'A day at sea'): Promise<void> {
    await this.enter('drafting')
    for (const name of names) await this.handIn(await this.join(name, title))
    await this.enter('lock')
    await this.teacher.ok('POST', this.under('/allocation'), {})
    await this.enter('review')
  }

  /** Everybody asks about “at sea” and suggests “ or two”. */
  async review(asks: string): Promise<readonly Reviewing[]> {
    const { pairs } = await this.teacher.ok<{ pairs: PairRow[] }>('GET', this.under('/pairs'))
    const { texts } = await this.teacher.ok<{ texts: TextRow[] }>('GET', this.under())
    const made: Reviewing[] = []
    for (const by of this.pupils)
      for (const { id, article: copy } of (await this.own(by)).reviews) {
        const text = texts.find((one) => one.id === pairs.find((pair) => pair.id === id)?.text)
        const of = this.pupils.find(({ article }) => article === text?.article)
        if (of === undefined) throw new Error('a text of the class')
        await by.student.ok('POST', this.under(`/own/reviews/${id}/open`))
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
