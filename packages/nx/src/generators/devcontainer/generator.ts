import type { Tree } from '@nx/devkit'
import { findModule, interruption, openSession, readDevcontainerFacts, readRunEnvironment } from '@module-images/app'
import { type Devcontainer, planDevcontainer } from '@module-images/core'
import { editJson, readWorkspaceFrom } from '@module-images/workspace'
import { nxLog } from '../nx-log.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { withShownErrors } from '../with-shown-errors.js'
import type { DevcontainerGeneratorOptions } from './schema.js'

/** Writes the dev container of a module, or moves the image of the one that is there. */
export default async function devcontainerGenerator(tree: Tree, options: DevcontainerGeneratorOptions): Promise<void> {
  await withShownErrors(() => writeDevcontainer(tree, options))
}

async function writeDevcontainer(tree: Tree, { name: given }: DevcontainerGeneratorOptions): Promise<void> {
  const workspace = readWorkspaceFrom(createTreeFiles(tree))
  const module = findModule(workspace, given)
  const stop = interruption()
  const environment = readRunEnvironment(process.env)
  const session = openSession(workspace, { env: process.env, environment, signal: stop.signal, log: nxLog.log })
  try {
    const planned = planDevcontainer(await readDevcontainerFacts(session, module))
    const file = devcontainerFile(module.name)
    const before = tree.exists(file) ? tree.read(file, 'utf8') : null
    tree.write(file, before === null ? `${JSON.stringify(planned, null, 2)}\n` : moveImage(before, planned))
    nxLog.info(
      before === null
        ? `${module.name} has a dev container now: open this folder in an editor that knows them, or run npx @devcontainers/cli up`
        : `The dev container of ${module.name} has the image of this checkout; all else in ${file} stays as it was.`,
    )
  } finally {
    await session.close()
    stop.done()
  }
}

/** Tools look one folder deep, and let one choose. https://containers.dev/implementors/spec/#devcontainerjson */
function devcontainerFile(module: string): string {
  return `.devcontainer/${module.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '')}/devcontainer.json`
}

/** What people have changed in it is theirs. */
function moveImage(text: string, { image }: Devcontainer): string {
  return editJson(text, [{ path: ['image'], value: image }])
}
