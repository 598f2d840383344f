import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createImageShop } from './image-shop.ts'

it('so many pictures wait for their turn, the rest is asked to come again, and then there is room', async () => {
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const shop = createImageShop()
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => shop.prepare(picture)))
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(refused).toHaveLength(4)
  expect(refused.every(({ code }) => code === 'too-fast')).toBe(true)
  expect(await shop.prepare(picture)).toMatchObject({ width: 8, height: 8, type: 'image/png' })
})

it('a broken picture does not hold up the next', async () => {
  const shop = createImageShop()
  const broken = shop.prepare(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))
  await expect(broken).rejects.toMatchObject({ code: 'bad-image' })
  const fine = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .webp()
    .toBuffer()
  expect((await shop.prepare(fine)).type).toBe('image/webp')
})
