import { configDefaults, defineConfig } from 'vitest/config'

/** As the other projects do it, by the files' paths in this package. */
const leftOut = (process.env['MODULE_IMAGES_LEFT_OUT'] ?? '').split(',').map((file) => file.replace(/^packages\/e2e\//, ''))

/** A workspace, a registry and images of its own for each file, so that two can share an engine. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: ['src/**/*.e2e.spec.ts'],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: ['src/global-setup.ts'],
    maxWorkers: '100%',
    // After all others: they keep both processors and the engine busy.
    sequence: { groupOrder: 2 },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
