import { AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE, dockerFile, WORKFLOW_FOLDER } from '@module-images/workflows'
import { isGenerated } from '@module-images/core'
import type { Tree } from '@nx/devkit'
import { pathToRepository } from '@module-images/workspace'
import type { LegacyWorkflow } from './legacy/legacy-workflow.js'
import { mayBeLegacyWorkflow, parseLegacyWorkflow } from './legacy/parse-legacy-workflow.js'

/** Workflows that are, or by their name may be, of the system before this one. Our own are not among them. */
export function readLegacyWorkflows(tree: Tree): LegacyWorkflow[] {
  return handWritten(tree).flatMap(({ file, text }) => (mayBeLegacyWorkflow(file) ? [parseLegacyWorkflow(text, file)] : []))
}

/** Hand-written files whose names generated workflows need: they are never written over, so somebody has to choose. A `run_*.yml` just stays. */
export function findFilesInTheWay(tree: Tree, modules: readonly string[]): string[] {
  const wanted = new Set([AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE, ...modules.map(dockerFile)])
  return handWritten(tree).flatMap(({ file, name }) => (wanted.has(name) ? [file] : []))
}

function handWritten(tree: Tree): { file: string; name: string; text: string }[] {
  const folder = `${pathToRepository(tree.root)}${WORKFLOW_FOLDER}`
  return tree
    .children(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ name, file: `${folder}/${name}`, text: tree.read(`${folder}/${name}`, 'utf-8') ?? '' }))
    .filter(({ text }) => !isGenerated(text))
}
