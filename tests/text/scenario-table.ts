/** Plays scenarios, and writes what becomes of them as tables. */

import { Desk, NAMES, type Name, type NewTab } from './desk.ts'
import type { Scenario } from './scenarios.ts'

export type Played = {
  readonly row: string
  /** What does not hold; empty when all is well. */
  readonly failures: readonly string[]
}

const FORTH: readonly Name[] = NAMES
const BACK: readonly Name[] = [...NAMES].reverse()

function play({ article, does, atOnce }: Scenario, order: readonly Name[], newTab?: NewTab): Desk {
  const desk = new Desk(article, newTab)
  does?.(desk)
  if (atOnce !== undefined) {
    const deeds = NAMES.map((name) => [name, () => void atOnce[name]?.(desk)] as const)
    desk.atOnce(Object.fromEntries(deeds), order)
  }
  return desk
}

/** Once, or in both orders of arrival; one row where they come to the same. */
export function played(scenario: Scenario, newTab?: NewTab): readonly Played[] {
  const { name, atOnce, isOrdered, refusals = 0 } = scenario
  const forth = rowOf(scenario, name, play(scenario, FORTH, newTab), refusals)
  if (atOnce === undefined) return [forth]
  const [first] = FORTH.filter((who) => atOnce[who] !== undefined)
  const ordered = (who: string, order: readonly Name[]) =>
    rowOf(scenario, `${name} (${who} comes first)`, play(scenario, order, newTab), refusals)
  if (isOrdered) return [ordered(`${first}`, FORTH), ordered('ed', BACK)]
  const back = rowOf(scenario, name, play(scenario, BACK, newTab), refusals)
  const differ = back.row === forth.row ? [] : [`in the other order: ${back.row}`]
  return [{ row: forth.row, failures: [...forth.failures, ...back.failures, ...differ] }]
}

function rowOf({ article }: Scenario, name: string, desk: Desk, refusals: number): Played {
  const failures = [...desk.failures()]
  if (desk.refusals !== refusals) failures.push(`refused ${desk.refusals} times in words`)
  const cells = [article, desk.marked, desk.after('accept'), desk.after('reject')].map(code)
  return { row: `| ${[name, ...cells].join(' | ')} |`, failures }
}

const code = (words: string): string => (words === '' ? '' : `\`${words.replaceAll('|', '\\|')}\``)

const HEAD = '| what is done | the article | shown | all accepted | all rejected |\n|---|---|---|---|---|'

/** The tables of all groups. */
export const tables = (
  groups: readonly (readonly [group: string, scenarios: readonly Scenario[]])[],
  playedOf: (scenario: Scenario) => readonly Played[],
): string =>
  groups
    .map(([group, scenarios]) => {
      const rows = scenarios.flatMap((scenario) => playedOf(scenario).map(({ row }) => row))
      return `### ${group}\n\n${[HEAD, ...rows].join('\n')}\n`
    })
    .join('\n')
