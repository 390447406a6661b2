import { isDeepStrictEqual } from 'node:util'
import {
  type CommitOptions,
  type CommitSession,
  findModule,
  interruption,
  readRunEnvironment,
  readTargetOptions,
  withCommit,
} from '@module-images/app'
import type { ExecutorContext } from '@nx/devkit'
import { projectOf } from './container-task.js'
import { readTaskOutput, tellFailure } from './task-output.js'

/** Options by which a task takes another commit than the one that is checked out. */
export interface CommitTaskOptions {
  readonly at?: string
  readonly yes?: boolean
}

/** What runs in the image of a commit. */
export interface CommitWork {
  readonly target: 'run' | 'shell'
  /** The task's options, as Nx hands them over. */
  readonly options: object
  /** Gets the options that the commit has for the target, with those of the command line before them. @returns the exit code */
  run(session: CommitSession, name: string, options: object): Promise<number>
}

/** Runs the work of a task in files and image of a commit. */
export async function runCommitWork(
  context: ExecutorContext,
  commit: CommitOptions,
  work: CommitWork,
  isSuccess: (exitCode: number) => boolean,
): Promise<{ success: boolean }> {
  const output = readTaskOutput(process.env, { batch: false })
  const { log, status, verbose, style } = output
  const stop = interruption()
  try {
    const name = projectOf(context)
    const environment = readRunEnvironment(process.env)
    const parts = {
      env: process.env,
      environment,
      signal: stop.signal,
      log,
      status,
      verbose,
      width: style.width,
      workspaceRoot: context.root,
    }
    const exitCode = await withCommit(
      commit,
      parts,
      (workspace) => findModule(workspace, name).name,
      (session) => {
        const then = readTargetOptions(
          session.workspace,
          findModule(session.workspace, name),
          session.workspace.settings.targets[work.target],
        )
        return work.run(session, name, { ...then, ...givenOptions(context, work.options) })
      },
    )
    return { success: isSuccess(exitCode) }
  } catch (error) {
    return tellFailure(error, { root: context.root, style })
  } finally {
    stop.done()
  }
}

/** Nx merges what the checkout configures and what the command line says: only the latter counts for another commit. */
export function givenOptions({ projectsConfigurations, projectName = '', targetName = '' }: ExecutorContext, options: object): object {
  const configured = { user: 'caller', ...projectsConfigurations.projects[projectName]?.targets?.[targetName]?.options } as Record<
    string,
    unknown
  >
  return Object.fromEntries(Object.entries(options).filter(([option, value]) => !isDeepStrictEqual(configured[option], value)))
}
