import type { Dockerfile } from './parse-dockerfile.js'
import type { Stage } from './instruction.js'
import { shippedStages } from './shipped-stages.js'

/**
 * Names of the labels a Dockerfile gives the image of a target itself, through the stages it starts from. A name with a
 * variable in it is given as written, and so matches nothing.
 *
 * @param target name of the stage to build; none means the last
 */
export function readLabelNames(dockerfile: Dockerfile, target?: string): ReadonlySet<string> {
  const stages = shippedStages(dockerfile, target).flatMap((index) => dockerfile.stages[index] ?? [])
  return new Set(stages.flatMap(ownLabelNames))
}

function ownLabelNames({ instructions }: Stage): string[] {
  return instructions.flatMap((instruction) =>
    instruction.kind === 'label' ? instruction.assignments.map(({ name }) => name.replace(/^(["'])(.*)\1$/, '$2')) : [],
  )
}
