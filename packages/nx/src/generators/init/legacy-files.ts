import { AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE, dockerFile, WORKFLOW_FOLDER } from '@module-images/workflows'
import { isGenerated } from '@module-images/core'
import type { Tree } from '@nx/devkit'
import { pathToRepository } from '@module-images/workspace'
import type { ModuleFolderName } from './legacy/compare-legacy.js'
import type { LegacyWorkflow } from './legacy/legacy-workflow.js'
import { mayBeLegacyWorkflow, parseLegacyWorkflow } from './legacy/parse-legacy-workflow.js'

/** Workflows that are, or by their name may be, of the system before this one. Our own are not among them. */
export function readLegacyWorkflows(tree: Tree): LegacyWorkflow[] {
  return handWritten(tree).flatMap(({ file, text }) => (mayBeLegacyWorkflow(file) ? [parseLegacyWorkflow(text, file)] : []))
}

/**
 * Paths of the old system's workflows that generated ones do the work of. One whose module is gone is nobody's, and stays until somebody
 * removes it.
 */
export function listReplaced(workflows: readonly LegacyWorkflow[], modules: readonly ModuleFolderName[]): string[] {
  const names = new Set(modules.map(({ name }) => name.toLowerCase()))
  return workflows.flatMap((workflow) => {
    if (workflow.kind === 'foreign') return []
    return workflow.kind !== 'module' || names.has(workflow.named.toLowerCase()) ? [workflow.file] : []
  })
}

/** Hand-written files whose names generated workflows need: they are never written over, so somebody has to choose. A `run_*.yml` just stays. */
export function findFilesInTheWay(tree: Tree, modules: readonly string[]): string[] {
  const wanted = new Set([AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE, ...modules.map(dockerFile)])
  return handWritten(tree).flatMap(({ file, name }) => (wanted.has(name) ? [file] : []))
}

/** Workflows without the line of generated ones, in order of name. */
export function handWritten(tree: Tree): { file: string; name: string; text: string }[] {
  const folder = `${pathToRepository(tree.root)}${WORKFLOW_FOLDER}`
  return tree
    .children(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ name, file: `${folder}/${name}`, text: tree.read(`${folder}/${name}`, 'utf-8') ?? '' }))
    .filter(({ text }) => !isGenerated(text))
}
