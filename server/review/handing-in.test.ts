import { expect, it } from 'vitest'
import type { ArticleId } from '../../shared/ids.ts'
import { textAuthorsMax } from '../../shared/limits.ts'
import type { SessionText } from '../../shared/review/session.ts'
import { handedIn, joinedBy, newText } from './handing-in.ts'

const random = (count: number) => new Uint8Array(count)
const idOf = (name: string) => `article-${name}` as ArticleId
const text = (name: string, ...authors: string[]): SessionText => ({
  ...{
    id: name,
    number: 1,
    article: idOf(name),
    authors,
    override: null,
    notes: [],
    teacher: null,
    plan: '',
  },
})
const many = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`)

/** Who writes what then. */
const after = (texts: readonly SessionText[], name: string, student: string, ...others: string[]) => {
  const writes = handedIn(
    { session: { id: 'session' }, texts },
    { article: idOf(name), student, others },
    random,
  )
  const now = new Map(texts.map((one) => [one.article, one.authors]))
  for (const one of texts) if (writes.gone?.includes(one.id)) now.delete(one.article)
  for (const one of writes.texts ?? []) now.set(one.article, one.authors)
  return Object.fromEntries([...now].map(([article, authors]) => [article.slice(8), authors.join(' ')]))
}

it.each<[string, readonly SessionText[], readonly [string, string, ...string[]], Record<string, string>]>([
  ['theirs alone', [], ['a', 'ann'], { a: 'ann' }],
  ['of whoever may write in it', [], ['a', 'ann', 'bob'], { a: 'ann bob' }],
  ['not of who has another', [text('b', 'bob')], ['a', 'ann', 'bob', 'cho'], { a: 'ann cho', b: 'bob' }],
  ['in place of the one before', [text('a', 'ann')], ['b', 'ann'], { b: 'ann' }],
  ['beside one that stays another’s', [text('a', 'ann', 'bob')], ['b', 'ann'], { a: 'bob', b: 'ann' }],
  ['again, and not of who has left it', [text('a', 'ann', 'cho')], ['a', 'ann', 'bob'], { a: 'ann cho' }],
  ['again, once they have come back', [text('a', 'bob'), text('b', 'ann')], ['a', 'ann'], { a: 'ann bob' }],
])('a text that is handed in is %s', (_, texts, handed, then) => {
  expect(after(texts, ...handed)).toEqual(then)
})

it('as many write a text as may, invited before it is handed in or named after', () => {
  expect(after([], 'a', 'ann', ...many(textAuthorsMax - 1)).a?.split(' ')).toHaveLength(textAuthorsMax)
  expect(() => after([], 'a', 'ann', ...many(textAuthorsMax))).toThrow('At most')
  const full = text('a', ...many(textAuthorsMax))
  expect(() => after([full], 'a', 'ann')).toThrow('At most')
  expect(after([full], 'a', 's1').a?.split(' ')).toHaveLength(textAuthorsMax)
  expect(() => joinedBy({ texts: [full] }, full.article, 'ann')).toThrow('At most')
})

it('a text that comes back is the one it was, and another’s or another session’s is another', () => {
  const idIn = (id: string, name: string, texts: readonly SessionText[] = []) =>
    newText({ session: { id }, texts }, idOf(name), random).id
  expect(idIn('one', 'a', [text('b', 'ann')])).toBe(idIn('one', 'a'))
  expect(new Set([idIn('one', 'a'), idIn('one', 'b'), idIn('two', 'a')]).size).toBe(3)
})
