/** The one row of tools over the article; what has no room goes under "More". On a phone it sits above the keyboard. */

import { ChevronDown, Ellipsis } from 'lucide-react'
import { Fragment, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setKind } from '../../editor/commands.ts'
import { run } from '../../editor/keymap.ts'
import { classes } from '../../ui/classes.ts'
import { isMac, printedKeys } from '../../ui/keys.ts'
import { Menu } from '../../ui/menu.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './toolbar.module.css'
import { type Here, type Page, STYLES, TOOL_GROUPS, TOOLS, type Tool } from './tools.ts'

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
  useRovingFocus(bar)
  const hidden = TOOLS.filter(({ rank }) => rank > room)
  return (
    // The caret stays where it is when a tool is pressed, and a phone keeps its keyboard.
    <div
      ref={bar}
      role="toolbar"
      className={styles.bar}
      aria-label={t('article.toolbarOf')}
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        moveFocus(event)
        // Back to the words, as Alt+F10 came from there; a menu that is open takes its own Esc.
        if (event.key === 'Escape' && event.target instanceof Node && bar.current?.contains(event.target)) {
          page.editor.view.focus() // at once: Tiptap's own command waits for a frame, and a key would be lost
        }
      }}
    >
      {TOOL_GROUPS.map((group, index) => {
        const shown = group.filter(({ rank }) => rank <= room)
        if (shown.length === 0) return null
        return (
          <Fragment key={group[0]?.name}>
            {index > 0 && <span className={styles.line} />}
            {index === 1 && (
              <>
                <StyleList page={page} here={here} />
                <span className={styles.line} />
              </>
            )}
            {shown.map((tool) => (
              <ToolButton key={tool.name} tool={tool} page={page} here={here} />
            ))}
          </Fragment>
        )
      })}
      {hidden.length > 0 && <More tools={hidden} page={page} here={here} />}
    </div>
  )
}

function ToolButton({ tool, page, here }: { tool: Tool } & ToolbarProps) {
  const { t } = useTranslation()
  const Icon = tool.icon
  const off = tool.isOff?.(here) ?? false
  return (
    <Tooltip words={t(`tool.${tool.name}`)} keys={tool.keys && printedKeys(tool.keys, isMac())}>
      <button
        type="button"
        className={styles.tool}
        aria-label={t(`tool.${tool.name}`)}
        aria-pressed={tool.isOn?.(here)}
        // Not `disabled`: the keyboard passes over it, and finds it again when it is on.
        aria-disabled={off || undefined}
        onClick={() => off || tool.use(page)}
      >
        <Icon size={18} strokeWidth={1.9} aria-hidden="true" />
      </button>
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
        <button type="button" className={styles.style} aria-label={t('tool.styleOf', { style: name })}>
          <span className={styles.styleName}>{name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
      entries={[
        {
          kind: 'choice',
          label: t('tool.style'),
          value: here.kind ?? '',
          onChoose: (chosen) => {
            const style = STYLES.find(({ kind }) => kind === chosen)
            if (style) run(page.editor, setKind(style.kind))
            page.editor.commands.focus()
          },
          choices: STYLES.map(({ kind, keys }) => ({
            value: kind,
            label: (
              <span className={classes(styles.sample, styles[`sample-${kind}`])}>{t(`tool.${kind}`)}</span>
            ),
            keys: keys && printedKeys(keys, isMac()),
          })),
        },
      ]}
    />
  )
}

function More({ tools, page, here }: { tools: readonly Tool[] } & ToolbarProps) {
  const { t } = useTranslation()
  return (
    <Menu
      trigger={
        <button type="button" className={styles.tool} aria-label={t('tool.more')}>
          <Ellipsis size={18} aria-hidden="true" />
        </button>
      }
      entries={tools.map((tool) => {
        const Icon = tool.icon
        return {
          kind: 'action',
          name: tool.name,
          icon: <Icon size={16} />,
          label: t(`tool.${tool.name}`),
          keys: tool.keys && printedKeys(tool.keys, isMac()),
          disabled: tool.isOff?.(here) ?? false,
          onChoose: () => {
            tool.use(page)
            if (!['link', 'addFigure', 'comment'].includes(tool.name)) page.editor.commands.focus()
          },
        }
      })}
    />
  )
}

/** How many tools, by rank, the bar has room for. */
function useRoom(bar: RefObject<HTMLElement | null>): number {
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

// ---- the keyboard: the bar is one stop, arrows move inside it

const buttonsOf = (bar: Element): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>('button')]

/** Exactly one button can be reached with Tab: the one that had the focus last, else the first. */
function useRovingFocus(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = bar.current
    if (!element) return
    const choose = (chosen: Element | null | undefined) => {
      const buttons = buttonsOf(element)
      const stop = buttons.find((button) => button === chosen) ?? buttons[0]
      for (const button of buttons) button.tabIndex = button === stop ? 0 : -1
    }
    const onFocus = (event: FocusEvent) => choose(event.target as Element)
    const changed = new MutationObserver(() => choose(element.querySelector('[tabindex="0"]')))
    choose(null)
    element.addEventListener('focusin', onFocus)
    changed.observe(element, { childList: true, subtree: true })
    return () => {
      element.removeEventListener('focusin', onFocus)
      changed.disconnect()
    }
  }, [bar])
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = buttonsOf(event.currentTarget)
  const at = buttons.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  const to: Record<string, number> = {
    ArrowRight: (at + 1) % buttons.length,
    ArrowLeft: (at - 1 + buttons.length) % buttons.length,
    Home: 0,
    End: buttons.length - 1,
  }
  const next = to[event.key]
  if (next === undefined) return
  event.preventDefault()
  buttons[next]?.focus()
}
