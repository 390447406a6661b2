import type { Lockfile } from '@module-images/lockfiles'
import type { ModuleCheckFacts } from '../check-facts.js'
import type { ProgramCall } from '../shell/program.js'
import { baseName } from '../shell/run-step.js'

const DEFAULT_FILE = 'environment.yml'

/** A command that makes an environment from a file a person has written. */
export interface EnvironmentInstall {
  readonly call: ProgramCall
  /** Name of the file, without folder. */
  readonly fileName: string
  /** The file, where it lies at the module's root. */
  readonly environment: Lockfile | undefined
}

/** What makes environments from such files in a build, whichever of conda's programs it is. */
export function findEnvironmentInstalls({ build, lockfiles }: ModuleCheckFacts): EnvironmentInstall[] {
  return (build?.calls ?? []).flatMap((call) => {
    const fileName = environmentFile(call)
    if (fileName === undefined) return []
    return [
      { call, fileName, environment: lockfiles.find(({ kind, file }) => kind === 'conda-environment' && baseName(file) === fileName) },
    ]
  })
}

function environmentFile({ program, args }: ProgramCall): string | undefined {
  if (!/^(?:conda|mamba|micromamba)$/.test(program)) return undefined
  const [first, second] = args.filter(({ text }) => !text.startsWith('-'))
  const isEnv = first?.text === 'env' && /^(?:create|update)$/.test(second?.text ?? '')
  const isDirect = program !== 'conda' && /^(?:create|install|update)$/.test(first?.text ?? '')
  if (!isEnv && !isDirect) return undefined
  const option = args.findIndex(({ text }) => /^(?:-f|--file)(?:=|$)/.test(text))
  const value = option < 0 ? undefined : args[option]?.text.includes('=') ? args[option] : args[option + 1]
  if (value === undefined) return isEnv && !args.some(({ text }) => /^(?:-n|--name|-p|--prefix)$/.test(text)) ? DEFAULT_FILE : undefined
  const name = baseName(value.text.replace(/^--?f(?:ile)?=/, ''))
  return value.dynamic || !/\.ya?ml$/.test(name) || /lock/.test(name) ? undefined : name
}
