import { ModuleImagesError } from '@module-images/core'
import { type GeneratorCallback, installPackagesTask, type Tree } from '@nx/devkit'
import { findModuleFolders, folderInRepository, parseRegistry, parseSettings, readWorkspaceFrom } from '@module-images/workspace'
import { runCommand } from '../../command.js'
import { setActive } from '../project-tags.js'
import { createTreeFiles } from '../sync/tree-files.js'
import { warnOfSkipped } from '../sync/warn-of-skipped.js'
import { writeWorkflows } from '../sync/write-workflows.js'
import { withShownErrors } from '../with-shown-errors.js'
import { completeGhcr, parseGithubOwner } from './github-owner.js'
import { writeGitAttributes } from './git-attributes.js'
import { compareLegacy, type LegacyComparison, type ModuleFolderName } from './legacy/compare-legacy.js'
import type { LegacyWorkflow } from './legacy/legacy-workflow.js'
import { findFilesInTheWay, handWritten, listReplaced, readLegacyWorkflows } from './legacy-files.js'
import { planBrokenModule } from './migration/plan-broken-module.js'
import { planPublishedBases } from './migration/plan-published-bases.js'
import { NO_MODULE_ACTIVE } from './migration/plan-modules.js'
import { type MigrationPlan, planMigration } from './migration/plan-migration.js'
import { MIGRATION_REPORT, renderMigrationPage } from './migration/render-migration.js'
import { guessGlobs, OTHER_NAMES, parseGlobs } from './module-globs.js'
import { defaultBranch, readPluginOptions, writeNxSettings } from './nx-settings.js'
import { checkPackageFolder, writeGitignore, writePackageSettings } from './package-settings.js'
import { logInit } from './log-init.js'
import { readRepositoryTexts } from './repository-texts.js'
import type { InitGeneratorOptions } from './schema.js'

/**
 * Sets the plugin up in a repository that exists, which may have neither nx.json nor a package.json of its own. No Dockerfile is
 * touched; workflows are replaced only where they are known as the old system's, and a report says what becomes of all that they did. A second
 * run changes nothing.
 */
export default async function initGenerator(tree: Tree, options: InitGeneratorOptions): Promise<GeneratorCallback> {
  return withShownErrors(() => init(tree, options))
}

function init(tree: Tree, options: InitGeneratorOptions): GeneratorCallback {
  const modules = chooseModules(tree, options)
  const legacy = readLegacyWorkflows(tree)
  const before = readPluginOptions(tree)
  const comparison = compare(legacy, modules.folders, { folder: folderInRepository(tree.root), isFirst: before === undefined })
  const registry = chooseRegistry(tree, options, comparison)
  const [replaced, workflows] = [listReplaced(legacy, modules.folders), handWritten(tree)]
  const planned = planMigration({
    ...{ legacy, replaced, comparison },
    workflows,
    modules: modules.folders,
    texts: readRepositoryTexts(
      tree,
      modules.folders.map(({ root }) => root),
    ),
    defaultBranch: defaultBranch(tree),
    registry,
    options: before ?? {},
  })
  const activation = options.activation ?? (before === undefined && workflows.length > 0 ? 'opt-in' : undefined)
  const more = { ...(activation === undefined ? {} : { activation }), ...planned.options, ...(options.activation && { activation }) }
  const folder = checkPackageFolder(options.packageFolder)
  writeNxSettings(tree, { modules: modules.globs, registry, more, ...chooseLabels(options, before) })
  const { installs, source } = writePackageSettings(tree, folder)
  writeGitignore(tree)
  writeGitAttributes(tree, modules.globs)
  const { names, told } = switchModules(tree, comparison)
  const unknown = activation === 'opt-in' && comparison.active.size === 0 ? [NO_MODULE_ACTIVE] : []
  const migration = { ...planned, entries: [...unknown, ...told, ...planned.entries] }
  for (const file of replaced) tree.delete(file)
  const inTheWay = findFilesInTheWay(tree, names)
  if (inTheWay.length === 0) warnOfSkipped(writeWorkflows(tree))
  const hasReport = before === undefined || replaced.length > 0
  if (hasReport) writeReport(tree, migration, replaced)
  logInit({ ...{ migration, replaced, inTheWay, registry, source, hasReport }, modules: names.length, locks: options.lock === true })
  return async () => {
    if (installs && options.skipInstall !== true) installPackagesTask(tree)
    if (options.lock === true) await lockBases()
  }
}

/** Nx ends with its own exit code, so that a failure has to be thrown. */
async function lockBases(): Promise<void> {
  if ((await runCommand(['lock'])) === 0) return
  throw new Error('All else is set up, but the bases are not locked. Once what is named above is right: npx --no module-images lock')
}

/**
 * Later, a workflow that the old system left, or that its script has made since, tells of its own module and of no other: modules that lack one
 * were switched by people.
 */
function compare(
  legacy: readonly LegacyWorkflow[],
  modules: readonly ModuleFolderName[],
  { folder, isFirst }: { readonly folder: string; readonly isFirst: boolean },
): LegacyComparison {
  const comparison = compareLegacy(legacy, modules, folder)
  if (isFirst) return comparison
  const without = new Set(comparison.findings.flatMap((finding) => (finding.kind === 'no-workflow' ? [finding.module] : [])))
  const roots = new Set(modules.filter(({ name }) => without.has(name)).map(({ root }) => root))
  return {
    ...comparison,
    active: new Map([...comparison.active].filter(([root]) => !roots.has(root))),
    findings: comparison.findings.filter(({ kind }) => kind !== 'no-workflow'),
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
    fix: `Name the folders of the modules, in quotes: --modules 'analyses/*'\n${OTHER_NAMES}`,
  })
}

function chooseLabels({ license }: InitGeneratorOptions, before: ReturnType<typeof readPluginOptions>) {
  const labels = license === undefined ? {} : { 'org.opencontainers.image.licenses': license }
  return { labels, buildTarget: parseSettings(before).targets.build }
}

/** What was said, what nx.json says, what the old workflows agree on: in this order. */
function chooseRegistry(tree: Tree, options: InitGeneratorOptions, { registry }: LegacyComparison): string {
  const known = readPluginOptions(tree)?.['registry']
  const owner = parseGithubOwner(tree.read('.git/config', 'utf8') ?? '')
  if (options.registry !== undefined) return parseRegistry(completeGhcr(options.registry, owner), '--registry')
  if (typeof known === 'string') return parseRegistry(known, 'nx.json')
  if (registry !== undefined) return parseRegistry(registry, 'the old workflows')
  throw new ModuleImagesError({
    code: 'registry-unknown',
    kind: 'input',
    message: 'Neither nx.json nor the existing workflows name the registry that images are published to.',
    fix: `Name it: --registry ghcr.io/${owner ?? 'OWNER'}, which is GitHub's own, or another: --registry public.ecr.aws/openscpca`,
  })
}

/** @returns names of all modules, and what to tell of those that cannot be built, or not on one another */
function switchModules(tree: Tree, { active }: LegacyComparison) {
  const { modules, broken, settings } = readWorkspaceFrom(createTreeFiles(tree))
  const names = [...modules.values(), ...broken.values()].map(({ name, root }) => {
    const wanted = active.get(root)
    if (wanted !== undefined) setActive(tree, { name, root }, wanted, settings)
    return name
  })
  return { names, told: [...[...broken.values()].map(planBrokenModule), ...planPublishedBases([...modules.values()], settings.registry)] }
}

function writeReport(tree: Tree, { entries }: MigrationPlan, replaced: readonly string[]): void {
  if (entries.length > 0 && !tree.exists(MIGRATION_REPORT)) tree.write(MIGRATION_REPORT, renderMigrationPage(entries, replaced))
}
