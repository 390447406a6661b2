import { ModuleImagesError } from '@module-images/core'

/** The error for a name that no path of the protocol may be made of. */
export function badReference(name: string, what: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-image-reference',
    kind: 'input',
    message: `'${name}' is not ${what}.`,
    fix: 'Write it as host/repository:tag, or host/repository@sha256:…, in lower case.',
  })
}
