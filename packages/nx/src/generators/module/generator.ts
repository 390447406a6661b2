import { join } from 'node:path'
import { type GeneratorCallback, getProjects, readJson, type Tree, writeJson } from '@nx/devkit'
import { interruption } from '@module-images/app'
import { readWorkspaceFrom } from '@module-images/workspace'
import { checkModuleName } from './scaffold/module-name.js'
import { planEnvironment } from './scaffold/plan-environment.js'
import { planModuleFiles } from './scaffold/plan-module.js'
import { resolveTraits } from './scaffold/module-traits.js'
import { inactiveProject } from '../project-tags.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { withShownErrors } from '../with-shown-errors.js'
import { warnOfSkipped } from '../sync/warn-of-skipped.js'
import { formatWritten, writeWorkflows } from '../sync/write-workflows.js'
import { createEnvironment, renderEnvironment } from './create-environment.js'
import { checkModuleRoot, moduleFolder, takenNames } from './module-place.js'
import type { ModuleGeneratorOptions } from './schema.js'
import { nxLog } from '../nx-log.js'

/**
 * Makes a module: everything is checked first, then its files and workflows are written into the tree. Environments are made by the
 * callback, which Nx runs once the files are on disk, and not at all in a dry run.
 */
export default async function moduleGenerator(tree: Tree, options: ModuleGeneratorOptions): Promise<GeneratorCallback> {
  return withShownErrors(() => createModule(tree, options))
}

async function createModule(tree: Tree, options: ModuleGeneratorOptions): Promise<GeneratorCallback> {
  const { name } = options
  const workspace = readWorkspaceFrom(createTreeFiles(tree))
  const folder = moduleFolder(workspace.settings, options.directory)
  const root = `${folder}/${name}`
  checkModuleName(name, [])
  checkModuleRoot(workspace.settings, root)
  checkModuleName(name, takenNames(tree, workspace, folder, getProjects(tree).keys()))
  const traits = resolveTraits(options)
  for (const { path, text, executable } of planModuleFiles(name, traits, { licence: readLicence(tree), env: options.env })) {
    tree.write(`${root}/${path}`, text, executable ? { mode: 0o755 } : {})
  }
  writeJson(tree, `${root}/project.json`, inactiveProject({ name, root }))
  const written = writeWorkflows(tree)
  warnOfSkipped(written)
  await formatWritten(tree, written)
  return async () => {
    const stop = interruption()
    const log = (line: string) => nxLog.log(line)
    const creation = { folder: join(tree.root, root), env: process.env, signal: stop.signal, log }
    try {
      const outcomes = await createEnvironment(planEnvironment(traits), creation)
      for (const line of [...renderEnvironment(outcomes, root), ...nextSteps(name, root)]) log(line)
    } finally {
      stop.done()
    }
  }
}

/** The workspace's own; what is no plain SPDX expression does not go into a Dockerfile. */
function readLicence(tree: Tree): string | undefined {
  if (!tree.exists('package.json')) return undefined
  const { license } = readJson<{ license?: unknown }>(tree, 'package.json')
  return typeof license === 'string' && /^[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*$/.test(license) ? license : undefined
}

function nextSteps(name: string, root: string): string[] {
  return [
    '',
    `${name} lies in ${root}. It builds and runs on this machine; CI leaves it alone until it is activated.`,
    `  npx nx docker-build ${name}`,
    `  npx nx docker-run ${name}`,
    `  npx --no module-images lock ${name}   pins its bases to digests`,
    `  npx nx g @module-images/nx:activate ${name}   once its Dockerfile makes what it needs`,
  ]
}
