/** The words of a file that somebody chooses: plain text in whatever way it was saved, or a Word document as it reads with all changes taken. */

import { wordFileBytesMax } from '../shared/limits.ts'

export type FileFault = 'empty' | 'too-large' | 'unread'
export type FileWords =
  | { readonly ok: true; readonly words: string }
  | { readonly ok: false; readonly fault: FileFault }

/** What file pickers offer for `wordsOfFile`. */
export const WORD_FILES =
  '.docx,.txt,.md,.markdown,text/plain,text/markdown,application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** `unread`: it is neither a text nor a Word document, whatever its name says. */
export async function wordsOfFile(file: Blob): Promise<FileWords> {
  if (file.size > wordFileBytesMax) return { ok: false, fault: 'too-large' }
  const bytes = await file.arrayBuffer()
  const words = isZip(bytes) ? await wordsOfDocument(bytes) : textOf(bytes)
  if (words === null || !isText(words)) return { ok: false, fault: 'unread' }
  const lines = words.split(/\r\n?|\n/).map((line) => line.trimEnd())
  const kept = lines.filter((line) => line !== '').join('\n')
  return kept === '' ? { ok: false, fault: 'empty' } : { ok: true, words: kept }
}

/** UTF-8, UTF-16 with its mark, or what Windows has saved in Korean or else in a western language. */
export function textOf(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes)
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  for (const encoding of ['utf-8', 'euc-kr']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not in this one.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes)
}

const isZip = (bytes: ArrayBuffer): boolean => {
  const [p, k] = new Uint8Array(bytes)
  return p === 0x50 && k === 0x4b
}

/** Pictures, PDF and the formats of other writing programs have bytes of 0 in them, or say what they are. */
const isText = (text: string): boolean => !text.includes('\0') && !/^(%PDF|\{\\rtf)/.test(text)

async function wordsOfDocument(bytes: ArrayBuffer): Promise<string | null> {
  const { default: mammoth } = await import('mammoth')
  return mammoth.extractRawText({ arrayBuffer: bytes }).then(
    ({ value }) => value,
    () => null,
  )
}
