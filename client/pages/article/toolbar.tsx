/** The one row of tools over the article; what has no room goes under "More". On a phone it sits above the keyboard. */

import { Toolbar as Base } from '@base-ui/react/toolbar'
import { ChevronDown, Ellipsis } from 'lucide-react'
import { Fragment, type MouseEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setKind } from '../../editor/commands.ts'
import { run } from '../../editor/keymap.ts'
import { classes } from '../../ui/classes.ts'
import { Menu, MenuChoice, MenuItem } from '../../ui/menu.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './toolbar.module.css'
import { type Here, isMac, type Page, printedKeys, STYLES, TOOL_GROUPS, TOOLS, type Tool } from './tools.ts'

/** Widths in px, as toolbar.module.css sets them. */
const toolWidth = 36
const wide = { styles: 148, lines: TOOL_GROUPS.length * 13 }
/** On a phone the list of styles is short and there are no lines between groups. */
const narrow = { styles: 108, lines: 0 }
const narrowBelow = 704

type ToolbarProps = { page: Page; here: Here }

export function Toolbar({ page, here }: ToolbarProps) {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  const room = useRoom(bar)
  const hidden = TOOLS.filter(({ rank }) => rank > room)
  return (
    <Base.Root
      ref={bar}
      className={styles.bar}
      aria-label={t('article.toolbarOf')}
      // The caret stays where it is, and a phone keeps its keyboard.
      onMouseDown={(event: MouseEvent) => event.preventDefault()}
    >
      {TOOL_GROUPS.map((group, index) => {
        const shown = group.filter(({ rank }) => rank <= room)
        if (shown.length === 0) return null
        return (
          <Fragment key={group[0]?.name}>
            {index > 0 && <Base.Separator className={styles.line} />}
            {index === 1 && (
              <>
                <StyleList page={page} here={here} />
                <Base.Separator className={styles.line} />
              </>
            )}
            {shown.map((tool) => (
              <ToolButton key={tool.name} tool={tool} page={page} here={here} />
            ))}
          </Fragment>
        )
      })}
      {hidden.length > 0 && <More tools={hidden} page={page} here={here} />}
    </Base.Root>
  )
}

function ToolButton({ tool, page, here }: { tool: Tool } & ToolbarProps) {
  const { t } = useTranslation()
  const Icon = tool.icon
  return (
    <Tooltip words={t(`tool.${tool.name}`)} keys={tool.keys && printedKeys(tool.keys, isMac())}>
      <Base.Button
        className={styles.tool}
        aria-label={t(`tool.${tool.name}`)}
        aria-pressed={tool.isOn?.(here)}
        disabled={tool.isOff?.(here) ?? false}
        onClick={() => tool.use(page)}
      >
        <Icon size={18} strokeWidth={1.9} aria-hidden="true" />
      </Base.Button>
    </Tooltip>
  )
}

function StyleList({ page, here }: ToolbarProps) {
  const { t } = useTranslation()
  const name = here.kind === null ? t('tool.mixed') : t(`tool.${here.kind}`)
  return (
    <Menu
      align="start"
      trigger={
        <Base.Button className={styles.style} aria-label={t('tool.styleOf', { style: name })}>
          <span className={styles.styleName}>{name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Base.Button>
      }
    >
      <MenuChoice
        label={t('tool.style')}
        value={here.kind ?? ''}
        onChoose={(chosen) => {
          const style = STYLES.find(({ kind }) => kind === chosen)
          if (style) run(page.editor, setKind(style.kind))
          page.editor.commands.focus()
        }}
        choices={STYLES.map(({ kind, keys }) => ({
          value: kind as string,
          label: (
            <span className={classes(styles.sample, styles[`sample-${kind}`])}>{t(`tool.${kind}`)}</span>
          ),
          ...(keys && { keys: printedKeys(keys, isMac()) }),
        }))}
      />
    </Menu>
  )
}

function More({ tools, page, here }: { tools: readonly Tool[] } & ToolbarProps) {
  const { t } = useTranslation()
  return (
    <Menu
      trigger={
        <Base.Button className={styles.tool} aria-label={t('tool.more')}>
          <Ellipsis size={18} aria-hidden="true" />
        </Base.Button>
      }
    >
      {tools.map((tool) => {
        const Icon = tool.icon
        return (
          <MenuItem
            key={tool.name}
            icon={<Icon size={16} />}
            keys={tool.keys && printedKeys(tool.keys, isMac())}
            disabled={tool.isOff?.(here) ?? false}
            onChoose={() => {
              tool.use(page)
              if (tool.name !== 'link' && tool.name !== 'addFigure') page.editor.commands.focus()
            }}
          >
            {t(`tool.${tool.name}`)}
          </MenuItem>
        )
      })}
    </Menu>
  )
}

/** How many tools, by rank, the bar has room for. */
function useRoom(bar: React.RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(TOOLS.length)
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const resized = new ResizeObserver(([entry]) => {
      if (entry) setRoom(roomIn(entry.contentRect.width))
    })
    resized.observe(element)
    return () => resized.disconnect()
  }, [bar])
  return room
}

export function roomIn(width: number): number {
  const { styles: styleList, lines } = width < narrowBelow ? narrow : wide
  const free = width - styleList - lines
  const count = Math.floor(free / toolWidth)
  return count >= TOOLS.length ? TOOLS.length : Math.max(1, count - 1) // one place is for "More"
}
