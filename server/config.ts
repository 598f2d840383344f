/** Every option of the server, once: its variable, unit, default, description and how its text is read. `--help` is this table. */

import { resolve } from 'node:path'

type Reading<T> = { readonly value: T } | { readonly problem: string }

type Option<T> = {
  readonly variable: string
  /** What kind of value, with its unit and range. */
  readonly expects: string
  /** The text that stands for an unset variable; `null`: unset has a meaning of its own, which the description says. */
  readonly fallback: string | null
  readonly description: string
  readonly read: (text: string) => Reading<T>
}

const option = <T>(
  variable: string,
  expects: string,
  fallback: string | null,
  read: (text: string) => Reading<T>,
  description: string,
): Option<T> => ({ variable, expects, fallback, description, read })

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const OPTIONS = {
  port: option(
    'PORT',
    'a port, 0 to 65535',
    '3000',
    wholeNumber(0, 65_535),
    'Where to listen. 0 takes any free port.',
  ),
  host: option(
    'HOST',
    'an address of this machine',
    '127.0.0.1',
    text(1),
    'Which network may connect. 0.0.0.0 lets the local network in.',
  ),
  dataDir: option(
    'DATA_DIR',
    'a folder',
    './data',
    (given) => ({ value: resolve(given) }),
    'Where the database and the secret are kept. Made when missing.',
  ),
  databaseUrl: option(
    'DATABASE_URL',
    'postgres://…',
    null,
    address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/name'),
    'A PostgreSQL database. Unset: SQLite in DATA_DIR.',
  ),
  baseUrl: option(
    'BASE_URL',
    'http:// or https://, without a path',
    null,
    origin,
    'The address people use, when it is not the one the server sees. https:// here makes cookies secure and sends HSTS.',
  ),
  authSecret: option(
    'AUTH_SECRET',
    'at least 32 characters',
    null,
    text(32),
    'Signs the cookies. Unset: made and kept in DATA_DIR. Required with DATABASE_URL, where every process needs the same.',
  ),
  logLevel: option(
    'LOG_LEVEL',
    LOG_LEVELS.join(', '),
    'info',
    oneOf(LOG_LEVELS),
    'How much is logged, as JSON lines on standard output.',
  ),
  metricsToken: option(
    'METRICS_TOKEN',
    'at least 16 characters, no spaces',
    null,
    word(16),
    'The bearer token for /metrics. Unset: /metrics answers 404.',
  ),
  smtpUrl: option(
    'SMTP_URL',
    'smtp://… or smtps://…',
    null,
    address(['smtp:', 'smtps:'], 'smtps://user:password@host:465?from=galley@school.example'),
    'The server that sends mail about comments. Needs BASE_URL, which is in every mail. Unset: no mail.',
  ),
  trustProxy: option(
    'TRUST_PROXY',
    'a number of proxies, 0 to 10',
    '0',
    wholeNumber(0, 10),
    'How many proxies of yours stand in front: the address of a visitor is then the last but so many of X-Forwarded-For.',
  ),
} as const

type Values = { [Name in keyof typeof OPTIONS]: (typeof OPTIONS)[Name] extends Option<infer T> ? T : never }
type WithoutFallback = 'databaseUrl' | 'baseUrl' | 'authSecret' | 'metricsToken' | 'smtpUrl'

/** What a start needs to know. `null`: not set. */
export type Config = {
  readonly [Name in keyof Values]: Name extends WithoutFallback ? Values[Name] | null : Values[Name]
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment. Every problem is named at once, each in a line for a person. */
export function readConfig(environment: Environment): { config: Config } | { problems: readonly string[] } {
  const problems: string[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { variable, expects, fallback, read }] of Object.entries(OPTIONS)) {
    const given = environment[variable]?.trim() || fallback
    const reading = given === null ? { value: null } : read(given)
    if ('problem' in reading) problems.push(`${variable}: ${reading.problem} Expected: ${expects}.`)
    else values[name] = reading.value
  }
  if (values.databaseUrl && !values.authSecret && problems.length === 0) {
    problems.push('AUTH_SECRET: required with DATABASE_URL. Expected: at least 32 characters.')
  }
  if (values.smtpUrl && !values.baseUrl && problems.length === 0) {
    problems.push('BASE_URL: required with SMTP_URL. Expected: http:// or https://, without a path.')
  }
  // Every name of OPTIONS was read by its own reader, or there is a problem.
  return problems.length > 0 ? { problems } : { config: values as Config }
}

/** The options as text, for `--help`: all of them, or those that are named. */
export function describeOptions(
  names: readonly string[] = Object.values(OPTIONS).map(({ variable }) => variable),
): string {
  return Object.values(OPTIONS)
    .filter(({ variable }) => names.includes(variable))
    .map(({ variable, expects, fallback, description }) => {
      const standard = fallback === null ? 'unset' : fallback
      return `  ${variable} (${expects}; default ${standard})\n      ${description}`
    })
    .join('\n')
}

function wholeNumber(least: number, most: number) {
  return (given: string): Reading<number> => {
    const value = Number(given)
    const fits = /^\d+$/.test(given) && value >= least && value <= most
    return fits ? { value } : { problem: `“${given}” is not a whole number from ${least} to ${most}.` }
  }
}

// The value may be a secret: a problem never repeats it.
function text(unitsMin: number) {
  return (given: string): Reading<string> =>
    given.length >= unitsMin ? { value: given } : { problem: `it has only ${given.length} characters.` }
}

function word(unitsMin: number) {
  return (given: string): Reading<string> =>
    /\s/.test(given) ? { problem: 'it has a space in it.' } : text(unitsMin)(given)
}

function oneOf<T extends string>(allowed: readonly T[]) {
  return (given: string): Reading<T> => {
    const found = allowed.find((value) => value === given)
    return found === undefined ? { problem: `“${given}” is not one of them.` } : { value: found }
  }
}

function address(schemes: readonly string[], example: string) {
  return (given: string): Reading<string> => {
    const fits = URL.canParse(given) && schemes.includes(new URL(given).protocol)
    return fits ? { value: given } : { problem: `it is not an address like ${example}.` }
  }
}

function origin(given: string): Reading<string> {
  if (!URL.canParse(given)) return { problem: `“${given}” is not an address.` }
  const url = new URL(given)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { problem: `“${given}” is not a web address.` }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return { problem: `“${given}” has more than scheme, host and port.` }
  }
  return { value: url.origin }
}
