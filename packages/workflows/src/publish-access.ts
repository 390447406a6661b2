import { pullSecrets } from './pull-secrets.js'
import { type CallJob, expression, type Permissions, type Value } from './workflow.js'
import type { WorkflowFacts, WorkflowRegistry } from './workflow-facts.js'

/** What a caller has to give the job that publishes. */
export function publishPermissions({ registry, options }: WorkflowFacts): Permissions {
  return {
    contents: 'read',
    ...(takesRole(registry.kind) || options.attestations === true ? { 'id-token': 'write' } : {}),
    ...(registry.kind === 'ghcr' ? { packages: 'write' } : {}),
  }
}

/** A secret of the environment reaches a callee only from a caller that hands all its secrets on. */
export function publishSecrets(facts: WorkflowFacts): Pick<CallJob, 'secrets'> {
  const { registry, options } = facts
  const ofEnvironment =
    registry.kind === 'oci' || (takesRole(registry.kind) && options.roleSecret !== undefined) || options.attestations === 'key'
  return ofEnvironment ? { secrets: 'inherit' } : { secrets: pullSecrets(facts) }
}

/** Names of all secrets that the workflow which builds and publishes may be given. */
export function calledSecrets(facts: WorkflowFacts): readonly string[] {
  const { registry, options } = facts
  return [
    ...pullSecrets(facts),
    ...(registry.kind === 'oci' ? [REGISTRY_PASSWORD] : []),
    ...(takesRole(registry.kind) && options.roleSecret !== undefined ? [options.roleSecret] : []),
    ...(options.attestations === 'key' ? KEY_SECRETS : []),
  ]
}

function takesRole(kind: WorkflowRegistry): boolean {
  return kind === 'ecr-public' || kind === 'ecr'
}

const REGISTRY_PASSWORD = 'REGISTRY_PASSWORD'
/** As cosign calls them. */
const [PRIVATE_KEY, KEY_PASSWORD] = ['COSIGN_PRIVATE_KEY', 'COSIGN_PASSWORD'] as const
const KEY_SECRETS = [PRIVATE_KEY, KEY_PASSWORD]

/** Variables by which a push signs what it uploads. */
export function signingEnv({ options: { attestations } }: WorkflowFacts): Record<string, Value> {
  switch (attestations) {
    case false:
      return {}
    case true:
      return { MODULE_IMAGES_SIGNING: 'keyless' }
    case 'key':
      return {
        MODULE_IMAGES_SIGNING: `env://${PRIVATE_KEY}`,
        [PRIVATE_KEY]: expression(`secrets.${PRIVATE_KEY}`),
        [KEY_PASSWORD]: expression(`secrets.${KEY_PASSWORD}`),
      }
  }
}

/** Variables by which the product signs in to a registry, at its first push. */
export function credentials({ registry, options }: WorkflowFacts): Record<string, Value> {
  switch (registry.kind) {
    case 'ecr-public':
    case 'ecr': {
      const { roleSecret, roleVariable } = options
      return { AWS_ROLE_ARN: expression(roleSecret === undefined ? `vars.${roleVariable}` : `secrets.${roleSecret}`) }
    }
    case 'ghcr':
      return { GITHUB_TOKEN: expression('github.token') }
    case 'oci':
      return {
        MODULE_IMAGES_REGISTRY_HOST: registry.host,
        MODULE_IMAGES_REGISTRY_USERNAME: expression('vars.REGISTRY_USERNAME'),
        MODULE_IMAGES_REGISTRY_PASSWORD: expression(`secrets.${REGISTRY_PASSWORD}`),
      }
  }
}
