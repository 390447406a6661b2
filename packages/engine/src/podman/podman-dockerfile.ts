import { parseDockerfile, readInstructions, sealDockerfile, type SourceInstruction } from '@module-images/core'
import type { BuildRequest } from '../build-request.js'
import { podmanReference } from './podman-reference.js'

/** A sealed Dockerfile as podman is given it. */
export interface PodmanDockerfile {
  readonly text: string
  /** Every image from outside, by the name that the text has for it. */
  readonly images: Readonly<Record<string, string>>
  readonly stages: readonly StageSteps[]
  /** The line that first names an image, by the name that the text has for it. */
  readonly lineOf: (image: string) => number | undefined
}

/** The steps of a stage in podman's order, FROM first. Lines are the author's. */
export interface StageSteps {
  /** Empty for a stage without one. */
  readonly name: string
  readonly lines: readonly number[]
  /** Steps after FROM that are not the author's. */
  readonly added: number
}

/** Keeps layers of one epoch from another: Buildah compares the steps before a layer, and knows nothing of the hosts that a step sees. */
const SALT_LABEL = 'io.github.module-images.epoch'

/** Between the names of images in an instruction. */
const NOT_OF_A_NAME = /[\s=,"]+/

type Sealed = Pick<BuildRequest, 'buildArgs' | 'buildContexts' | 'platforms' | 'target' | 'addHosts'>

/**
 * Names every image from outside in full, since podman takes short names for what its settings say, and puts the epoch into each stage.
 *
 * @param text of a sealed Dockerfile
 */
export function planPodmanDockerfile(text: string, request: Sealed): PodmanDockerfile {
  const { buildArgs, platforms, target, buildContexts, addHosts } = request
  const variables = { buildArgs, platforms, ...(target === undefined ? {} : { target }) }
  const sealed = sealDockerfile(text, parseDockerfile(text, 'Dockerfile'), variables, (reference) =>
    Object.hasOwn(buildContexts, reference) ? undefined : podmanReference(reference),
  )
  const instructions = readInstructions(sealed.text, 'Dockerfile')
  const salt = Object.keys(addHosts).join(' ')
  const images = { ...buildContexts, ...sealed.contexts }
  return {
    text: salt === '' ? sealed.text : saltStages(sealed.text, instructions, `LABEL ${SALT_LABEL}="${salt}"`),
    images: Object.fromEntries(Object.entries(images).map(([name, source]) => [name, source.replace(/^docker-image:\/\//, '')])),
    stages: planSteps(instructions, salt === '' ? 0 : 1),
    lineOf: (image) => instructions.find(({ whole }) => whole.text.split(NOT_OF_A_NAME).includes(image))?.line,
  }
}

function saltStages(text: string, instructions: readonly SourceInstruction[], label: string): string {
  const ends = new Set(instructions.filter(({ keyword }) => keyword === 'FROM').map(({ end }) => end))
  return text
    .split('\n')
    .flatMap((line, index) => (ends.has(index + 1) ? [line, label] : [line]))
    .join('\n')
}

function planSteps(instructions: readonly SourceInstruction[], added: number): StageSteps[] {
  const stages: (StageSteps & { lines: number[] })[] = []
  for (const { keyword, line, rest } of instructions) {
    if (keyword === 'FROM') {
      const name = /\sAS\s+(\S+)\s*$/i.exec(rest.text)?.[1]?.toLowerCase() ?? ''
      stages.push({ name, lines: [line], added })
    } else stages.at(-1)?.lines.push(line)
  }
  return stages
}
