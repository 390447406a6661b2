import { configDefaults, defineConfig } from 'vitest/config'
import { leftOut } from '../../tools/test/long-tests.mjs'

/** A workspace, a registry and images of its own for each file, so that two can share an engine. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['src/**/*.e2e.spec.ts'],
    exclude: [...configDefaults.exclude, ...leftOut('packages/e2e/')],
    globalSetup: ['src/global-setup.ts'],
    maxWorkers: '100%',
    // After all others: they keep both processors and the engine busy.
    sequence: { groupOrder: 2 },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
