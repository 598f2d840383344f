import { defineConfig } from 'vitest/config'

// Three processes on two cores, because half of the time a test waits for a disk or a page. Each takes one file after the other: what it
// has loaded, and the browser, serve the next file too. So a file leaves nothing behind: no global, no spy, nothing that runs.
export default defineConfig({
  test: {
    include: ['{client,server,shared,tests}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 3,
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/built-setup.ts'],
    reporters: ['default'],
  },
})
