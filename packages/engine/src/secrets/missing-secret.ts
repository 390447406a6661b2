import { existsSync } from 'node:fs'
import { type BuildSecret, ModuleImagesError } from '@module-images/core'

/**
 * Refuses a build whose secret is not there. buildx takes a variable that is not set for an empty secret, even where the Dockerfile
 * says `required`, and the image would be published without what it was to hold. An empty variable is taken at its word.
 *
 * @param env of the docker command, which reads the variables
 * @throws ModuleImagesError `missing-secret`
 */
export function refuseMissingSecrets(secrets: readonly BuildSecret[], env: NodeJS.ProcessEnv): void {
  for (const secret of secrets) {
    if ('env' in secret && env[secret.env] === undefined) {
      throw new MissingVariableError(secret)
    }
    if ('file' in secret && !existsSync(secret.file)) {
      throw missingSecret(
        `The build's secret '${secret.id}' comes from ${secret.file}, which is not there.`,
        'Make the file; an empty one where the build can do without.',
      )
    }
  }
}

/** A secret's variable is not set; whoever knows where it may be written can say why. */
export class MissingVariableError extends ModuleImagesError {
  readonly variable: string

  constructor({ id, env }: BuildSecret & { readonly env: string }) {
    super({
      code: 'missing-secret',
      kind: 'environment',
      message: `The build's secret '${id}' comes from the environment variable ${env}, which is not set.`,
      fix: 'Set it, or set it to nothing where the build can do without.',
    })
    this.variable = env
  }
}

function missingSecret(message: string, fix: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'missing-secret', kind: 'environment', message, fix })
}
