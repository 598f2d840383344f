/** Random sessions of several tabs: nobody parts, nothing typed is lost, the document is the text's projection. */

import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { ArticleWriter } from '../../shared/article/writer.ts'
import { TextServer } from './server.ts'
import { playSession, type SessionOptions } from './session.ts'
import { articleOf, newBlock, show, sync, Tab } from './tab.ts'
import { playSessions } from './text.soak.ts'

const SEED = 1

/** How many of the first sessions fail with these options, which plant a bug. */
function found(runs: number, options: Partial<SessionOptions>): number {
  let failed = 0
  for (let seed = SEED; seed < SEED + runs; seed++) {
    const { failures } = playSession(seed, { steps: 60, tabs: 3, check: 'end', ...options })
    if (failures.length > 0) failed += 1
  }
  return failed
}

/** Runs with one method of the writer replaced. */
function withWriter<Name extends 'insert' | 'delete' | 'inside'>(
  name: Name,
  replaced: (original: ArticleWriter[Name]) => ArticleWriter[Name],
  run: () => void,
): void {
  const original = ArticleWriter.prototype[name]
  ArticleWriter.prototype[name] = replaced(original) as (typeof ArticleWriter.prototype)[Name]
  try {
    run()
  } finally {
    ArticleWriter.prototype[name] = original
  }
}

describe('sessions of three and four tabs', () => {
  it('[C1] [C2] [C3] 80 sessions: no exception, nobody parts, no character is lost', () => {
    const failures: string[] = []
    const totals = playSessions(SEED, 80, 'end', (line) => failures.push(line))
    expect(failures).toEqual([])
    expect(totals.lost).toBe(0)
    expect(totals.typed).toBeGreaterThan(10_000)
    expect(totals.repairs).toBeGreaterThan(100)
    expect(totals.orphansSeen).toBeGreaterThan(100)
    expect(totals.corrections).toBeGreaterThan(10)
    expect(totals.doubled).toBeGreaterThan(0) // two people did move or un-delete the same
    for (const count of Object.values(totals.byOperation)) expect(count).toBeGreaterThan(20)
  })

  it('the document is the projection after every operation and every delivery', () => {
    const failures: string[] = []
    playSessions(SEED + 1_000, 15, 'always', (line) => failures.push(line))
    expect(failures).toEqual([])
  })

  it('a wrong place after a split is found', () => {
    class Off extends Tab {
      override dispatch(transaction: Parameters<Tab['dispatch']>[0]): void {
        super.dispatch(transaction)
        // The index forgets to number the blocks behind a split anew.
        if (transaction.docChanged && this.blocks > transaction.before.childCount) {
          const { index } = this.binding as unknown as { index: { numbers: Map<unknown, number> } }
          for (const [marker, number] of index.numbers) if (number > 1) index.numbers.set(marker, number - 1)
        }
      }
    }
    expect(found(5, { newTab: (...made) => new Off(...made) })).toBeGreaterThan(0)
  })

  it('a missing end is found: words typed at a block’s end become the caption of the figure behind it', () => {
    const race = (clients: readonly [number, number]): string => {
      const update = articleOf('one', 'two')
      const [one, other] = clients.map((client) => new Tab(update, client)) as [Tab, Tab]
      one.change((tr) => tr.insertText('AAA', one.at('one', 3)))
      other.change((tr) => tr.insert(other.before(1), newBlock({ kind: 'figure' }, 'cap')))
      sync(one, other)
      return show(one.state.doc)
    }
    const races = () => [race([2048, 4096]), race([4096, 2048])]
    const right = 'p(oneAAA) figure(cap) p(two)'
    expect(races()).toEqual([right, right])
    const withoutEnds = (original: ArticleWriter['insert']): ArticleWriter['insert'] =>
      function (this: ArticleWriter, cursor, tokens) {
        original.call(
          this,
          cursor,
          tokens.filter(({ kind }) => kind !== 'close'),
        )
      }
    withWriter('insert', withoutEnds, () => expect(races()).not.toEqual([right, right]))
  })

  it('a deletion that takes one character too many is found', () => {
    const tooMuch = (original: ArticleWriter['delete']): ArticleWriter['delete'] =>
      function (this: ArticleWriter, from, until) {
        original.call(this, from, until?.right ?? until)
      }
    withWriter('delete', tooMuch, () => expect(found(3, {})).toBe(3))
  })

  it('a server that does not repair orphans is found', () => {
    class Careless extends TextServer {
      override receive(update: Uint8Array) {
        const emitted: Uint8Array[] = []
        const take = (made: Uint8Array) => emitted.push(made)
        this.doc.on('update', take)
        Y.applyUpdate(this.doc, update)
        this.doc.off('update', take)
        return { updates: emitted, repaired: false }
      }
    }
    expect(found(20, { newServer: (update) => new Careless(update) })).toBeGreaterThan(0)
  })

  it('a tab whose typing is not passed on is found', () => {
    class Deaf extends Tab {
      private received = 0
      override receive(update: Uint8Array): void {
        this.received += 1
        if (this.received % 7 !== 0) super.receive(update)
      }
    }
    expect(found(3, { newTab: (...made) => new Deaf(...made) })).toBe(3)
  })
})
