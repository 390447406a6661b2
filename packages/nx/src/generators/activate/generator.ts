import type { Tree } from '@nx/devkit'
import { readWorkspaceFrom, selectModules } from '@module-images/workspace'
import { checkActivation } from '../module/scaffold/plan-activation.js'
import { setActive } from '../project-tags.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { withShownErrors } from '../with-shown-errors.js'
import { warnOfSkipped } from '../sync/warn-of-skipped.js'
import { formatWritten, writeWorkflows } from '../sync/write-workflows.js'
import { readActivationFacts } from './activation-facts.js'
import type { ActivateGeneratorOptions } from './schema.js'
import { nxLog } from '../nx-log.js'

/** Switches a module on for CI once it passes every check, or off without any, and writes its workflows anew. */
export default async function activateGenerator(tree: Tree, options: ActivateGeneratorOptions): Promise<void> {
  await withShownErrors(() => activate(tree, options))
}

async function activate(tree: Tree, { name: given, deactivate = false }: ActivateGeneratorOptions): Promise<void> {
  const files = createTreeFiles(tree)
  const workspace = readWorkspaceFrom(files)
  const { modules, broken } = selectModules(workspace, [given])
  const [module] = [...modules, ...broken]
  if (module === undefined) throw new Error(`'${given}' selects no module`)
  const { name } = module
  if (!deactivate) checkActivation(name, readActivationFacts(files, module))
  const changed = setActive(tree, module, !deactivate, workspace.settings)
  const written = writeWorkflows(tree)
  warnOfSkipped(written)
  await formatWritten(tree, written)
  const state = deactivate ? 'inactive' : 'active'
  const means = deactivate ? 'CI leaves it alone' : 'pull requests test it, merges and releases publish it'
  nxLog.info(changed ? `${name} is ${state} now: ${means}.` : `${name} was ${state} already.`)
}
