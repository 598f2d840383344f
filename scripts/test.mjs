// `npm test`: types, lint, dead code, the build, then every suite; ends with the line `N passed, N failed`.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { relative, resolve } from 'node:path'

const REPORT = 'tests/.output/report.json'
const bin = (name) => resolve('node_modules/.bin', name)

function run(name, command, args) {
  const start = performance.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  console.log(`${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds(performance.now() - start)} s`)
  return status === 0
}

const seconds = (ms) => (ms / 1000).toFixed(1)

/** A suite is a folder of tests/, or all unit tests beside the code. */
function suiteOf(file) {
  const parts = relative('.', file).split('/')
  return parts[0] === 'tests' ? (parts.length > 2 ? `tests/${parts[1]}` : 'tests') : 'unit'
}

function summarise(report) {
  const suites = new Map()
  for (const file of report.testResults) {
    const suite = suites.get(suiteOf(file.name)) ?? { passed: 0, failed: 0, ms: 0 }
    suite.passed += file.assertionResults.filter(({ status }) => status === 'passed').length
    suite.failed += file.assertionResults.filter(({ status }) => status !== 'passed').length
    // A file that does not even load has no assertions, but has failed.
    if (file.status === 'failed' && file.assertionResults.length === 0) suite.failed += 1
    suite.ms += file.endTime - file.startTime
    suites.set(suiteOf(file.name), suite)
  }
  for (const [name, { passed, failed, ms }] of [...suites].sort())
    console.log(`${name}: ${passed} passed, ${failed} failed in ${seconds(ms)} s`)
  return [...suites.values()]
}

mkdirSync('tests/.output', { recursive: true })
const started = performance.now()
const steps = [
  run('types', bin('tsc'), ['--noEmit']),
  run('lint', bin('biome'), ['check', '--error-on-warnings', '.']),
  run('dead code', bin('knip'), []),
  run('build of the page', bin('vite'), ['build', '--logLevel', 'warn']),
  run('build of the server', bin('vite'), ['build', '--ssr', '--logLevel', 'warn']),
]
// Old results must not stand for a run that crashed before it wrote its own.
rmSync(REPORT, { force: true })
const tests = run('tests', bin('vitest'), [
  'run',
  '--reporter=dot',
  '--reporter=json',
  `--outputFile.json=${REPORT}`,
])
const suites = existsSync(REPORT) ? summarise(JSON.parse(readFileSync(REPORT, 'utf8'))) : []
const sum = (pick) => suites.reduce((total, suite) => total + pick(suite), 0)
const stepsFailed = steps.filter((ok) => !ok).length
const passed = sum(({ passed }) => passed) + steps.length - stepsFailed
// A run that ended badly counts as a failure even when each single test passed.
const failed =
  Math.max(
    sum(({ failed }) => failed),
    tests && suites.length > 0 ? 0 : 1,
  ) + stepsFailed

console.log(`everything: ${seconds(performance.now() - started)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
