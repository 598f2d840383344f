/** The exact words and tones of every status. */

import i18next from 'i18next'
import { expect, test } from 'vitest'
import en from '../../messages/en.json'
import type { Status } from '../../sync/status.ts'
import { offersDownload, statusTone, statusWords } from './status-words.ts'

const language = i18next.createInstance()
const t = await language.init({ lng: 'en', defaultNS: 'messages', resources: { en: { messages: en } } })

const kept = 'Not saved – kept on this device.'
test.each<[Status, string, string, boolean]>([
  [{ kind: 'opening' }, 'quiet', 'Opening…', false],
  [{ kind: 'saved', at: 1 }, 'quiet', 'Saved', false],
  [{ kind: 'saving' }, 'quiet', 'Saving…', false],
  [{ kind: 'unsaved', doing: 'reconnecting', red: false }, 'amber', `${kept} Reconnecting…`, false],
  [{ kind: 'unsaved', doing: 'trying', red: false }, 'amber', `${kept} Trying again…`, false],
  [{ kind: 'unsaved', doing: 'reconnecting', red: true }, 'red', `${kept} Reconnecting…`, true],
  [{ kind: 'offline' }, 'quiet', 'Offline', false],
  [
    { kind: 'cannotStore' },
    'red',
    'Not saved – the server cannot store changes. Your text is kept here.',
    true,
  ],
  [{ kind: 'keepOpen' }, 'red', 'Not saved – keep this page open', true],
  [{ kind: 'slowed' }, 'amber', 'Slowed down – still saving', false],
  [
    { kind: 'refused' },
    'red',
    'Not saved – the server did not accept a change. It is in the rescue copy.',
    false,
  ],
  [
    { kind: 'late' },
    'bar',
    'What you wrote is kept. It joins your text when your teacher opens it again.',
    false,
  ],
  [{ kind: 'trash' }, 'bar', 'This article is in the trash', false],
  [{ kind: 'notFound' }, 'bar', 'This article was not found', false],
  [{ kind: 'signedOut' }, 'red', 'Sign in again to save', false],
  [{ kind: 'roleChanged', role: 'commenter' }, 'bar', 'You can now only comment', false],
  [{ kind: 'roleChanged', role: 'viewer' }, 'bar', 'You can now only view', false],
  [{ kind: 'accessEnded' }, 'bar', 'Access ended', false],
  [{ kind: 'oldPage' }, 'bar', 'Reload to keep editing – this page is out of date', false],
  [{ kind: 'tooLarge' }, 'red', 'This article is full – it takes no more text', true],
  [{ kind: 'noClientId' }, 'amber', 'Offline – reconnect to type here', false],
  [
    { kind: 'tooManyIds' },
    'amber',
    'View only – you have opened this article too often. Ask an administrator.',
    false,
  ],
  [{ kind: 'viewOnly' }, 'quiet', 'View only', false],
  [{ kind: 'commentOnly' }, 'quiet', 'You can comment', false],
])('%o', (status, tone, words, download) => {
  expect(statusTone(status)).toBe(tone)
  expect(statusTone(status, true)).toBe(status.kind === 'refused' ? 'bar' : tone)
  expect(statusWords(status, t)).toBe(words)
  expect(offersDownload(status)).toBe(download)
})
