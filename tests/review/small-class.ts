/** A class of a few students, each with a text handed in to a session that their teacher leads. */

import type { ClassRoom } from '../../shared/protocol/classes.ts'
import type { TestPerson, TestServer } from '../support/server.ts'
import { Student } from './student.ts'

export type SmallClass = {
  readonly id: string
  readonly session: string
  readonly students: readonly { readonly student: Student; readonly article: string }[]
  under(rest: string): string
  enter(phase: string): Promise<Response>
}

/** In drafting. The teacher is an adviser of that server. */
export async function smallClass(
  { url }: TestServer,
  teacher: TestPerson,
  handles: readonly string[],
  settings: { readonly reviewsPerText: number },
): Promise<SmallClass> {
  const { id } = await teacher.ok<ClassRoom>('POST', '/api/classes', { name: 'A few' })
  await teacher.ok('PUT', `/api/classes/${id}/roster`, { text: handles.join('\n') })
  const room = await teacher.ok<ClassRoom>('POST', `/api/classes/${id}/joining`)
  const asked = { class: id, name: 'Profiles', settings }
  const session = await teacher.ok<{ id: string }>('POST', '/api/sessions', asked)
  const under = (rest: string) => `/api/sessions/${session.id}${rest}`
  const enter = (phase: string) => teacher.fetch('PUT', under('/phase'), { phase })
  await enter('drafting')
  const students: { readonly student: Student; readonly article: string }[] = []
  for (const handle of handles) {
    const student = new Student(url, handle)
    await student.ok('POST', '/api/join', { code: room.joining?.code, handle })
    const { id: article } = await student.article('A day at sea')
    await student.ok('PUT', under('/own/text'), { article })
    students.push({ student, article })
  }
  return { id, session: session.id, students, under, enter }
}

export async function aTeacher(server: TestServer): Promise<TestPerson> {
  const teacher = await server.person('Harrowgate')
  await (await server.administrator()).ok('PATCH', `/api/people/${teacher.account}`, { position: 'adviser' })
  return teacher
}
