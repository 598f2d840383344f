/** One random review and its landing: an article, a blind copy, a reviewer at it, an author who rewrites the article meanwhile, and what must hold then. */

import { TextSelection } from '@tiptap/pm/state'
import * as Y from 'yjs'
import { finalState } from '../../client/editor/as-final.ts'
import { threadsOf } from '../../client/editor/thread-marks.ts'
import { type BlindCopy, blindCopyOf } from '../../server/review/blind-copy.ts'
import { type Landing, landReview, type Review } from '../../server/review/landing.ts'
import type { Pen } from '../../server/review/write-landing.ts'
import type { Subject } from '../../server/room/decisions.ts'
import { decideNamed } from '../../server/room/named-decision.ts'
import { type Anchor, anchoredIds, anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import { BLOCK_DEFAULTS } from '../../shared/article/blocks.ts'
import { type Block, projectArticle, type Run } from '../../shared/article/projection.ts'
import { listSuggestions, type Suggestion } from '../../shared/article/suggestion-list.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { CLOSING, OPENING, Wording } from '../../shared/article/wording.ts'
import { newArticleUpdate } from '../../shared/article/writer.ts'
import type { PersonId } from '../../shared/ids.ts'
import { drawDeed, placesIn } from '../text/deeds.ts'
import { Hands } from '../text/hands.ts'
import { type Random, seededRandom } from '../text/random.ts'
import { pickOperation } from '../text/session.ts'
import { subjectsIn } from '../text/subjects.ts'
import { SuggestingServer, TODAY } from '../text/suggesting-server.ts'
import { hasOrphan, NET, Tab } from '../text/tab.ts'

export type Land = (live: Suggestions, review: Review, pen: Pen) => Landing
export type Outcome = {
  readonly failures: readonly string[]
  readonly threads: number
  readonly suggestions: number
  readonly gone: number
  /** Suggestions that were accepted alone here and there, and compared. */
  readonly compared: number
}

/** What the author does between the copy and the landing. */
type Rewriting = 'nothing' | 'around' | 'anything'
const REWRITINGS: readonly Rewriting[] = ['nothing', 'around', 'anything']

const WORDS = [
  'the ',
  'the ',
  'cat ',
  'sat ',
  'very ',
  'very ',
  'on. ',
  'mat ',
  '👍🏽',
  '한국 ',
  '글',
  'é',
  '𠀀 ',
]
const [AUTHOR, REVIEWER, EDITOR] = ['author', 'reviewer', 'editor'] as string[] as [
  PersonId,
  PersonId,
  PersonId,
]
export const PEN: Pen = { client: 70_001, person: 'pen' as PersonId, at: 1_000, imageOf: () => null }
const VIEWS = ['base', 'marked', 'final'] as const

/** `ids`: whether it is known what the copy's characters were called in the article; else the texts alone are compared. */
export function playLanding(
  seed: number,
  {
    land = landReview,
    ids = 'known',
  }: { readonly land?: Land | undefined; readonly ids?: 'known' | 'unknown' } = {},
): Outcome {
  const play = new Play(seed, land, ids === 'known')
  try {
    play.run()
  } catch (error) {
    play.failures.push(`${play.doing}: ${error instanceof Error ? error.stack : error}`)
  }
  return play.outcome()
}

export type Writer = { readonly tab: Tab; readonly hands: Hands }

/** Somebody at an article, through the real admission. */
export function joined(
  server: SuggestingServer,
  person: PersonId,
  even: number,
  role: 'editor' | 'suggester',
): Writer {
  server.reserve(person, even, even + 1)
  const isEditor = role === 'editor'
  const tab = new Tab(Y.encodeStateAsUpdate(server.doc), isEditor ? even : even + 1, {
    captureMs: 0,
    mayEdit: isEditor,
  })
  server.doc.on('update', (emitted: Uint8Array) => tab.receive(emitted))
  tab.doc.on('update', (emitted: Uint8Array, origin: unknown) => {
    if (origin !== NET) server.receive({ person, role }, emitted)
  })
  return { tab, hands: new Hands(tab) }
}

class Play {
  readonly failures: string[] = []
  doing = 'start'
  private readonly random: Random
  private readonly rewriting: Rewriting
  /** Each character of the article is another one; else many are the same. */
  private readonly isFresh: boolean
  private nextCharacter = 0
  private counts = { threads: 0, suggestions: 0, gone: 0, compared: 0 }

  constructor(
    seed: number,
    private readonly land: Land,
    private readonly isById: boolean,
  ) {
    this.random = seededRandom(seed)
    this.rewriting = REWRITINGS[seed % 3] ?? 'nothing'
    this.isFresh = seed % 2 === 0
  }

  outcome(): Outcome {
    return { failures: this.failures, ...this.counts }
  }

  run(): void {
    const server = new SuggestingServer(newArticleUpdate(this.article()))
    const author = joined(server, AUTHOR, 4096, 'editor')
    this.doing = 'before the copy'
    for (let i = 0; i < 4; i++) this.rewrite(author, 'around')
    this.doSomething(joined(server, EDITOR, 5120, 'suggester'), 5)

    this.doing = 'copying'
    const blind = blindCopyOf(server.suggestions)
    const lifeOf = this.livesAt(server.suggestions)
    const copy = new SuggestingServer(blind.update)
    this.checkCopy(server, copy)

    this.doing = 'reviewing'
    const reviewer = joined(copy, REVIEWER, 6144, 'suggester')
    const threads: { id: string; anchor: Anchor }[] = []
    for (let i = 0; i < 10; i++) {
      this.doSomething(reviewer, 1 + this.random.below(3))
      const anchor = this.random.chance() < 0.5 ? this.anchor(reviewer.tab, copy.suggestions) : null
      if (anchor !== null) threads.push({ id: `t${i}`, anchor })
    }

    this.doing = 'rewriting'
    const rounds = this.rewriting === 'nothing' ? 0 : 4 + this.random.below(16)
    for (let i = 0; i < rounds; i++) this.rewrite(author, this.rewriting)

    this.doing = 'landing'
    const failures = [...server.refused, ...copy.refused]
    if (failures.length > 0) throw new Error(failures[0])
    this.landAndCheck(server, copy, blind, threads, lifeOf)
  }

  // ---- what people do

  private doSomething({ tab, hands }: Writer, times: number): void {
    for (let i = 0; i < times; i++) {
      const deed = drawDeed(finalState(tab.state).doc, this.random, {
        undoes: true,
        letter: () => this.words(1),
      })
      deed.does(hands, placesIn(tab, this.random))
      tab.check()
    }
  }

  private anchor(tab: Tab, suggestions: Suggestions): Anchor | null {
    const listed = listSuggestions(suggestions)
    if (this.random.chance() < 0.25 && listed.length > 0)
      return anchorFor(suggestions, { suggestion: this.random.pick(listed).id })
    const { doc } = tab.state
    const from = this.random.below(doc.content.size)
    const to = Math.min(doc.content.size, from + 1 + this.random.below(12))
    tab.change((tr) => tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
    const selected = threadsOf(tab.binding).selected()
    return selected === null || !('ranges' in selected)
      ? null
      : anchorFor(suggestions, { ranges: selected.ranges })
  }

  private rewrite(author: Writer, how: Rewriting): void {
    const { tab } = author
    if (how === 'around') return this.rewriteAround(author)
    if (this.random.chance() < 0.3) return this.doSomething(author, 2)
    const actor = { random: this.random, fresh: (count: number) => this.words(count), countRemade: () => {} }
    pickOperation(this.random)[1](tab, actor)
    tab.check()
  }

  /** Before the first mark and behind the second one: the words between the marks stay as they are. */
  private rewriteAround({ tab, hands }: Writer): void {
    const { random } = this
    const texts = Array.from({ length: tab.blocks }, (_, i) => tab.state.doc.child(i).textContent)
    const [first, second] = [
      texts.findIndex((text) => text.includes('§1')),
      texts.findIndex((text) => text.includes('§2')),
    ]
    const zone = random.chance() < 0.5 ? [1, first] : [second + 1, texts.length]
    const [from, until] = zone as [number, number]
    if (until <= from) return
    const block = from + random.below(until - from)
    const node = tab.state.doc.child(block)
    const inside = () => tab.before(block) + 1 + random.below(node.content.size + 1)
    const places = [inside(), inside()].sort((a, b) => a - b) as [number, number]
    const deed = random.below(6)
    if (places.some((place) => /^[\udc00-\udfff]/.test(tab.state.doc.resolve(place).nodeAfter?.text ?? '')))
      return
    if (deed === 0) {
      tab.select(places[0])
      hands.type(this.words(2))
    } else if (deed === 1) {
      tab.select(...places)
      hands.press('Backspace')
    } else if (deed === 2) {
      tab.select(places[0])
      hands.press('Enter')
    } else if (deed === 3 && block > from) {
      tab.select(tab.before(block) + 1)
      hands.press('Backspace')
    } else if (deed === 4 && until - from > 1) {
      const to = from + random.below(until - from - 1)
      tab.change((tr) => {
        const start = tab.before(block)
        tr.delete(start, start + node.nodeSize)
        let target = 0
        for (let i = 0; i < to; i++) target += tr.doc.child(i).nodeSize
        return tr.insert(target, node).setMeta('uiEvent', 'drop')
      })
    } else if (deed === 5) {
      tab.select(...places)
      hands.type(this.words(1))
    }
    tab.check()
  }

  private words(count: number): string {
    return Array.from({ length: count }, () =>
      this.isFresh ? String.fromCodePoint(0x4e00 + this.nextCharacter++) : this.random.pick(WORDS),
    ).join('')
  }

  private article(): readonly Block[] {
    const { random } = this
    const runs = (): Run[] =>
      Array.from({ length: 1 + random.below(3) }, () => ({
        text: this.words(1 + random.below(5)),
        formats: random.chance() < 0.2 ? { bold: true as const } : {},
      }))
    const blocks = (count: number): Block[] =>
      Array.from({ length: count }, () => ({
        ...BLOCK_DEFAULTS,
        kind: random.pick(['p', 'p', 'p', 'h2', 'quote', 'figure'] as const),
        runs: random.chance() < 0.1 ? [] : runs(),
      }))
    const mark = (text: string): Block => ({ ...BLOCK_DEFAULTS, kind: 'h3', runs: [{ text, formats: {} }] })
    return [
      { ...BLOCK_DEFAULTS, kind: 'headline', runs: runs() },
      ...blocks(2),
      mark('§1'),
      ...blocks(3),
      mark('§2'),
      ...blocks(2),
    ]
  }

  // ---- what must hold

  private fail(failure: string): void {
    this.failures.push(`${failure} (${this.rewriting}, ${this.isFresh ? 'fresh' : 'equal'} words)`)
  }

  private checkCopy(server: SuggestingServer, copy: SuggestingServer): void {
    const [article, copied] = [server, copy].map(({ suggestions }) =>
      JSON.stringify(
        projectArticle(suggestions.doc, 'base', suggestions).map((block) => ({
          ...block,
          src: null,
          credit: null,
        })),
      ),
    )
    if (article !== copied) this.fail(`the copy is ${copied}, not ${article}`)
    if (listSuggestions(copy.suggestions).length > 0) this.fail('the copy has suggestions')
  }

  /** What each unit of the article is called now, unit by unit; how it can be found later. */
  private livesAt(suggestions: Suggestions): readonly string[] {
    const wording = Wording.of(suggestions, 'base')
    const ids = wording.idsOf({ at: 0, length: wording.text.length }, 'as client 0')
    return ids.flatMap(({ client, clock, length }) =>
      Array.from({ length }, (_, i) => `${client}.${clock + i}`),
    )
  }

  private landAndCheck(
    server: SuggestingServer,
    copy: SuggestingServer,
    blind: BlindCopy,
    threads: readonly { id: string; anchor: Anchor }[],
    lifeOf: readonly string[],
  ): void {
    const before = Y.encodeStateAsUpdate(server.doc)
    const views = viewsOf(server)
    const open = new Set(listSuggestions(server.suggestions).map(({ id }) => id))
    const listed = listSuggestions(copy.suggestions)
    const emitted: Uint8Array[] = []
    server.doc.on('update', (update: Uint8Array) => emitted.push(update))
    const landing = this.land(
      server.suggestions,
      { copy: copy.suggestions, ids: this.isById ? blind.ids : null, threads },
      PEN,
    )
    this.counts = {
      threads: threads.length,
      suggestions: listed.length,
      gone: landing.gone.length,
      compared: 0,
    }

    if (emitted.length > 1) this.fail(`${emitted.length} transactions`)
    if (viewsOf(server)[0] !== views[0])
      this.fail(`the article has moved\n${views[0]}\n${viewsOf(server)[0]}`)
    for (const view of ['base', 'marked'] as const)
      if (hasOrphan(server, view)) this.fail(`an orphan in ${view}`)
    const loaded = new SuggestingServer(Y.encodeStateAsUpdate(server.doc))
    if (viewsOf(loaded).join() !== viewsOf(server).join()) this.fail('loaded it is another article')
    const tab = new Tab(before, 9_000)
    for (const update of emitted) tab.receive(update)
    tab.check()

    this.checkCounts(landing, listed, threads)
    this.checkWords(server, landing, listed)
    for (const thread of threads) this.checkThread(server, copy, landing, thread, lifeOf)
    this.checkRejecting(server, views, open)
    if (this.rewriting === 'nothing' && landing.gone.some((one) => one.of === 'suggestion'))
      this.fail(`gone from an article that stayed: ${JSON.stringify(landing.gone)}`)
    if (this.rewriting === 'nothing') this.checkAcceptingAll(server, copy, landing)
    if (this.rewriting !== 'anything')
      for (const one of listed) this.checkAccepting(server, copy, landing, one)
  }

  /** Each is landed or gone, once, and what is landed is in the list. */
  private checkCounts(
    landing: Landing,
    listed: readonly Suggestion[],
    threads: readonly { id: string }[],
  ): void {
    const gone = (of: string) => landing.gone.filter((one) => one.of === of).map(({ id }) => id)
    const of = (all: readonly { id: string }[]) =>
      all
        .map(({ id }) => id)
        .sort()
        .join()
    const ids = (landed: readonly { id: string }[], lost: readonly string[]) =>
      [...landed.map(({ id }) => id), ...lost].sort().join()
    if (ids(landing.suggestions, gone('suggestion')) !== of(listed))
      this.fail(`suggestions ${of(listed)} became ${ids(landing.suggestions, gone('suggestion'))}`)
    if (ids(landing.threads, gone('thread')) !== of(threads)) this.fail('threads are not all landed or gone')
  }

  /** What is suggested about words is about none but these; what is inserted is there with all its words. */
  private checkWords(server: SuggestingServer, landing: Landing, listed: readonly Suggestion[]): void {
    const all = listSuggestions(server.suggestions)
    for (const { id, kind, text } of listed) {
      const landed = landing.suggestions.find((one) => one.id === id)
      if (landed === undefined) continue
      const now = landed.now.map((one) => all.find((other) => other.id === one))
      if (now.includes(undefined)) this.fail(`${id} is not in the list as ${landed.now}`)
      const words = now.flatMap((one) => (one?.kind === kind ? one.text : '')).join('')
      if (kind === 'insertion' ? !isWithin(text, words) : !isWithin(words, text))
        this.fail(`${kind} ${id} is about “${words}”, not “${text}”`)
      if (landed.isWhole && kind !== 'insertion' && sorted(words) !== sorted(text))
        this.fail(`${kind} ${id} is whole: “${words}” of “${text}”`)
    }
  }

  /** A thread covers those of its words that are there, and no others. */
  private checkThread(
    server: SuggestingServer,
    copy: SuggestingServer,
    landing: Landing,
    { id, anchor }: { id: string; anchor: Anchor },
    lifeOf: readonly string[],
  ): void {
    const landed = landing.threads.find((one) => one.id === id)
    const wanted = anchoredText(copy.suggestions, anchor) ?? ''
    const there = landed === undefined ? null : anchoredText(server.suggestions, landed.anchor)
    const covered = there ?? ''
    if (
      landed === undefined &&
      this.rewriting === 'nothing' &&
      anchoredText(copy.suggestions, anchor) !== null
    )
      this.fail(`${id} is gone, and its words are not`)
    if (landed !== undefined && there === null) this.fail(`${id} is landed on nothing`)
    if (!isWithin(covered, wanted)) this.fail(`${id} covers “${covered}”, of “${wanted}”`)
    // By ids: what was the article's when it was copied and is there must be covered.
    const base = Wording.of(copy.suggestions, 'base')
    const now = Wording.of(server.suggestions, 'base')
    const isCovered = new Set(idsIn(anchoredIds(landed?.anchor.ranges ?? [])))
    let isWhole = true
    for (const range of anchoredIds(anchor.ranges)) {
      for (const { at, length } of base.find(range)) {
        for (let i = at; i < at + length; i++) {
          const [client, clock] = (lifeOf[i] ?? '').split('.').map(Number) as [number, number]
          const lives = server.suggestions.aliases
            .lives({ client, clock, length: 1 })
            .filter((life) => [...now.find(life)].length > 0)
          if (lives.length === 0) isWhole = false
          else if (this.isById && !idsIn(lives).some((life) => isCovered.has(life)))
            this.fail(`${id} leaves out “${base.text[i]}” of “${wanted}”, which is there`)
        }
      }
    }
    if (isWhole && this.rewriting === 'nothing' && covered !== wanted)
      this.fail(`${id} covers “${covered}”, not “${wanted}”`)
    // Which of equal words it covers can be told where each is another one.
    if (
      this.isById &&
      isWhole &&
      sorted(covered) !== sorted(wanted) &&
      landing.gone.every(({ of }) => of === 'thread')
    )
      this.fail(`${id} covers “${covered}”, not all of “${wanted}”`)
  }

  /** Rejecting what was landed leaves the article as it was, with what others suggest. */
  private checkRejecting(
    server: SuggestingServer,
    views: readonly string[],
    open: ReadonlySet<string>,
  ): void {
    const rejected = new SuggestingServer(Y.encodeStateAsUpdate(server.doc))
    const isPens = (subject: Subject) =>
      subject.kind === 'record'
        ? subject.key.startsWith(`${PEN.client}.`)
        : subject.ranges.every(
            ({ client, clock }) => client === PEN.client || (client === 3 && !open.has(`i3.${clock}`)),
          )
    rejected.decide('reject', subjectsIn(rejected.suggestions).filter(isPens))
    for (const [i, view] of viewsOf(rejected).entries())
      if (view !== views[i]) this.fail(`rejecting gives ${VIEWS[i]}\n${view}\nnot\n${views[i]}`)
  }

  private checkAcceptingAll(server: SuggestingServer, copy: SuggestingServer, landing: Landing): void {
    const now = new Set(landing.suggestions.flatMap((one) => one.now))
    const listed = listSuggestions(server.suggestions).filter(({ id }) => now.has(id))
    const [is, wanted] = [accepted(server, listed), accepted(copy, listSuggestions(copy.suggestions))].map(
      (blocks) => JSON.stringify(blocks),
    )
    if (is !== wanted) this.fail(`accepting everything gives\n${is}\nnot\n${wanted}`)
  }

  /** Accepted alone it gives what it gave on the copy, where the words around it are as they were. */
  private checkAccepting(
    server: SuggestingServer,
    copy: SuggestingServer,
    landing: Landing,
    suggestion: Suggestion,
  ): void {
    const landed = landing.suggestions.find(({ id }) => id === suggestion.id)
    // What goes on from the article's words into the reviewer's own is not decided without these.
    const isMixed =
      suggestion.kind === 'deletion' && anchoredIds(suggestion.ranges).some(({ client }) => client > 3)
    if (isMixed) return
    const own = suggestion.kind === 'insertion' ? aboutOwn(copy) : []
    const onCopy = accepted(copy, [suggestion, ...own])
    const isAlone = this.rewriting === 'nothing'
    const wanted = isAlone ? onCopy : middleOf(onCopy)
    const before = projectArticle(copy.doc, 'base', copy.suggestions)
    // Whoever joins words to a mark has rewritten what is between them.
    const present = projectArticle(server.doc, 'base', server.suggestions)
    if (!isAlone && JSON.stringify(middleOf(present)) !== JSON.stringify(middleOf(before))) return
    if (!isAlone && outsideOf(onCopy) !== outsideOf(before)) return
    if (wanted === null || JSON.stringify(wanted) === JSON.stringify(isAlone ? before : middleOf(before)))
      return
    if (landed === undefined && !this.isById) return
    if (landed === undefined) return this.fail(`${suggestion.id} is gone, and its words are not`)
    const listed = listSuggestions(server.suggestions)
    const idsNow = [suggestion, ...own].flatMap(
      ({ id }) => landing.suggestions.find((one) => one.id === id)?.now ?? [],
    )
    const now = idsNow.flatMap((id) => listed.find((one) => one.id === id) ?? [])
    // What two ids of one person wrote side by side is one suggestion now.
    if (
      suggestion.kind === 'insertion' &&
      unitsOf(now.filter(({ kind }) => kind === 'insertion').slice(0, 1)) !== unitsOf([suggestion])
    )
      return
    const onArticle = accepted(server, now)
    const is = isAlone ? onArticle : middleOf(onArticle)
    this.counts.compared += 1
    if (JSON.stringify(is) !== JSON.stringify(wanted))
      this.fail(
        `${suggestion.kind} ${suggestion.id} gives\n${JSON.stringify(is)}\nnot\n${JSON.stringify(wanted)}`,
      )
  }
}

const viewsOf = ({ doc, suggestions }: SuggestingServer): string[] =>
  VIEWS.map((view) => JSON.stringify(projectArticle(doc, view, suggestions)))

function accepted(server: SuggestingServer, listed: readonly Suggestion[]): readonly Block[] {
  const copy = new SuggestingServer(Y.encodeStateAsUpdate(server.doc))
  // As everybody decides: by names, of which the server knows the order.
  const suggestions = listed.map(({ id, ranges }) => ({ id, seen: ranges }))
  decideNamed(copy.suggestions, EDITOR, { verb: 'accept', suggestions }, TODAY)
  return projectArticle(copy.doc, 'base', copy.suggestions).map((block) => ({
    ...block,
    src: null,
    credit: null,
  }))
}

const textOf = ({ runs }: Block): string => runs.map((run) => ('text' in run ? run.text : '')).join('')

function marksIn(blocks: readonly Block[]): [number, number] | null {
  const [first, second] = ['§1', '§2'].map((mark) => blocks.findIndex((block) => textOf(block) === mark)) as [
    number,
    number,
  ]
  return first < 0 || second < first ? null : [first, second]
}

/** What stands between the two marks, with them; null: one is gone. */
function middleOf(blocks: readonly Block[]): readonly Block[] | null {
  const marks = marksIn(blocks)
  return marks === null ? null : blocks.slice(marks[0], marks[1] + 1)
}

function outsideOf(blocks: readonly Block[]): string {
  const marks = marksIn(blocks)
  return JSON.stringify(marks === null ? blocks : [blocks.slice(0, marks[0]), blocks.slice(marks[1] + 1)])
}

/** What the reviewer says about the formats and blocks of their own words: of one card with these. */
const aboutOwn = ({ suggestions }: SuggestingServer): readonly Suggestion[] =>
  listSuggestions(suggestions).filter(
    ({ kind, ranges }) =>
      (kind === 'format' || kind === 'block') && anchoredIds(ranges).every(({ client }) => client > 3),
  )

const unitsOf = (suggestions: readonly Suggestion[]): number =>
  suggestions.flatMap(({ ranges }) => anchoredIds(ranges)).reduce((sum, { length }) => sum + length, 0)

const idsIn = (ranges: ReturnType<typeof anchoredIds>): string[] =>
  ranges.flatMap(({ client, clock, length }) => Array.from({ length }, (_, i) => `${client}.${clock + i}`))

/** Whether the words can be had from others by leaving some out. What is moved stands in another order. */
function isWithin(words: string, of: string): boolean {
  const left = [...of]
  return [...words].every((character) => {
    const at = left.indexOf(character)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

const sorted = (text: string): string =>
  [...text.replaceAll(OPENING, '').replaceAll(CLOSING, '')].sort().join('')
