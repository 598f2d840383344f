import { expect, it } from 'vitest'
import { describeOptions, readConfig } from './config.ts'

const problemsOf = (environment: Record<string, string>) => {
  const reading = readConfig(environment)
  return 'problems' in reading ? reading.problems : []
}
const configOf = (environment: Record<string, string>) => {
  const reading = readConfig(environment)
  return 'config' in reading ? reading.config : null
}

it('without a variable everything has its default', () => {
  expect(configOf({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    databaseUrl: null,
    baseUrl: null,
    authSecret: null,
    logLevel: 'info',
    metricsToken: null,
    trustProxy: 0,
  })
})

it('an empty variable counts as unset', () => {
  expect(configOf({ PORT: '', BASE_URL: ' ' })).toMatchObject({ port: 3000, baseUrl: null })
})

it.each([
  { PORT: '80x' },
  { PORT: '65536' },
  { PORT: '-1' },
  { DATABASE_URL: 'mysql://localhost/galley' },
  { BASE_URL: 'galley.example.org' },
  { BASE_URL: 'https://example.org/galley' },
  { BASE_URL: 'ftp://example.org' },
  { AUTH_SECRET: 'short' },
  { LOG_LEVEL: 'loud' },
  { METRICS_TOKEN: 'short' },
  { TRUST_PROXY: 'yes' },
])('%j is a problem that names its variable', (environment) => {
  const problems = problemsOf(environment as Record<string, string>)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(new RegExp(`^${Object.keys(environment)[0]}: .+ Expected: .+\\.$`))
})

it('every problem is named at once, and a secret is never repeated', () => {
  const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'x', AUTH_SECRET: 'my little secret' })
  expect(problems).toHaveLength(3)
  expect(problems.join()).not.toContain('my little secret')
})

it('a PostgreSQL database wants a secret that all its servers share', () => {
  expect(problemsOf({ DATABASE_URL: 'postgres://localhost/galley' })).toHaveLength(1)
  expect(problemsOf({ DATABASE_URL: 'postgres://localhost/galley', AUTH_SECRET: 'x'.repeat(32) })).toEqual([])
})

it('the address people use is an origin, however it is written', () => {
  expect(configOf({ BASE_URL: 'https://Example.org:443/' })?.baseUrl).toBe('https://example.org')
})

it('the help names every option with what it expects and its default', () => {
  expect(describeOptions()).toMatch(/PORT \(a port, 0 to 65535; default 3000\)/)
  expect(describeOptions().match(/default/g)).toHaveLength(10)
})
