import { join } from 'node:path/posix'
import type { LegacyModuleWorkflow, LegacyReleaseWorkflow, LegacyWorkflow, Mention } from './legacy-workflow.js'

/** A module as its folder says. */
export interface ModuleFolderName {
  /** The folder's own name. */
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
}

/** A place where what was kept by hand had drifted from the modules there are. */
export type LegacyFinding =
  /** Active, and yet no release built it. */
  | { readonly kind: 'not-released'; readonly module: string; readonly file: string; readonly line: number }
  /** In the release list, though its own workflow is inactive. */
  | { readonly kind: 'released-inactive'; readonly module: string; readonly file: string; readonly line: number }
  /** In the release list, though there is no such module. */
  | { readonly kind: 'released-unknown'; readonly module: string; readonly file: string; readonly line: number }
  /** Its workflow builds, publishes or watches another module. */
  | {
      readonly kind: 'other-module'
      readonly module: string
      readonly does: 'builds' | 'publishes' | 'watches'
      readonly other: string
      readonly file: string
      readonly line: number
    }
  /** Pull requests build it, and nothing publishes it. */
  | { readonly kind: 'only-tests'; readonly module: string; readonly file: string; readonly line: number }
  | { readonly kind: 'no-workflow'; readonly module: string }
  | { readonly kind: 'no-module'; readonly named: string; readonly file: string }
  | { readonly kind: 'registries-differ'; readonly registries: readonly string[] }

/** What the old workflows say of the modules there are. */
export interface LegacyComparison {
  /**
   * Whether the old system published a module, by its root. Empty where there was no old system; a module without a workflow was
   * left alone by it, and so counts as inactive, as does one that it only test-built.
   */
  readonly active: ReadonlyMap<string, boolean>
  /** Where to publish, when the workflows agree. */
  readonly registry: string | undefined
  readonly findings: readonly LegacyFinding[]
}

/**
 * Puts workflows and modules side by side. Names are compared without case, as image names are.
 *
 * @param folder where the workspace lies in the repository, from whose top workflows name what they watch; posix, `''` at the top
 */
export function compareLegacy(workflows: readonly LegacyWorkflow[], modules: readonly ModuleFolderName[], folder = ''): LegacyComparison {
  const own = workflows.filter((workflow) => workflow.kind === 'module')
  const byName = new Map(modules.map((module) => [module.name.toLowerCase(), module]))
  const workflowOf = new Map(own.map((workflow) => [workflow.named.toLowerCase(), workflow]))
  const registries = [...new Set(workflows.flatMap((workflow) => (workflow.kind === 'foreign' ? [] : workflow.registries)))]
  const listed = new Set(
    workflows.flatMap((workflow) => (workflow.kind === 'release' ? workflow.modules : [])).map(({ text }) => text.toLowerCase()),
  )
  const isPublished = ({ named, active, merges }: LegacyModuleWorkflow) => merges || (active && listed.has(named.toLowerCase()))
  const published = new Set(own.filter(isPublished).map(({ named }) => named.toLowerCase()))
  const active = new Map(own.length === 0 ? [] : modules.map(({ name, root }) => [root, published.has(name.toLowerCase())]))
  const onlyTest = own.filter((workflow) => workflow.active && !isPublished(workflow) && byName.has(workflow.named.toLowerCase()))
  const findings: LegacyFinding[] = [
    ...onlyTest.map(({ named, file, triggersLine: line }) => ({ kind: 'only-tests' as const, module: named, file, line })),
    ...own.flatMap((workflow) => findWorkflowDrift(workflow, byName, folder)),
    ...(own.length === 0 ? [] : modules.filter(({ name }) => !workflowOf.has(name.toLowerCase()))).map(({ name }) => ({
      kind: 'no-workflow' as const,
      module: name,
    })),
    ...workflows.filter((workflow) => workflow.kind === 'release').flatMap((release) => findReleaseDrift(release, modules, active)),
    ...(registries.length > 1 ? [{ kind: 'registries-differ' as const, registries }] : []),
  ]
  return { active, registry: registries.length === 1 ? registries[0] : undefined, findings }
}

type Modules = ReadonlyMap<string, ModuleFolderName>

function findWorkflowDrift(
  { file, named, contexts, publishes, paths }: LegacyModuleWorkflow,
  modules: Modules,
  folder: string,
): LegacyFinding[] {
  const module = modules.get(named.toLowerCase())
  if (module === undefined) return [{ kind: 'no-module', named, file }]
  const drift = (does: 'builds' | 'publishes' | 'watches', { line }: Mention, other: string): LegacyFinding[] =>
    other.toLowerCase() === module.name.toLowerCase() ? [] : [{ kind: 'other-module', module: module.name, does, other, file, line }]
  return [
    ...contexts.flatMap((mention) => drift('builds', mention, lastPart(mention.text))),
    ...publishes.flatMap((mention) => drift('publishes', mention, mention.text)),
    ...firstOfEach(paths, (mention) => ownerOf(mention.text, modules, folder)).flatMap(([mention, owner]) =>
      drift('watches', mention, owner),
    ),
  ]
}

function findReleaseDrift(
  { file, modules: listed, listLine: line }: LegacyReleaseWorkflow,
  modules: readonly ModuleFolderName[],
  active: ReadonlyMap<string, boolean>,
): LegacyFinding[] {
  const names = new Set(listed.map(({ text }) => text.toLowerCase()))
  const byName = new Map(modules.map((module) => [module.name.toLowerCase(), module]))
  const missing = modules.filter(({ name, root }) => active.get(root) === true && !names.has(name.toLowerCase()))
  return [
    ...missing.map(({ name }) => ({ kind: 'not-released' as const, module: name, file, line })),
    ...listed.flatMap(({ text, line }): LegacyFinding[] => {
      const module = byName.get(text.toLowerCase())
      if (module === undefined) return [{ kind: 'released-unknown', module: text, file, line }]
      return active.get(module.root) === false ? [{ kind: 'released-inactive', module: module.name, file, line }] : []
    }),
  ]
}

/** The module a watched path lies in; nothing for workflow files and the like. */
function ownerOf(path: string, modules: Modules, folder: string): string | undefined {
  return [...modules.values()].find(({ root }) => path.startsWith(`${join(folder, root)}/`))?.name
}

function firstOfEach(mentions: readonly Mention[], keyOf: (mention: Mention) => string | undefined): [Mention, string][] {
  const first = new Map<string, Mention>()
  for (const mention of mentions) {
    const key = keyOf(mention)
    if (key !== undefined && !first.has(key)) first.set(key, mention)
  }
  return [...first].map(([key, mention]) => [mention, key])
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
