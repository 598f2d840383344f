/** Suggesting beside the same deeds in a plain article: some sessions of `npm run soak -- as-plain`, and the laws seen to find what they are for. */

import { describe, expect, it } from 'vitest'
import { FinalReading } from '../../client/editor/final-reading.ts'
import { OwnRecords } from '../../client/editor/own-records.ts'
import type { Suggestions } from '../../shared/article/suggestions.ts'
import { playAllAsPlain } from './as-plain.soak.ts'
import { type AsPlainOptions, playAsPlain } from './as-plain.ts'
import { SuggestingServer } from './suggesting-server.ts'
import { Tab } from './tab.ts'

const SEED = 1

describe('who suggests, beside somebody who does the same in a plain article', () => {
  it('[G1] [G2] [C2] the article stays; rejected it is as it was, accepted as the plain one; replicas and a reload agree', () => {
    const failures: string[] = []
    const totals = playAllAsPlain(SEED, 24, (line) => failures.push(line))
    expect(failures).toEqual([])
    expect(totals.deeds).toBeGreaterThan(800)
    expect(totals.records).toBeGreaterThan(200)
    expect(totals.typed).toBeGreaterThan(1_500)
    expect(totals.refused).toBeLessThan(totals.deeds / 50)
  })

  it.each([
    [99, 'a block without an end of its own was taken for one that goes on'],
    [384, 'the caret went before what was typed over a break'],
    [389, 'a break of one’s own was hidden before words of somebody else'],
    [553, 'a rule read the kind of the next block as it was before'],
    [600, 'a rule that is to become a paragraph had no caret'],
    [1124, 'who answered a proposed kind was overruled by it'],
    [407_477, 'who answered a proposed kind by a paste was overruled by it'],
    [408_366, 'undo left off the list of a block that had had another one since'],
    [408_920, 'a caret that deleted forward came into a struck rule'],
    [1435, 'a syllable composed over underlined words came apart'],
  ])('seed %i, once broken: %s', (seed) => {
    expect(playAsPlain(seed, { steps: 40, people: seed % 3 === 2 ? 2 : 1 }).failures).toEqual([])
  })

  /** How many of some sessions fail, and with what. */
  const found = (options: Partial<AsPlainOptions>, runs = 12): string[] => {
    const failures: string[] = []
    playAllAsPlain(SEED, runs, (line) => failures.push(line), options)
    return failures
  }

  const planted = <Of extends object, Name extends keyof Of>(
    of: Of,
    name: Name,
    plant: (original: Of[Name]) => Of[Name],
  ) => {
    const original = of[name]
    of[name] = plant(original)
    return () => {
      of[name] = original
    }
  }

  it.each<readonly [mistake: string, law: RegExp, plant: () => () => void, people: 1 | 2]>([
    [
      'whose commands read what is struck too',
      /accepted|the selection/,
      () => planted(FinalReading, 'of', () => () => null),
      1,
    ],
    [
      'who says no format where something is proposed already',
      /accepted/,
      () => planted(OwnRecords.prototype, 'wishFormat', () => () => {}),
      1,
    ],
    [
      'who strikes nothing of what others have typed',
      /accepted/,
      () =>
        planted(
          OwnRecords.prototype,
          'delete',
          (original) =>
            function (this: OwnRecords, ranges, beside) {
              const own = (this as unknown as { suggestions: Suggestions }).suggestions.doc.clientID
              original.call(
                this,
                ranges.filter(({ client }) => client % 2 === 0 || client === own),
                beside,
              )
            },
        ),
      2,
    ],
  ])('somebody %s is found', (_mistake, law, plant, people) => {
    const restore = plant()
    try {
      const failures = found({ people })
      expect(failures.join('\n')).toMatch(law)
    } finally {
      restore()
    }
  })

  it('a tab that misses every twentieth update is found', () => {
    class Deaf extends Tab {
      private updates = 0
      override receive(update: Uint8Array): void {
        this.updates += 1
        if (this.updates % 20 !== 0) super.receive(update)
      }
    }
    const newTab: AsPlainOptions['newTab'] = (...args) => new Deaf(...args)
    expect(found({ people: 2, newTab }).join('\n')).toMatch(/has another|accepted|refused/)
  })

  it('a server that leaves a rejected character is found', () => {
    class Forgetful extends SuggestingServer {
      override decide(...[verb, subjects]: Parameters<SuggestingServer['decide']>) {
        return super.decide(verb, verb === 'reject' ? subjects.slice(1) : subjects)
      }
    }
    expect(found({ newServer: (update) => new Forgetful(update) }).join('\n')).toMatch(/rejecting all/)
  })
})
