import type { Dockerfile } from './parse-dockerfile.js'
import { shippedStages } from './shipped-stages.js'

/**
 * Whether a build that starts from this image reads its own context through triggers the image leaves behind. Only those of the target's own
 * stage are left: what a stage inherits was run when it began.
 * Rules: https://docs.docker.com/reference/dockerfile/#onbuild
 *
 * @param target name of the stage to build; none means the last
 */
export function leavesReads(dockerfile: Dockerfile, target?: string): boolean {
  const [index = -1] = shippedStages(dockerfile, target)
  const instructions = dockerfile.stages[index]?.instructions ?? []
  return instructions.some((one) => one.kind === 'onbuild' && triggerReads(one.trigger))
}

/** Whether a trigger reads the context of the build it runs in, or may. @param trigger without `ONBUILD`: `COPY . /app` */
export function triggerReads(trigger: string): boolean {
  return /^\s*(?:(?:copy|add)\b|run\b.*--mount)/is.test(trigger)
}
