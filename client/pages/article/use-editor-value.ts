/** A value read from the editor after each of its transactions; the component is drawn anew only when the value has changed. */

import type { Editor } from '@tiptap/core'
import { useRef, useSyncExternalStore } from 'react'

export function useEditorValue<T>(editor: Editor, read: (editor: Editor) => T): T {
  const last = useRef<{ readonly value: T; readonly words: string } | null>(null)
  return useSyncExternalStore(
    (onChange) => {
      editor.on('transaction', onChange)
      return () => {
        editor.off('transaction', onChange)
      }
    },
    () => {
      const value = read(editor)
      const words = JSON.stringify(value) // a few short fields: cheaper than drawing the toolbar
      if (last.current?.words !== words) last.current = { value, words }
      return last.current.value
    },
  )
}
