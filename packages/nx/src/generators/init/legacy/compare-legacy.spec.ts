import { describe, expect, it } from 'vitest'
import { compareLegacy } from './compare-legacy.js'
import { parseLegacyWorkflow } from './parse-legacy-workflow.js'
import { renderLegacyFinding } from './render-legacy.js'
import { oldModuleWorkflow, type OldWorkflowChanges, oldReleaseWorkflow, oldReusableWorkflow } from './testing/old-workflows.js'

const modules = (...names: string[]) => names.map((name) => ({ name, root: `analyses/${name}` }))
const workflow = (module: string, changes?: OldWorkflowChanges) =>
  parseLegacyWorkflow(oldModuleWorkflow(module, changes), `docker_${module}.yml`)
const release = (...names: string[]) => parseLegacyWorkflow(oldReleaseWorkflow(names), 'docker_all-modules.yml')

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
    expect(found.findings.map(renderLegacyFinding)).toEqual([
      'docker_drifted.yml:40: the workflow of drifted builds forgotten.',
      'docker_drifted.yml:48: the workflow of drifted publishes forgotten.',
      'docker_drifted.yml:20: the workflow of drifted watches forgotten.',
      'docker_gone.yml: there is no module gone any more.',
      'new had no workflow, so nothing built it; it starts inactive.',
      'docker_all-modules.yml: forgotten is active but not in the release list; from now on releases publish it.',
      'docker_all-modules.yml:16: off is in the release list but inactive; from now on releases leave it alone.',
      'docker_all-modules.yml:17: gone is in the release list, but there is no such module.',
    ])
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
    expect({ registry: found.registry, findings: found.findings.map(renderLegacyFinding) }).toEqual({
      registry: undefined,
      findings: ['The old workflows publish to different registries: a.io/x, b.io/x.'],
    })
  })
})
