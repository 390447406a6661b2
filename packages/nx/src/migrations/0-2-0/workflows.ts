import { isGenerated } from '@module-images/core'
import { WORKFLOW_FOLDER } from '@module-images/workflows'
import { pathToRepository } from '@module-images/workspace'
import type { Tree } from '@nx/devkit'
import { nxLog } from '../../generators/nx-log.js'
import syncGenerator from '../../generators/sync/generator.js'

/** What Nx prints at the end of a migration. */
interface MigrationResult {
  readonly nextSteps: string[]
}

const NEXT_STEPS = [
  'Every content key changes once, so the next docker-push builds every image anew. Images and tags that are published stay until then.',
  'Look at what has changed with: npx --no module-images plan',
]

/** Writes the generated workflows anew, where there are any, as `nx sync` does. */
export default async function migrateWorkflows(tree: Tree): Promise<MigrationResult> {
  if (hasGeneratedWorkflows(tree)) {
    const { outOfSyncDetails = [] } = await syncGenerator(tree)
    if (outOfSyncDetails.length > 0) nxLog.info('Generated workflows written anew:')
  }
  return { nextSteps: NEXT_STEPS }
}

/** In the repository's folder, or in the workspace's own, where 0.1.0 wrote them. */
function hasGeneratedWorkflows(tree: Tree): boolean {
  const folders = new Set([WORKFLOW_FOLDER, `${pathToRepository(tree.root)}${WORKFLOW_FOLDER}`])
  return [...folders].some((folder) =>
    tree.children(folder).some((name) => /\.ya?ml$/.test(name) && isGenerated(tree.read(`${folder}/${name}`, 'utf-8') ?? '')),
  )
}
