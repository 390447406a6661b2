import { expression, type Step, type Value } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/** What docker asks the Actions cache with. GitHub gives it to actions alone. https://docs.docker.com/build/cache/backends/gha/#authentication */
const NAMES = ['ACTIONS_CACHE_SERVICE_V2', 'ACTIONS_CACHE_URL', 'ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN']

const SCRIPT = [
  'core.setSecret(process.env.ACTIONS_RUNTIME_TOKEN)',
  `for (const name of [${NAMES.map((name) => `'${name}'`).join(', ')}]) core.setOutput(name, process.env[name])`,
].join('\n')

const STEP = 'layers'

/**
 * Hands on, to the step that builds, what docker needs to keep layers in the Actions cache of a pull request. That cache can be written by whoever
 * opened it: no other event has any of this.
 */
export function layerSteps({ options, sharesLayers }: WorkflowFacts): Step[] {
  if (!usesActionsCache({ options, sharesLayers })) return []
  return [
    {
      kind: 'uses',
      id: STEP,
      name: 'Ask for the layers of this pull request',
      if: "github.event_name == 'pull_request'",
      action: 'actions/github-script',
      with: { script: SCRIPT },
    },
  ]
}

/** For the step that builds, after {@link layerSteps}. */
export function layerEnv(facts: WorkflowFacts): Record<string, Value> {
  if (!usesActionsCache(facts)) return {}
  return {
    MODULE_IMAGES_PULL_REQUEST_LAYERS: expression("github.event_name == 'pull_request' && 'gha' || ''"),
    ...Object.fromEntries(NAMES.map((name) => [name, expression(`steps.${STEP}.outputs.${name}`)])),
  }
}

function usesActionsCache({ options, sharesLayers }: Pick<WorkflowFacts, 'options' | 'sharesLayers'>): boolean {
  return sharesLayers && options.pullRequestLayers === 'gha'
}
