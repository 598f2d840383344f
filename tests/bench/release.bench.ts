/** How long a class of thirty waits for its reviews, each author with their text open: until the teacher is answered, and until the last page has it all. */

import { atOnce, eventually, everyone, Lesson, MINUTE, PEOPLE } from '../review/thirty.ts'
import { startTestServer } from '../support/server.ts'

type Print = (line: Readonly<Record<string, unknown>>) => void

export async function bench(print: Print): Promise<void> {
  const lesson = new Lesson()
  const server = await startTestServer({ world: { clock: lesson.clock } })
  try {
    await lesson.begin(server)
    const enter = (phase: string, ms?: number) =>
      lesson.teacher.ok('PUT', lesson.at('/phase'), { phase, endsAt: ms ? lesson.clock.now() + ms : null })
    const code = await lesson.opens()
    await atOnce(everyone, (n) => lesson.join(n, code))
    await lesson.plans()
    await enter('drafting')
    await atOnce(everyone, (n) => lesson.writes(n))
    await enter('lock')
    await lesson.allocate()
    await enter('review', 20 * MINUTE)
    await atOnce(everyone, (n) => lesson.reviewsAll(n))
    await enter('hold')

    // One suggestion in each review.
    const reviews = (await lesson.pairs()).length
    const come = () => everyone.reduce((sum, n) => sum + lesson.deskOf(n).listed().length, 0)
    const from = performance.now()
    await enter('release')
    const answeredMs = Math.round(performance.now() - from)
    await eventually(() => come() === reviews)
    const everywhereMs = Math.round(performance.now() - from)
    print({ people: PEOPLE, reviews, targetMs: 2_000, answeredMs, everywhereMs })
  } finally {
    await server.stop()
  }
}
