import { ModuleImagesError } from '@module-images/core'
import type { ExecutorContext } from '@nx/devkit'
import { openSession, type OpenSession, interruption, readRunEnvironment, reportFailure, writeLog } from '@module-images/app'
import { INACTIVE_TAG } from '@module-images/workspace'
import { readBuiltKeys } from './built-keys.js'
import { readTaskWorkspace } from './task-workspace.js'

/** What a task does with the images of its run; true where all went well. */
export type ImageWork = (session: OpenSession) => Promise<boolean>

/** Runs the work of a task that Nx has started, and says what went wrong. */
export async function runImageWork(context: ExecutorContext, work: ImageWork): Promise<{ success: boolean }> {
  const stop = interruption()
  let session: OpenSession | undefined
  try {
    const environment = readRunEnvironment(process.env)
    const workspace = readTaskWorkspace(context)
    const builtKeys = readBuiltKeys(context, workspace.settings.targets.build, new Set())
    session = openSession(workspace, { env: process.env, environment, signal: stop.signal, log: writeLog, builtKeys })
    return { success: await work(session) }
  } catch (error) {
    reportFailure(error, { log: writeLog, githubActions: process.env['GITHUB_ACTIONS'] === 'true', root: context.root })
    return { success: false }
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
  log(`${name}  skipped: inactive (${INACTIVE_TAG})`)
  return true
}
