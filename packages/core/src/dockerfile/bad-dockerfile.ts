import { ModuleImagesError, type Place } from '../errors.js'

/** The error for a Dockerfile which BuildKit would refuse as well. */
export function badDockerfile(message: string, place: Place, fix?: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-dockerfile', kind: 'input', message, place, fix })
}
