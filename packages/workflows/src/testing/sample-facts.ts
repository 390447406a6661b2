import * as v from 'valibot'
import { workflowOptionsSchema } from '@module-images/core'
import { planPins } from '../pins.js'
import type { WorkflowFacts } from '../workflow-facts.js'

/** A workspace with one module that is active and one that is not. */
export function sampleFacts(more: Partial<WorkflowFacts> = {}): WorkflowFacts {
  return {
    folder: '',
    modules: [
      { name: 'hello-r', root: 'modules/hello-r', active: true, runs: true },
      { name: 'hello-new', root: 'modules/hello-new', active: false, runs: false },
    ],
    registry: { kind: 'ecr-public', host: 'public.ecr.aws' },
    platforms: ['linux/amd64'],
    sharesLayers: true,
    targets: { build: 'docker-build', push: 'docker-push', run: 'docker-run', check: 'docker-check' },
    packageManager: 'npm',
    options: { ...v.parse(workflowOptionsSchema, {}), defaultBranch: 'main' },
    pins: planPins([]),
    ...more,
  }
}
