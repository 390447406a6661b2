import { ModuleImagesError, pathIn } from '@module-images/core'
import { InputChangedError } from './copy-inputs.js'
import type { Session } from '../session/session.js'

/** So often a build begins again whose files changed meanwhile. */
const MOST_ATTEMPTS = 3

/**
 * Runs a build, and begins again with a new key when an input changed between its hash and its copy.
 *
 * @throws ModuleImagesError `input-keeps-changing`
 */
export async function withStableInputs<T>(
  run: Pick<Session, 'contentKeys' | 'workspace' | 'log'>,
  name: string,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof InputChangedError)) throw error
      if (attempts === MOST_ATTEMPTS) throw keepsChanging(run, name, error)
      run.log(`${name}  ${error.path} changed since it was hashed; beginning again with a new key`)
      run.contentKeys.rekey(name)
    }
  }
}

function keepsChanging({ workspace }: Pick<Session, 'workspace'>, name: string, cause: InputChangedError): ModuleImagesError {
  const root = workspace.modules.get(name)?.root
  return new ModuleImagesError({
    code: 'input-keeps-changing',
    kind: 'environment',
    message: `${name} was not built: the file keeps changing while it is copied (${MOST_ATTEMPTS} attempts).`,
    place: { file: root === undefined ? cause.path : pathIn(root, cause.path) },
    fix: 'Stop what writes to it, or name it in .dockerignore if the build does not need it.',
    cause,
  })
}
