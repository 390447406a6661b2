import { checkModule } from '@module-images/check'
import { createFactsGatherer } from '@module-images/app'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { expect, it } from 'vitest'
import { inactiveProject } from '../project-tags.js'
import { type ModuleFlags, resolveTraits } from './scaffold/module-traits.js'
import { planModuleFiles } from './scaffold/plan-module.js'

const FLAGS = ['useR', 'useRenv', 'useConda', 'usePython', 'useJupyter', 'condaFileOnly'] as const
const COMBINATIONS = Array.from({ length: 2 ** FLAGS.length }, (_, bits) => FLAGS.filter((_, index) => (bits & (1 << index)) !== 0))

function findingsIn(flags: ModuleFlags): string[] {
  const files = planModuleFiles('new', resolveTraits(flags)).map(({ path, text }) => [`modules/new/${path}`, text])
  const project = JSON.stringify(inactiveProject({ name: 'new', root: 'modules/new' }))
  const written = { ...(Object.fromEntries(files) as Record<string, string>), 'modules/new/project.json': project }
  const workspace = readWorkspace(temporaryWorkspace(written))
  const module = workspace.modules.get('new')
  if (module === undefined) throw new Error('There is no module.')
  const facts = createFactsGatherer(workspace, '2026-06-01T00:00:00Z')(module)
  return checkModule(facts, {}).map(({ rule, place, message }) => `${place.file}:${place.line} ${rule}: ${message}`)
}

it.each(COMBINATIONS.map((names) => [names.join(' ') || 'no flags', names] as const))('finds nothing in a new module: %s', (_, names) => {
  expect(findingsIn(Object.fromEntries(names.map((name) => [name, true])))).toEqual([])
})
