/** Pictures: uploaded into an article by who may edit it or suggest a figure, shown to who may read it. */

import { Hono } from 'hono'
import { randomToken } from '../../shared/ids.ts'
import { articleImageBytesMax, imageBytesMax } from '../../shared/limits.ts'
import type { Image } from '../../shared/protocol/http.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { hashOfImage, type ImageShop } from '../publish/image-shop.ts'
import { notFound, permitted } from './guards.ts'
import { SANDBOX_POLICY } from './headers.ts'
import type { Env, Services } from './services.ts'

const ID_LENGTH = 32

export const uploadRoutes = (services: Services, shop: ImageShop) =>
  new Hono<Env>().post('/articles/:article/images', async (c) => {
    const { article } = await permitted(c, services, 'suggest')
    if ((await services.store.records.imageBytes(article)) > articleImageBytesMax)
      throw new Refused(
        'conflict',
        'The pictures of this article take a gigabyte. Put new ones into another one.',
      )
    const form = await c.req.formData().catch(() => null)
    const file = form?.get('image') ?? form?.get('file')
    if (!(file instanceof File)) throw new Refused('invalid', 'The form needs a file named “image”.')
    if (file.size > imageBytesMax) throw new Refused('too-large', 'A picture may have at most 20 MB.')
    const { bytes, ...picture } = await shop.prepare(new Uint8Array(await file.arrayBuffer()))
    await permitted(c, services, 'suggest') // sending it may have taken minutes, in which a role ends
    const id = randomToken(services.random, ID_LENGTH)
    await services.store.records.addImage({ id, article, hash: hashOfImage(bytes), ...picture }, bytes)
    const image: Image = { src: `/images/${id}`, width: picture.width, height: picture.height }
    return c.json(image, 201)
  })

export const imageRoutes = ({ store, access }: Services) =>
  new Hono<Env>().get('/images/:id', async (c) => {
    const visitor = c.get('visitor')
    if (!visitor) throw new Refused('sign-in', 'Sign in first.')
    const image = await store.records.image(c.req.param('id'))
    if (!image || !can(await access.roleIn(image.article, visitor.account), 'read')) throw notFound()
    return new Response(new Uint8Array(image.bytes), {
      headers: {
        'Content-Type': image.type,
        // An address stands for the same bytes for ever; the browser of one person may keep them, a proxy may not.
        'Cache-Control': 'private, max-age=31536000, immutable',
        'Content-Security-Policy': SANDBOX_POLICY,
      },
    })
  })
