// @ts-check

/**
 * Files that `npm test` leaves to `npm run test:all`, which CI runs, so that it takes minutes: each takes more than 25 seconds on two slow cores.
 * What every image goes through stays in both, whatever it takes: the sealed build, and a push of the packed package.
 */
export const LONG_TESTS = [
  'packages/app/src/build/ecr-public.int.spec.ts',
  'packages/app/src/build/locked-build.int.spec.ts',
  'packages/app/src/build/publish-races.int.spec.ts',
  'packages/app/src/cli/main.int.spec.ts',
  'packages/app/src/cli/one-broken-module.int.spec.ts',
  'packages/app/src/commands/check/fixed-builds.int.spec.ts',
  'packages/app/src/history/submodules.int.spec.ts',
  'packages/catalogue/src/page.int.spec.ts',
  'packages/e2e/src/at.e2e.spec.ts',
  'packages/e2e/src/cache.e2e.spec.ts',
  'packages/e2e/src/documented-commands.e2e.spec.ts',
  'packages/e2e/src/failures.e2e.spec.ts',
  'packages/e2e/src/faults/pushes.e2e.spec.ts',
  'packages/e2e/src/init.e2e.spec.ts',
  'packages/e2e/src/interruption.e2e.spec.ts',
  'packages/e2e/src/migrate.e2e.spec.ts',
  'packages/e2e/src/new-module.e2e.spec.ts',
  'packages/e2e/src/one-definition.e2e.spec.ts',
  'packages/e2e/src/one-pull-request.e2e.spec.ts',
  'packages/e2e/src/rehearsal/project.int.spec.ts',
  'packages/e2e/src/rehearsal/rehearsal.e2e.spec.ts',
  'packages/e2e/src/rehearsal/scripts.int.spec.ts',
  'packages/e2e/src/run.e2e.spec.ts',
  'packages/e2e/src/secrets.e2e.spec.ts',
  'packages/e2e/src/shell.e2e.spec.ts',
  'packages/e2e/src/silent-faults.e2e.spec.ts',
  'packages/e2e/src/takeover.e2e.spec.ts',
  'packages/e2e/src/terminal.e2e.spec.ts',
  'packages/engine/src/docker/docker-build.int.spec.ts',
  'packages/engine/src/docker/docker-engine.int.spec.ts',
  'tools/bench/layer-cache.int.spec.mjs',
  'tools/bench/prune.int.spec.mjs',
  'tools/bench/pull-request.int.spec.mjs',
  'tools/bench/two-machines.int.spec.mjs',
  'tools/consistency/consistency.int.spec.mjs',
  'tools/differential/images.int.spec.mjs',
  'tools/differential/reads.int.spec.mjs',
  'tools/race/races.int.spec.mjs',
  'tools/release/release.int.spec.mjs',
  'tools/truth/truth.int.spec.mjs',
]

/** Set by `npm test`. A command line's `--exclude` does not reach the projects of Vitest. */
export const SHORT_TESTS = 'MODULE_IMAGES_SHORT_TESTS'

/**
 * What a project leaves out in this run.
 *
 * @param {string} root of the project, from the repository's, with a slash at its end
 * @returns {string[]} paths from the project's root
 */
export function leftOut(root) {
  if (process.env[SHORT_TESTS] !== 'true') return []
  return LONG_TESTS.filter((file) => file.startsWith(root)).map((file) => file.slice(root.length))
}
