/** One text more for who has finished theirs, and what has come of it in words. */

import { useTranslation } from 'react-i18next'
import type { Board, BoardStudent } from '../../../shared/protocol/review-answers.ts'
import { giveExtra } from '../../sessions/requests.ts'
import { useToast } from '../../ui/toast.tsx'
import { useNames } from './names.ts'
import { useAct } from './use-board.ts'

export function useGiveExtra(board: Board): (student: BoardStudent) => Promise<void> {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const say = useToast()
  const { numberOf } = useNames(board)
  return async ({ id, handle }) => {
    const answer = await act(giveExtra(board.id, id))
    if (answer === null) return
    say(
      answer.pair === null
        ? t('sessions.noExtra', { name: handle })
        : t('sessions.extraGiven', { name: handle, number: numberOf(answer.pair.text) }),
    )
  }
}
