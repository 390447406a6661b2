import { ModuleImagesError, type Place } from '../errors.js'

const SYNTAX = 'How it is written: https://docs.docker.com/reference/dockerfile/'

/** The error for a Dockerfile which BuildKit would refuse as well. */
export function badDockerfile(message: string, place: Place, fix = SYNTAX): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-dockerfile', kind: 'input', message, place, fix })
}
