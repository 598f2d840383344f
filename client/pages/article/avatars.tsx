/** The faces of who is here: five at most, the rest in a menu. A click goes to where that person writes. */

import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/avatar.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useShownName } from '../../ui/shown-name.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import styles from './top-bar.module.css'
import type { PersonHere } from './use-people.ts'

const shownMax = 5
/** Beside the headline of a phone there is no room for more. */
const shownNarrow = 1

type AvatarsProps = { people: readonly PersonHere[]; onJump: (person: PersonHere) => void }

export function Avatars({ people, onJump }: AvatarsProps) {
  const { t } = useTranslation()
  const room = useNarrow() ? shownNarrow : shownMax
  const shown = people.slice(0, room)
  const hidden = people.slice(room)
  const shownName = useShownName()
  const named = ({ name, guest, idle }: PersonHere) => {
    const shown = shownName(name, guest)
    return idle ? t('presence.idle', { name: shown }) : shown
  }
  if (people.length === 0) return null
  return (
    <ul className={styles.avatars} aria-label={t('presence.label')}>
      {shown.map((person) => (
        <li key={person.person}>
          <Tooltip words={named(person)}>
            <button
              type="button"
              className={styles.face}
              aria-label={t('presence.jump', { name: shownName(person.name, person.guest) })}
              onClick={() => onJump(person)}
            >
              <Avatar name={person.name} color={person.color} idle={person.idle} />
            </button>
          </Tooltip>
        </li>
      ))}
      {hidden.length > 0 && (
        <li>
          <Menu
            trigger={
              <button
                type="button"
                className={styles.moreFaces}
                aria-label={t('presence.more', { count: hidden.length })}
              >
                +{hidden.length}
              </button>
            }
            entries={hidden.map((person) => ({
              kind: 'action',
              name: person.person,
              label: named(person),
              icon: <Avatar name={person.name} color={person.color} idle={person.idle} size="small" />,
              onChoose: () => onJump(person),
            }))}
          />
        </li>
      )}
    </ul>
  )
}
