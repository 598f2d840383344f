/**
 * A roster as a teacher pastes it: one handle a line, or a table with a first line that names its columns (handle, group, quota, time;
 * also in Korean), separated by tabs, commas or semicolons, as spreadsheets give it.
 */

import { cleanHandle, handleKey, isHandle } from './classes.ts'
import {
  groupNameUnitsMax,
  rosterLinesMax,
  studentQuotaMax,
  timePercentMax,
  timePercentMin,
} from './limits.ts'

export type RosterPlace = {
  readonly handle: string
  readonly key: string
  readonly group?: string | null
  readonly quota?: number | null
  readonly timePercent?: number
}
export const ROSTER_FAULTS = ['handle', 'duplicate', 'group', 'quota', 'time', 'quote', 'lines'] as const
export type RosterFault = (typeof ROSTER_FAULTS)[number]
/** `line` counts from 1, `text` is what stands there; `first`: the line that a duplicate repeats. */
export type RosterProblem = {
  readonly line: number
  readonly fault: RosterFault
  readonly text: string
  readonly first?: number
}
export type Roster = { readonly places: readonly RosterPlace[]; readonly problems: readonly RosterProblem[] }

type Column = 'handle' | 'group' | 'quota' | 'time'
const COLUMNS: Readonly<Record<string, Column>> = {
  handle: 'handle',
  name: 'handle',
  student: 'handle',
  이름: 'handle',
  별명: 'handle',
  group: 'group',
  모둠: 'group',
  quota: 'quota',
  reviews: 'quota',
  편수: 'quota',
  time: 'time',
  시간: 'time',
}

/** Reads a roster. Nothing of it should be used while there are problems. */
export function readRoster(text: string): Roster {
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^\uFEFF/, '')
    .split('\n')
  if (lines.length > rosterLinesMax)
    return { places: [], problems: [{ line: rosterLinesMax + 1, fault: 'lines', text: '' }] }
  const table = tableOf(lines)
  const places: RosterPlace[] = []
  const problems: RosterProblem[] = []
  const seen = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || index === table?.headAt) continue
    const read = table ? readRow(line, table) : placeOf({ handle: line })
    if ('fault' in read) {
      problems.push({ line: index + 1, ...read })
      continue
    }
    const first = seen.get(read.key)
    if (first === undefined) {
      seen.set(read.key, index + 1)
      places.push(read)
    } else problems.push({ line: index + 1, fault: 'duplicate', text: read.handle, first })
  }
  return { places, problems }
}

type Table = {
  readonly headAt: number
  readonly separator: string
  readonly columns: readonly (Column | null)[]
}
type Fault = Omit<RosterProblem, 'line'>

/** How the lines are to be read, when the first of them names columns. */
function tableOf(lines: readonly string[]): Table | null {
  const headAt = lines.findIndex((line) => line.trim() !== '')
  const head = lines[headAt] ?? ''
  for (const separator of ['\t', ';', ',']) {
    const columns = (cellsOf(head, separator) ?? []).map((cell) => COLUMNS[cell.toLowerCase()] ?? null)
    const isHead =
      columns.includes('handle') && (columns.length > 1 || head.trim().toLowerCase() === 'handle')
    if (isHead) return { headAt, separator, columns }
  }
  return null
}

/** The cells of a line; `"…"` may hold separators, and `""` for a quotation mark. `null`: a quotation does not end. */
function cellsOf(line: string, separator: string): string[] | null {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] as string
    if (isQuoted && sign === '"' && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (sign === '"' && (isQuoted || cell.trim() === '')) {
      isQuoted = !isQuoted
      if (isQuoted) cell = ''
    } else if (sign === separator && !isQuoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += sign
  }
  return isQuoted ? null : [...cells, cell.trim()]
}

function readRow(line: string, { separator, columns }: Table): RosterPlace | Fault {
  const cells = cellsOf(line, separator)
  if (cells === null) return { fault: 'quote', text: line.trim() }
  const values: Partial<Record<Column, string>> = {}
  for (const [at, column] of columns.entries()) if (column !== null) values[column] = cells[at] ?? ''
  return placeOf(values)
}

/** An empty cell leaves what is there; a group, a quota or a time is taken away by hand. */
function placeOf({ handle = '', group = '', quota = '', time = '' }: Partial<Record<Column, string>>) {
  const clean = cleanHandle(handle)
  if (!isHandle(clean)) return fault('handle', clean)
  const groupName = cleanHandle(group)
  if (groupName !== '' && !isHandle(groupName)) return fault('group', groupName)
  if (groupName.length > groupNameUnitsMax) return fault('group', groupName)
  const [count, percent] = [quotaOf(quota), timeOf(time)]
  if (count === null) return fault('quota', quota)
  if (percent === null) return fault('time', time)
  return {
    handle: clean,
    key: handleKey(clean),
    ...(groupName !== '' && { group: groupName }),
    ...(count !== undefined && { quota: count }),
    ...(percent !== undefined && { timePercent: percent }),
  }
}

const fault = (kind: RosterFault, text: string): Fault => ({ fault: kind, text })

/** `undefined`: nothing is said; `null`: it is no such number. */
function quotaOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined
  const count = Number(text.trim())
  return Number.isInteger(count) && count >= 0 && count <= studentQuotaMax ? count : null
}

/** `1.5`, `1,5`, `×1.5` and `150%` are the same. */
function timeOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined
  const found = /^[x×]?\s*(\d+(?:[.,]\d+)?)\s*(%?)$/i.exec(text.trim())
  const number = Number(found?.[1]?.replace(',', '.'))
  const percent = Math.round(found?.[2] === '%' ? number : number * 100)
  return percent >= timePercentMin && percent <= timePercentMax ? percent : null
}
