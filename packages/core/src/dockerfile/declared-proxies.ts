import { parseArguments } from './assignments.js'
import type { Instruction } from './instruction.js'
import type { Dockerfile } from './parse-dockerfile.js'
import { shippedStages } from './shipped-stages.js'

/** An ARG of a Dockerfile that has the name of a proxy argument. */
export interface DeclaredProxy {
  /** As the Dockerfile writes it: `HTTP_PROXY`, `no_proxy`. */
  readonly name: string
  readonly line: number
}

/** https://docs.docker.com/build/building/variables/#pre-defined-build-arguments */
/** In any quotes: what has not even these letters need not be looked at more closely. */
const LETTERS_OF_PROXY = /p["'\\]*r["'\\]*o["'\\]*x["'\\]*y/i

const PROXY = /^(?:https?|ftp|no|all)_proxy$/i

/**
 * Proxy arguments whose value would be in the history of a target's image. BuildKit gives them to every RUN by itself and keeps them out of
 * the image; once a stage declares one by ARG, it is an argument like any other: `RUN |1 HTTP_PROXY=… /bin/sh -c …`. Only stages whose
 * layers the image has count, with what they leave one another by ONBUILD; an ARG before the first FROM gives nothing to a RUN.
 *
 * @param target name of the stage to build; none means the last
 */
export function readDeclaredProxies(dockerfile: Dockerfile, target?: string): DeclaredProxy[] {
  if (!dockerfile.text.some((part) => LETTERS_OF_PROXY.test(String(part)))) return []
  const [own, ...below] = stagesOfImage(dockerfile, target).flatMap((index) => dockerfile.stages[index] ?? [])
  // The own stage leaves its triggers to other images.
  const instructions = [...below.flatMap((stage) => stage.instructions.map(runTrigger)), ...(own?.instructions ?? [])]
  return instructions.flatMap((instruction) =>
    instruction.kind === 'arg'
      ? instruction.assignments
          .map(({ name }) => ({ name: withoutQuotes(name), line: instruction.line }))
          .filter(({ name }) => PROXY.test(name))
      : [],
  )
}

/** With all stages that may be the base, where a FROM has a variable in it. */
function stagesOfImage(dockerfile: Dockerfile, target: string | undefined): number[] {
  const shipped = shippedStages(dockerfile, target)
  const last = shipped.at(-1) ?? 0
  return dockerfile.stages[last]?.from.includes('$') === true ? [...shipped, ...Array.from({ length: last }, (_, index) => index)] : shipped
}

function runTrigger(instruction: Instruction): Instruction {
  if (instruction.kind !== 'onbuild') return instruction
  const [, rest] = /^\s*arg\s+(\S.*)$/is.exec(instruction.trigger) ?? []
  return rest === undefined ? instruction : { kind: 'arg', line: instruction.line, assignments: parseArguments(rest, '\\') }
}

function withoutQuotes(name: string): string {
  return name.replace(/["'\\]/g, '')
}
