import { createInputSelector, isIgnored, selectInputs, pathIn } from '@module-images/core'
import { type BrokenModule, DOCKERFILE, type FileSource, type LinkedModule, walkContext } from '@module-images/workspace'
import type { ActivationFacts } from '../module/scaffold/plan-activation.js'

/** Reads what decides whether a module may be activated. */
export function readActivationFacts(files: FileSource, module: LinkedModule | BrokenModule): ActivationFacts {
  const { root } = module
  const common = { root, dockerfile: files.readText(pathIn(root, DOCKERFILE)), names: files.list(root).map(({ name }) => name) }
  if (module.kind === 'broken') return { ...common, build: { kind: 'broken', error: module.error } }
  const { reads, rules } = module
  const listing = walkContext(files, module, createInputSelector(reads, rules))
  const { entries, problems } = selectInputs(reads, rules, listing, (path) => files.has(pathIn(root, path)))
  const inputs = entries.map(({ path }) => path)
  return { ...common, build: { kind: 'read', inputs, problems, isIgnored: (path) => isIgnored(rules, path) } }
}
