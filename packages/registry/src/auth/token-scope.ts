/** What a call is about to do, which decides the token it needs. */
export interface Access {
  readonly repository: string
  readonly action: 'pull' | 'push' | 'delete'
}

/** The scope of an access. Form: https://distribution.github.io/distribution/spec/auth/scope/ */
export function renderScope(access: Access): string {
  return `repository:${access.repository}:${ACTIONS[access.action]}`
}

const ACTIONS = { pull: 'pull', push: 'pull,push', delete: 'pull,delete' } as const

/** True where `scope` names the same resource as `wanted` and at least its actions, in any order. */
export function scopeCovers(scope: string, wanted: string): boolean {
  if (scope === wanted) return true
  const [resource, actions] = splitScope(scope)
  const [wantedResource, wantedActions] = splitScope(wanted)
  return resource === wantedResource && wantedActions.every((action) => actions.includes(action))
}

/** True for a scope of one repository; some services know only one scope for everything, such as `aws`. */
export function isRepositoryScope(scope: string): boolean {
  return /^repository(?:\([^)]*\))?:/.test(scope)
}

function splitScope(scope: string): [string, string[]] {
  const colon = scope.lastIndexOf(':')
  return colon < 0 ? [scope, []] : [scope.slice(0, colon), scope.slice(colon + 1).split(',')]
}
