// @ts-check

/**
 * Files that `npm test` leaves to `npm run test:all`, so that it takes minutes: each takes more than half a minute on two cores. The kinds of fault they
 * look for are rare: what many commands say of one image after random steps, what many runs do at once, whole workflows from end to end.
 */
export const LONG_TESTS = [
  'tools/truth/truth.int.spec.mjs',
  'tools/consistency/consistency.int.spec.mjs',
  'packages/e2e/src/rehearsal/rehearsal.e2e.spec.ts',
]
