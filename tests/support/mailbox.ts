/** A real SMTP server on this machine that keeps what it is sent. */

import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type ReceivedMail = {
  readonly to: readonly string[]
  readonly subject: string
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

export type Mailbox = {
  /** For SMTP_URL. */
  readonly url: string
  /** In the order in which they came. */
  readonly mails: readonly ReceivedMail[]
  /** Takes nothing from now on, or takes it again. */
  refuse(on: boolean): void
  /** Resolves when so many are there; rejects after ten seconds. */
  until(count: number): Promise<readonly ReceivedMail[]>
  stop(): Promise<void>
}

export async function startMailbox(): Promise<Mailbox> {
  const mails: ReceivedMail[] = []
  let refuses = false
  let waiting: (() => void)[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_from, _session, done) => done(refuses ? new Error('451 come back later') : null),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, ...read(Buffer.concat(chunks).toString('latin1')) })
        done()
        for (const look of waiting) look()
      })
    },
  })
  const port = await freePort()
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `smtp://127.0.0.1:${port}?from=news@school.example`,
    mails,
    refuse: (on) => {
      refuses = on
    },
    until: (count) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${mails.length} mails, not ${count}`)), 10_000)
        const look = () => {
          if (mails.length < count) return
          clearTimeout(timer)
          waiting = waiting.filter((other) => other !== look)
          resolve(mails)
        }
        waiting.push(look)
        look()
      }),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  }
}

/** A port that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** A mail of one part of plain text, as nodemailer writes it. */
function read(raw: string): Omit<ReceivedMail, 'to'> {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const headers = new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => {
        const [name = '', ...value] = line.split(':')
        return [name.toLowerCase(), value.join(':').trim()] as const
      }),
  )
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? '7bit'
  return {
    headers,
    subject: decodedWords(headers.get('subject') ?? ''),
    text: decoded(body.join('\r\n\r\n'), encoding).replaceAll('\r\n', '\n'),
  }
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return Buffer.from(text, 'latin1').toString('utf8')
  return fromQuoted(text.replace(/=\r\n/g, ''))
}

const fromQuoted = (text: string): string =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

const decodedWords = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : fromQuoted(text.replaceAll('_', ' ')),
    )
