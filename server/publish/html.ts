/** The article as a complete HTML page, everything in it escaped. */

import { isLinkAddress } from '../../shared/article/formats.ts'
import type { Block, Run } from '../../shared/article/projection.ts'
import { unreachable } from '../../shared/assert.ts'
import { escapeHtml } from '../../shared/html.ts'
import { breakSign, HTML_SIGNS, type List, type Part, plainText, signed, treeOf } from './tree.ts'

export function toHtml(blocks: readonly Block[]): string {
  const headline = blocks.find(({ kind }) => kind === 'headline')
  const named = headline?.runs.filter(({ deleted }) => !deleted) ?? []
  const title = plainText(named).replaceAll('\n', ' ')
  const body = treeOf(blocks).map(partHtml).join('\n')
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
</head>
<body>
<article>
${body}
</article>
</body>
</html>
`
}

const partHtml = (part: Part) => (part.type === 'list' ? listHtml(part.list) : blockHtml(part.block))

function listHtml({ kind, items }: List): string {
  const tag = kind === 'ordered' ? 'ol' : 'ul'
  const lines = items.map(({ block, lists }) => `<li>${wordsHtml(block)}${lists.map(listHtml).join('')}</li>`)
  return `<${tag}>${lines.join('')}</${tag}>`
}

function blockHtml(block: Block): string {
  const words = wordsHtml(block)
  switch (block.kind) {
    case 'headline':
      return `<h1>${words}</h1>`
    case 'dek':
      return `<p class="dek">${words}</p>`
    case 'p':
      return `<p>${words}</p>`
    case 'h2':
      return `<h2>${words}</h2>`
    case 'h3':
      return `<h3>${words}</h3>`
    case 'quote':
      return `<blockquote><p>${words}</p></blockquote>`
    case 'pull':
      return `<aside class="pull-quote"><p>${words}</p></aside>`
    case 'figure':
      return signed(HTML_SIGNS, block, figureHtml(block, runsHtml(block.runs)))
    case 'rule':
      return signed(HTML_SIGNS, block, '<hr>')
    case 'code':
      return `<pre><code>${words.replaceAll('<br>', '\n')}</code></pre>`
    default:
      return unreachable(block.kind)
  }
}

function figureHtml({ src, alt, credit }: Block, caption: string): string {
  const image = src === null ? '' : `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt ?? '')}">`
  const by = credit ? `<small>${escapeHtml(credit)}</small>` : ''
  const words = [caption, by].filter((part) => part !== '').join(' ')
  return `<figure>${image}${words === '' ? '' : `<figcaption>${words}</figcaption>`}</figure>`
}

// The innermost first. A link is outermost, so that one link over several formats stays in order.
const TAGS = { code: 'code', strike: 's', underline: 'u', italic: 'em', bold: 'strong' } as const

const wordsHtml = (block: Block) => breakSign(HTML_SIGNS, block) + runsHtml(block.runs)
const runsHtml = (runs: readonly Run[]) => runs.map((run) => signed(HTML_SIGNS, run, runHtml(run))).join('')

function runHtml(run: Run): string {
  if ('atom' in run) return run.atom.type === 'hardBreak' ? '<br>' : ''
  const formatted = Object.entries(TAGS).reduce(
    (html, [format, tag]) => (run.formats[format] ? `<${tag}>${html}</${tag}>` : html),
    escapeHtml(run.text),
  )
  const href = linkOf(run)
  return href === null ? formatted : `<a href="${escapeHtml(href)}">${formatted}</a>`
}

/** Where the run links to. The schema holds addresses to three schemes; what is written out is checked again. */
export function linkOf({ formats }: Run): string | null {
  const link = formats.link
  return typeof link === 'object' && isLinkAddress(link.href) ? link.href : null
}
