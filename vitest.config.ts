import { defineConfig } from 'vitest/config'

// Two processes on two cores take one file after the other: what they have loaded, and the browser, serve the next file too. So a
// file leaves nothing behind: no global, no spy, nothing that runs.
export default defineConfig({
  test: {
    include: ['{client,server,shared,tests}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/built-setup.ts'],
    reporters: ['default'],
  },
})
