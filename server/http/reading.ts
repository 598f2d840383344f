/**
 * Reads whole articles for requests: one at a time for each account, with a turn for everybody else between two of them, and paid
 * for by the time it takes. A page reads an article a few times; a program that reads a book again and again waits.
 */

import { readMsBurst, readMsPerSecond } from '../../shared/limits.ts'
import type { Clock } from '../clock.ts'
import { Debts, Lanes } from '../quotas.ts'
import { Turns } from '../turns.ts'
import { TooFast } from './errors.ts'
import type { OpenArticles, ReadFor } from './services.ts'

export function createReadFor(articles: Pick<OpenArticles, 'read'>, clock: Clock): ReadFor {
  const debts = new Debts(readMsPerSecond, readMsBurst, clock)
  const readers = new Lanes(1)
  const turns = new Turns()

  return async (account, article, read) => {
    await readers.enter(account)
    try {
      const waitMs = debts.wait(account)
      if (waitMs > 0) throw new TooFast(waitMs)
      await turns.take(() => new Promise<void>((resolve) => clock.soon(resolve)))
      return await articles.read(article, (doc) => {
        const began = clock.now()
        try {
          return read(doc)
        } finally {
          debts.spend(account, clock.now() - began)
        }
      })
    } finally {
      readers.leave(account)
    }
  }
}
