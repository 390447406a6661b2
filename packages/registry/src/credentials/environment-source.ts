import { ModuleImagesError, parseImageReference } from '@module-images/core'
import { Secret } from './secret.js'
import type { CredentialEnvironment, CredentialSource } from './credential.js'

/**
 * `MODULE_IMAGES_REGISTRY_USERNAME` and `MODULE_IMAGES_REGISTRY_PASSWORD`, for one host only: the one in
 * `MODULE_IMAGES_REGISTRY_HOST`, else that of `MODULE_IMAGES_REGISTRY`.
 */
export function createEnvironmentSource({ env }: CredentialEnvironment): CredentialSource {
  const origin = 'the environment (MODULE_IMAGES_REGISTRY_USERNAME)'
  return {
    name: 'the environment',
    find: async (host) => {
      const username = env['MODULE_IMAGES_REGISTRY_USERNAME'] ?? ''
      const password = env['MODULE_IMAGES_REGISTRY_PASSWORD'] ?? ''
      if (username === '' && password === '') return undefined
      if (username === '' || password === '') {
        throw badEnvironment(
          'Only one of MODULE_IMAGES_REGISTRY_USERNAME and MODULE_IMAGES_REGISTRY_PASSWORD is set.',
          'Set both or neither.',
        )
      }
      return credentialsHost(env) === host ? { kind: 'basic', username, password: new Secret(password), origin } : undefined
    },
  }
}

function credentialsHost(env: CredentialEnvironment['env']): string {
  const host = env['MODULE_IMAGES_REGISTRY_HOST'] || env['MODULE_IMAGES_REGISTRY']
  if (!host) {
    throw badEnvironment(
      'MODULE_IMAGES_REGISTRY_USERNAME is set, but not for which registry.',
      'Set MODULE_IMAGES_REGISTRY_HOST to its host, for example public.ecr.aws.',
    )
  }
  // A registry is written as a reference is, without its last part; a host alone may look like a repository of Docker Hub.
  const [first = ''] = host.split('/')
  return parseImageReference(`${/[.:]/.test(first) || first === 'localhost' ? first : 'docker.io'}/any/image`).host
}

function badEnvironment(message: string, fix: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-credentials-environment', kind: 'environment', message, fix })
}
