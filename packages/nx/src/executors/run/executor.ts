import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import type { ExecutorContext } from '@nx/devkit'
import { createImageRun } from '../../apply/create-image-run.js'
import type { ImageRun } from '../../apply/image-run.js'
import { loadImage } from '../../apply/load-image.js'
import { type WantedImage, wantImage } from '../../apply/wanted-image.js'
import { interruption } from '../../environment/interruption.js'
import { readRunEnvironment } from '../../environment/run-environment.js'
import { reportFailure } from '../../report/report-run.js'
import { readWorkspace } from '../../workspace/read-workspace.js'
import { type CommandOptions, DEFAULT_SCRIPT, planRunRequest } from './plan-run-request.js'

/** Runs the module's script, or another command, in the image of this checkout, and ends with its exit code. */
export async function runExecutor(options: CommandOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const environment = readRunEnvironment(process.env)
  const stop = interruption()
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const run = createImageRun(readWorkspace(context.root), { env: process.env, environment, signal: stop.signal, say })
  try {
    const exitCode = await runInImage(run, context.projectName ?? '', options)
    process.exitCode = exitCode
    return { success: exitCode === 0 }
  } catch (error) {
    reportFailure(error, { say, githubActions: environment.githubActions })
    return { success: false }
  } finally {
    await run.close()
    stop.done()
  }
}

async function runInImage(run: ImageRun, name: string, options: CommandOptions): Promise<number> {
  const wanted = await wantImage(run, name)
  if (options.command === undefined) checkScript(run, wanted)
  const image = await loadImage(run, wanted)
  const place = { workspaceRoot: run.workspace.root, moduleRoot: wanted.module.root }
  const caller = { user: currentUser(), interactive: process.stdin.isTTY && process.stdout.isTTY, env: process.env }
  const { exitCode } = await run.engine.run(planRunRequest(place, image, options, caller))
  if (exitCode !== 0) run.say(`✗ ${name} ended with exit code ${exitCode}`)
  return exitCode
}

function checkScript(run: ImageRun, { module }: WantedImage): void {
  if (existsSync(join(run.workspace.root, module.root, DEFAULT_SCRIPT))) return
  throw new ModuleImagesError({
    code: 'no-script',
    kind: 'input',
    message: `${module.name} has no run.sh.`,
    place: { file: `${module.root}/run.sh` },
    hint: `Write one, make it executable, or name a command: npx nx docker-run ${module.name} --command="Rscript analysis.R"`,
  })
}

function currentUser(): string | undefined {
  const { getuid, getgid } = process
  return getuid && getgid ? `${getuid.call(process)}:${getgid.call(process)}` : undefined
}
