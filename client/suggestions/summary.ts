/** A suggestion in one line, in the words of interface.md: `Replace: "…" with "…"`. */

import type { TFunction } from 'i18next'
import { type Summary, summaryOf } from '../../shared/article/cards.ts'

/** A summary in parts, so that what it is and what it is about can look different. */
export type Said = { readonly what: string; readonly words: string }

export function saidOf(t: TFunction<'messages'>, parts: Parameters<typeof summaryOf>[0]): readonly Said[] {
  return summaryOf(parts).map((summary) => said(t, summary))
}

/** In one string, for screen readers and headings. */
export const inOneLine = (t: TFunction<'messages'>, parts: Parameters<typeof summaryOf>[0]): string =>
  saidOf(t, parts)
    .map(({ what, words }) => (words === '' ? what : `${what} ${short(words, 60)}`))
    .join('; ')

const FORMATS = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strike: 'strike',
  code: 'codeMark',
} as const
const KINDS = [
  'headline',
  'dek',
  'p',
  'h2',
  'h3',
  'quote',
  'pull',
  'figure',
  'rule',
  'code',
  'bullet',
  'ordered',
] as const

function said(t: TFunction<'messages'>, summary: Summary): Said {
  const quoted = (words: string) => t('suggestions.quoted', { words: oneLine(words) })
  const kind = (name: string) => t(`tool.${KINDS.find((one) => one === name) ?? 'p'}`)
  switch (summary.kind) {
    case 'add':
    case 'delete':
      return { what: t(`suggestions.${summary.kind}`), words: quoted(summary.text) }
    case 'replace': {
      const values = { old: oneLine(summary.old), words: oneLine(summary.text) }
      return { what: t('suggestions.replace'), words: t('suggestions.with', values) }
    }
    case 'split':
    case 'merge':
    case 'indent':
    case 'outdent':
    case 'picture':
      return { what: t(`suggestions.${summary.kind}`), words: '' }
    case 'insert':
    case 'remove':
      return {
        what: t(summary.kind === 'insert' ? 'suggestions.insert' : 'suggestions.delete'),
        words: kind(summary.block),
      }
    case 'turn':
      return { what: t('suggestions.turn'), words: kind(summary.into) }
    case 'attribute':
      return {
        what: t(`suggestions.${summary.of}`),
        words: t('suggestions.to', { old: oneLine(summary.old), words: oneLine(summary.text) }),
      }
    case 'format':
      return formatSaid(t, summary.format, summary.value)
  }
}

function formatSaid(t: TFunction<'messages'>, format: string, value: unknown): Said {
  if (format === 'link') {
    const href = typeof value === 'object' && value !== null && 'href' in value ? String(value.href) : ''
    return href === ''
      ? { what: t('suggestions.unlink'), words: '' }
      : { what: t('suggestions.link'), words: href }
  }
  const name = t(`tool.${FORMATS[format as keyof typeof FORMATS] ?? 'mixed'}`).toLocaleLowerCase()
  return { what: t(value === null ? 'suggestions.unformat' : 'suggestions.format'), words: name }
}

/** Breaks as a sign: a summary is one line. */
const oneLine = (words: string): string => words.replace(/\n+$/, '').replaceAll('\n', ' ¶ ').trim()

export const short = (words: string, units: number): string =>
  words.length > units ? `${words.slice(0, units - 1).trimEnd()}…` : words
