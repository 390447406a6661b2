import { ModuleImagesError, type ModuleFailure } from '@module-images/core'
import type { CommandContext } from '../session/command-context.js'

/** What a command over many modules did, and those that it could not do it for. */
export interface ModuleOutcomes<T> {
  /** In the order of the modules. */
  readonly results: readonly T[]
  readonly failures: readonly ModuleFailure[]
}

/**
 * The rule of all commands over many modules: an error of one keeps no other back. Runs for all at the same time.
 *
 * @throws what is no module's own: an interruption, or an error that nobody expects
 */
export async function runForEach<M extends { readonly name: string }, T>(
  modules: readonly M[],
  { signal }: Pick<CommandContext, 'signal'>,
  run: (module: M) => Promise<T>,
): Promise<ModuleOutcomes<T>> {
  const outcomes = await Promise.all(
    modules.map(async (module) => {
      try {
        return { kind: 'done', result: await run(module) } as const
      } catch (error) {
        if (!(error instanceof ModuleImagesError) || signal.aborted) throw error
        return { kind: 'failed', failure: { module: module.name, error } } as const
      }
    }),
  )
  return {
    results: outcomes.flatMap((outcome) => (outcome.kind === 'done' ? [outcome.result] : [])),
    failures: outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : [])),
  }
}

/**
 * The end of a command over many modules: each error, with its place and what to do, then the names.
 *
 * @param total of the modules that the command was to do its work for; `what` is for a command whose work is about other things
 * @returns the exit code
 */
export function reportFailures(
  failures: readonly ModuleFailure[],
  total: number,
  { log, logError, what }: Pick<CommandContext, 'log' | 'logError'> & { readonly what?: string },
): 0 | 1 {
  // One error may be that of several modules: a base that they share.
  for (const error of new Set(failures.map((failure) => failure.error))) logError(error)
  if (failures.length === 0) return 0
  log(renderFailedModules(failures, total, what))
  return 1
}

/** `✗ failed for 2 of 5 modules: base, child` */
export function renderFailedModules(failures: readonly Pick<ModuleFailure, 'module'>[], total: number, what = 'module'): string {
  const names = [...new Set(failures.map(({ module }) => module))].sort()
  return `✗ failed for ${names.length} of ${total} ${total === 1 ? what : `${what}s`}: ${names.join(', ')}`
}
