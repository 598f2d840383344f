/**
 * Articles with what is suggested about them, in one line that can be read and typed: `one [-two-]{+2+} three / h2: four`.
 *
 * `{+new+}` is suggested, `[-old-]` is struck, `{¶}` and `[¶]` are a break between blocks that is suggested and one that is struck, ` / ` one that stays.
 * `[bold|x]` is bold, `<bold|x>` is to become it, `<-bold|x>` is to be it no more. `p>h2: x` is to become a heading. `↵` is a line break.
 * `∅` is a paragraph without words. Who suggests is said where it is not al: `{bo+new+}`, `[bo-old-]`.
 */

import type { Node } from '@tiptap/pm/model'
import { eachShownIn } from '../../client/editor/block-marks.ts'
import { BLOCK_ATTRIBUTES, BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import type { FormatSet, FormatValue } from '../../shared/article/formats.ts'
import { endOf } from '../../shared/article/pairs.ts'
import type { PlacedRecord } from '../../shared/article/placed-records.ts'
import { type Block, projectArticle, type Run, type View } from '../../shared/article/projection.ts'
import type { Stretch, Suggestions } from '../../shared/article/suggestions.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { Tab } from './tab.ts'

const HEAD: Block = { ...BLOCK_DEFAULTS, kind: 'headline', runs: [{ text: 'Head', formats: {} }] }

const EMPTY = '∅'

// ---- reading

/** An article of these blocks, below the headline "Head". */
export const articleFrom = (line: string): Uint8Array =>
  newArticleUpdate([HEAD, ...(line === '' ? [] : line.split(' / ').map(blockFrom))])

function blockFrom(line: string): Block {
  const [, name = 'p', , attributes = '', words = ''] =
    /^(?:(\w+)(\(([^)]*)\))?:(?: |$))?(.*)$/s.exec(line) ?? []
  const list = /^([uo]l)(\d)$/.exec(name)
  const kind = list
    ? {
        kind: 'p' as const,
        list: list[1] === 'ul' ? ('bullet' as const) : ('ordered' as const),
        indent: Number(list[2]),
      }
    : { kind: name as BlockAttributes['kind'] }
  const others = Object.fromEntries(
    attributes
      .split(', ')
      .filter((one) => one !== '')
      .map((one) => one.split(' ')),
  )
  return { ...BLOCK_DEFAULTS, ...kind, ...others, runs: runsFrom(words) }
}

function runsFrom(words: string): Run[] {
  if (words === EMPTY) return []
  return [...words.matchAll(/\[([\w.:/,]+)\|([^\]]*)\]|[^[↵]+|↵/g)].map(([all, names, inside]): Run => {
    if (all === '↵') return { atom: { type: 'hardBreak' }, formats: {} }
    return names === undefined
      ? { text: all, formats: {} }
      : { text: inside ?? '', formats: formatsFrom(names) }
  })
}

const formatsFrom = (names: string): FormatSet =>
  Object.fromEntries(
    names.split(',').map((name) => [name.startsWith('http') ? 'link' : name, valueFrom(name)]),
  )

const valueFrom = (name: string): Exclude<FormatValue, null> =>
  name.startsWith('http') ? { href: name } : true

// ---- writing

/** A view, without saying what of it is suggested. */
export function viewOf(from: { doc: Tab['doc']; suggestions: Suggestions }, view: View): string {
  const blocks = projectArticle(from.doc, view, from.suggestions).map(({ runs, ...attributes }) => {
    const words = runs.map((run) => {
      const names = namesOf(run.formats).join()
      const content = 'text' in run ? run.text : '↵'
      return names === '' ? content : `[${names}|${content}]`
    })
    return blockOf(kindOf(attributes), words.join(''))
  })
  return withoutHead(blocks.join(' / '))
}

const withoutHead = (line: string): string =>
  line === 'headline: Head' ? '' : line.replace(/^headline: Head( \/ )?/, '')

/** What a tab shows, with what is suggested. `nameOf`: who writes under a client. */
export function markedOf({ state, binding }: Tab, nameOf: (client: number) => string): string {
  const { tools } = binding
  let line = ''
  let position = 0
  for (let block = 0; block < state.doc.childCount; block++) {
    const node = state.doc.child(block)
    const kind = kindOf(node.attrs as BlockAttributes, proposedFor(block))
    line += breakBefore(block) + blockOf(kind, wordsOf(node, block, position))
    position += node.nodeSize
  }
  return withoutHead(line)

  function markerOf(block: number): { stretch: Stretch; client: number; isSplit: boolean } | null {
    const { anchor, marker } = tools.index.place(block)
    if (anchor === null || marker === null) return null
    let found: Stretch | null = null
    tools.suggestions.stretches(anchor, (_from, _length, stretch) => {
      found = stretch
    })
    const end = endOf(anchor)
    const isSplit = end !== null && end.id.client === anchor.id.client && end.id.clock === anchor.id.clock - 1
    return found && { stretch: found, client: anchor.id.client, isSplit }
  }

  function breakBefore(block: number): string {
    if (block === 0) return ''
    const own = markerOf(block)
    if (own === null) return ' / '
    const strikers = strikersOf(own.stretch)
    if (strikers.length > 0) return ` [${authors(strikers)}¶] `
    return own.stretch.isOpen ? ` {${authors([own.client])}¶} ` : ' / '
  }

  function proposedFor(block: number): Partial<BlockAttributes> {
    const records = markerOf(block)?.stretch.records ?? []
    return Object.assign(
      {},
      ...records.map(({ record }) => (record.kind === 'block' ? record.attributes : {})),
    )
  }

  function wordsOf(node: Node, block: number, position: number): string {
    const units: { text: string; around: (text: string) => string; key: string }[] = []
    eachShownIn(tools, block, position, (item, offset, length, at) => {
      tools.suggestions.stretches(item, (start, count, stretch) => {
        const from = Math.max(start, offset)
        const to = Math.min(start + count, offset + length)
        for (let unit = from; unit < to; unit++) {
          const drawn = node.nodeAt(at - position - 1 + unit - offset)!
          const inDrawn = node.resolve(at - position - 1 + unit - offset).textOffset
          const text = drawn.isText ? (drawn.text ?? '')[inDrawn]! : '↵'
          const key = keyOf(drawn, stretch, item.id.client)
          const last = units.at(-1)
          if (last?.key === key) last.text += text
          else units.push({ text, key, around: (all) => aroundOf(all, drawn, stretch, item.id.client) })
        }
      })
    })
    return units.map(({ text, around }) => around(text)).join('')
  }

  function keyOf(node: Node, stretch: Stretch, client: number): string {
    return aroundOf('\u0000', node, stretch, client)
  }

  function aroundOf(text: string, node: Node, { isOpen, records }: Stretch, client: number): string {
    const names = node.marks
      .map((mark) => (mark.type.name === 'link' ? mark.attrs.href : mark.type.name))
      .join()
    let shown = names === '' ? text : `[${names}|${text}]`
    for (const placed of records) shown = formatted(shown, placed)
    const strikers = strikersOf({ records })
    if (isOpen) shown = `{${authors([client])}+${shown}+}`
    if (strikers.length > 0) shown = `[${authors(strikers)}-${shown}-]`
    return shown
  }

  function formatted(shown: string, { record }: PlacedRecord): string {
    if (record.kind !== 'format') return shown
    const names = Object.entries(record.formats).map(([key, value]) =>
      value === null ? `-${key}` : typeof value === 'object' ? value.href : key,
    )
    return `<${names.join()}|${shown}>`
  }

  function strikersOf({ records }: Pick<Stretch, 'records'>): number[] {
    return records.filter(({ record }) => record.kind === 'delete').map(({ owner }) => owner.client)
  }

  function authors(clients: readonly number[]): string {
    const names = [...new Set(clients.map(nameOf))].join()
    return names === 'al' ? '' : names
  }
}

const namesOf = (formats: FormatSet): string[] =>
  Object.entries(formats)
    .map(([key, value]) => (typeof value === 'object' ? value.href : key))
    .sort()

const blockOf = (kind: string, words: string): string =>
  kind === '' ? words || EMPTY : `${kind} ${words}`.trim()

function kindOf(attributes: BlockAttributes, proposed: Partial<BlockAttributes> = {}): string {
  const name = ({ kind, list, indent }: BlockAttributes) =>
    list === null ? kind : `${list === 'bullet' ? 'ul' : 'ol'}${indent}`
  const now = name(attributes)
  const then = name({ ...attributes, ...proposed })
  const described = (all: Partial<BlockAttributes>) =>
    BLOCK_ATTRIBUTES.filter((key) => ['src', 'alt', 'credit'].includes(key) && (all[key] ?? null) !== null)
      .map((key) => `${key} ${all[key]}`)
      .join(', ')
  const inside = described(attributes)
  const after = described(proposed)
  const shown = `${now}${now === then ? '' : `>${then}`}${inside === '' ? '' : `(${inside})`}${after === '' ? '' : `>(${after})`}`
  return shown === 'p' ? '' : `${shown}:`
}
