import { defineConfig } from 'vitest/config'

// Browser and crash tests start servers and browsers: each file has its own process, few at a time on two cores.
export default defineConfig({
  test: {
    include: ['{client,server,shared,tests}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['tests/support/postgres-setup.ts', 'tests/support/built-setup.ts'],
    reporters: ['default'],
  },
})
