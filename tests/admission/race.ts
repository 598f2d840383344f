/**
 * Honest tabs that write at the same time, lose their connection, type on, and type again in the moment they come back: nothing
 * of theirs is ever refused. Two write with the article's own writer, one through Yjs as any program does, formats tidied up.
 */

import * as Y from 'yjs'
import type { Sender } from '../../server/room/admission.ts'
import { BLOCK_DEFAULTS, BLOCK_KINDS } from '../../shared/article/blocks.ts'
import { NO_FORMATS } from '../../shared/article/items.ts'
import { articleText, openDoc } from '../../shared/article/layout.ts'
import { type PlacedBlock, readBlocks } from '../../shared/article/projection.ts'
import { living } from '../../shared/article/view.ts'
import { ArticleWriter, setAttributes, type Token } from '../../shared/article/writer.ts'
import { type Random, seededRandom } from '../text/random.ts'
import { type Counts, count, type History, honestEdit } from './fuzz.ts'
import { contentsOf } from './oracle.ts'
import { as, ED, FLO, unitsOf, World } from './world.ts'

const SHOWN = living
const STOCK = 80_000

class Tab {
  readonly doc: Y.Doc
  online = true
  /** On their way to this tab. */
  readonly inbox: Uint8Array[] = []
  /** On their way to the room, or, without a connection, lost. */
  outbox: Uint8Array[] = []

  constructor(
    readonly sender: Sender,
    client: number,
    start: Uint8Array,
    readonly isStock: boolean,
  ) {
    this.doc = isStock ? new Y.Doc() : openDoc()
    this.doc.getText('article')
    Y.applyUpdate(this.doc, start, 'room')
    this.doc.clientID = client
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'room') this.outbox.push(update)
    })
  }

  write(random: Random): void {
    const text = this.doc.getText('article')
    this.doc.transact((transaction) => {
      for (let i = random.below(2); i >= 0; i--) {
        if (this.isStock) honestEdit(random, text)
        else writeOurs(random, new ArticleWriter(transaction, articleText(this.doc), SHOWN))
      }
    })
  }
}

export function race(seed: number, rounds: number): History {
  const counts: Counts = new Map()
  const random = seededRandom(seed)
  const { room } = new World()
  // Editors on stock replicas know no records: for them everything is decided.
  room.decide('accept', { kind: 'insertion', ranges: [{ client: FLO + 1, clock: 0, length: 5 }] })
  const tabs = [
    new Tab(as('ed', 'editor'), ED, room.state(), false),
    new Tab(as('flo', 'editor'), FLO, room.state(), false),
    new Tab(as('sto', 'editor'), STOCK, room.state(), true),
  ]
  const complaints: string[] = []

  /** Gives the room one update of a tab, and the tabs what comes of it. */
  function deliver(tab: Tab, update: Uint8Array): string {
    const sentBefore = room.sent.length
    const verdict = room.receive(tab.sender, update)
    count(counts, `${tab.isStock ? 'stock' : 'ours'} ${verdict.kind}`)
    if (verdict.kind === 'refused')
      complaints.push(`${tab.sender.person}: ${verdict.code}, ${verdict.reason}`)
    const isNews = verdict.kind === 'admitted' && verdict.completed
    if (isNews) count(counts, 'repaired')
    for (const sent of room.sent.slice(sentBefore)) {
      for (const other of tabs) if (other.online && (other !== tab || isNews)) other.inbox.push(sent)
    }
    return verdict.kind
  }

  /** Both send what the other lacks, as y-protocols do; sometimes a key typed meanwhile comes first. */
  function reconnect(tab: Tab): void {
    tab.online = true
    tab.outbox = []
    Y.applyUpdate(tab.doc, Y.encodeStateAsUpdate(room.doc, Y.encodeStateVector(tab.doc)), 'room')
    const vector = Y.encodeStateVector(room.doc)
    tab.outbox = []
    if (random.below(2) === 0) tab.write(random)
    for (const early of tab.outbox) count(counts, `early ${deliver(tab, early)}`)
    tab.outbox = []
    if (deliver(tab, Y.encodeStateAsUpdate(tab.doc, vector)) === 'gap')
      complaints.push('a gap after the answer')
  }

  function step(): void {
    const tab = random.pick(tabs)
    const act = random.below(10)
    if (act < 4) tab.write(random)
    else if (act === 4 && tab.online) {
      tab.online = false
      tab.inbox.length = 0
    } else if (act === 5 && !tab.online) reconnect(tab)
    else if (act < 8 && tab.online && tab.outbox[0]) deliver(tab, tab.outbox.shift()!)
    else if (tab.inbox[0]) Y.applyUpdate(tab.doc, tab.inbox.shift()!, 'room')
    if (!tab.online) tab.outbox = []
  }

  for (let round = 0; round < rounds && complaints.length === 0; round++) step()
  for (let quiet = 0; quiet < 4; quiet++) for (const tab of tabs) reconnect(tab)
  for (const tab of tabs) {
    for (const update of tab.inbox.splice(0)) Y.applyUpdate(tab.doc, update, 'room')
    if (!tab.isStock && contentsOf(tab.doc) !== contentsOf(room.doc))
      complaints.push('a tab has something else than the room')
    if (tab.isStock && words(tab.doc) !== words(room.doc))
      complaints.push('a stock tab has other words than the room')
  }
  const complaint = complaints[0]
  return { complaint: complaint ? `seed ${seed}: ${complaint}` : null, counts }
}

/** The characters and what stands between them, without the formats that a stock tab tidies up for itself. */
const words = (doc: Y.Doc): string => JSON.stringify(unitsOf(doc.getText('article')))

// ---- what our own editor does, by its own writer

const TEXTS = ['x', 'ab ', 'c\u{1F600}d', '\uac00\ub098', 'a\tb\u202ec']

function writeOurs(random: Random, writer: ArticleWriter): void {
  const { blocks } = readBlocks(writer.text._start, null, NO_FORMATS, SHOWN)
  const block = random.pick(blocks)
  const units = unitsIn(block)
  const from = outsideOfPairs(block, random.below(units + 1))
  const cursor = writer.inside(block, from)
  const formats = random.below(3) === 0 ? { bold: true as const } : cursor.formats
  switch (random.below(6)) {
    case 0:
    case 1:
      return writer.insert(cursor, [{ kind: 'text', text: random.pick(TEXTS), formats }])
    case 2:
      return writer.insert(cursor, split(random))
    case 3:
      if (from < units)
        writer.format(block, from, 1 + random.below(units - from), 'bold', random.pick([true, null]))
      return
    case 4:
      if (block.marker)
        setAttributes(block.marker, { kind: random.pick(BLOCK_KINDS), indent: random.below(3) })
      return
    default: {
      // From inside this block up to inside the next, so that ends and markers go too.
      const next = blocks[blocks.indexOf(block) + 1]
      const until =
        random.below(2) === 0 && next
          ? writer.inside(next, 0).right
          : writer.inside(block, Math.min(units, from + 3)).right
      return writer.delete(writer.inside(block, from).right, until)
    }
  }
}

const unitsIn = ({ runs }: PlacedBlock): number =>
  runs.reduce((units, run) => units + ('text' in run ? run.text.length : 1), 0)

/** The offset, or the one before it where it would cut a character in two. */
function outsideOfPairs({ runs }: PlacedBlock, offset: number): number {
  const unit = runs
    .map((run) => ('text' in run ? run.text : ' '))
    .join('')
    .charCodeAt(offset)
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset
}

const split = (random: Random): readonly Token[] => [
  { kind: 'close' },
  { kind: 'open', attributes: { ...BLOCK_DEFAULTS, kind: random.pick(BLOCK_KINDS) } },
]
