import { renderJson } from '@module-images/core'
import { selectModules } from '@module-images/workspace'
import { ensureImage } from '../../build/ensure-image.js'
import type { OpenSession } from '../../tasks/open-session.js'
import { loadImage } from '../../build/load-image.js'
import { resolveTarget } from '../../session/image-target.js'
import { renderFailedModules } from '../../report/module-failures.js'
import type { CommandContext } from '../../session/command-context.js'
import { withImages } from './with-images.js'

export interface LoadCommand {
  /** Names or folders; none means the active ones. */
  readonly modules: readonly string[]
  readonly platform: string | undefined
  readonly json: boolean
}

/** An image the engine has. */
interface LoadedImage {
  readonly module: string
  /** Its name there. */
  readonly image: string
}

/** `module-images load`: prints the names of the images, and ends with 0 when the engine has them all, else with 1. */
export async function loadModules({ modules, platform, json }: LoadCommand, context: CommandContext): Promise<number> {
  return withImages(context, async (session) => {
    const selected = selectModules(session.workspace, modules)
    const names = [...selected.modules, ...selected.broken].map(({ name }) => name)
    const loaded: LoadedImage[] = []
    context.onStop(() => renderStop(loaded, names))
    for (const name of names) loaded.push(...(await loadOrReport(session, context, { name, platform })))
    if (json) context.print(renderJson(loaded, 2))
    else for (const { image } of loaded) context.print(image)
    const failed = names.filter((name) => !loaded.some(({ module }) => module === name))
    if (failed.length === 0) return 0
    context.log(
      renderFailedModules(
        failed.map((module) => ({ module })),
        names.length,
      ),
    )
    return 1
  })
}

function renderStop(loaded: readonly LoadedImage[], names: readonly string[]): string {
  const there = loaded.map(({ module }) => module)
  const left = names.filter((name) => !there.includes(name))
  return `the engine has ${there.join(', ') || 'none of the images'}; not loaded: ${left.join(', ')}`
}

async function loadOrReport(
  session: OpenSession,
  { logError, signal }: CommandContext,
  { name, platform }: { readonly name: string; readonly platform: string | undefined },
): Promise<LoadedImage[]> {
  try {
    await ensureImage(session, name)
    return [{ module: name, image: (await loadImage(session, await resolveTarget(session, name), platform)).name }]
  } catch (error) {
    signal.throwIfAborted()
    logError(error)
    return []
  }
}
