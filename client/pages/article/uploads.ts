/** Pictures on their way into an article: sent one after another, placed where they were dropped whatever others write meanwhile. */

import type { Editor } from '@tiptap/core'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { imageBytesMax } from '../../../shared/limits.ts'
import type { Image } from '../../../shared/protocol/http.ts'
import * as api from '../../api.ts'
import { insertBlock, isEmptyParagraph } from '../../editor/commands.ts'
import type { ArticleEditor } from '../../editor/editor.ts'
import { run, runAt } from '../../editor/keymap.ts'
import { useToast } from '../../ui/toast.tsx'

export type Upload = { readonly id: number; readonly name: string; readonly part: number }

export function useUploads(article: string) {
  const { t } = useTranslation()
  const say = useToast()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const lastId = useRef(0)

  async function upload(writing: ArticleEditor, file: File, at: number | null) {
    const { editor, binding } = writing
    lastId.current += 1
    const id = lastId.current
    const name = file.name || t('tool.figure')
    const fail = (reason: string) => say(t('figure.failed', { name, reason }))
    if (file.size > imageBytesMax) return fail(t('figure.tooLarge'))
    // Behind the character before it: the place moves with what others write.
    const place = binding.encodePosition(Math.max(1, (at ?? afterCaret(editor)) - 1), -1)
    setUploads((all) => [...all, { id, name, part: 0 }])
    const answer = await api.uploadImage(article, file, (part) =>
      setUploads((all) => all.map((one) => (one.id === id ? { ...one, part } : one))),
    )
    setUploads((all) => all.filter((one) => one.id !== id))
    if (!answer.ok) return fail(t(reasonFor(answer.code)))
    if (!editor.isDestroyed) insertFigure(editor, answer.value, binding.decodePosition(place))
  }

  return {
    uploads,
    upload: (writing: ArticleEditor, files: readonly File[], at: number | null) => {
      void files.reduce(
        (before, file) => before.then(() => upload(writing, file, at)),
        Promise.resolve<unknown>(undefined),
      )
    },
  }
}

function afterCaret({ state }: Editor): number {
  const { $to } = state.selection
  return $to.depth > 0 ? $to.after(1) : $to.pos
}

/** What the file itself said of its picture becomes caption, credit and alternative text. */
function insertFigure(editor: Editor, image: Image, place: number | null): void {
  const { doc } = editor.state
  const $place = place === null ? null : doc.resolve(place)
  // An empty paragraph that waited for the picture becomes it.
  const waiting = $place !== null && $place.index(0) > 0 && isEmptyParagraph($place.parent)
  if (waiting) editor.view.dispatch(editor.state.tr.setSelection(TextSelection.near($place)))
  const { src, alt = null, credit = null, caption = '' } = image
  const insert =
    (at?: number): Command =>
    (state, dispatch) =>
      insertBlock({ kind: 'figure', src, alt, credit }, at)(state, (tr) => {
        const { from } = tr.selection
        if (caption !== '') tr.insertText(caption, from + 1)
        dispatch?.(tr)
      })
  if (waiting) run(editor, insert())
  else runAt(editor, $place?.after(1) ?? doc.content.size, insert)
}

function reasonFor(code: api.FailureCode) {
  if (code === 'too-large') return 'figure.tooLarge'
  if (code === 'offline') return 'figure.notOffline'
  return code === 'bad-image' ? 'figure.badImage' : 'figure.other'
}
