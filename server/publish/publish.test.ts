import { describe, expect, it } from 'vitest'
import { BLOCK_DEFAULTS, type BlockAttributes } from '../../shared/article/blocks.ts'
import type { FormatSet } from '../../shared/article/formats.ts'
import type { Block, Run } from '../../shared/article/projection.ts'
import { toHtml } from './html.ts'
import { toMarkdown } from './markdown.ts'
import { toText } from './text.ts'

const t = (text: string, formats: FormatSet = {}): Run => ({ text, formats })
const br: Run = { atom: { type: 'hardBreak' }, formats: {} }
const block = (attributes: Partial<BlockAttributes>, ...runs: (Run | string)[]): Block => ({
  ...BLOCK_DEFAULTS,
  ...attributes,
  runs: runs.map((run) => (typeof run === 'string' ? t(run) : run)),
})
const p = (...runs: (Run | string)[]) => block({}, ...runs)
const ul = (indent: number, text: string) => block({ list: 'bullet', indent }, text)
const ol = (indent: number, text: string) => block({ list: 'ordered', indent }, text)

/** What is between the article's tags, without line ends. */
const html = (...blocks: Block[]) =>
  (/<article>\n(.*)\n<\/article>/s.exec(toHtml(blocks))?.[1] ?? '').replaceAll('\n', '')
const markdown = (...blocks: Block[]) => toMarkdown(blocks).trimEnd()
const text = (...blocks: Block[]) => toText(blocks).trimEnd()

describe('lists', () => {
  it.each([
    ['one level', [ul(0, 'a'), ul(0, 'b')], '<ul><li>a</li><li>b</li></ul>'],
    ['two kinds beside each other', [ul(0, 'a'), ol(0, 'b')], '<ul><li>a</li></ul><ol><li>b</li></ol>'],
    ['down and up', [ul(0, 'a'), ul(1, 'b'), ul(0, 'c')], '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
    [
      'two levels up at once',
      [ul(0, 'a'), ul(1, 'b'), ul(2, 'c'), ul(0, 'd')],
      '<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>',
    ],
    [
      'another kind inside',
      [ol(0, 'a'), ul(1, 'b'), ol(1, 'c'), ol(0, 'd')],
      '<ol><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ol>',
    ],
    ['a first item that is deep', [ul(2, 'a'), ul(0, 'b')], '<ul><li>a</li></ul><ul><li>b</li></ul>'],
    [
      'a level left out',
      [ul(0, 'a'), ul(3, 'b'), ul(1, 'c')],
      '<ul><li>a<ul><li>b</li></ul><ul><li>c</li></ul></li></ul>',
    ],
    [
      'a paragraph between',
      [ol(0, 'a'), p('x'), ol(0, 'b')],
      '<ol><li>a</li></ol><p>x</p><ol><li>b</li></ol>',
    ],
  ])('%s', (_what, blocks, expected) => {
    expect(html(...blocks)).toBe(expected)
  })

  it('in text and Markdown items stand under their parents', () => {
    const blocks = [ol(0, 'a'), ul(1, 'b'), ol(0, 'c')]
    expect(markdown(...blocks)).toBe('1. a\n   - b\n2. c')
    expect(text(...blocks)).toBe('1. a\n   • b\n2. c')
  })
})

describe('HTML', () => {
  it('every kind has its element', () => {
    expect(html(block({ kind: 'headline' }, 'H'), block({ kind: 'dek' }, 'D'), block({ kind: 'rule' }))).toBe(
      '<h1>H</h1><p class="dek">D</p><hr>',
    )
    expect(html(block({ kind: 'h2' }, '2'), block({ kind: 'h3' }, '3'))).toBe('<h2>2</h2><h3>3</h3>')
    expect(html(block({ kind: 'quote' }, 'q', br, 'r'))).toBe('<blockquote><p>q<br>r</p></blockquote>')
    expect(html(block({ kind: 'code' }, 'a <b>'))).toBe('<pre><code>a &lt;b&gt;</code></pre>')
    expect(
      html(block({ kind: 'figure', src: '/images/abc', alt: 'A "dog"', credit: 'Mina' }, 'Caption')),
    ).toBe(
      '<figure><img src="/images/abc" alt="A &quot;dog&quot;"><figcaption>Caption <small>Mina</small></figcaption></figure>',
    )
  })

  it('marks nest in one order, the link outermost', () => {
    const all: FormatSet = {
      bold: true,
      italic: true,
      underline: true,
      strike: true,
      code: true,
      link: { href: 'https://a.org/?a=1&b="2"' },
    }
    expect(html(p(t('x', all)))).toBe(
      '<p><a href="https://a.org/?a=1&amp;b=&quot;2&quot;"><strong><em><u><s><code>x</code></s></u></em></strong></a></p>',
    )
  })

  it('nothing that is written can become markup or a script', () => {
    const evil = `</p><script>alert('&amp;')</script>`
    const out = toHtml([
      block({ kind: 'headline' }, evil),
      p(t(evil, { link: { href: 'javascript:alert(1)' } })),
      block({ kind: 'figure', src: '/images/x', alt: `"><script>`, credit: evil }, evil),
    ])
    expect(out).not.toContain('<script')
    expect(out).not.toContain('javascript:')
  })

  it('an unknown atom leaves no trace', () => {
    expect(html(p('a', { atom: { type: 'unknown' }, formats: {} }, 'b'))).toBe('<p>ab</p>')
  })
})

describe('Markdown', () => {
  it('every kind has its sign', () => {
    expect(
      markdown(
        block({ kind: 'headline' }, 'H'),
        block({ kind: 'dek' }, 'D'),
        block({ kind: 'h2' }, 'Two'),
        block({ kind: 'quote' }, 'q', br, 'r'),
        block({ kind: 'pull' }, 'Loud'),
        block({ kind: 'rule' }),
        block({ kind: 'code' }, 'x = ```1```'),
        block({ kind: 'figure', src: '/images/abc', alt: 'A [dog]', credit: 'Mina' }, 'Caption'),
      ),
    ).toBe(
      '# H\n\n*D*\n\n## Two\n\n> q\\\n> r\n\n> **Loud**\n\n---\n\n````\nx = ```1```\n````\n\n![A \\[dog\\]](/images/abc)\n\nCaption (Mina)',
    )
  })

  it.each([
    ['1. not a list', '1\\. not a list'],
    ['- not a list', '\\- not a list'],
    ['# not a headline', '\\# not a headline'],
    ['*not* _bold_ `code` [link] a|b', '\\*not\\* \\_bold\\_ \\`code\\` \\[link\\] a\\|b'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['2026 was 3) good', '2026 was 3) good'],
  ])('%s stays what it is', (written, expected) => {
    expect(markdown(p(written))).toBe(expected)
  })

  it('signs stand tight at the words', () => {
    expect(markdown(p('a', t(' bold ', { bold: true }), 'b'))).toBe('a **bold** b')
    expect(markdown(p(t('x', { italic: true, link: { href: 'https://a.org/(b)' } })))).toBe(
      '[*x*](<https://a.org/(b)>)',
    )
    expect(markdown(p(t('`', { code: true })))).toBe('`` ` ``')
  })

  it.each([
    ['https://a.org/\\', '[x](<https://a.org/\\\\>)'],
    ['https://a.org/?a&lt;b', '[x](<https://a.org/?a\\&lt;b>)'],
    ['https://a.org/?a=1&b=2', '[x](<https://a.org/?a=1&b=2>)'],
    ['https://a.org/>)<b', '[x](<https://a.org/%3E)%3Cb>)'],
  ])('a link leads to %s and nothing gets out of its address', (href, expected) => {
    expect(markdown(p(t('x', { link: { href } })))).toBe(expected)
  })

  // In a time that grew with the square of its length this would not end.
  it('a text of any length and shape is written', () => {
    const [gap, ticks] = [`a${' '.repeat(400_000)}b`, '`a'.repeat(400_000)]
    expect(markdown(p(t(gap, { bold: true })))).toBe(`**${gap}**`)
    expect(markdown(block({ kind: 'code' }, ticks))).toBe(`\`\`\`\n${ticks}\n\`\`\``)
    expect(markdown(p(t(ticks, { code: true })))).toBe(`\`\` ${ticks} \`\``)
  })
})

describe('text', () => {
  it('is the words and nothing else', () => {
    expect(
      text(
        block({ kind: 'headline' }, 'H'),
        p('a ', t('b', { bold: true }), br, 'c'),
        block({ kind: 'rule' }),
        block({ kind: 'figure', credit: 'Mina' }, 'Cap'),
      ),
    ).toBe('H\n\na b\nc\n\n* * *\n\nCap (Mina)')
  })
})

describe('what is suggested', () => {
  const ins = (words: string): Run => ({ text: words, formats: {}, inserted: true })
  const del = (words: string): Run => ({ text: words, formats: {}, deleted: true })
  const both = (words: string): Run => ({
    text: words,
    formats: { bold: true },
    inserted: true,
    deleted: true,
  })
  const broken = { ...p('in two'), inserted: true } as const

  it.each<[string, Block[], string, string, string]>([
    [
      'a word for a word',
      [p('we ', del('won'), ins('lost'))],
      '<p>we <del>won</del><ins>lost</ins></p>',
      'we <del>won</del><ins>lost</ins>',
      'we {--won--}{++lost++}',
    ],
    [
      'struck by somebody else',
      [p(both('perhaps'))],
      '<p><del><ins><strong>perhaps</strong></ins></del></p>',
      '<del><ins>**perhaps**</ins></del>',
      '{--{++perhaps++}--}',
    ],
    [
      'a paragraph in two',
      [p('one'), broken],
      '<p>one</p><p><ins>¶</ins>in two</p>',
      'one\n\n<ins>¶</ins>in two',
      'one\n\n{++¶++}in two',
    ],
    [
      'a rule that is to go',
      [{ ...block({ kind: 'rule' }), deleted: true }],
      '<del><hr></del>',
      '<del><hr></del>',
      '{--* * *--}',
    ],
    [
      'a word of the dek',
      [block({ kind: 'dek' }, 'a ', del('b'))],
      '<p class="dek">a <del>b</del></p>',
      '*a <del>b</del>*',
      'a {--b--}',
    ],
  ])('is told apart: %s', (_what, blocks, asHtml, asMarkdown, asText) => {
    expect(html(...blocks)).toBe(asHtml)
    expect(markdown(...blocks)).toBe(asMarkdown)
    expect(text(...blocks)).toBe(asText)
  })

  it('a page is called by what is not struck of its headline', () => {
    expect(toHtml([block({ kind: 'headline' }, del('Old'), ins('New'))])).toContain('<title>New</title>')
  })
})
