import { ModuleImagesError } from '@module-images/core'

/**
 * Reads what the command line says by what also reads files and the environment.
 *
 * @throws what `read` throws; an error of the kind `input` is one of `usage`
 */
export function readGiven<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'input') throw error
    throw error.with({ kind: 'usage' })
  }
}
