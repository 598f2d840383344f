/** By which code the class is joined, and for how long: beside the roster, and over the whole screen for a projector. */

import { Maximize2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClassRoom } from '../../../shared/protocol/classes.ts'
import type { Answer, FailureCode } from '../../api.ts'
import { browserClock } from '../../clock.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/switch.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Wall } from '../../ui/wall.tsx'
import styles from './classes.module.css'
import * as requests from './requests.ts'
import { type Shown, useClassChanged } from './use-class.ts'

type Act = 'open' | 'close' | 'list'

export function Joining({ shown }: { shown: Shown }) {
  const { t } = useTranslation()
  const { room } = shown
  const [large, setLarge] = useState(false)
  const [busy, setBusy] = useState<Act | null>(null)
  const changed = useClassChanged(room.id)
  const say = useToast()
  const left = useLeft(shown)

  async function act(which: Act, sent: Promise<Answer<ClassRoom>>) {
    setBusy(which)
    const answer = await sent
    if (answer.ok) await changed(answer.value)
    else say(t(`errors.${answer.code satisfies FailureCode}`))
    setBusy(null)
  }
  const open = () => void act('open', requests.openJoining(room.id))

  return (
    <section className={styles.joining} aria-labelledby="joining">
      <h2 id="joining" className={styles.joiningTitle}>
        {t('classes.joining')}
      </h2>
      {room.joining && left !== null ? (
        <>
          <div className={styles.codeLine}>
            <Code code={room.joining.code} />
            <p className={styles.how}>
              {t('classes.how', { address: `${location.host}/join` })}
              <br />
              <span className={styles.left}>{t('classes.left', { time: left })}</span>
            </p>
          </div>
          <div className={styles.buttons}>
            <Button look="primary" onClick={() => setLarge(true)}>
              <Maximize2 size={16} aria-hidden="true" />
              {t('classes.large')}
            </Button>
            <Button busy={busy === 'open'} onClick={open}>
              {t('classes.newCode')}
            </Button>
            <Button busy={busy === 'close'} onClick={() => void act('close', requests.closeJoining(room.id))}>
              {t('classes.close')}
            </Button>
          </div>
        </>
      ) : (
        <div className={styles.closed}>
          <p className={styles.soft}>{t('classes.closedWords')}</p>
          <Button look="primary" busy={busy === 'open'} onClick={open}>
            {t('classes.open')}
          </Button>
        </div>
      )}
      <Switch
        label={t('classes.lists')}
        hint={t('classes.listsHint')}
        on={room.listsHandles}
        onSwitch={(listsHandles) => void act('list', requests.changeClass(room.id, { listsHandles }))}
      />
      {large && room.joining && left !== null && (
        <Projector room={room} code={room.joining.code} left={left} onClose={() => setLarge(false)} />
      )}
    </section>
  )
}

/** In two halves, as people read it to each other; screen readers say it sign by sign. */
function Code({ code }: { code: string }) {
  const half = Math.ceil(code.length / 2)
  return (
    <p className={styles.code}>
      <span className="only-read">{[...code].join(' ')}</span>
      <span aria-hidden="true">{code.slice(0, half)}</span>
      <span aria-hidden="true">{code.slice(half)}</span>
    </p>
  )
}

type ProjectorProps = { room: ClassRoom; code: string; left: string; onClose: () => void }

function Projector({ room, code, left, onClose }: ProjectorProps) {
  const { t } = useTranslation()
  const joined = room.students.filter((student) => student.joined).length
  return (
    <Wall
      name={room.name}
      foot={
        <>
          <span>{t('classes.left', { time: left })}</span>
          <span>{t('classes.joinedOf', { joined, count: room.students.length })}</span>
        </>
      }
      onClose={onClose}
    >
      <p className={styles.largeHow}>{t('classes.how', { address: `${location.host}/join` })}</p>
      <div className={styles.large}>
        <Code code={code} />
      </div>
    </Wall>
  )
}

const TICK_MS = 500

/** The time that is left, as minutes and seconds of the server's clock; null: none. */
function useLeft({ room, ahead }: Shown): string | null {
  const [now, setNow] = useState(() => browserClock.now())
  const until = room.joining?.until ?? null
  useEffect(() => {
    if (until === null) return
    const tick = () => {
      setNow(browserClock.now())
      timer = browserClock.after(TICK_MS, tick)
    }
    let timer = browserClock.after(0, tick)
    return () => timer.cancel()
  }, [until])
  if (until === null) return null
  const seconds = Math.ceil((until - now - ahead) / 1000)
  return seconds <= 0 ? null : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
