/** What a teacher sets for a session, and what each side will see of it. */

import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { classNameUnitsMax, commentUnitsMax, reviewsPerTextMax } from '../../../shared/limits.ts'
import type { Board } from '../../../shared/protocol/review-answers.ts'
import { canInSession } from '../../../shared/review/permission.ts'
import type { SessionSettings } from '../../../shared/review/session.ts'
import type { Answer } from '../../api.ts'
import * as requests from '../../sessions/requests.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Switch } from '../../ui/switch.tsx'
import shared from './board.module.css'
import { RubricField } from './rubric-field.tsx'
import { SampleField } from './sample-field.tsx'
import styles from './settings.module.css'
import { useAct } from './use-board.ts'
import { useUsualRubric } from './usual-rubric.ts'

export function SettingsButton({ board }: { board: Board }) {
  const { t } = useTranslation()
  const act = useAct(board.id)
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('sessions.settings')}
      </Button>
      {open && (
        <SettingsDialog
          title={t('sessions.settings')}
          label={t('sessions.save')}
          name={board.name}
          settings={board.settings}
          isFair={!canInSession('editFairness', board.clock.phase, ['teacher'])}
          send={(name, settings) => requests.changeSession(board.id, { name, settings })}
          onDone={async () => {
            await act(Promise.resolve({ ok: true, value: null }))
            setOpen(false)
          }}
          onClose={() => setOpen(false)}
        >
          <SampleField board={board} />
        </SettingsDialog>
      )}
    </>
  )
}

/** A new session of a class; then its board. */
export function NewSession({ classId, onClose }: { classId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const { rubric } = useUsualRubric()
  return (
    <SettingsDialog
      title={t('sessions.new')}
      label={t('sessions.make')}
      name=""
      settings={{
        reviewsPerText: 2,
        instructions: '',
        rubric,
        keepsWriting: false,
        isNamed: false,
      }}
      isFair={false}
      send={(name, settings) => requests.createSession(classId, name, settings)}
      onDone={async ({ id }) => {
        await queries.invalidateQueries({ queryKey: ['sessions'] })
        go(`/sessions/${id}`)
      }}
      onClose={onClose}
    />
  )
}

type Some = Pick<SessionSettings, 'reviewsPerText' | 'instructions' | 'rubric' | 'keepsWriting' | 'isNamed'>
type SettingsDialogProps = {
  title: string
  label: string
  name: string
  settings: Some
  /** Who sees whose name, and what is scored, stays as it is. */
  isFair: boolean
  send: (name: string, settings: Partial<SessionSettings>) => Promise<Answer<Board>>
  onDone: (board: Board) => void | Promise<void>
  onClose: () => void
  /** Under the form, with forms of its own. */
  children?: ReactNode
}

function SettingsDialog({
  title,
  label,
  isFair,
  send,
  onDone,
  onClose,
  children,
  ...before
}: SettingsDialogProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(before.name)
  const [some, setSome] = useState(before.settings)
  const set = (change: Partial<Some>) => setSome({ ...some, ...change })
  const counts = Array.from({ length: Math.min(5, reviewsPerTextMax) }, (_, i) => String(i + 1))
  const { reviewsPerText, instructions, rubric, keepsWriting, isNamed } = some
  return (
    <Dialog open onClose={onClose} title={title}>
      <Form
        label={label}
        send={() =>
          send(name, { reviewsPerText, instructions, ...(!isFair && { rubric, isNamed, keepsWriting }) })
        }
        onDone={onDone}
      >
        <Field
          label={t('sessions.name')}
          hint={t('sessions.nameHint')}
          value={name}
          onValue={setName}
          autoComplete="off"
          maxLength={classNameUnitsMax}
          required
        />
        <Choice
          label={t('sessions.perText')}
          value={String(reviewsPerText)}
          choices={counts.map((value) => ({ value, label: value }))}
          onChoose={(value) => set({ reviewsPerText: Number(value) })}
        />
        <Field
          label={t('sessions.instructions')}
          hint={t('sessions.instructionsHint')}
          render={<textarea rows={3} />}
          value={instructions}
          onValue={(value) => set({ instructions: value })}
          maxLength={commentUnitsMax}
        />
        {isFair ? (
          <p className={shared.soft}>{t('sessions.fixed')}</p>
        ) : (
          <>
            <RubricField rubric={rubric} onRubric={(next) => set({ rubric: next })} />
            <Switch
              label={t('sessions.keepsWriting')}
              hint={t('sessions.keepsWritingHint')}
              on={keepsWriting}
              onSwitch={(on) => set({ keepsWriting: on })}
            />
            <Switch
              label={t('sessions.named')}
              hint={t('sessions.namedHint')}
              on={isNamed}
              onSwitch={(on) => set({ isNamed: on })}
            />
          </>
        )}
        <Seen settings={some} />
      </Form>
      {children}
    </Dialog>
  )
}

/** What each side will see. */
function Seen({ settings: { isNamed, keepsWriting } }: { settings: Some }) {
  const { t } = useTranslation()
  return (
    <section className={styles.seen} aria-label={t('sessions.seen')}>
      <h3 className={shared.partTitle}>{t('sessions.seen')}</h3>
      <dl>
        <dt>{t('sessions.seenBy.reviewer')}</dt>
        <dd>{t('sessions.sees.reviewer')}</dd>
        <dt>{t('sessions.seenBy.author')}</dt>
        <dd>
          {t(keepsWriting ? 'sessions.sees.authorWrites' : 'sessions.sees.author')}{' '}
          {t(isNamed ? 'sessions.sees.named' : 'sessions.sees.blind')}
        </dd>
        <dt>{t('sessions.seenBy.teacher')}</dt>
        <dd>{t('sessions.sees.teacher')}</dd>
      </dl>
    </section>
  )
}
