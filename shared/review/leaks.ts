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

/** What Korean puts behind a name, one after the other. No other way of parting them fits where the longest do not. */
const PARTICLES = [
  ...['에게서', '입니다', '에게', '한테', '께서', '이다', '기자', '이', '가', '은', '는', '을', '를', '의'],
  ...['와', '과', '랑', '도', '만', '씨', '님', '아', '야'],
].map((particle) => particle.normalize('NFKD'))

/** In the order of the text; what stands in another one is not said twice. Takes as long as the text is. */
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
    if ([...wanted.normalize('NFC')].length < 2 || /^\d+$/.test(wanted)) return []
    const isKorean = /\p{Script=Hangul}$/u.test(wanted)
    const leaks: Leak[] = []
    for (let at = words.text.indexOf(wanted); at >= 0; ) {
      const end = wholeTo(words.text, at, at + wanted.length, isKorean)
      if (end !== null) {
        const [from, to] = [words.places[at] ?? 0, words.places[end] ?? text.length]
        leaks.push({ kind, quote: text.slice(from, to), at: from })
      }
      at = words.text.indexOf(wanted, end ?? at + 1)
    }
    return leaks
  }
}

/** Where a name that stands there ends, with what Korean puts behind it; null: it is a part of a word. */
function wholeTo(text: string, from: number, to: number, isKorean: boolean): number | null {
  if (/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, from - 2), from))) return null
  for (let end = to; ; ) {
    if (!/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2))) return end
    const particle = isKorean ? PARTICLES.find((one) => text.startsWith(one, end)) : undefined
    if (particle === undefined) return null
    end += particle.length
  }
}

type Folded = { readonly text: string; readonly places: readonly number[] }

/**
 * Without case, accents and forms of letters, with Korean in its letters, and one space for several; `places`: where each unit of it
 * stands in the text. Each character is folded by itself, and each kind of them once.
 */
function foldedOf(text: string): Folded {
  const forms = new Map<string, string>()
  let folded = ''
  const places: number[] = []
  let at = 0
  let isGap = false
  for (const character of text) {
    const plain = forms.get(character) ?? formOf(character)
    forms.set(character, plain)
    if (plain !== ' ' || !isGap) {
      for (let i = 0; i < plain.length; i++) places.push(at)
      folded += plain
    }
    if (plain !== '') isGap = plain === ' '
    at += character.length
  }
  places.push(at)
  return { text: folded, places }
}

const formOf = (character: string): string =>
  character.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s/gu, ' ').toLowerCase()
