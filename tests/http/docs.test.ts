/** The documents about HTTP and hosting say what the code does: every route, every option. */

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeOptions } from '../../server/config.ts'
import { createRouter } from '../../server/http/router.ts'
import type { Services } from '../../server/http/services.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

/** Stands for services that are asked for and never used: to build the router is only to name its routes. */
const nothing: Services = new Proxy({} as Services, {
  get: (_, name) => (name === 'baseUrl' ? null : nothing),
})

it('every route is in docs/http.md, and every route there exists', () => {
  const { routes } = createRouter(nothing, new Map())
  const served = routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`)
  const documented = [...read('http.md').matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)`/g)].map(
    (match) => match[1],
  )
  expect(new Set(documented)).toEqual(new Set(served))
  expect(served.length).toBeGreaterThan(30)
})

it('every option is in docs/hosting.md as it is', () => {
  const options = [...describeOptions().matchAll(/^ {2}(\w+) \((.+); default (.+)\)\n {6}(.+)$/gm)]
  expect(options).toHaveLength(10)
  for (const [, variable, expects, standard, description] of options) {
    expect(read('hosting.md')).toContain(`| \`${variable}\` | ${expects} | ${standard} | ${description} |`)
  }
})
