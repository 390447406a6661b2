import { describe, expect, it } from 'vitest'
import { compareLegacy } from './compare-legacy.js'
import { parseLegacyWorkflow } from './parse-legacy-workflow.js'
import type { LegacyFinding } from './compare-legacy.js'
import { planDrift } from '../migration/plan-drift.js'
import { renderPlain } from '../migration/model/told.js'
import { oldModuleWorkflow, type OldWorkflowChanges, oldReleaseWorkflow, oldReusableWorkflow } from './testing/old-workflows.js'

const modules = (...names: string[]) => names.map((name) => ({ name, root: `analyses/${name}` }))
const workflow = (module: string, changes?: OldWorkflowChanges) =>
  parseLegacyWorkflow(oldModuleWorkflow(module, changes), `docker_${module}.yml`)
const release = (...names: string[]) => parseLegacyWorkflow(oldReleaseWorkflow(names), 'docker_all-modules.yml')

/** A finding as the report tells it. */
function render(finding: LegacyFinding): string {
  const { told, place } = planDrift(finding)
  return [...(place === undefined ? [] : [`${place.file}:${place.line ?? ''}`]), renderPlain(told)].join(' ')
}

describe('compareLegacy', () => {
  it('finds nothing where lists and modules agree', () => {
    const found = compareLegacy(
      [
        workflow('hello-R'),
        workflow('off', { inactive: true }),
        release('hello-r'),
        parseLegacyWorkflow(oldReusableWorkflow('r.io/x'), 'build-push-docker-module.yml'),
      ],
      modules('hello-R', 'off'),
    )
    expect(found).toEqual({
      active: new Map([
        ['analyses/hello-R', true],
        ['analyses/off', false],
      ]),
      registry: 'r.io/x',
      findings: [],
    })
  })

  it('reports every way in which lists kept by hand had drifted', () => {
    const found = compareLegacy(
      [
        workflow('forgotten'),
        workflow('drifted', { context: 'forgotten', publishes: 'forgotten', watches: 'forgotten' }),
        workflow('off', { inactive: true }),
        workflow('gone'),
        release('drifted', 'off', 'gone'),
      ],
      modules('forgotten', 'drifted', 'off', 'new'),
    )
    expect(Object.fromEntries(found.active)).toEqual({
      'analyses/forgotten': true,
      'analyses/drifted': true,
      'analyses/off': false,
      'analyses/new': false,
    })
    expect(found.findings.map(render)).toEqual([
      'docker_drifted.yml:40 The workflow of drifted builds forgotten.',
      'docker_drifted.yml:48 The workflow of drifted publishes forgotten.',
      'docker_drifted.yml:20 The workflow of drifted watches forgotten.',
      'docker_gone.yml: There is no module gone any more. The file stays, and calls a workflow whose inputs are gone: git rm docker_gone.yml',
      'new had no workflow, so nothing built it; it starts inactive.',
      'docker_all-modules.yml:15 forgotten is active but not in the release list; from now on releases publish it.',
      'docker_all-modules.yml:16 off is in the release list but inactive; from now on releases leave it alone.',
      'docker_all-modules.yml:17 gone is in the release list, but there is no such module.',
    ])
  })

  it('counts a module that is only test-built as inactive, unless a list publishes it', () => {
    const onlyTests = (name: string) =>
      parseLegacyWorkflow(oldModuleWorkflow(name).replace(/^ {2}push:\n(?: {4}.*\n)+/m, ''), `docker_${name}.yml`)
    const found = compareLegacy([onlyTests('a'), onlyTests('b'), release('b')], modules('a', 'b'))
    expect(Object.fromEntries(found.active)).toEqual({ 'analyses/a': false, 'analyses/b': true })
    expect(found.findings).toEqual([{ kind: 'only-tests', module: 'a', file: 'docker_a.yml', line: 7 }])
  })

  it('takes what a workflow watches from the top of the repository, where the workspace lies below it', () => {
    const found = compareLegacy([workflow('a', { watches: 'b' }), workflow('b')], modules('a', 'b'), 'work')
    expect(found.findings).toEqual([])
    const above = [
      { name: 'a', root: 'a' },
      { name: 'b', root: 'b' },
    ]
    expect(compareLegacy([workflow('a', { watches: 'b' }), workflow('b')], above, 'analyses').findings).toMatchObject([
      { kind: 'other-module', module: 'a', does: 'watches', other: 'b' },
    ])
  })

  it('says nothing of modules where there was no old system', () => {
    const foreign = parseLegacyWorkflow('on: push\njobs: {}\n', 'docker_x.yml')
    expect(compareLegacy([foreign], modules('a'))).toEqual({ active: new Map(), registry: undefined, findings: [] })
  })

  it('names no registry when the workflows disagree', () => {
    const reusable = (registry: string, file: string) => parseLegacyWorkflow(oldReusableWorkflow(registry), file)
    const found = compareLegacy(
      [reusable('a.io/x', 'build-push-docker-module.yml'), reusable('b.io/x', 'build-push-docker-module.yaml')],
      [],
    )
    expect({ registry: found.registry, findings: found.findings.map(render) }).toEqual({
      registry: undefined,
      findings: ['The old workflows publish to different registries: a.io/x, b.io/x.'],
    })
  })
})
