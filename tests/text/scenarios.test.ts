/** Every scenario of suggesting, as docs/suggestions.md has it: for everybody, in both orders of arrival, and after a reload. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Played, played, tables } from './scenario-table.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

const path = new URL('../../docs/suggestions.md', import.meta.url)
const documented = readFileSync(path, 'utf8')
const BEGIN = '## Scenarios'
/** What was played. */
const rows = new Map<Scenario, readonly Played[]>()

describe.each(SCENARIOS)('%s', (_group, scenarios) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
    const all = played(scenario)
    rows.set(scenario, all)
    for (const { row, failures } of all) {
      expect(failures).toEqual([])
      const [, name] = row.split(' | ', 1)[0]?.split('| ') ?? []
      expect(row).toBe(documented.split('\n').find((line) => line.startsWith(`| ${name} |`)))
    }
  })
})

describe('the table', () => {
  const all = SCENARIOS.flatMap(([, scenarios]) => scenarios)

  it('has each scenario once, at least 80 of them and 20 that happen at the same time', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(all.length).toBeGreaterThanOrEqual(80)
    expect(all.filter(({ atOnce }) => atOnce !== undefined).length).toBeGreaterThanOrEqual(20)
  })

  it('is in the documentation, and nothing else', async () => {
    const prose = documented.split(BEGIN)[0] ?? ''
    await expect(
      `${prose}${BEGIN}\n\n${tables(SCENARIOS, (scenario) => rows.get(scenario) ?? played(scenario))}`,
    ).toMatchFileSnapshot(path.pathname)
  })
})
