import { credentials } from './publish-access.js'
import { expression, type Permissions, type StepsJob, type Value, type Workflow } from './workflow.js'
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

/** What a job needs that reads what is published; the variables are of the step that asks. */
export function publishedAccess(facts: WorkflowFacts): {
  readonly job: Pick<StepsJob, 'permissions' | 'environment'>
  readonly env: Readonly<Record<string, Value>>
} {
  const { kind } = facts.registry
  return {
    job: {
      permissions: { contents: 'read', ...(kind === 'ghcr' ? { packages: 'read' } : readPermissions(facts)) },
      // What another registry's password is kept in. All others are read without one, or with the job's own token.
      ...(kind === 'oci' ? { environment: facts.options.environment } : {}),
    },
    env: kind === 'ecr-public' || kind === 'ecr' ? {} : credentials(facts),
  }
}
