import type { LinkedModule } from '../workspace/link-modules.js'
import type { BrokenModule } from '../workspace/read-module.js'
import { CHECK_WEEK } from '../workspace/state-variable.js'
import { brokenInputs, fileInputs } from './inputs.js'
import type { InputDefinition } from './module-in-context.js'

/**
 * What a check reads: the files of the module's own build, the options in nx.json, and the week, since a lock grows old without any file
 * changing.
 */
export function checkInputs(module: LinkedModule | BrokenModule): InputDefinition[] {
  if (module.kind === 'broken') return [...brokenInputs(module), '{workspaceRoot}/nx.json']
  return [...fileInputs(module), '{workspaceRoot}/nx.json', { externalDependencies: [] }, { env: CHECK_WEEK }]
}
