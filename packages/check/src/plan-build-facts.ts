import { type ContextEntry, parseDockerfile, readInstructions, selectInputs, shippedStages } from '@module-images/core'
import { findStageBases } from './base-of-stage.js'
import type { BuildCheckFacts } from './check-facts.js'
import { findSecret } from './secret-input.js'
import { endsLinesAsWindows, mayBeScript } from './shell/script-file.js'
import { callsOf } from './shell/program.js'
import { readRunSteps } from './shell/run-step.js'

/** What is known of a module's build before rules look at it. */
export interface ReadBuild extends Omit<
  BuildCheckFacts,
  'dockerfile' | 'instructions' | 'runs' | 'calls' | 'shipped' | 'inputs' | 'crlfScripts' | 'secrets' | 'stageBases'
> {
  /** Bytes of files of the context, of more than the inputs it may be. */
  readonly sizes: ReadonlyMap<string, number>
  /** Text of the Dockerfile. */
  readonly text: string
  /** What an `InputSelector` lets through of the context. */
  readonly listing: Iterable<ContextEntry>
  /** Whether a path of the context is there, ignored or not. */
  readonly exists: (path: string) => boolean
  /** Text of a file of the context; undefined where it cannot be read. */
  readonly readText: (path: string) => string | undefined
}

/**
 * Completes what was read of a module's build with what rules ask for.
 *
 * @throws ModuleImagesError `bad-dockerfile`, for a text that `parseDockerfile` refuses
 */
export function planBuildFacts({ text, listing, exists, readText, ...read }: ReadBuild): BuildCheckFacts {
  const dockerfile = parseDockerfile(text, read.file)
  const instructions = readInstructions(text, read.file)
  const runs = readRunSteps(instructions)
  const inputs = selectInputs(read.reads, read.rules, listing, exists)
  const scripts = inputs.entries.filter(({ kind, path }) => kind === 'file' && mayBeScript(path, read.sizes.get(path)))
  const sizes = new Map(inputs.entries.flatMap(({ path }) => sizeOf(path, read.sizes)))
  return {
    ...read,
    dockerfile,
    instructions,
    runs,
    calls: runs.flatMap(callsOf),
    stageBases: findStageBases(dockerfile, read.reads, read.bases),
    shipped: new Set(shippedStages(dockerfile, read.options.target)),
    inputs,
    sizes,
    secrets: inputs.entries.flatMap(({ kind, path }) =>
      kind === 'directory' ? [] : (findSecret(path, read.sizes.get(path) ?? 0, readText) ?? []),
    ),
    crlfScripts: scripts.flatMap(({ path }) => (endsLinesAsWindows(path, readText(path) ?? '') ? [path] : [])),
  }
}

function sizeOf(path: string, sizes: ReadonlyMap<string, number>): [string, number][] {
  const bytes = sizes.get(path)
  return bytes === undefined ? [] : [[path, bytes]]
}
