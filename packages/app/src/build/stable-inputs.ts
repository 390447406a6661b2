import { ModuleImagesError, pathIn } from '@module-images/core'
import type { ContentKeys, Workspace } from '@module-images/workspace'
import { InputChangedError } from './copy-inputs.js'

/** What beginning again takes. */
export interface StableInputsPorts {
  readonly workspace: Pick<Workspace, 'modules'>
  readonly contentKeys: Pick<ContentKeys, 'rekey'>
  readonly log: (line: string) => void
}

/** So often a build begins again whose files changed meanwhile. */
const MOST_ATTEMPTS = 3

/**
 * Runs a build, and begins again with a new key when an input changed between its hash and its copy.
 *
 * @throws ModuleImagesError `input-keeps-changing`
 */
export async function withStableInputs<T>(session: StableInputsPorts, name: string, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof InputChangedError)) throw error
      if (attempts === MOST_ATTEMPTS) throw keepsChanging(session, name, error)
      session.log(`${name}  ${error.path} changed since it was hashed; beginning again with a new key`)
      session.contentKeys.rekey(name)
    }
  }
}

function keepsChanging({ workspace }: Pick<StableInputsPorts, 'workspace'>, name: string, cause: InputChangedError): ModuleImagesError {
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
