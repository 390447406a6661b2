import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { type ProcessResult, printableLine, runProcess } from '@module-images/process'
import type { EnvironmentCommand, EnvironmentStep } from './scaffold/plan-environment.js'

/** How one step went. */
export type EnvironmentOutcome =
  | { readonly kind: 'made'; readonly step: EnvironmentStep }
  /** None of its programs is on this machine. */
  | { readonly kind: 'no-tool'; readonly step: EnvironmentStep }
  | { readonly kind: 'failed'; readonly step: EnvironmentStep; readonly command: string; readonly why: string }
  | { readonly kind: 'stopped'; readonly step: EnvironmentStep }

/** What the effects of a step are done with. */
export interface EnvironmentOptions {
  /** Native path of the module's folder. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** For a step altogether; 30 minutes when left out. */
  readonly timeoutMs?: number
  log(line: string): void
}

const DEFAULT_TIMEOUT_MS = 30 * 60_000

/**
 * Makes the environments of a new module, step by step, each by the first of its programs that is there. A step that fails leaves
 * nothing of what it makes behind, and the next one is tried all the same, unless somebody stopped it.
 */
export async function createEnvironment(steps: readonly EnvironmentStep[], options: EnvironmentOptions): Promise<EnvironmentOutcome[]> {
  const outcomes: EnvironmentOutcome[] = []
  for (const step of steps) {
    const outcome = await takeStep(step, options)
    outcomes.push(outcome)
    if (outcome.kind === 'stopped') break
  }
  return outcomes
}

async function takeStep(step: EnvironmentStep, options: EnvironmentOptions): Promise<EnvironmentOutcome> {
  const there = (path: string) => existsSync(join(options.folder, path))
  const before = new Set(step.makes.filter(there))
  const outcome = await tryChoices(step, options, there)
  if (outcome.kind === 'failed' || outcome.kind === 'stopped') {
    for (const path of step.makes) if (!before.has(path)) rmSync(join(options.folder, path), { recursive: true, force: true })
  }
  return outcome
}

async function tryChoices(
  step: EnvironmentStep,
  options: EnvironmentOptions,
  there: (path: string) => boolean,
): Promise<EnvironmentOutcome> {
  for (const choice of step.choices.filter(({ needs }) => needs === undefined || there(needs))) {
    const result = await run(choice, step, options)
    if (result === 'no-tool') continue
    if (result.stoppedBy === 'abort' || result.stoppedBy === 'signal') return { kind: 'stopped', step }
    if (result.exitCode === 0 && result.stoppedBy === undefined) return { kind: 'made', step }
    return { kind: 'failed', step, command: choice.command, why: reasonOf(result) }
  }
  return { kind: 'no-tool', step }
}

async function run(
  { command, args }: EnvironmentCommand,
  step: EnvironmentStep,
  options: EnvironmentOptions,
): Promise<ProcessResult | 'no-tool'> {
  options.log(`Making ${step.title}: ${command} ${args.join(' ')}`)
  try {
    return await runProcess({
      ...{ command, args, cwd: options.folder, env: options.env, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      keepBytes: 64 * 1024,
      onLine: (line) => options.log(`  ${printableLine(line)}`),
    })
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') return 'no-tool'
    throw error
  }
}

function reasonOf({ exitCode, stoppedBy }: ProcessResult): string {
  return stoppedBy === 'timeout' ? 'took too long and was stopped' : `ended with exit code ${exitCode}`
}

/** What a person reads afterwards. @param root posix path of the module */
export function renderEnvironment(outcomes: readonly EnvironmentOutcome[], root: string): string[] {
  return outcomes.map((outcome) => {
    const { title, byHand } = outcome.step
    const advice = `To make it: cd ${root} && ${byHand}`
    switch (outcome.kind) {
      case 'made':
        return `✓ ${title} is made.`
      case 'no-tool':
        return `- ${title} is not made: no program for it is on this machine. ${advice}`
      case 'failed':
        return `✗ ${title} is not made: ${outcome.command} ${outcome.why}. ${advice}`
      case 'stopped':
        return `✗ ${title} is not made: it was stopped. ${advice}`
    }
  })
}
