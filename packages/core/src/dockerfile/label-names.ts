import type { Dockerfile } from './parse-dockerfile.js'
import type { Stage } from './instruction.js'

/**
 * Names of the labels a Dockerfile gives the image of a target itself, through the stages it starts from. A name with a
 * variable in it is given as written, and so matches nothing.
 *
 * @param target name of the stage to build; none means the last
 */
export function readLabelNames({ stages }: Dockerfile, target?: string): ReadonlySet<string> {
  const names = new Set<string>()
  const wanted = target?.toLowerCase()
  let index = wanted === undefined ? stages.length - 1 : stages.findIndex(({ name }) => name === wanted)
  for (let stage = stages[index]; stage; stage = stages[index]) {
    for (const name of ownLabelNames(stage)) names.add(name)
    const { from } = stage
    index = stages.slice(0, index).findLastIndex(({ name }) => name !== '' && name === from)
  }
  return names
}

function ownLabelNames({ instructions }: Stage): string[] {
  return instructions.flatMap((instruction) =>
    instruction.kind === 'label' ? instruction.assignments.map(({ name }) => name.replace(/^(["'])(.*)\1$/, '$2')) : [],
  )
}
