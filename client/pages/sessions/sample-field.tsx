/** The text on which everybody tries the questions, as its teacher chooses it, and what they would answer themselves. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board, BoardSample } from '../../../shared/protocol/review-answers.ts'
import { canInSession } from '../../../shared/review/permission.ts'
import type { Answer, Answers } from '../../../shared/review/rubric.ts'
import { can } from '../../../shared/roles.ts'
import * as api from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import shared from './board.module.css'
import { CriterionField } from './criterion-field.tsx'
import { PastedField } from './pasted-field.tsx'
import own from './sample.module.css'
import styles from './settings.module.css'
import { useAct } from './use-board.ts'

const NO_ANSWER: Answer = { comment: '', value: null }

export function SampleField({ board }: { board: Board }) {
  const { t } = useTranslation()
  return (
    <section className={`${styles.rubric} ${own.apart}`} aria-label={t('sessions.sample.title')}>
      <h3 className={shared.partTitle}>{t('sessions.sample.title')}</h3>
      <p className={shared.soft}>{board.sample?.title || t('sessions.sample.noneWords')}</p>
      <SampleButtons board={board} />
    </section>
  )
}

/** Until the lock. */
export function SampleButtons({ board }: { board: Board }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'text' | 'key' | null>(null)
  const { sample, clock } = board
  if (!canInSession('editFairness', clock.phase, ['teacher'])) return null
  const close = () => setOpen(null)
  return (
    <div className={shared.buttons}>
      <Button onClick={() => setOpen('text')}>
        {t(sample === null ? 'sessions.sample.choose' : 'sessions.sample.chooseAnother')}
      </Button>
      {sample && <Button onClick={() => setOpen('key')}>{t('sessions.sample.key')}</Button>}
      {open === 'text' && <SampleDialog board={board} onClose={close} />}
      {open === 'key' && sample && <KeyDialog board={board} sample={sample} onClose={close} />}
    </div>
  )
}

type DialogProps = { board: Board; onClose: () => void }

function SampleDialog({ board, onClose }: DialogProps) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const list = useQuery({
    queryKey: ['articles', 'articles'],
    queryFn: () => api.orThrow(api.articles()),
  })
  const mine = (list.data?.articles ?? []).filter(({ role }) => can(role, 'handOver'))
  const [chosen, setChosen] = useState<string | null>(null)
  const [text, setText] = useState('')
  const article = mine.find(({ id }) => id === chosen)?.id ?? mine[0]?.id ?? ''
  const isPasted = chosen === PASTED || (list.isSuccess && mine.length === 0)
  const begun = board.sample?.students.length ?? 0
  const done = async () => {
    await act(Promise.resolve({ ok: true, value: null }))
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sessions.sample.choose')}
      words={t('sessions.sample.chooseWords')}
    >
      {begun > 0 && <p className={shared.flagLine}>{t('sessions.sample.begun', { count: begun })}</p>}
      <Form
        label={t('sessions.sample.take')}
        send={() => requests.chooseSample(board.id, isPasted ? { text } : { article })}
        onDone={done}
      >
        <Choice
          label={t('sessions.sample.from')}
          value={isPasted ? PASTED : article}
          onChoose={setChosen}
          choices={[
            ...mine.map(({ id, title }) => ({ value: id, label: title || t('article.untitled') })),
            { value: PASTED, label: t('sessions.sample.pasted') },
          ]}
        />
        {isPasted && <PastedField text={text} onText={setText} />}
      </Form>
      {board.sample && (
        <Form
          size="small"
          label={t('sessions.sample.remove')}
          send={() => requests.removeSample(board.id)}
          onDone={done}
        >
          {null}
        </Form>
      )}
    </Dialog>
  )
}

/** No article is called so. */
const PASTED = '-'

function KeyDialog({ board, sample, onClose }: DialogProps & { sample: BoardSample }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const { rubric } = board.settings
  const [key, setKey] = useState<Answers>(() => {
    const asked = new Set(rubric.map(({ id }) => id))
    return Object.fromEntries(Object.entries(sample.key).filter(([id]) => asked.has(id)))
  })
  const words = useQuery({
    queryKey: ['session', board.id, 'sample', sample.id],
    queryFn: () => api.orThrow(requests.sampleText(board.id)),
  })
  return (
    <Dialog open onClose={onClose} title={t('sessions.sample.key')} words={t('sessions.sample.keyWords')}>
      {words.data && (
        <details>
          <summary>{t('sessions.sample.read')}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it */}
          <section className={own.text} tabIndex={0} aria-label={sample.title} dir="auto">
            {words.data.text}
          </section>
        </details>
      )}
      <Form
        label={t('sessions.save')}
        send={() => requests.changeSample(board.id, { key })}
        onDone={async () => {
          await act(Promise.resolve({ ok: true, value: null }))
          onClose()
        }}
      >
        {rubric.map((criterion) => (
          <CriterionField
            key={criterion.id}
            criterion={criterion}
            answer={key[criterion.id] ?? NO_ANSWER}
            isMissing={false}
            isWritable
            onAnswer={(answer) => setKey({ ...key, [criterion.id]: answer })}
          />
        ))}
      </Form>
    </Dialog>
  )
}
