/** How much of the fault suite is run. */
export interface SuiteSize {
  readonly seed: number
  readonly pushes: number
  readonly kills: number
  /** Of two publishers, and as many of five. */
  readonly races: number
  readonly nxRuns: number
  /** A folder that shows, at any time, what has been counted so far. */
  readonly figures?: string
}

const SHORT = { pushes: 16, kills: 2, races: 1, nxRuns: 1 }

/** `MI_FAULTS`, set by `npm run test:faults`, as JSON; else the short form, with a seed of its own each time. */
export function readSuiteSize(env: NodeJS.ProcessEnv): SuiteSize {
  const given = JSON.parse(env['MI_FAULTS'] ?? '{}') as Partial<SuiteSize>
  return { seed: Math.floor(Math.random() * 2 ** 31), ...SHORT, ...given }
}
