/**
 * Names in a text that would tell its reviewers whose it is: people of the roster, and sentences in which somebody says their name.
 * Found as whole words, whatever their case and accents, and in Korean with what is put behind a name.
 */

export type Leak = {
  /** `name`: somebody on the roster is named; `own`: it is the text's own author; `said`: a sentence that gives a name. */
  readonly kind: 'name' | 'own' | 'said'
  /** As it stands in the text. */
  readonly quote: string
  readonly at: number
}

export type Known = {
  /** Handles and names of the text's authors. */
  readonly own: readonly string[]
  /** Of everybody else in the class. */
  readonly others: readonly string[]
}

/** Sentences in which a name follows. */
const SAID = [
  /(?<![\p{L}\p{N}])my (?:full |first |last )?name(?:['’]s| is)\s+\S+/giu,
  /(?<![\p{L}\p{N}])(?:written|reported|story|text|photos?) by\s+\S+/giu,
  /(?:제|저의|내|나의) 이름은\s*\S+/gu,
  /(?:글|글쓴이|기자|취재)\s*[:：]\s*\S+/gu,
]

/** What Korean puts behind a name. */
const PARTICLES =
  '(?:이|가|은|는|을|를|의|에게|에게서|한테|께서|와|과|랑|이랑|도|만|씨|님|아|야|이야|입니다|이다|기자|기자가|이가|이는|이의)*'

/** In the order of the text; what stands in another one is not said twice. */
export function leaksIn(text: string, { own, others }: Known): readonly Leak[] {
  const folded = foldedOf(text)
  const found = [
    ...own.flatMap((name) => namesIn(folded, name, 'own')),
    ...others.flatMap((name) => namesIn(folded, name, 'name')),
    ...SAID.flatMap((said) =>
      [...text.matchAll(said)].map(({ index, 0: quote }): Leak => ({ kind: 'said', quote, at: index })),
    ),
  ].sort((a, b) => a.at - b.at || b.quote.length - a.quote.length)
  let end = -1
  return found.filter((leak) => {
    if (leak.at + leak.quote.length <= end) return false
    end = Math.max(end, leak.at + leak.quote.length)
    return true
  })

  function namesIn(words: Folded, name: string, kind: Leak['kind']): Leak[] {
    const wanted = foldedOf(name.trim()).text
    if (!/[\p{L}\p{N}]/u.test(wanted)) return []
    // One letter, or a number, is in every text.
    if ([...wanted].length < 2 || /^\d+$/.test(wanted)) return []
    const pattern = wanted.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
    const behind = /\p{Script=Hangul}$/u.test(wanted) ? PARTICLES : ''
    const whole = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}${behind}(?![\\p{L}\\p{N}])`, 'gu')
    return [...words.text.matchAll(whole)].map(({ index, 0: match }) => {
      const [from, to] = [words.places[index] ?? 0, words.places[index + match.length] ?? text.length]
      return { kind, quote: text.slice(from, to), at: from }
    })
  }
}

type Folded = { readonly text: string; readonly places: readonly number[] }

/** Without case, accents and forms of letters; `places`: where each unit of it stands in the text. */
function foldedOf(text: string): Folded {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    const plain = segment.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase()
    for (let i = 0; i < plain.length; i++) places.push(at)
    folded += plain
    at += segment.length
  }
  places.push(at)
  return { text: folded, places }
}
