/** The words of a file that somebody chooses: plain text in whatever way it was saved, or a Word document as it reads with all changes taken. */

import { wordFileBytesMax } from '../shared/limits.ts'

export type FileFault = 'empty' | 'not-loaded' | 'too-large' | 'unread'
export type FileWords =
  | { readonly ok: true; readonly words: string }
  | { readonly ok: false; readonly fault: FileFault }

/** What file pickers offer for `wordsOfFile`. */
export const WORD_FILES =
  '.docx,.txt,.md,.markdown,text/plain,text/markdown,application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** `unread`: it is neither a text nor a Word document, whatever its name says. */
export async function wordsOfFile(file: Blob): Promise<FileWords> {
  if (file.size > wordFileBytesMax) return { ok: false, fault: 'too-large' }
  // A file in a cloud need not come; and what reads documents is loaded when it is asked for.
  return wordsIn(file).catch(() => ({ ok: false, fault: 'not-loaded' }))
}

async function wordsIn(file: Blob): Promise<FileWords> {
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
  const text = new TextDecoder().decode(bytes)
  if (!text.includes('\uFFFD')) return text
  return new TextDecoder(isKorean(new Uint8Array(bytes)) ? 'euc-kr' : 'windows-1252').decode(bytes)
}

/**
 * Nearly every syllable and sign of Korean is two bytes of 0xA1 or more (KS X 1001). In a western language such a byte is a letter with
 * an accent or a curly quote, and a plain letter stands beside it.
 */
function isKorean(bytes: Uint8Array): boolean {
  let [high, paired] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    const [byte = 0, next = 0] = [bytes[i], bytes[i + 1]]
    if (byte < 0x80) continue
    const isPair = byte >= 0xa1 && next >= 0xa1
    high += isPair ? 2 : 1
    paired += isPair ? 2 : 0
    if (isPair) i++
  }
  return paired >= 0.9 * high
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
