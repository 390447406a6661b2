import type { ModuleImagesError, Place } from '../errors.js'
import { badDockerfile } from './bad-dockerfile.js'
import { BadInstructionError } from './bad-instruction.js'
import { BadWordError } from './bad-word.js'
import type { Instruction, Stage } from './instruction.js'
import { parseMount } from './mount.js'
import type { Dockerfile } from './parse-dockerfile.js'
import { parseInstruction } from './parse-instruction.js'
import { shippedStages } from './shipped-stages.js'
import { splitCommand } from './split-command.js'

/**
 * The ONBUILD triggers that an image leaves to the builds that start from it. Only those of the target's own stage are left: what a stage
 * inherits was run when it began.
 * Rules: https://docs.docker.com/reference/dockerfile/#onbuild
 *
 * @param target name of the stage to build; none means the last
 * @returns instructions without `ONBUILD`: `COPY . /app`
 */
export function leftTriggers(dockerfile: Dockerfile, target?: string): string[] {
  const [index = -1] = shippedStages(dockerfile, target)
  const instructions = dockerfile.stages[index]?.instructions ?? []
  return instructions.flatMap((one) => (one.kind === 'onbuild' ? [one.trigger] : []))
}

/** Whether a trigger reads the context of the build it runs in, or may. @param trigger without `ONBUILD`: `COPY . /app` */
export function triggerReads(trigger: string): boolean {
  return /^\s*(?:(?:copy|add)\b|run\b.*--mount)/is.test(trigger)
}

/** Whether BuildKit tells of a trigger as a step of the build that runs it. */
export function triggerIsStep(trigger: string): boolean {
  return /^\s*(?:copy|add|run|workdir)\b/is.test(trigger)
}

/** How many triggers of a stage are steps of the builds that run them. */
export function countTriggerSteps({ instructions }: Stage): number {
  return instructions.filter((one) => one.kind === 'onbuild' && triggerIsStep(one.trigger)).length
}

export function findFirstTrigger({ stages }: Dockerfile): Instruction | undefined {
  for (const { instructions } of stages) {
    const trigger = instructions.find(({ kind }) => kind === 'onbuild')
    if (trigger) return trigger
  }
  return undefined
}

/**
 * Finds an image that a trigger copies from or mounts. It stands in the base's configuration and not in the Dockerfile, so that nothing can
 * put a digest in its place.
 *
 * @param dockerfile of the build that runs the trigger, whose stages count before images
 * @returns undefined where it names none, or cannot be read, which BuildKit then refuses
 */
export function findTriggerImage(trigger: string, { stages }: Dockerfile): string | undefined {
  return sourcesOf(trigger).find(
    (from) => !/^[+-]?\d+$/.test(from) && from !== 'scratch' && !stages.some(({ name }) => name === from.toLowerCase()),
  )
}

/** What the `--from` and the mounts of a trigger name. */
function sourcesOf(trigger: string): string[] {
  try {
    const instruction = parseInstruction(splitCommand(trigger), 1, '\\')
    if (instruction.kind === 'copy') return [instruction.from].filter((from) => from !== '')
    if (instruction.kind !== 'run') return []
    return instruction.mounts.map((mount) => parseMount(mount, undefined).from).filter((from) => from !== '')
  } catch (error) {
    if (error instanceof BadInstructionError || error instanceof BadWordError) return []
    throw error
  }
}

/** What is said of such a trigger. */
export function triggerNamesImage(image: string, place: Place): ModuleImagesError {
  return badDockerfile(
    `An ONBUILD step that runs here copies from the image '${image}', whose digest nothing can pin.`,
    place,
    'Write the step into the Dockerfile that needs it, without ONBUILD; or let ONBUILD copy from a stage of that name.',
  )
}
