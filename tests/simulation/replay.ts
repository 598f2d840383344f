/** Replays one simulated history and prints it: `npm run sim -- --seed 7`. A history that fails is printed at its shortest. */

import { parseArgs } from 'node:util'
import { playHistory, shrink } from './history.ts'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const seed = Number(values.seed)

let number = 0
const history = await playHistory(seed, {
  onOperation: ({ type, ...rest }) =>
    console.log(`${String(++number).padStart(4)} ${type} ${JSON.stringify(rest)}`),
})
console.log(JSON.stringify(history.counts))
if (history.failures.length > 0) {
  const { failures, operations } = await shrink(history)
  console.log(
    `\nThe shortest history that fails so:\n${operations.map((one) => JSON.stringify(one)).join('\n')}`,
  )
  console.log(`\n${failures.join('\n')}`)
}
process.exit(history.failures.length > 0 ? 1 : 0)
