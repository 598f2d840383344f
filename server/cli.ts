/** The command line as a process: words, environment and standard input in; text and an exit code out. */

import { text } from 'node:stream/consumers'
import { Refused } from '../shared/refusals.ts'
import { systemClock, systemRandom } from './clock.ts'
import { help, runCommand, type World } from './command-line/run.ts'
import { readConfig } from './config.ts'
import { openStore } from './open-store.ts'
import { StoreFailed } from './store/store.ts'

async function main(): Promise<void> {
  const given = process.argv.slice(2)
  if (given.length === 0 || given.includes('--help')) return console.log(help())
  const json = given.includes('--json')
  try {
    const reading = readConfig(process.env)
    if ('problems' in reading) throw new Refused('invalid', reading.problems.join(' '))
    const outcome = await runCommand(reading.config, world, given)
    const shown = json ? JSON.stringify(outcome.json) : outcome.text
    if (shown !== '') console.log(shown)
  } catch (error) {
    process.exitCode = 1
    const message = sentenceOf(error)
    console.error(json ? JSON.stringify({ error: { message } }) : message)
  }
}

const world: World = {
  clock: systemClock,
  random: systemRandom,
  password: firstLine,
  openStore: (config) => openStore(config, systemClock, false),
}

async function firstLine(): Promise<string> {
  return (await text(process.stdin)).split(/\r?\n/)[0] ?? ''
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refused || error instanceof StoreFailed) return error.message
  return `It did not work: ${error instanceof Error ? error.message : String(error)}`
}

await main()
