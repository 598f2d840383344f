import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { setKind } from '../../client/editor/commands.ts'
import { threadsOf } from '../../client/editor/thread-marks.ts'
import { blindCopyOf } from '../../server/review/blind-copy.ts'
import { type Landing, landReview } from '../../server/review/landing.ts'
import type { Pen } from '../../server/review/write-landing.ts'
import { acceptRanges } from '../../shared/article/accept.ts'
import { type Anchor, anchoredText, anchorFor } from '../../shared/article/anchor.ts'
import { suggestionsOf } from '../../shared/article/layout.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import type { PersonId } from '../../shared/ids.ts'
import type { Hands } from '../text/hands.ts'
import { articleFrom, markedOf } from '../text/notation.ts'
import { SuggestingServer } from '../text/suggesting-server.ts'
import { Tab } from '../text/tab.ts'
import { joined, type Land, PEN, playLanding } from './landed.ts'
import { playLandings } from './landing.soak.ts'

type Done = {
  readonly marked: string
  readonly landing: Landing
  readonly threads: readonly (string | null)[]
}
type Review = (hands: Hands, comment: (words: string) => void) => unknown

/** What an article comes to: reviewed on a copy, rewritten meanwhile, and landed. */
function landed(article: string, review: Review, rewrite: (hands: Hands) => unknown, ids = true): Done {
  const server = new SuggestingServer(articleFrom(article))
  const author = joined(server, 'author' as PersonId, 4096, 'editor')
  const blind = blindCopyOf(server.suggestions)
  const copy = new SuggestingServer(blind.update)
  const reviewer = joined(copy, 'reviewer' as PersonId, 6144, 'suggester')
  const threads: { id: string; anchor: Anchor }[] = []
  review(reviewer.hands, (words) => {
    reviewer.hands.select(words)
    const selected = threadsOf(reviewer.tab.binding).selected()
    if (selected === null || !('ranges' in selected)) throw new Error('words are selected')
    threads.push({ id: words, anchor: anchorFor(copy.suggestions, { ranges: selected.ranges }) })
  })
  rewrite(author.hands)
  const landing = landReview(
    server.suggestions,
    { copy: copy.suggestions, ids: ids ? blind.ids : null, threads },
    PEN,
  )
  return {
    marked: markedOf(new Tab(Y.encodeStateAsUpdate(server.doc), 9_000), () => 'al'),
    landing,
    threads: threads.map(({ id }) => {
      const there = landing.threads.find((one) => one.id === id)
      return there === undefined ? null : anchoredText(server.suggestions, there.anchor)
    }),
  }
}

const nothing = () => {}

describe('a review is landed in an article that', () => {
  it.each<[string, string, Review, (hands: Hands) => unknown, string]>([
    [
      'stayed as it was',
      'one two three / four',
      (hands) => hands.select('two').type('2').caret('four').press('Enter'),
      nothing,
      'one [-two-]{+2+} three / ∅ {¶} four',
    ],
    [
      'has words before what is suggested',
      'one two three',
      (hands) => hands.select('two').type('2'),
      (hands) => hands.caret('one').type('now '),
      'now one [-two-]{+2+} three',
    ],
    [
      'has its paragraphs in another order',
      'one / two / three',
      (hands) => hands.caret('two', 3).type(' more'),
      (hands) => hands.selectBlock(2).dragTo(hands.tab.state.doc.content.size),
      'one / three / two{+ more+}',
    ],
    [
      'has lost a part of what is struck',
      'one two three four',
      (hands) => hands.select('two three').press('Backspace'),
      (hands) => hands.select('two ').press('Backspace'),
      'one [-three-] four',
    ],
    [
      'is split where two blocks are to be joined',
      'one / two',
      (hands) => hands.caret('two').press('Backspace'),
      (hands) => hands.caret('ne').press('Enter'),
      'o / ne [¶] two',
    ],
    [
      'has a paragraph between two that are to be joined',
      'one / two',
      (hands) => hands.caret('two').press('Backspace'),
      (hands) => hands.caret('one', 3).press('Enter').type('new'),
      'one / new / two',
    ],
    [
      'has lost what stood between two insertions',
      'one two three',
      (hands) => hands.caret('two').type('x ').caret('two', 3).type(' y'),
      (hands) => hands.select('two').press('Backspace'),
      'one {+x  y+} three',
    ],
    [
      'has lost a break that is to be deleted, and not the words',
      'one / two / three',
      (hands) => hands.select('wo', 'th').press('Backspace'),
      (hands) => hands.caret('three').press('Backspace'),
      'one / t[-woth-]ree',
    ],
    [
      'has other formats where something is inserted',
      'one two',
      (hands) => hands.caret('two', 1).type('x'),
      (hands) => hands.select('two').press('Mod-b'),
      'one [bold|t]{+[bold|x]+}[bold|wo]',
    ],
    [
      'is to have a heading and a format',
      'one / two three',
      (hands) => hands.caret('one').run(setKind('h2')).select('three').press('Mod-b'),
      (hands) => hands.caret('two').type('and '),
      'p>h2: one / and two <bold|three>',
    ],
  ])('%s', (_name, article, review, rewrite, expected) => {
    expect(landed(article, review, rewrite).marked).toBe(expected)
  })

  it('has lost the words: they are named, and nothing is put among others', () => {
    const { marked, landing, threads } = landed(
      'one two three four / five',
      (hands, comment) => {
        comment('three')
        comment('two')
        hands.select('two three').type('23').caret('five').type('and ')
      },
      (hands) => hands.select('two three').type('other').select('five').type('six'),
    )
    expect(marked).toBe('one other four / six')
    expect(threads).toEqual([null, null])
    expect(landing.suggestions).toEqual([])
    expect(landing.gone.map(({ of, quote }) => `${of}: ${quote}`).sort()).toEqual([
      'suggestion: 23',
      'suggestion: and ',
      'suggestion: two three',
      'thread: three',
      'thread: two',
    ])
    expect(landing.gone.find(({ quote }) => quote === 'and ')).toMatchObject({
      before: 'Head\none two three four\n',
      after: 'five\n',
    })
  })

  it('says a word often: a comment is on its own one, or its word is gone', () => {
    const on = (rewrite: (hands: Hands) => unknown) =>
      landed('very very very good', (_hands, comment) => comment('very very good'), rewrite).threads
    expect(on((hands) => hands.caret('very', 5).press('Mod-Delete'))).toEqual([' very good'])
    expect(on((hands) => hands.caret('very').type('very '))).toEqual(['very very good'])
    expect(on((hands) => hands.select('very very very good').type('very bad'))).toEqual([null])
  })

  it('was written anew: what is the same in it is found by comparing', () => {
    const { marked, threads } = landed(
      'The mayor will open the new library on Monday / Nobody knew of this before',
      (hands, comment) => {
        comment('library')
        comment('knew of this')
        hands.select('Monday').type('Tuesday')
      },
      (hands) =>
        hands
          .select('The', 'before')
          .press('Backspace')
          .type(
            'Yesterday it was said: the mayor will open the new library on Monday. Everybody knew of that',
          ),
    )
    expect(threads).toEqual(['library', null])
    expect(marked).toContain('library on [-Monday-]{+Tuesday+}.')
  })
})

describe('a blind copy', () => {
  it('holds the words of the article and nothing else', () => {
    const server = new SuggestingServer(articleFrom('one two / three'))
    const author = joined(server, 'author' as PersonId, 4096, 'editor')
    author.hands
      .caret('one')
      .type('Deleted')
      .press(...Array<string>(7).fill('Backspace'))
      .type('kept ')
    joined(server, 'editor' as PersonId, 5120, 'suggester')
      .hands.caret('two')
      .type('suggested ')
    const { update, ids } = blindCopyOf(server.suggestions)
    const bytes = Buffer.from(update).toString()
    for (const secret of ['Deleted', 'suggested', 'author', 'editor']) expect(bytes).not.toContain(secret)
    expect(bytes).toContain('kept')
    expect([...Y.parseUpdateMeta(update).from.keys()]).toEqual([2])
    expect(ids).not.toBeNull()
    // The same for everybody: nothing of it says when, by whom or in how many steps it was written.
    expect(blindCopyOf(new SuggestingServer(Y.encodeStateAsUpdate(server.doc)).suggestions).update).toEqual(
      update,
    )
    expect(Y.decodeUpdate(update).ds.clients.size).toBe(0)
  })

  it('has no address of a picture, and nobody who took it', () => {
    const src = `/images/${'a'.repeat(20)}`
    const article = articleFrom(`figure(src ${src}, alt cat, credit Kim): caption`)
    const { update } = blindCopyOf(new SuggestingServer(article).suggestions)
    expect(Buffer.from(update).toString()).not.toMatch(/images|Kim/)
    const other = `/images/${'b'.repeat(20)}`
    const pictured = blindCopyOf(new SuggestingServer(article).suggestions, () => other).update
    expect(Buffer.from(pictured).toString()).toContain(other)
  })
})

describe('in random reviews', () => {
  it.each(['known', 'unknown'] as const)(
    'all that is said and suggested is landed or gone, ids %s',
    (ids) => {
      const failures: string[] = []
      const { totals } = playLandings(1, 9, (line) => failures.push(line), { ids })
      expect(failures).toEqual([])
      expect(totals.compared).toBeGreaterThan(15)
      expect(totals.threads).toBeGreaterThan(20)
      expect(totals.gone).toBeGreaterThan(0)
    },
  )

  it.each([
    [60159, 'a thread on a break that nobody sees'],
    [62352, 'a thread on what two suggestions have put side by side'],
  ])('hold where they were once broken: %i, %s', (seed) => {
    for (const ids of ['known', 'unknown'] as const) expect(playLanding(seed, { ids }).failures).toEqual([])
  })

  it.each<[string, RegExp, Land]>([
    [
      'a thread on the first words that are the same',
      /leaves out|covers/,
      (live, review, pen) => {
        const landing = landReview(live, review, pen)
        const text = anchorFor(live, { ranges: wordsOf(live) })
        return {
          ...landing,
          threads: landing.threads.map(({ id, anchor }) => ({
            id,
            anchor: { ...anchor, ranges: text.ranges },
          })),
        }
      },
    ],
    [
      'what is gone, dropped',
      /became|landed or gone/,
      (live, review, pen) => ({ ...landReview(live, review, pen), gone: [] }),
    ],
    [
      'what is landed, accepted',
      /the article has moved/,
      changed(({ transaction, live, pen }) =>
        acceptRanges(transaction, live, [{ client: pen.client, clock: 0, length: 1_000 }]),
      ),
    ],
    [
      'a record about one character more',
      /rejecting gives|gives/,
      changed(changesRecords(({ t, i }) => (t === 'del' && i?.[2] ? { i: i.with(2, i[2] + 1) } : {}))),
    ],
    [
      'a format that is another one',
      /gives/,
      changed(changesRecords(({ t }) => (t === 'fmt' ? { a: { underline: true } } : {}))),
    ],
  ])('a mistake is found: %s', (_name, law, land) => {
    const failures: string[] = []
    for (let seed = 1; seed <= 12 && !law.test(failures.join('\n')); seed++)
      failures.push(...playLanding(seed, { land }).failures)
    expect(failures.join('\n')).toMatch(law)
  })
})

function wordsOf(live: Parameters<Land>[0]): readonly number[] {
  for (let item = live.text._start; item !== null; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) return [item.id.client, item.id.clock, 1]
  return []
}

type Change = (to: {
  readonly transaction: Y.Transaction
  readonly live: Suggestions
  readonly pen: Pen
}) => void

/** Lands a review and changes something in the same transaction. */
const changed =
  (change: Change): Land =>
  (live, review, pen) =>
    live.doc.transact((transaction) => {
      const landing = landReview(live, review, pen)
      change({ transaction, live, pen })
      return landing
    })

type Value = { readonly t: string; readonly i?: number[] }

const changesRecords =
  (change: (value: Value) => object): Change =>
  ({ transaction, live, pen }) => {
    const records = suggestionsOf(live.doc)
    for (const [key, value] of [...records.entries()])
      if (key.startsWith(`${pen.client}.`))
        records.set(key, { ...(value as Value), ...change(value as Value) })
    live.feed(transaction)
  }
