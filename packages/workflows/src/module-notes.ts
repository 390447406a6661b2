import type { WorkflowModule } from './workflow-facts.js'

/** What its workflows say of a module's state. */
export function stateNotes({ name, active }: WorkflowModule): string[] {
  const command = `npx nx g @module-images/nx:activate ${name}`
  return active
    ? [`${name} is active: pull requests test it, merges and releases publish it. To switch it off: ${command} --deactivate`]
    : [`${name} is inactive: it starts by hand only. To switch it on: ${command}`]
}
