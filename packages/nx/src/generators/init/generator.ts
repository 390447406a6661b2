import { ModuleImagesError } from '@module-images/core'
import { type GeneratorCallback, installPackagesTask, type Tree } from '@nx/devkit'
import { findModuleFolders, folderInRepository, parseRegistry, parseSettings, readWorkspaceFrom } from '@module-images/workspace'
import { compareLegacy, type LegacyComparison } from './legacy/compare-legacy.js'
import type { LegacyWorkflow } from './legacy/legacy-workflow.js'
import { renderLegacyFinding } from './legacy/render-legacy.js'
import { setActive } from '../project-tags.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { warnOfSkipped } from '../sync/warn-of-skipped.js'
import { writeWorkflows } from '../sync/write-workflows.js'
import { withShownErrors } from '../with-shown-errors.js'
import { findFilesInTheWay, readLegacyWorkflows } from './legacy-files.js'
import { guessGlobs, parseGlobs } from './module-globs.js'
import { readPluginOptions, writeNxSettings } from './nx-settings.js'
import { writeGitignore, writePackageSettings } from './package-settings.js'
import type { InitGeneratorOptions } from './schema.js'
import { nxLog } from '../nx-log.js'

/**
 * Sets the plugin up in a repository that exists, which may have neither nx.json nor a package.json of its own. No Dockerfile is
 * touched; workflows are replaced only where they are known as the old system's. A second run changes nothing.
 */
export default async function initGenerator(tree: Tree, options: InitGeneratorOptions): Promise<GeneratorCallback> {
  return withShownErrors(() => init(tree, options))
}

function init(tree: Tree, options: InitGeneratorOptions): GeneratorCallback {
  const workflows = readLegacyWorkflows(tree)
  const modules = chooseModules(tree, options)
  const comparison = compareLegacy(workflows, modules.folders, folderInRepository(tree.root))
  const registry = chooseRegistry(tree, options, comparison)
  writeNxSettings(tree, { modules: modules.globs, registry })
  const installs = writePackageSettings(tree)
  writeGitignore(tree)
  const names = switchModules(tree, comparison)
  const replaced = removeLegacy(tree, workflows)
  const inTheWay = findFilesInTheWay(tree, names)
  if (inTheWay.length === 0) warnOfSkipped(writeWorkflows(tree))
  report({ comparison, workflows, replaced, inTheWay, modules: names.length, registry })
  return () => {
    if (installs && options.skipInstall !== true) installPackagesTask(tree)
  }
}

function chooseModules(tree: Tree, options: InitGeneratorOptions) {
  const files = createTreeFiles(tree)
  const known = readPluginOptions(tree)?.['modules']
  const globs = parseGlobs(options.modules) ?? (known === undefined ? guessGlobs(files) : parseSettings({ modules: known }).modules)
  const folders = findModuleFolders(files, parseSettings({ modules: globs })).roots.map((root) => ({
    root,
    name: root.slice(root.lastIndexOf('/') + 1),
  }))
  if (folders.length > 0) return { globs, folders }
  throw new ModuleImagesError({
    code: 'no-modules-found',
    kind: 'input',
    message: `No folder that ${globs.join(', ')} matches holds a Dockerfile.`,
    fix: "Say where the modules lie, in quotes: --modules 'analyses/*'",
  })
}

/** What was said, what nx.json says, what the old workflows agree on: in this order. */
function chooseRegistry(tree: Tree, options: InitGeneratorOptions, { registry }: LegacyComparison): string {
  const known = readPluginOptions(tree)?.['registry']
  if (options.registry !== undefined) return parseRegistry(options.registry, '--registry')
  if (typeof known === 'string') return parseRegistry(known, 'nx.json')
  if (registry !== undefined) return parseRegistry(registry, 'the old workflows')
  throw new ModuleImagesError({
    code: 'registry-unknown',
    kind: 'input',
    message: 'Neither nx.json nor the workflows that are there say where images are published.',
    fix: 'Say it: --registry public.ecr.aws/openscpca',
  })
}

/** @returns names of all modules */
function switchModules(tree: Tree, { active }: LegacyComparison): string[] {
  const { modules, broken, settings } = readWorkspaceFrom(createTreeFiles(tree))
  return [...modules.values(), ...broken.values()].map(({ name, root }) => {
    const wanted = active.get(root)
    if (wanted !== undefined) setActive(tree, { name, root }, wanted, settings)
    return name
  })
}

function removeLegacy(tree: Tree, workflows: readonly LegacyWorkflow[]): string[] {
  const known = workflows.filter(({ kind }) => kind !== 'foreign').map(({ file }) => file)
  for (const file of known) tree.delete(file)
  return known
}

interface InitReport {
  readonly comparison: LegacyComparison
  readonly workflows: readonly LegacyWorkflow[]
  readonly replaced: readonly string[]
  readonly inTheWay: readonly string[]
  readonly modules: number
  readonly registry: string
}

function report({ comparison, workflows, replaced, inTheWay, modules, registry }: InitReport): void {
  nxLog.info(`${modules} module${modules === 1 ? '' : 's'}, published to ${registry}.`)
  for (const finding of comparison.findings) nxLog.warn(renderLegacyFinding(finding))
  for (const workflow of workflows) if (workflow.kind === 'foreign') nxLog.warn(`${workflow.file} stays as it is: ${workflow.why}.`)
  if (replaced.length > 0) nxLog.info(`Generated workflows take the place of ${replaced.length} written by hand.`)
  if (inTheWay.length === 0) return
  nxLog.warn(
    [
      'No workflow was generated, because these were written by hand and have names that generated ones need:',
      ...inTheWay.map((file) => `  ${file}`),
      'Rename or remove them, then run: npx nx sync',
    ].join('\n'),
  )
}
