/** What the binding costs: a key of one's own and of somebody else, a split, bold, opening; beside a bare Y.Text. */

import * as Y from 'yjs'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { projectArticle } from '../../shared/article/projection.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import { seededRandom } from '../text/random.ts'
import { NET, schema, Tab } from '../text/tab.ts'

const WORDS = 'the quick brown fox jumps over a lazy dog while editors argue about commas'.split(' ')
const wordsPerBlock = 80

function article(words: number): Uint8Array {
  const { pick } = seededRandom(7)
  const paragraph = () => Array.from({ length: wordsPerBlock }, () => pick(WORDS)).join(' ')
  return newArticleUpdate(
    Array.from({ length: words / wordsPerBlock }, (_, i) => ({
      ...BLOCK_DEFAULTS,
      kind: i % 10 === 0 ? 'h2' : 'p',
      runs: [{ text: paragraph(), formats: {} }],
    })),
  )
}

/** Median and 95th percentile of the milliseconds that each call takes, the first fifth left out. */
function times(count: number, run: (i: number) => void): { p50: number; p95: number } {
  const taken: number[] = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    run(i)
    taken.push(performance.now() - start)
  }
  const sorted = taken.slice(count / 5).sort((a, b) => a - b)
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(4))
  return { p50: at(0.5), p95: at(0.95) }
}

function bareKey(words: number): { p50: number; p95: number } {
  const doc = new Y.Doc()
  const text = doc.getText('bare')
  text.insert(0, 'x'.repeat(words * 5))
  return times(500, (i) => text.insert((words * 5) / 2 + i, 'k'))
}

export async function bench(print: (line: Readonly<Record<string, unknown>>) => void): Promise<void> {
  for (const words of [2_000, 50_000]) {
    const update = article(words)
    const tab = new Tab(update, 2048, { isMeasured: true })
    const peer = new Tab(update, 4096, { isMeasured: true })
    const fromPeer: Uint8Array[] = []
    peer.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
      if (origin !== NET) fromPeer.push(emitted)
    })
    const middle = tab.before(Math.floor(tab.blocks / 2)) + 1
    print({ what: 'bare Y.Text key', words, ...bareKey(words) })
    print({
      what: 'local key',
      words,
      targetMs: 0.2,
      ...times(500, (i) => tab.change((tr) => tr.insertText('k', middle + 30 + i))),
    })
    for (let i = 0; i < 500; i++) peer.change((tr) => tr.insertText('r', middle + 50 + i))
    print({
      what: 'remote key',
      words,
      targetMs: 0.2,
      ...times(500, (i) => tab.receive(fromPeer[i]!)),
    })
    print({
      what: 'split',
      words,
      ...times(40, (i) => tab.change((tr) => tr.split(middle + 20 + i * 7))),
    })
    const bold = schema.marks.bold!.create()
    const last = tab.before(tab.blocks - 1) + 1
    print({
      what: 'bold',
      words,
      ...times(40, (i) => tab.change((tr) => tr.addMark(last + i * 8, last + i * 8 + 4, bold))),
    })
    print({
      what: 'undo',
      words,
      ...times(20, () => {
        tab.change((tr) => tr.insertText('u', middle))
        tab.binding.undo()
      }),
    })
    print({
      what: 'load',
      words,
      ...times(10, () => new Tab(update, 8192, { isMeasured: true }).binding.destroy()),
    })
    print({
      what: 'projection',
      words,
      ...times(20, () => projectArticle(tab.doc, 'base')),
    })
    tab.check()
  }
}
