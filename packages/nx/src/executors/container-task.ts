import { ModuleImagesError } from '@module-images/core'
import type { ExecutorContext } from '@nx/devkit'
import { openSession, type OpenSession, interruption, readRunEnvironment } from '@module-images/app'
import { readBuiltKeys } from './built-keys.js'
import { readTaskOutput, type TaskOutput, tellFailure } from './task-output.js'
import { readTaskWorkspace } from './task-workspace.js'

/** What a task does with the images of its run; true where all went well. */
export type ImageWork = (session: OpenSession) => Promise<boolean>

/** Runs the work of a task that Nx has started, and says what went wrong. */
export async function runImageWork(context: ExecutorContext, work: ImageWork): Promise<{ success: boolean }> {
  const output = readTaskOutput(process.env, { batch: false })
  try {
    return { success: await withSession(context, output, work) }
  } catch (error) {
    return tellFailure(error, { root: context.root, style: output.style })
  }
}

/** Opens a session for tasks that Nx has started, and closes it. @throws whatever the work throws */
export async function withSession<T>(
  context: ExecutorContext,
  { log, status, verbose, style: { width } }: TaskOutput,
  work: (session: OpenSession) => Promise<T>,
): Promise<T> {
  const stop = interruption()
  let session: OpenSession | undefined
  try {
    const environment = readRunEnvironment(process.env)
    const workspace = readTaskWorkspace(context)
    const builtKeys = readBuiltKeys(context, workspace.settings.targets.build, new Set())
    session = openSession(workspace, { env: process.env, environment, signal: stop.signal, log, status, verbose, width, builtKeys })
    return await work(session)
  } finally {
    await session?.close()
    stop.done()
  }
}

/** The module a task is about. @throws ModuleImagesError where Nx names none */
export function projectOf({ projectName }: ExecutorContext): string {
  if (projectName !== undefined) return projectName
  throw new ModuleImagesError({ code: 'no-project', kind: 'internal', message: 'Nx has started a task without a project.' })
}

/** CI leaves inactive modules alone, and has not built their images; says so. */
export function skipsInactive({ workspace, ci, log }: Pick<OpenSession, 'workspace' | 'ci' | 'log'>, name: string): boolean {
  const module = workspace.modules.get(name) ?? workspace.broken.get(name)
  if (!ci || module?.active !== false) return false
  log(`${name}  skipped: inactive`)
  return true
}
