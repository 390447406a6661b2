import { expression, type Permissions, type Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'

/**
 * What a job needs that asks the registry and publishes nothing. Nobody looks into a private registry of Amazon's without a role: one that may only read,
 * since pull requests' own code runs beside it. A job of a fork's pull request gets no identity, and so no role.
 */
export function readPermissions({ registry }: WorkflowFacts): Permissions {
  return registry.kind === 'ecr' ? { 'id-token': 'write' } : {}
}

/** Variables by which such jobs sign in; the step that publishes has its own. */
export function readEnv({ registry, options }: WorkflowFacts): NonNullable<Workflow['env']> {
  return registry.kind === 'ecr' ? { AWS_ROLE_ARN: expression(`vars.${options.readRoleVariable}`) } : {}
}
