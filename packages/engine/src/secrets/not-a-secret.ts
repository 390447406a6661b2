import { ModuleImagesError } from '@module-images/core'

/**
 * A secret's variable is handed to the command that builds, which must not take it for a setting of its own.
 *
 * @param name of the variable
 * @param engine the command that builds: `docker`
 */
export function notASecret(name: string, engine: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-build-request',
    kind: 'input',
    message: `A secret cannot come from the environment variable ${name}, which changes how ${engine} builds.`,
    fix: 'Keep the secret in a variable of another name.',
  })
}
