import { pullSecrets } from './pull-secrets.js'
import { stateNotes } from './module-notes.js'
import { publishPermissions, publishSecrets } from './publish-access.js'
import { readPermissions } from './read-access.js'
import { runnerInput } from './runners.js'
import type { CallJob, Workflow } from './workflow.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'
import { AFFECTED_FILE, ALL_MODULES_FILE, BUILD_PUSH_FILE } from './workflow-files.js'

/** One module's image by hand: a test build or, where the module is active, a push. */
export function planDockerModule(facts: WorkflowFacts, module: WorkflowModule): Workflow {
  const { name, active } = module
  const push = {
    push: { type: 'boolean', default: false, description: `Publish the image; only from ${facts.options.defaultBranch}.` },
  } as const
  return {
    notes: [
      ...stateNotes(module),
      active
        ? `Beside ${AFFECTED_FILE} and ${ALL_MODULES_FILE}, this builds or pushes its image by hand.`
        : 'This builds its image by hand.',
    ],
    name: `Docker image of ${name}`,
    on: { workflowDispatch: active ? push : {} },
    concurrency: { group: { template: `docker-${name}-\${{ github.ref }}` }, cancelInProgress: false },
    jobs: active ? [testBuild(facts, name, '!inputs.push'), pushModule(facts, name)] : [testBuild(facts, name)],
  }
}

function testBuild(facts: WorkflowFacts, module: string, condition?: string): CallJob {
  return {
    ...call(facts, module, false),
    id: 'test-build',
    ...(condition === undefined ? {} : { if: condition }),
    permissions: { contents: 'read', ...readPermissions(facts) },
    secrets: pullSecrets(facts),
  }
}

function pushModule(facts: WorkflowFacts, module: string): CallJob {
  return { ...call(facts, module, true), id: 'push', if: 'inputs.push', permissions: publishPermissions(facts), ...publishSecrets(facts) }
}

function call({ options }: WorkflowFacts, module: string, push: boolean) {
  return { kind: 'call', workflow: BUILD_PUSH_FILE, with: { modules: module, push, ...runnerInput(options, module) } } as const
}
