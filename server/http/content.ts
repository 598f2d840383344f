/** The article's text as others read it: JSON, plain text, HTML or Markdown, in one of three views. */

import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { authorsOf } from '../../shared/article/authors.ts'
import { projectToRead, type View } from '../../shared/article/projection.ts'
import { Suggestions } from '../../shared/article/suggestions.ts'
import { Refused } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { FORMATS, type Format, render } from '../publish/render.ts'
import { notFound, permitted } from './guards.ts'
import { SANDBOX_POLICY } from './headers.ts'
import type { Env, Services } from './services.ts'

const VIEWS: ReadonlyMap<string, View> = new Map([
  ['final', 'final'],
  ['original', 'base'],
  ['marked', 'marked'],
])

const TYPES: Record<Format, string> = {
  json: 'application/json',
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
}

export const contentRoutes = (services: Services) =>
  new Hono<Env>().get('/articles/:article/content', async (c) => {
    const { article, role, visitor } = await permitted(c, services, 'read')
    const format = FORMATS.find((name) => name === (c.req.query('format') ?? 'json'))
    const asked = c.req.query('view') ?? (can(role, 'seeSuggestions') ? 'final' : 'original')
    const view = VIEWS.get(asked)
    if (!format) throw new Refused('invalid', `format: one of ${FORMATS.join(', ')}.`)
    if (!view) throw new Refused('invalid', `view: one of ${[...VIEWS.keys()].join(', ')}.`)
    if (view !== 'base' && !can(role, 'seeSuggestions')) {
      throw new Refused('forbidden', 'Open suggestions are not shown to viewers: ask for view=original.')
    }
    const withAuthors = format === 'json' && c.req.query('authors') === '1'
    if (withAuthors && !can(role, 'seeAuthors'))
      throw new Refused('forbidden', 'Who wrote what is not shown to you.')
    const body = await services.readFor(visitor.account, article, (doc) => {
      const suggestions = new Suggestions(doc)
      const blocks = projectToRead(doc, view, suggestions)
      if (format !== 'json') return render(blocks, format)
      const authors = withAuthors ? { authors: authorsOf(suggestions, view, blocks) } : {}
      return JSON.stringify({ id: article, view: asked, blocks, ...authors })
    })
    if (body === null) throw notFound()
    const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    const headers = { ETag: tag, 'Cache-Control': 'private, no-cache' }
    if (c.req.header('if-none-match') === tag) return new Response(null, { status: 304, headers })
    return new Response(body, {
      headers: { ...headers, 'Content-Type': TYPES[format], 'Content-Security-Policy': SANDBOX_POLICY },
    })
  })
