/** What is done with selected words, beside them: bold, italic and link for the mouse, and a comment, also for who only reads. */

import type { Editor } from '@tiptap/core'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import { Bold, Check, Italic, Link, type LucideIcon, MessageSquarePlus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { blockAttributesOf } from '../../editor/extensions.ts'
import { isMac, printedKeys } from '../../ui/keys.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './bubble.module.css'
import { type Here, type Page, placeHere, TOOLS, type ToolName } from './tools.ts'
import { useEditorValue } from './use-editor-value.ts'

const formats: readonly { name: ToolName; icon: LucideIcon }[] = [
  { name: 'bold', icon: Bold },
  { name: 'italic', icon: Italic },
  { name: 'link', icon: Link },
]

const decisions = [
  { verb: 'accept', icon: Check },
  { verb: 'reject', icon: X },
] as const

/** Distance between the words and the bubble, in px. */
const gap = 8

export function Bubble({ page }: { page: Page }) {
  const { t } = useTranslation()
  const place = useEditorValue(page.editor, placeHere)
  const here: Here = { ...place, canUndo: false, canRedo: false }
  const element = useRef<HTMLDivElement>(null)
  const open = useSelected(page)

  useEffect(() => {
    const bubble = element.current
    if (!open || !bubble) return
    putOver(bubble, page.editor)
  })

  if (open === null) return null
  const { onComment, onDecide } = page
  return (
    <div
      ref={element}
      className={styles.bubble}
      data-reads={page.editor.isEditable ? undefined : ''}
      role="toolbar"
      aria-label={t('tool.bubble')}
      onMouseDown={(event) => event.preventDefault()}
    >
      {(open === 'words' && page.editor.isEditable ? formats : []).map(({ name, icon: Icon }) => {
        const tool = TOOLS.find((known) => known.name === name)
        return (
          <Tooltip key={name} words={t(`tool.${name}`)} side="top">
            <button
              type="button"
              tabIndex={-1}
              className={styles.tool}
              aria-label={t(`tool.${name}`)}
              aria-pressed={tool?.isOn?.(here)}
              onClick={() => tool?.use(page)}
            >
              <Icon size={16} aria-hidden="true" />
            </button>
          </Tooltip>
        )
      })}
      {onDecide &&
        decisions.map(({ verb, icon: Icon }) => (
          <Tooltip key={verb} words={t(`tool.${verb}`)} side="top">
            <button
              type="button"
              tabIndex={-1}
              className={styles.tool}
              aria-label={t(`tool.${verb}`)}
              onClick={() => onDecide(verb)}
            >
              <Icon size={16} aria-hidden="true" />
            </button>
          </Tooltip>
        ))}
      {onComment && (
        <Tooltip words={t('tool.commentOn')} keys={printedKeys('Mod+Alt+M', isMac())} side="top">
          <button type="button" tabIndex={-1} className={styles.comment} onClick={onComment}>
            <MessageSquarePlus size={16} aria-hidden="true" />
            {t('tool.comment')}
          </button>
        </Tooltip>
      )}
    </div>
  )
}

/** Whether words or a figure are selected, the text has the focus, and the mouse is not selecting still. */
function useSelected({ editor, onComment }: Page): 'words' | 'figure' | null {
  const [open, setOpen] = useState<'words' | 'figure' | null>(null)
  const comments = onComment !== null
  useEffect(() => {
    let pressed = false
    const read = () => {
      const { selection } = editor.state
      const words = selection instanceof TextSelection && !selection.empty
      const figure = selection instanceof NodeSelection && blockAttributesOf(selection.node).kind === 'figure'
      // What is only read can have a selection without the focus.
      const reads = comments && !document.activeElement?.closest('aside')
      const isOn = editor.isEditable ? editor.isFocused && (words || comments) : reads
      setOpen(pressed || !isOn ? null : words ? 'words' : figure ? 'figure' : null)
    }
    const press = () => {
      pressed = true
      read()
    }
    const release = () => {
      pressed = false
      read()
    }
    read() // it comes when something is selected already
    const { dom } = editor.view
    dom.addEventListener('mousedown', press)
    addEventListener('mouseup', release)
    editor.on('transaction', read)
    editor.on('focus', read)
    editor.on('blur', read)
    return () => {
      dom.removeEventListener('mousedown', press)
      removeEventListener('mouseup', release)
      editor.off('transaction', read)
      editor.off('focus', read)
      editor.off('blur', read)
    }
  }, [editor, comments])
  return open
}

/** Over the first selected line, or under the last one where there is no room. */
function putOver(bubble: HTMLElement, { view, state }: Editor): void {
  const { from, to } = state.selection
  const start = view.coordsAtPos(from, 1)
  const end = view.coordsAtPos(to, -1)
  const page = bubble.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0, width: innerWidth }
  const oneLine = Math.abs(start.top - end.top) < 4
  const middle = oneLine ? (start.left + end.right) / 2 : start.left
  const left = middle - page.left - bubble.offsetWidth / 2
  const above = start.top - bubble.offsetHeight - gap
  const top = above > 110 ? above : end.bottom + gap
  bubble.style.setProperty(
    '--left',
    `${Math.max(gap, Math.min(left, page.width - bubble.offsetWidth - gap))}px`,
  )
  bubble.style.setProperty('--top', `${top - page.top}px`)
}
