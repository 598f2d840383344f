/** The built page: its files held in memory, compressed once, hashed names for ever and the page itself never cached. */

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Request } from './services.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const COMPRESSIBLE = ['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest']

type PageFile = {
  readonly bytes: Buffer
  readonly gzipped: Buffer | null
  readonly type: string
  readonly tag: string
  readonly caching: string
}
/** By address. */
export type PageFiles = ReadonlyMap<string, PageFile>

/** Reads the folder that the build made. Empty when there is none, as when only the server is developed. */
export async function readPageFiles(folder: string): Promise<PageFiles> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name))
  const files = await Promise.all(
    paths.map(async (path) => {
      const address = `/${path
        .slice(folder.length + 1)
        .split(sep)
        .join('/')}`
      return [address, await readPageFile(path, address)] as const
    }),
  )
  return new Map(files)
}

async function readPageFile(path: string, address: string): Promise<PageFile> {
  const bytes = await readFile(path)
  const extension = extname(path)
  return {
    bytes,
    gzipped: COMPRESSIBLE.includes(extension) ? await promisify(gzip)(bytes, { level: 9 }) : null,
    type: TYPES[extension] ?? 'application/octet-stream',
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    // The build puts a hash of the content into the name of everything in /assets.
    caching: address.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

/** The file of this address, or the page itself for an address that the page routes; `null`: there is neither. */
export function pageAnswer(c: Request, files: PageFiles): Response | null {
  const file = files.get(c.req.path) ?? (isPageAddress(c.req.path) ? files.get('/index.html') : undefined)
  if (!file) return null
  const headers = new Headers({ 'Cache-Control': file.caching, ETag: file.tag, Vary: 'Accept-Encoding' })
  if (c.req.header('if-none-match') === file.tag) return new Response(null, { status: 304, headers })
  headers.set('Content-Type', file.type)
  const body = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') ? file.gzipped : null
  if (body) headers.set('Content-Encoding', 'gzip')
  return new Response(new Uint8Array(body ?? file.bytes), { headers })
}

const isPageAddress = (path: string) => !/^\/(?:api|images|assets|collab)(?:\/|$)/.test(path)
