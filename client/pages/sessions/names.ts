/** What the roster calls people. */

import { useMemo } from 'react'
import type { Board, BoardText } from '../../../shared/protocol/review-answers.ts'

export type Names = {
  readonly nameOf: (student: string) => string
  readonly authorsOf: (text: Pick<BoardText, 'authors'>) => string
  readonly numberOf: (text: string) => number
}

export function useNames({ students, texts }: Pick<Board, 'students' | 'texts'>): Names {
  return useMemo(() => {
    const handles = new Map(students.map(({ id, handle }) => [id, handle]))
    const numbers = new Map(texts.map(({ id, number }) => [id, number]))
    const nameOf = (student: string) => handles.get(student) ?? '?'
    return {
      nameOf,
      authorsOf: ({ authors }) => authors.map(nameOf).join(', '),
      numberOf: (text) => numbers.get(text) ?? 0,
    }
  }, [students, texts])
}
