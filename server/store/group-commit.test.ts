/** Commands in groups, one at a time, and whoever holds the writer alone. */

import { describe, expect, it } from 'vitest'
import { GroupCommit, type Outcome } from './group-commit.ts'

/** Groups that wait for the test to say how they end. */
function slowDisk() {
  const started: {
    group: readonly string[]
    end: (outcomes: readonly Outcome[]) => void
    fail: (e: Error) => void
  }[] = []
  const groups = new GroupCommit<string>(
    (group) => new Promise((end, fail) => void started.push({ group, end, fail })),
  )
  const groupNow = () => started.at(-1)!
  const allWell = () => groupNow().end(groupNow().group.map((command) => ({ answer: command })))
  return { groups, started, groupNow, allWell }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a group', () => {
  it('starts at once when nothing is on its way, and takes all that has gathered when something was', async () => {
    const { groups, started, allWell } = slowDisk()
    const answers = ['a', 'b', 'c'].map((command) => groups.submit(command))
    expect(started.map(({ group }) => group)).toEqual([['a']])
    allWell()
    await turn()
    expect(started.map(({ group }) => group)).toEqual([['a'], ['b', 'c']])
    allWell()
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c'])
  })

  it('that fails rejects all of it, and the next goes on', async () => {
    const { groups, groupNow, allWell } = slowDisk()
    const first = groups.submit('a')
    const second = groups.submit('b')
    groupNow().fail(new Error('full'))
    await expect(first).rejects.toThrow('full')
    allWell()
    expect(await second).toBe('b')
  })

  it('answers each command by its own outcome', async () => {
    const { groups, groupNow, allWell } = slowDisk()
    const first = groups.submit('a')
    const [wrong, right] = [groups.submit('b'), groups.submit('c')]
    allWell()
    await first
    await turn()
    groupNow().end([{ error: new Error('not yours') }, { answer: 'fine' }])
    await expect(wrong).rejects.toThrow('not yours')
    expect(await right).toBe('fine')
  })

  it('has at most a thousand commands', async () => {
    const { groups, started, allWell } = slowDisk()
    for (let n = 0; n < 2_500; n++) void groups.submit(`${n}`)
    for (let n = 0; n < 4; n++) {
      allWell()
      await turn()
    }
    expect(started.map(({ group }) => group.length)).toEqual([1, 1_000, 1_000, 499])
  })
})

describe('whoever holds', () => {
  it('waits for what is on its way, keeps later commands waiting, and lets them go in their order', async () => {
    const { groups, started, allWell } = slowDisk()
    void groups.submit('before')
    void groups.submit('also before')
    const holding = groups.hold()
    void groups.submit('after')
    allWell()
    await turn()
    expect(started.map(({ group }) => group)).toEqual([['before'], ['also before']])
    allWell()
    const release = await holding
    await turn()
    expect(started).toHaveLength(2)
    release()
    expect(started.at(-1)?.group).toEqual(['after'])
  })
})
