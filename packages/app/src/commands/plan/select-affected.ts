import { createInputSelector } from '@module-images/core'
import type { ChangedPath } from '@module-images/git'
import { NX_JSON } from '@module-images/workspace'
import { DEFINITIONS } from '../../history/definitions.js'
import type { LinkedDefinitions } from '../../history/linked-definitions.js'
import type { ModuleResult, SelectModules } from './read-workspace-plan.js'

/**
 * The modules whose build inputs are among these changes, and those that stand on them. A file that is gone counts where
 * the build would read it if it were there, and a folder of which no more is known where the build may read anything in it. As with
 * `nx affected`, a change of nx.json may change any module.
 *
 * @param changed paths from the workspace root
 * @param linked what modules read beside their folders
 */
export function selectAffected(changed: readonly ChangedPath[], linked: LinkedDefinitions): SelectModules {
  return (modules) => {
    const reasons: Reasons = new Map()
    const byRoot = new Map(modules.map((module) => [module.identity.root, module]))
    if (changed.some(({ path }) => path === NX_JSON)) for (const { identity } of modules) note(reasons, identity.name, `${NX_JSON} changed`)
    const readsOf = new Map<ModuleResult, Reads>()
    for (const { path, kind } of changed) {
      const within = kind === 'file' ? [] : modules.filter(({ identity: { root } }) => root === path || root.startsWith(`${path}/`))
      for (const { identity } of within) note(reasons, identity.name, `${path} changed`)
      for (const root of rootsLinkedTo(path, kind, linked)) note(reasons, byRoot.get(root)?.identity.name ?? root, `${path} changed`)
      for (const [module, below] of modulesAbove(path, byRoot)) {
        const reads = readsOf.get(module) ?? createReads(module)
        readsOf.set(module, reads)
        if (reads[kind](below)) note(reasons, module.identity.name, `${path} changed`)
      }
    }
    addDependents(modules, reasons)
    return new Map([...reasons].map(([name, why]) => [name, [...why]]))
  }
}

/** Why modules are affected, by name. */
type Reasons = Map<string, Set<string>>

function rootsLinkedTo(path: string, kind: ChangedPath['kind'], linked: LinkedDefinitions): readonly string[] {
  if (kind === 'file') return linked.get(path) ?? []
  return [...linked].flatMap(([target, roots]) => (target.startsWith(`${path}/`) ? roots : []))
}

/** Modules in whose folder something lies, with its path from there; folders of modules may lie in one another. */
function* modulesAbove(path: string, byRoot: ReadonlyMap<string, ModuleResult>): Generator<[ModuleResult, string]> {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const module = byRoot.get(path.slice(0, slash))
    if (module) yield [module, path.slice(slash + 1)]
  }
  const whole = byRoot.get('.')
  if (whole) yield [whole, path]
}

/** Whether a build reads what lies at a path of the module's folder. */
type Reads = Readonly<Record<ChangedPath['kind'], (path: string) => boolean>>

/** Any change in its folder may fix a module that cannot be built. */
function createReads({ result }: ModuleResult): Reads {
  if (result.kind === 'broken') return { file: () => true, folder: () => true }
  const { module, sealed } = result
  const inputs = new Set([...DEFINITIONS, ...module.ignoreLinks, ...module.lockfiles, ...sealed.inputs.map(({ path }) => path)])
  const selector = createInputSelector(module.reads, module.rules)
  const file = (path: string) => inputs.has(path) || selector.isInput(path, 'file')
  const holdsInput = (folder: string) => [...inputs].some((path) => path.startsWith(`${folder}/`))
  return { file, folder: (path) => file(path) || selector.mayHoldInputs(path) || holdsInput(path) }
}

/** Adds whatever stands, near or far, on what is there already. */
function addDependents(modules: readonly ModuleResult[], reasons: Reasons): void {
  const children = new Map<string, string[]>()
  for (const { identity, bases } of modules) {
    for (const base of bases) {
      if (base.kind !== 'module') continue
      const known = children.get(base.module)
      if (known) known.push(identity.name)
      else children.set(base.module, [identity.name])
    }
  }
  const pending = [...reasons.keys()]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const child of children.get(name) ?? []) {
      if (!reasons.has(child)) pending.push(child)
      note(reasons, child, `its base ${name} is affected`)
    }
  }
}

function note(reasons: Reasons, name: string, reason: string): void {
  const known = reasons.get(name)
  if (known) known.add(reason)
  else reasons.set(name, new Set([reason]))
}
