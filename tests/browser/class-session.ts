/** A class in a review session, for tests of its pages: a teacher, students who have joined, and the session's phases. */

import type { ClassRoom, Joined } from '../../shared/protocol/classes.ts'
import type { Board, OwnPart } from '../../shared/protocol/review-answers.ts'
import type { Phase } from '../../shared/review/phase.ts'
import type { Criterion } from '../../shared/review/rubric.ts'
import type { TestPerson } from '../support/server.ts'
import type { Newsroom } from './newsroom.ts'

const RUBRIC: readonly Criterion[] = [
  {
    id: 'lead',
    title: 'Does the lead say what happened?',
    weight: 2,
    wordsMin: 3,
    kind: 'levels',
    levels: [
      { label: 'Not yet', points: 0 },
      { label: 'In parts', points: 1 },
      { label: 'Clearly, in one sentence', points: 2 },
    ],
  },
  { id: 'order', title: 'Order of the facts', weight: 1, wordsMin: 0, kind: 'points', pointsMax: 5 },
  {
    id: 'proof',
    title: 'What is there?',
    weight: 1,
    wordsMin: 0,
    kind: 'checklist',
    items: ['A quotation with a name', 'A number with its source'],
  },
  { id: 'next', title: 'What would you change first?', weight: 0, wordsMin: 4, kind: 'comment' },
]

export const ANSWERS = {
  lead: { value: 2, comment: 'It says who and when.' },
  order: { value: 3, comment: '' },
  proof: { value: [true, false], comment: '' },
  next: { value: null, comment: 'Put the number into the lead.' },
}

export type ClassSession = {
  readonly id: string
  readonly teacher: TestPerson
  readonly students: readonly TestPerson[]
  /** Somebody of the roster who comes later. */
  join(handle: string): Promise<TestPerson>
  /** A text of this student, handed in while texts are written. */
  handIn(student: TestPerson, title: string): Promise<string>
  /** Begins a phase, which lasts so long. */
  enter(phase: Phase, ms?: number): Promise<void>
  allocate(): Promise<void>
  change(settings: object): Promise<void>
  own(student: TestPerson): Promise<OwnPart>
}

let made = 0

/** A session in `setup` whose students have joined under these handles, each reading one text; `late` are on the roster and not here. */
export async function classSession(
  { server }: Newsroom,
  handles: readonly string[],
  late: readonly string[] = [],
): Promise<ClassSession> {
  const teacher = await server.person(`teacher${++made}`)
  const admin = await server.administrator()
  await admin.ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  const { id: room } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: `Class ${made}` })
  await teacher.ok('PUT', `/api/classes/${room}/roster`, { text: [...handles, ...late].join('\n') })
  const { joining } = await teacher.ok<ClassRoom>('POST', `/api/classes/${room}/joining`)
  const join = async (handle: string) => {
    const student = server.visitor()
    await student.ok<Joined>('POST', '/api/join', { code: joining?.code, handle })
    return student
  }
  const students: TestPerson[] = []
  for (const handle of handles) students.push(await join(handle))
  const { id } = await teacher.ok<Board>('POST', '/api/sessions', {
    class: room,
    name: 'Profiles of people at school',
    settings: {
      instructions:
        'Read it once without a pencil.\nThen comment: what is there, how well it works, what to try.',
      reviewsPerText: 1,
      rubric: RUBRIC,
    },
  })
  const path = `/api/sessions/${id}`
  return {
    id,
    teacher,
    students,
    join,
    async handIn(student, title) {
      const { id: article } = await student.article(title)
      await student.ok('PUT', `${path}/own/text`, { article })
      return article
    },
    async enter(phase, ms) {
      const { now } = await teacher.ok<Board>('GET', path)
      await teacher.ok('PUT', `${path}/phase`, { phase, endsAt: ms === undefined ? null : now + ms })
    },
    allocate: () => teacher.ok('POST', `${path}/allocation`, {}),
    change: (change) => teacher.ok('PATCH', path, change),
    own: (student) => student.ok<OwnPart>('GET', `${path}/own`),
  }
}
