/** The article as CommonMark, with strike-through as everybody writes it. What Markdown has no sign for is HTML. */

import type { Block, Run } from '../../shared/article/projection.ts'
import { unreachable } from '../../shared/assert.ts'
import { escapeHtml } from '../../shared/html.ts'
import { linkOf } from './html.ts'
import { breakSign, HTML_SIGNS, type List, type Part, plainText, signed, treeOf } from './tree.ts'

export const toMarkdown = (blocks: readonly Block[]): string =>
  `${treeOf(blocks).map(partMarkdown).join('\n\n')}\n`

const partMarkdown = (part: Part) =>
  part.type === 'list' ? listLines(part.list, '').join('\n') : blockMarkdown(part.block)

function listLines({ kind, items }: List, margin: string): string[] {
  return items.flatMap(({ block, lists }, index) => {
    const sign = kind === 'ordered' ? `${index + 1}. ` : '- '
    const under = margin + ' '.repeat(sign.length)
    const words = wordsMarkdown(block).replaceAll('\n', `\n${under}`)
    return [margin + sign + words, ...lists.flatMap((list) => listLines(list, under))]
  })
}

function blockMarkdown(block: Block): string {
  const words = wordsMarkdown(block)
  switch (block.kind) {
    case 'headline':
      return `# ${oneLine(words)}`
    case 'dek':
      return wrapped(block.runs, '*')
    case 'p':
      return words
    case 'h2':
      return `## ${oneLine(words)}`
    case 'h3':
      return `### ${oneLine(words)}`
    case 'quote':
      return quoted(words)
    case 'pull':
      return quoted(wrapped(block.runs, '**'))
    case 'figure':
      return signed(HTML_SIGNS, block, figureMarkdown(block, runsMarkdown(block.runs)))
    case 'rule':
      return block.inserted || block.deleted ? signed(HTML_SIGNS, block, '<hr>') : '---'
    case 'code':
      return fenced(plainText(block.runs))
    default:
      return unreachable(block.kind)
  }
}

/** The words alone between two signs. */
function wrapped(runs: readonly Run[], sign: string): string {
  const words = runs
    .map((run) => signed(HTML_SIGNS, run, escapeMarkdown(plainText([run]).replaceAll('\n', ' '))))
    .join('')
    .trim()
  return words === '' ? '' : sign + words + sign
}

const oneLine = (words: string) => words.replace(/\\?\n/g, ' ')
const quoted = (words: string) =>
  words
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')

/** A fence longer than any row of backticks in the code. */
function fenced(code: string): string {
  const fence = '`'.repeat(Math.max(2, longestTicks(code)) + 1)
  return `${fence}\n${code}\n${fence}`
}

function figureMarkdown({ src, alt, credit }: Block, caption: string): string {
  const image = src === null ? '' : `![${escapeMarkdown(alt ?? '').replaceAll('\n', ' ')}](${src})`
  const by = credit ? `(${escapeMarkdown(credit)})` : ''
  return [image, [caption, by].filter((part) => part !== '').join(' ')]
    .filter((part) => part !== '')
    .join('\n\n')
}

const wordsMarkdown = (block: Block) => breakSign(HTML_SIGNS, block) + runsMarkdown(block.runs)
const runsMarkdown = (runs: readonly Run[]) =>
  // A sign at a line's start would make a list, a heading or a rule of a paragraph.
  runs
    .map((run) => signed(HTML_SIGNS, run, runMarkdown(run)))
    .join('')
    .replace(/^(\s*)([-+#=]|\d+(?=[.)]))/gm, (_, space, sign) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    )

function runMarkdown(run: Run): string {
  if ('atom' in run) return run.atom.type === 'hardBreak' ? '\\\n' : ''
  // Markdown wants its signs tight at the words: spaces at the edges go outside.
  const words = run.text.trim()
  if (words === '') return run.text
  const [before = '', after = ''] = run.text.split(words)
  const href = linkOf(run)
  const formatted = formattedMarkdown(words, run.formats)
  return before + (href === null ? formatted : `[${formatted}](${destination(href)})`) + after
}

function formattedMarkdown(words: string, formats: Run['formats']): string {
  let text = formats.code ? codeSpan(words) : escapeMarkdown(words)
  if (formats.strike) text = `~~${text}~~`
  if (formats.underline) text = `<u>${text}</u>`
  if (formats.italic) text = `*${text}*`
  if (formats.bold) text = `**${text}**`
  return text
}

function codeSpan(code: string): string {
  const ticks = '`'.repeat(longestTicks(code) + 1)
  const room = code.startsWith('`') || code.endsWith('`') ? ' ' : ''
  return ticks + room + code + room + ticks
}

/** The longest row of backticks. */
const longestTicks = (code: string): number =>
  (code.match(/`+/g) ?? []).reduce((longest, ticks) => Math.max(longest, ticks.length), 0)

/** An address as it stands between < and >, where backslashes and entities still mean something. */
const destination = (href: string): string =>
  `<${href.replace(/[<>]/g, encodeURIComponent).replace(/\\|&(?=#?\w+;)/g, '\\$&')}>`

const escapeMarkdown = (text: string): string =>
  escapeHtml(text)
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/[\\`*_[\]~|]/g, '\\$&')
