import { type Base, type KeyChange, type ModuleImagesError, planKeyChanges } from '@module-images/core'
import { createContentKeys, type KeyResult, type Workspace } from '@module-images/workspace'
import { type PastKey, type PastWorkspace, readPastKey } from '../../history/past-key.js'

/**
 * One module's key then and now. A module that was broken then has no parts to compare; of one that lies in a submodule, or reads one, whose
 * commit of then is not here, nothing is known.
 */
export type ModuleExplanation = { readonly module: string; readonly now: string } & (
  | { readonly kind: 'same' }
  | {
      readonly kind: 'different'
      readonly before: string
      readonly changes: readonly KeyChange[]
      /** Which base is which module, for the bases among the changes. */
      readonly modules: Readonly<Record<string, string>>
    }
  | { readonly kind: 'new' }
  | { readonly kind: 'was-broken' | 'unknown'; readonly error: ModuleImagesError }
)

/**
 * Explains a module's key: itself first, then every module it stands on whose key differs too, each once.
 *
 * @param before nothing where there was no workspace then
 * @throws ModuleImagesError the module's own error, where it is broken now
 */
export async function explainModule(name: string, now: Workspace, before: Workspace | undefined): Promise<ModuleExplanation[]> {
  const contentKeys = createContentKeys(now)
  const then: PastWorkspace | undefined = before && { workspace: before, contentKeys: createContentKeys(before) }
  const names = new Set([name])
  const explanations: ModuleExplanation[] = []
  for (const next of names) {
    const current = await contentKeys.keyOf(next)
    if (current.kind === 'broken') throw current.error
    explanations.push(compare(current, then && (await readPastKey(then, current.module))))
    for (const parent of changedParents(explanations.at(-1))) names.add(parent)
  }
  return explanations
}

type Keyed = Extract<KeyResult, { kind: 'keyed' }>

function compare(now: Keyed, before: PastKey | undefined): ModuleExplanation {
  const common = { module: now.module.name, now: now.key }
  if (before === undefined) return { ...common, kind: 'new' }
  if (before.kind === 'unknown') return { ...common, kind: 'unknown', error: before.error }
  if (before.kind === 'broken') return { ...common, kind: 'was-broken', error: before.error }
  if (before.key === now.key) return { ...common, kind: 'same' }
  const changes = planKeyChanges(before.sealed, now.sealed)
  return { ...common, kind: 'different', before: before.key, changes, modules: modulesOf(now.module.bases, changes) }
}

function modulesOf(bases: readonly Base[], changes: readonly KeyChange[]): Record<string, string> {
  const changed = new Set(changes.map(({ part }) => part))
  return Object.fromEntries(
    bases.flatMap((base) => (base.kind === 'module' && changed.has(`base ${base.reference}`) ? [[base.reference, base.module]] : [])),
  )
}

function changedParents(explanation: ModuleExplanation | undefined): string[] {
  return explanation?.kind === 'different' ? Object.values(explanation.modules) : []
}
