/** The story that a new newsroom begins with: every kind of block and mark once, where a story would use it. */

import { BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import type { Block, Run } from '../../shared/article/projection.ts'
import {
  type AccountId,
  type ArticleId,
  newArticleId,
  type RandomBytes,
  randomToken,
} from '../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Records, Store } from '../store/store.ts'
import { hashOfImage } from './image-shop.ts'
import { createArticle } from './new-article.ts'
import { drawNightBus } from './sample-picture.ts'

type Parts = { readonly store: Store; readonly clock: Clock; readonly random: RandomBytes }

const HEADLINE = 'The night bus is back, and students wrote the timetable'

export async function createSampleArticle(
  { store, clock, random }: Parts,
  owner: AccountId,
): Promise<ArticleId> {
  const id = newArticleId(random)
  const image = `${randomToken(random, 32)}`
  await createArticle(store.records, {
    id,
    owner,
    at: clock.now(),
    title: HEADLINE,
    body: story(`/images/${image}`),
  })
  await addPicture(store.records, image, id)
  return id
}

async function addPicture(records: Records, id: string, article: ArticleId): Promise<void> {
  const { bytes, ...picture } = await drawNightBus()
  await records.addImage({ id, article, hash: hashOfImage(bytes), ...picture }, bytes)
}

const words = (text: string): Run => ({ text, formats: {} })
const bold = (text: string): Run => ({ text, formats: { bold: true } })
const italic = (text: string): Run => ({ text, formats: { italic: true } })
const underline = (text: string): Run => ({ text, formats: { underline: true } })
const strike = (text: string): Run => ({ text, formats: { strike: true } })
const code = (text: string): Run => ({ text, formats: { code: true } })
const link = (text: string, href: string): Run => ({ text, formats: { link: { href } } })
const lineBreak: Run = { atom: { type: 'hardBreak' }, formats: {} }

const block = (attributes: Partial<BlockAttributes>, ...runs: (Run | string)[]): Block => ({
  ...BLOCK_DEFAULTS,
  ...attributes,
  runs: runs.map((run) => (typeof run === 'string' ? words(run) : run)),
})
const p = (...runs: (Run | string)[]) => block({}, ...runs)
const bullet = (indent: number, ...runs: (Run | string)[]) => block({ list: 'bullet', indent }, ...runs)
const step = (indent: number, ...runs: (Run | string)[]) => block({ list: 'ordered', indent }, ...runs)

const story = (picture: string): readonly Block[] => [
  block(
    { kind: 'dek' },
    'For two winters the last ride home left at 9.40. A class that counted passengers in the cold changed the council’s mind.',
  ),
  p(
    'At 11.52 on Friday night, Line 14 pulled up outside the library with its lights on and nobody in it. Eleven people had been waiting. One of them, still holding a half-eaten dumpling, ',
    italic('applauded'),
    '.',
  ),
  p(
    'The night bus stopped running two years ago, when the city said it carried ',
    bold('four passengers a trip'),
    '. Students at three schools never believed the number. So last autumn they went out and counted for themselves.',
  ),
  block(
    {
      kind: 'figure',
      src: picture,
      alt: 'A red bus with lit windows at a stop at night. Two people wait; a large moon stands over dark hills.',
      credit: 'the art desk',
    },
    'Line 14 at the library stop. The first bus left eight minutes late, and nobody minded.',
  ),
  block({ kind: 'h2' }, 'Six weeks with a clicker'),
  p(
    'Twenty-three volunteers stood at seven stops, in pairs, from nine until midnight. They wrote down who got on, who gave up and walked, and who was picked up by a parent. By December they had 1,914 entries and a great many cold feet.',
  ),
  block(
    { kind: 'quote' },
    'We thought we would find a few dozen people. On the second night we ran out of lines on the sheet.',
    lineBreak,
    '— Mina Seo, who organised the count',
  ),
  p('What they found did not look like the city’s figure at all:'),
  bullet(0, 'On weekdays, an average of 31 people waited after the last bus had gone.'),
  bullet(0, 'On Fridays it was 58, and most of them came from work:'),
  bullet(1, 'kitchens and cafés near the station,'),
  bullet(1, 'the hospital’s evening shift.'),
  bullet(0, 'One in five was older than sixty. Nobody had expected that.'),
  block(
    { kind: 'pull' },
    'The old survey counted people who got on. It never counted the people who had stopped trying.',
  ),
  block({ kind: 'h3' }, 'Where the four came from'),
  p(
    'The city’s number was not wrong; it was ',
    underline('an answer to another question'),
    '. Its survey was taken in July, when schools are closed, and divided all riders by all trips, empty depot runs included. The students published their own sum beside it, so that anyone could check:',
  ),
  block({ kind: 'code' }, 'waiting per night = (boarded + walked + picked up) / nights counted'),
  p(
    'With ',
    code('walked'),
    ' left out, the result falls by half. That one column became the argument of the evening when the council met in February.',
  ),
  block({ kind: 'h2' }, 'How to get a bus back'),
  p(
    'Asked for advice by two other schools, the group wrote down what worked, in the order in which it worked:',
  ),
  step(0, 'Count first, and count the people who are ', bold('not'), ' served.'),
  step(0, 'Ask for the smallest thing that helps:'),
  step(1, 'two late trips instead of five,'),
  step(1, 'a trial of three months instead of a promise.'),
  step(0, 'Bring a driver to the meeting. Theirs spoke for ninety seconds and got the longest applause.'),
  p(
    'The council voted 9 to 4. The trial runs until June, ',
    strike('every night'),
    ' every night except Sunday, and the times are on ',
    link('the city’s timetable page', 'https://example.org/line-14'),
    '. If ridership holds, it stays. Somebody will be at the stop with a clicker.',
  ),
  block({ kind: 'rule' }),
  p(
    italic(
      'This story is an invented example. Change anything in it, invite a colleague with Share and write in it together, or move it to the trash when you have seen enough.',
    ),
  ),
]
