/** Pictures: what comes in is decoded by what it is, what is kept holds pixels only, and only readers see it. */

import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { articleImageBytesMax, imageBytesMax } from '../../shared/limits.ts'
import type { Image } from '../../shared/protocol/http.ts'
import { Gate } from '../support/gate.ts'
import { startTestServer, type TestPerson, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: TestPerson
let article: string
/** An article with as many pictures as there may be. */
let full = ''
const gate = new Gate()

beforeAll(async () => {
  server = await startTestServer({
    wrapStore: (store) => ({
      ...store,
      records: {
        ...store.records,
        imageBytes: async (id) => {
          await gate.pass()
          return id === full ? articleImageBytesMax + 1 : store.records.imageBytes(id)
        },
      },
    }),
  })
  owner = await server.person()
  article = (await owner.article()).id
})
afterAll(() => server.stop())

const formOf = (bytes: Uint8Array, name = 'photo.jpg', type = 'image/jpeg') => {
  const form = new FormData()
  form.set('image', new File([new Uint8Array(bytes)], name, { type }))
  return form
}
const upload = (bytes: Uint8Array, person = owner) =>
  person.ok<Image>('POST', `/api/articles/${article}/images`, formOf(bytes))
const refusal = (form: FormData, person = owner) =>
  person.refused('POST', `/api/articles/${article}/images`, form)

const photo = (width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: '#c8443a' } })

it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('a %s is kept and shown', async (format) => {
  const image = await upload(await photo().toFormat(format).toBuffer())
  expect(image).toEqual({ src: expect.stringMatching(/^\/images\/[0-9a-z]{32}$/), width: 60, height: 40 })
  const shown = await owner.fetch('GET', image.src)
  expect(shown.status).toBe(200)
  expect(shown.headers.get('content-type')).toMatch(/^image\/(jpeg|png|webp)$/)
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
  expect(shown.headers.get('content-security-policy')).toContain('sandbox')
  expect(shown.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).toMatchObject({
    width: 60,
    height: 40,
  })
})

it('where and with what a photo was taken is gone, and it stands upright', async () => {
  const GPS = {
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 58/1', GPSLongitude: '126/1 58/1 40/1' },
  }
  const taken = await photo()
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Make: 'SecretCam', Artist: 'Mina' }, ...GPS })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SecretPlace</x:xmpmeta>')
    .jpeg()
    .toBuffer()
  expect(taken.toString('latin1')).toContain('SecretCam')
  expect(taken.toString('latin1')).toContain('SecretPlace')
  const image = await upload(taken)
  const kept = Buffer.from(await (await owner.fetch('GET', image.src)).arrayBuffer())
  const metadata = await sharp(kept).metadata()
  expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined])
  expect(kept.toString('latin1')).not.toMatch(/SecretCam|SecretPlace|Exif|Mina/)
  expect([image.width, image.height]).toEqual([40, 60])
})

it('what hangs behind the pixels is gone', async () => {
  const smuggled = Buffer.concat([await photo().jpeg().toBuffer(), Buffer.from('PK\x03\x04 an archive')])
  const { src } = await upload(smuggled)
  expect(Buffer.from(await (await owner.fetch('GET', src)).arrayBuffer()).toString('latin1')).not.toContain(
    'an archive',
  )
})

it('a moving picture keeps moving', async () => {
  const frames = Buffer.concat([
    await photo(20, 20).raw().toBuffer(),
    await sharp({ create: { width: 20, height: 20, channels: 3, background: '#14213d' } })
      .raw()
      .toBuffer(),
  ])
  const moving = await sharp(frames, { raw: { width: 20, height: 40, channels: 3, pageHeight: 20 } })
    .gif()
    .toBuffer()
  const image = await upload(moving)
  expect(image).toMatchObject({ width: 20, height: 20 })
  const kept = Buffer.from(await (await owner.fetch('GET', image.src)).arrayBuffer())
  expect((await sharp(kept).metadata()).pages).toBe(2)
})

it('a picture larger than any screen is made smaller', async () => {
  expect(await upload(await photo(4000, 1000).png().toBuffer())).toMatchObject({ width: 3200, height: 800 })
})

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'

it.each([
  ['an SVG', Buffer.from(svg)],
  ['an SVG behind a declaration', Buffer.from(`<?xml version="1.0"?>${svg}`)],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['nothing', Buffer.alloc(0)],
  ['a beginning of a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
  ['a PDF', Buffer.from('%PDF-1.7')],
])('%s is refused whatever it is called', async (_what, bytes) => {
  expect(await refusal(formOf(bytes))).toEqual({ status: 422, code: 'bad-image' })
})

it('half a photo is refused', async () => {
  const whole = await photo(600, 400).jpeg().toBuffer()
  expect(await refusal(formOf(whole.subarray(0, whole.length / 2)))).toEqual({
    status: 422,
    code: 'bad-image',
  })
})

/** A PNG of a few hundred bytes that claims to be this large. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content])
    const sizes = Buffer.alloc(8)
    sizes.writeUInt32BE(content.length, 0)
    sizes.writeUInt32BE(crc(body), 4)
    return Buffer.concat([sizes.subarray(0, 4), body, sizes.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

it('a picture that claims too many pixels is refused before it is unpacked', async () => {
  expect(await refusal(formOf(bomb(60_000, 60_000)))).toEqual({ status: 422, code: 'bad-image' })
  expect((await owner.fetch('GET', '/healthz')).status).toBe(200)
})

it('too many bytes, and a form without a picture, are refused', async () => {
  expect(await refusal(formOf(new Uint8Array(imageBytesMax + 1)))).toEqual({ status: 413, code: 'too-large' })
  expect(await refusal(new FormData())).toMatchObject({ status: 422 })
  expect(await owner.refused('POST', `/api/articles/${article}/images`, { image: 'no form' })).toMatchObject({
    status: 422,
    code: 'invalid',
  })
})

it('only who may read the article sees its pictures, and only who may edit it or suggest adds some', async () => {
  const bytes = await photo().png().toBuffer()
  const { src } = await upload(bytes)
  const [viewer, stranger, commenter, suggester] = await Promise.all([
    server.person(),
    server.person(),
    server.person(),
    server.person(),
  ])
  await owner.share(article, viewer, 'viewer')
  await owner.share(article, commenter, 'commenter')
  await owner.share(article, suggester, 'suggester')
  expect(await upload(bytes, suggester)).toMatchObject({ width: 60, height: 40 })
  expect(await refusal(formOf(bytes), commenter)).toEqual({ status: 403, code: 'forbidden' })
  expect((await viewer.fetch('GET', src)).status).toBe(200)
  expect(await stranger.refused('GET', src)).toEqual({ status: 404, code: 'not-found' })
  expect(await server.visitor().refused('GET', src)).toEqual({ status: 401, code: 'sign-in' })
  expect(await viewer.refused('GET', `/images/${'x'.repeat(32)}`)).toEqual({ status: 404, code: 'not-found' })
  expect(await refusal(formOf(bytes), viewer)).toEqual({ status: 403, code: 'forbidden' })
  expect(await refusal(formOf(bytes), stranger)).toEqual({ status: 404, code: 'not-found' })
})

it('an article takes no more than a gigabyte of pictures, whoever sends them, and another one takes some', async () => {
  const bytes = await photo().png().toBuffer()
  full = article
  expect(await refusal(formOf(bytes))).toEqual({ status: 409, code: 'conflict' })
  full = (await owner.article()).id
  expect(await upload(bytes)).toMatchObject({ width: 60 })
})

it('[R6] a picture that was on its way when its sender’s role ended is not kept', async () => {
  const bytes = await photo().png().toBuffer()
  const [leaving, staying] = await Promise.all([server.person(), server.person()])
  for (const person of [leaving, staying]) await owner.share(article, person, 'suggester')
  gate.shut()
  const sent = [leaving, staying].map((person) =>
    person.fetch('POST', `/api/articles/${article}/images`, formOf(bytes)),
  )
  await gate.until(2) // both have passed the door
  await owner.share(article, leaving, 'commenter')
  gate.open()
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([403, 201])
})

it('many pictures at once all arrive, one after the other', async () => {
  const bytes = await photo(300, 200).jpeg().toBuffer()
  const images = await Promise.all(Array.from({ length: 8 }, () => upload(bytes)))
  expect(new Set(images.map(({ src }) => src)).size).toBe(8)
})

/** The check sum of PNG chunks (Node 20 has none of its own). */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
