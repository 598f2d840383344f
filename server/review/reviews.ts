/** Everything that review sessions consist of on the server, put together. */

import { PHASES, type Phase, phaseDue } from '../../shared/review/phase.ts'
import { Calibrating } from './calibrating.ts'
import { Grading } from './grading.ts'
import { type LateParts, LateTyping } from './late.ts'
import { Leaks } from './leaks.ts'
import { Pairing } from './pairing.ts'
import { Progress } from './progress.ts'
import { Release, type ReleaseParts } from './release.ts'
import { Replies, type RepliesParts } from './replies.ts'
import { Reviewing } from './reviewing.ts'
import { type ReviewedArticles, Sessions } from './sessions.ts'
import { TakingBack, type TakingBackParts } from './taking-back.ts'
import { SessionWatch } from './watch.ts'

export type Reviews = ReturnType<typeof createReviews>

export type ReviewsParts = Omit<ReleaseParts, 'sessions' | 'pairing' | 'takingBack'> &
  Pick<TakingBackParts, 'decisions'> &
  Pick<LateParts, 'access' | 'articles'> &
  Pick<RepliesParts, 'accounts'>

export function createReviews(parts: ReviewsParts) {
  const { store, clock, log, random } = parts
  const { records } = store
  const late = new LateTyping({ ...parts, records })
  const articles: ReviewedArticles = {
    read: (article, read) => parts.articles.read(article, read),
    accessChanged(article, account) {
      parts.articles.accessChanged(article, account)
      late.changed(article)
    },
  }
  const sessions = new Sessions({ ...parts, articles })
  const pairing = new Pairing({ sessions, records, log: store.log, clock, random })
  const takingBack = new TakingBack({ ...parts, records, sessions })
  const release = new Release({ ...parts, sessions, pairing, takingBack })
  const phases = { enter }
  const watch = new SessionWatch({
    records,
    articles,
    clock,
    log,
    follow: async (session) => {
      const next = phaseDue(session.clock, clock.now())
      if (next !== null) await enter(session.id, next, null, session.clock.phase)
    },
  })
  return {
    sessions,
    phases,
    pairing,
    release,
    takingBack,
    late,
    replies: new Replies({ ...parts, records, sessions }),
    reviewing: new Reviewing({ sessions, records, clock }),
    calibrating: new Calibrating({ sessions, records, articles, clock, random }),
    grading: new Grading({ records, articles }),
    progress: new Progress({ records, articles }),
    leaks: new Leaks({ ...parts, records, articles }),
    /** Goes on where a server before this one ended. */
    start() {
      watch.start()
      void release.catchUp().then(() => takingBack.catchUp())
      void late.catchUp()
    },
    end: () => watch.end(),
  }

  /** Begins a phase, and does what comes with it before this resolves. `from`: only out of that one; false: it was another. */
  async function enter(
    id: string,
    to: Phase,
    endsAt: number | null,
    from: Phase | null = null,
  ): Promise<boolean> {
    const isEntered = await sessions.enter(id, to, endsAt, from)
    if (isEntered && PHASES.indexOf(to) >= PHASES.indexOf('release')) await release.land(id)
    return isEntered
  }
}
