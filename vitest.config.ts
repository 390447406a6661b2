import { defaultServerConditions } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'

/** Tests run the packages' sources, not what was last built of them; all else as node finds it, which knows no `module`. */
const conditions = ['@module-images/source', ...defaultServerConditions.filter((condition) => condition !== 'module')]
const fromSources = { resolve: { conditions }, ssr: { resolve: { conditions } } }
/** The page's script is made anew, so that tests of it run the sources too. */
const globalSetup = ['tools/pack/bundle-site.mjs']
/** Files that a run leaves out: a command line's `--exclude` does not reach projects. */
const leftOut = (process.env['MODULE_IMAGES_LEFT_OUT'] ?? '').split(',')
const exclude = [...configDefaults.exclude, '**/out-tsc/**', ...leftOut]

/** Milliseconds after which a test hangs, on a busy machine too: no test says anything by its time. */
const HANGS = 300_000

/** Vitest leaves a processor to itself, which on two is half of them. */
const maxWorkers = '100%'

export default defineConfig({
  test: {
    // Of `npm run coverage`. Not by V8, whose counts tests that count steps take away (`countSteps`).
    coverage: {
      provider: 'istanbul',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.spec.ts', '**/testing/**', 'packages/e2e/**', '**/*.d.ts'],
      reporter: ['json', 'json-summary', 'html'],
      reportsDirectory: 'dist/coverage',
      reportOnFailure: true,
    },
    projects: [
      {
        ...fromSources,
        test: {
          name: 'unit',
          globalSetup,
          // Unit tests change nothing of their process, and a thread starts sooner than one.
          pool: 'threads',
          // Files share what they import, which is most of their time.
          isolate: false,
          setupFiles: ['packages/core/src/testing/count-steps.ts'],
          maxWorkers,
          include: ['packages/*/src/**/*.spec.ts', 'tools/**/*.spec.mjs'],
          exclude: [...exclude, '**/*.{int,e2e}.spec.*'],
          testTimeout: HANGS,
          hookTimeout: HANGS,
        },
      },
      {
        ...fromSources,
        test: {
          name: 'int',
          globalSetup,
          maxWorkers,
          sequence: { groupOrder: 1 },
          include: ['packages/*/src/**/*.int.spec.ts', 'tools/**/*.int.spec.mjs'],
          exclude,
          testTimeout: HANGS,
          hookTimeout: HANGS,
        },
      },
      'packages/e2e/vitest.config.ts',
    ],
  },
})
