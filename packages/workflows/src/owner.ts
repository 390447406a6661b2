import type { WorkflowFacts } from './workflow-facts.js'

/** A condition with the guard that keeps it from holding in a fork, where there is one. */
export function ownedIf({ options }: Pick<WorkflowFacts, 'options'>, condition: string): string {
  return options.owner === undefined ? condition : `${guardOf(options.owner)} && (${condition})`
}

/** The guard, or another condition that lets what it holds for through. */
export function ownedOr({ options }: Pick<WorkflowFacts, 'options'>, condition: string): { readonly if?: string } {
  return options.owner === undefined ? {} : { if: `${condition} || ${guardOf(options.owner)}` }
}

function guardOf(owner: string): string {
  return `github.repository_owner == '${owner}'`
}
