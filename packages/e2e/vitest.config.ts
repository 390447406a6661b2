import { defineConfig } from 'vitest/config'

/** One file at a time: they share an engine, and tests of interruption and of caches are no friends of a busy one. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['src/**/*.e2e.spec.ts'],
    globalSetup: ['src/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
