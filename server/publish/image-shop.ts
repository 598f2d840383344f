/**
 * Makes an uploaded picture safe and small: only what is known by its first bytes is decoded, one at a time, and what
 * is kept is encoded anew, so that nothing the camera or an attacker put beside the pixels survives (place, camera,
 * thumbnails, hidden archives). Pictures are turned upright before their orientation is forgotten.
 */

import { createHash } from 'node:crypto'
import sharp, { type Sharp } from 'sharp'
import { imagePixelsMax } from '../../shared/limits.ts'
import { Refused } from '../../shared/refusals.ts'
import { Turns } from '../turns.ts'

/** Uploads that wait for their turn; a decoded picture may take 200 MB, so they take turns. */
const WAITING_MAX = 16
/** Longest side of what is kept, in pixels: enough for a double page on a screen. */
const SIDE_MAX = 3200

type Kind = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'

export type Picture = {
  readonly bytes: Uint8Array
  readonly type: string
  readonly width: number
  readonly height: number
}
export interface ImageShop {
  /** Throws `bad-image`, or `too-fast` when too many wait. */
  prepare(upload: Uint8Array): Promise<Picture>
}

export const hashOfImage = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function createImageShop(): ImageShop {
  sharp.concurrency(1)
  sharp.cache(false)
  let waiting = 0
  const turns = new Turns()
  return {
    async prepare(upload) {
      const kind = kindOf(upload)
      if (!kind) throw new Refused('bad-image', 'Only JPEG, PNG, WebP, GIF and AVIF pictures can be used.')
      if (waiting >= WAITING_MAX) throw new Refused('too-fast', 'Too many pictures at once. Try again soon.')
      waiting += 1
      return turns
        .take(() => encodeAnew(upload, kind))
        .finally(() => {
          waiting -= 1
        })
    },
  }
}

async function encodeAnew(upload: Uint8Array, kind: Kind): Promise<Picture> {
  try {
    const options = { limitInputPixels: imagePixelsMax, failOn: 'error', animated: kind === 'gif' } as const
    const upright = sharp(upload, options)
      .autoOrient()
      .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: 'inside', withoutEnlargement: true })
    const { data, info } = await encoded(upright, kind).toBuffer({ resolveWithObject: true })
    return {
      bytes: data,
      type: `image/${info.format}`,
      width: info.width,
      height: info.pageHeight ?? info.height,
    }
  } catch {
    // The decoder says what is wrong in its own words, of bytes that a stranger chose: that is for no reader.
    throw new Refused('bad-image', `Not a picture of at most ${imagePixelsMax / 1e6} million pixels.`)
  }
}

function encoded(picture: Sharp, kind: Kind): Sharp {
  switch (kind) {
    case 'jpeg':
      return picture.jpeg({ quality: 82, mozjpeg: true })
    case 'png':
      return picture.png({ compressionLevel: 9 })
    case 'webp':
    case 'gif':
    case 'avif':
      return picture.webp({ quality: 82 })
  }
}

/** What the first bytes say it is. A name or a declared type says nothing; SVG is a program, not a picture. */
function kindOf(bytes: Uint8Array): Kind | null {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (start.startsWith('GIF87a') || start.startsWith('GIF89a')) return 'gif'
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp'
  if (start.slice(4, 8) === 'ftyp' && /^avi[fs]/.test(start.slice(8, 12))) return 'avif'
  return null
}
