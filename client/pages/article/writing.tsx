/** The text itself with its tools: the editor is made once for each generation of the doc and stays out of React's state. */

import {
  lazy,
  type ReactNode,
  type RefObject,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { browserClock } from '../../clock.ts'
import { type ArticleEditor, createArticleEditor } from '../../editor/editor.ts'
import { wordCount } from '../../editor/word-count.ts'
import { withMoreWords } from '../../language.ts'
import type { Opened } from '../../sync/article-sync.ts'
import '../../styles/article.css'
import type { View } from '../../../shared/article/view.ts'
import { can } from '../../../shared/roles.ts'
import { useShownName } from '../../ui/shown-name.ts'
import { useToast } from '../../ui/toast.tsx'
import { count } from '../../when.ts'
import type { FigureShown } from './figure-details.tsx'
import { namedAwareness } from './named-awareness.ts'
import { Toolbar } from './toolbar.tsx'
import { type Page, placeHere } from './tools.ts'
import { type Upload, useUploads } from './uploads.ts'
import { type ColorOf, useColors } from './use-colors.ts'
import type { DecideSelected } from './use-decisions.ts'
import { useEditorValue } from './use-editor-value.ts'
import { useEditorWords } from './use-editor-words.ts'
import { useKeyboardHeight } from './use-keyboard-height.ts'
import type { PersonHere } from './use-people.ts'
import styles from './writing.module.css'

const Bubble = lazy(async () => ({ default: (await import('./bubble.tsx')).Bubble }))
const Authors = lazy(async () => ({ default: (await withMoreWords(import('./authors.tsx'))).Authors }))
const FigureDetails = lazy(async () => ({
  default: (await withMoreWords(import('./figure-details.tsx'))).FigureDetails,
}))
const LinkDialog = lazy(async () => ({
  default: (await withMoreWords(import('./link-dialog.tsx'))).LinkDialog,
}))

type WritingProps = {
  article: string
  opened: Opened
  /** May not change while it is mounted: the editor is made for one of them. */
  shows: View
  editable: boolean
  /** Where the toolbar goes: under the bar, above the text. */
  toolsHome: HTMLElement | null
  /** Who wrote what: where the legend to it goes; null while it is not shown. */
  authors: { home: HTMLElement; people: readonly PersonHere[]; onClose: () => void } | null
  /** Wants to say something about what is selected; null for who may not. */
  onComment: (() => void) | null
  /** What stands beside the text. */
  beside: ((tools: BesideTools) => ReactNode) | null
  onReady: (writing: ArticleEditor | null) => void
  onTitle: (title: string) => void
  /** Whether the text of the one before this had the focus when it went. */
  focus: RefObject<boolean>
}

export type BesideTools = {
  writing: ArticleEditor
  desk: HTMLElement | null
  colorOf: ColorOf
  /** To be told how what is selected can be decided; null: not at all. */
  onDecidable: (decide: DecideSelected | null) => void
}

export function Writing({
  article,
  opened,
  shows,
  editable,
  toolsHome,
  authors,
  onComment,
  beside,
  onReady,
  onTitle,
  focus,
}: WritingProps) {
  const sheet = useRef<HTMLDivElement>(null)
  const [desk, setDesk] = useState<HTMLElement | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const [writing, setWriting] = useState<ArticleEditor | null>(null)
  const [linking, setLinking] = useState(false)
  const [figure, setFigure] = useState<FigureShown | null>(null)
  const [decidable, setDecidable] = useState<{ decide: DecideSelected | null }>({ decide: null })
  const onDecidable = useCallback((decide: DecideSelected | null) => setDecidable({ decide }), [])
  const { uploads, upload } = useUploads(article)
  const words = useEditorWords()
  const { t } = useTranslation()
  const say = useToast()
  const made = useRef<ArticleEditor | null>(null)
  // The editor outlives a render: it asks for what is current when it needs it.
  const shownName = useShownName()
  const onRefused = () => say(t('mode.refusedJoin'))
  const colorOf = useColors(opened, writing)
  const now = { words, shownName, upload, onReady, onTitle, editable, onRefused, colorOf }
  const current = useRef(now)
  current.current = now
  useKeyboardHeight()

  const { doc, awareness } = opened
  useEffect(() => {
    const element = sheet.current
    if (!element) return
    const { views, label, sayItem } = current.current.words
    const editor = createArticleEditor({
      doc,
      awareness: namedAwareness(awareness, (name, guest) => current.current.shownName(name, guest)),
      clock: browserClock,
      element,
      editable: current.current.editable,
      shows,
      colorOf: (client, person) => current.current.colorOf(client, person),
      onRefused: () => current.current.onRefused(),
      label,
      sayItem,
      views: views((pos, anchor) => setFigure({ pos, anchor })),
      keys: {
        onLink: () => setLinking(true),
        onToolbar: () => bar.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus(),
      },
      clipboard: {
        onPictures: (files, at) => made.current && current.current.upload(made.current, files, at),
      },
    })
    made.current = editor
    setWriting(editor)
    current.current.onReady(editor)
    if (current.current.editable && isBlank(editor)) editor.editor.commands.focus('start')
    // Only to read on: a caret that has lost its place would put what is typed next elsewhere.
    if (focus.current && !current.current.editable) editor.editor.view.dom.focus({ preventScroll: true })
    return () => {
      made.current = null
      setWriting(null)
      current.current.onReady(null)
      editor.destroy()
    }
  }, [doc, awareness, shows, focus])

  // In the layout phase: at the end the text is still in the page.
  useLayoutEffect(() => {
    const element = sheet.current
    return () => {
      focus.current = element?.contains(document.activeElement) ?? false
    }
  }, [focus])

  useEffect(() => {
    // Also where nothing changes it would draw all of the text anew.
    if (writing && !writing.editor.isDestroyed && writing.editor.isEditable !== editable)
      writing.editor.setEditable(editable)
  }, [writing, editable])

  const mayEdit = opened.role === null || can(opened.role, 'edit')
  const { suggests } = opened
  // `suggests` too: what is done in one mode is undone apart from what is done in another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => writing?.binding.modeChanged(mayEdit), [writing, mayEdit, suggests])

  useTitleOf(writing, current)

  const page: Page | null = writing && {
    editor: writing.editor,
    undo: () => writing.binding.undo(),
    redo: () => writing.binding.redo(),
    onLink: () => setLinking(true),
    onFigure: () => picker.current?.click(),
    onComment,
    onDecide: decidable.decide,
  }
  return (
    <>
      {page && writing && editable && <Tools page={page} writing={writing} bar={bar} home={toolsHome} />}
      <div ref={setDesk} className="desk">
        <main id="content" className="article">
          <div ref={sheet} className="writing" />
          <Suspense>{page && (editable || onComment) && <SelectionBubble page={page} />}</Suspense>
        </main>
        {writing && beside && <Suspense>{beside({ writing, desk, colorOf, onDecidable })}</Suspense>}
      </div>
      <footer className={styles.foot}>
        <Uploads uploads={uploads} />
        {writing && <Words writing={writing} />}
      </footer>
      <PicturePicker picker={picker} onPick={(files) => writing && upload(writing, files, null)} />
      <Suspense>
        {authors &&
          writing &&
          createPortal(
            <Authors
              article={article}
              writing={writing}
              own={opened.person}
              people={authors.people}
              colorOf={colorOf}
              onClose={authors.onClose}
            />,
            authors.home,
          )}
        {linking && writing && <LinkDialog editor={writing.editor} onClose={() => setLinking(false)} />}
        {figure && writing && (
          <FigureDetails editor={writing.editor} figure={figure} onClose={() => setFigure(null)} />
        )}
      </Suspense>
    </>
  )
}

/** Loaded when something is selected for the first time. */
function SelectionBubble({ page }: { page: Page }) {
  const [wanted, setWanted] = useState(false)
  const { editor } = page
  useEffect(() => {
    if (wanted) return
    const read = () => {
      if (!editor.state.selection.empty) setWanted(true)
    }
    read()
    editor.on('transaction', read)
    return () => {
      editor.off('transaction', read)
    }
  }, [editor, wanted])
  return wanted && <Bubble page={page} />
}

/** A new article: the caret waits in its headline. */
const isBlank = ({ editor }: ArticleEditor): boolean => editor.state.doc.textContent === ''

type ToolsProps = {
  page: Page
  writing: ArticleEditor
  bar: RefObject<HTMLDivElement | null>
  home: HTMLElement | null
}

function Tools({ page, writing, bar, home }: ToolsProps) {
  const here = useEditorValue(writing.editor, (editor) => ({
    ...placeHere(editor),
    canUndo: writing.binding.canUndo,
    canRedo: writing.binding.canRedo,
  }))
  if (!home) return null
  return createPortal(
    <div ref={bar}>
      <Toolbar page={page} here={here} />
    </div>,
    home,
  )
}

type Current = RefObject<{ onTitle: (title: string) => void }>

/** The headline, told whenever it changes. */
function useTitleOf(writing: ArticleEditor | null, current: Current): void {
  useEffect(() => {
    if (!writing) return
    const { editor } = writing
    let told: unknown = null
    const tell = () => {
      const first = editor.state.doc.firstChild
      if (first === told) return
      told = first
      current.current.onTitle(first?.textContent ?? '')
    }
    tell()
    editor.on('transaction', tell)
    return () => {
      editor.off('transaction', tell)
    }
  }, [writing, current])
}

function Words({ writing }: { writing: ArticleEditor }) {
  const { t, i18n } = useTranslation()
  const words = useEditorValue(writing.editor, (editor) => wordCount(editor.state.doc))
  return (
    <p className={styles.words}>{t('article.words', { count: words, shown: count(words, i18n.language) })}</p>
  )
}

function Uploads({ uploads }: { uploads: readonly Upload[] }) {
  const { t } = useTranslation()
  return (
    <div role="status" className={styles.uploads}>
      {uploads.map(({ id, name, part }) => (
        <div key={id} className={styles.upload}>
          <span>{t('figure.uploading', { name })}</span>
          <progress value={part} max={1} aria-label={name} />
        </div>
      ))}
    </div>
  )
}

type PicturePickerProps = {
  picker: RefObject<HTMLInputElement | null>
  onPick: (files: readonly File[]) => void
}

function PicturePicker({ picker, onPick }: PicturePickerProps) {
  const { t } = useTranslation()
  return (
    <input
      ref={picker}
      type="file"
      hidden
      multiple
      aria-label={t('figure.choose')}
      accept="image/jpeg,image/png,image/webp,image/gif,image/avif"
      onChange={({ target }) => {
        onPick([...(target.files ?? [])])
        target.value = '' // the same file may be chosen again
      }}
    />
  )
}
