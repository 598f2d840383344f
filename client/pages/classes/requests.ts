/** What the pages of classes ask the server. */

import * as z from 'zod/mini'
import type { MailLanguage } from '../../../shared/notices.ts'
import {
  classAnswer,
  classesAnswer,
  handlesAnswer,
  joinedAnswer,
  rosterAnswer,
} from '../../../shared/protocol/classes.ts'
import { ask, part } from '../../api.ts'

const nothing = z.unknown()
const path = (id: string, rest = '') => `/api/classes/${part(id)}${rest}`
const studentPath = (id: string, student: string, rest = '') => path(id, `/students/${part(student)}${rest}`)

export const classes = () => ask('GET', '/api/classes', classesAnswer)
export const createClass = (name: string) => ask('POST', '/api/classes', classAnswer, { name })
export const classById = (id: string) => ask('GET', path(id), classAnswer)
export const changeClass = (
  id: string,
  change: { name?: string; keepUntil?: number | null; listsHandles?: boolean },
) => ask('PATCH', path(id), classAnswer, change)
export const deleteClass = (id: string) => ask('DELETE', path(id), nothing)
export const putRoster = (id: string, text: string) => ask('PUT', path(id, '/roster'), rosterAnswer, { text })
export const openJoining = (id: string) => ask('POST', path(id, '/joining'), classAnswer, {})
export const closeJoining = (id: string) => ask('DELETE', path(id, '/joining'), classAnswer)
/** `who` is an account or a user name. */
export const setTeacher = (id: string, who: string, isTeacher: boolean) =>
  ask(isTeacher ? 'PUT' : 'DELETE', path(id, `/teachers/${part(who)}`), nothing)

export type StudentChange = {
  handle?: string
  group?: string | null
  quota?: number | null
  timePercent?: number
}
export const changeStudent = (id: string, student: string, change: StudentChange) =>
  ask('PATCH', studentPath(id, student), nothing, change)
export const eraseStudent = (id: string, student: string) => ask('DELETE', studentPath(id, student), nothing)
export const undoClaim = (id: string, student: string) =>
  ask('DELETE', studentPath(id, student, '/claim'), nothing)
export const resetPassword = (id: string, student: string, language: MailLanguage) =>
  ask('POST', studentPath(id, student, '/password'), joinedAnswer, { language })
export const mergeStudent = (id: string, student: string, into: string) =>
  ask('POST', studentPath(id, student, '/merge'), nothing, { into })
export const exportAddress = (id: string, student: string) => studentPath(id, student, '/export')

export const joinClass = (request: {
  code: string
  handle: string
  language: MailLanguage
  as: 'new' | 'me'
}) => ask('POST', '/api/join', joinedAnswer, request)
export const freeHandles = (code: string) => ask('GET', `/api/join/${part(code)}/handles`, handlesAnswer)
