/** Hands mail to an SMTP server. */

import { createTransport } from 'nodemailer'

export type Mail = {
  readonly to: string
  readonly subject: string
  /** Plain text: nothing in it can track who reads it, or be anything else than what it says. */
  readonly text: string
  /** Where one request without anybody signed in silences it (RFC 8058). */
  readonly muteUrl?: string
}

export interface Mailer {
  /** Resolves when the SMTP server has taken it; rejects when it did not. */
  send(mail: Mail): Promise<void>
  close(): void
}

/** `url`: smtp:// or smtps://, with `?from=` the address it comes from; without it galley@ the host of our own address. */
export function createMailer(url: string, baseUrl: string): Mailer {
  const server = new URL(url)
  const from = server.searchParams.get('from') ?? `galley@${new URL(baseUrl).hostname}`
  server.searchParams.delete('from')
  const transport = createTransport(server.href)
  return {
    async send({ to, subject, text, muteUrl }) {
      await transport.sendMail({
        from: { name: 'Galley', address: from },
        to: { name: '', address: to },
        subject,
        text,
        // No answer by machines, and no lists of ours.
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(muteUrl !== undefined && {
            'List-Unsubscribe': `<${muteUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
      })
    },
    close: () => transport.close(),
  }
}
