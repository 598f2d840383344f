/** A long, real or generated, history of edits typed through the binding; it must end in the exact text. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Fragment, Slice } from '@tiptap/pm/model'
import { cleanString } from '../../shared/article/formats.ts'
import { type Random, seededRandom } from './random.ts'
import { articleOf, newBlock, Tab } from './tab.ts'

/** Position and count in characters of the text, and what is inserted; a new line is a block. */
type Patch = readonly [position: number, deleted: number, inserted: string]
export type Trace = { readonly name: string; readonly patches: readonly Patch[]; readonly end: string | null }

/** As many as the longest public trace has. */
const generatedEdits = 259_779

/** The traces of the folder named by `TRACES`; without it a generated one. */
export function traces(): Trace[] {
  const folder = process.env.TRACES
  if (folder === undefined) return [generated(generatedEdits)]
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json.gz'))
    .map((name) => read(name, gunzipSync(readFileSync(join(folder, name))).toString('utf8')))
}

function read(name: string, json: string): Trace {
  const { startContent, endContent, txns } = JSON.parse(json) as {
    startContent: string
    endContent: string
    txns: readonly { readonly patches: readonly Patch[] }[]
  }
  const start: readonly Patch[] = startContent === '' ? [] : [[0, 0, startContent]]
  return { name, patches: [...start, ...txns.flatMap(({ patches }) => patches)], end: endContent }
}

/** Somebody writes on, goes back, deletes, and presses Enter now and then. */
export function generated(edits: number): Trace {
  const random: Random = seededRandom(11)
  const patches: Patch[] = []
  let length = 0
  let at = 0
  for (let i = 0; i < edits; i++) {
    if (random.chance() < 0.01) at = random.below(length + 1)
    if (random.chance() < 0.25 && at > 0) {
      patches.push([at - 1, 1, ''])
      at -= 1
      length -= 1
    } else {
      const letter = random.chance() < 0.008 ? '\n' : String.fromCharCode(97 + random.below(26))
      patches.push([at, 0, letter])
      at += 1
      length += 1
    }
  }
  return { name: `generated, ${edits} edits`, patches, end: null }
}

const contentOf = (tab: Tab) => tab.state.doc.textBetween(0, tab.state.doc.content.size, '\n')

/** Types a trace, or its first edits; returns what differs, or null. */
export function replay({ patches, end }: Trace, edits = patches.length): string | null {
  const tab = new Tab(articleOf(''), 2048)
  const pairs = patches.some(([, , inserted]) => /[\ud800-\udfff]/.test(inserted))
  const plain: string[] = [] // the text by characters, kept apart from everything under test
  for (const [position, deleted, inserted] of patches.slice(0, edits)) {
    const typed = cleanLines(inserted)
    const from = pairs ? unitsBefore(plain, position) : position
    const to = pairs ? unitsBefore(plain, position + deleted) : position + deleted
    tab.change((tr) => {
      const [start, stop] = [positionOf(tab, from), positionOf(tab, to)]
      if (!typed.includes('\n')) tr.insertText(typed, start, stop)
      else {
        const blocks = typed.split('\n').map((line) => newBlock({}, line))
        tr.replace(start, stop, new Slice(Fragment.from(blocks), 1, 1))
      }
    })
    plain.splice(position, deleted, ...typed)
  }
  const wanted = plain.join('')
  tab.check()
  if (contentOf(tab) !== wanted) return `ends in ${contentOf(tab).length} units, not ${wanted.length}`
  if (end !== null && edits >= patches.length && wanted !== cleanLines(end))
    return 'the trace itself ends otherwise'
  return null
}

const cleanLines = (text: string) => text.split('\n').map(cleanString).join('\n')
const unitsBefore = (characters: readonly string[], count: number) => {
  let units = 0
  for (let i = 0; i < count; i++) units += characters[i]?.length ?? 0
  return units
}

/** In the flat document a line break is two positions: the end of a block and the start of the next. */
function positionOf(tab: Tab, units: number): number {
  let position = 0
  let left = units
  for (let block = 0; block < tab.blocks; block++) {
    const { size } = tab.state.doc.child(block).content
    if (left <= size) return position + 1 + left
    left -= size + 1
    position += size + 2
  }
  throw new Error('the trace points behind the text')
}

export async function soak(
  runs: number,
  _seed: number,
  print: (line: string) => void,
): Promise<{ failed: number }> {
  let failed = 0
  for (const trace of traces().slice(0, runs)) {
    const start = performance.now()
    const wrong = replay(trace)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    print(`${trace.name}: ${trace.patches.length} edits, ${wrong ?? 'exact'}, ${seconds} s`)
    if (wrong !== null) failed += 1
  }
  return { failed }
}
