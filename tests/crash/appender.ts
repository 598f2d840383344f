/** A process that appends for ever and prints each answer, to be killed: `<kind> <file or url> <article>`. */

import { systemClock } from '../../server/clock.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import type { ArticleId, PersonId } from '../../shared/ids.ts'

const [kind, place = '', article = ''] = process.argv.slice(2)
const id = article as ArticleId
const store =
  kind === 'sqlite'
    ? await openSqliteStore({ file: place, clock: systemClock })
    : await openPostgresStore({ url: place })
const epoch = (await store.log.open(id))?.epoch ?? 0

/** Four at a time, so that a kill finds groups on their way. */
await Promise.all(
  [0, 1, 2, 3].map(async (lane) => {
    for (let n = 0; ; n++) {
      const update = new TextEncoder().encode(`${lane} ${n}`)
      const [answer] = await store.log.append([
        { article: id, epoch, person: 'ann' as PersonId, at: n, update, binds: [] },
      ])
      if (answer?.kind === 'stored') process.stdout.write(`${answer.seq} ${lane} ${n}\n`)
    }
  }),
)
