import type { WorkflowFacts } from './workflow-facts.js'

/** Names of the secrets that jobs which build get from whoever calls them. */
export function pullSecrets({ options }: WorkflowFacts): readonly string[] {
  return options.dockerHub === false ? [] : [options.dockerHub.tokenSecret]
}
