import { ModuleImagesError } from '@module-images/core'
import { printableText } from '@module-images/process'

/** Why there is no engine to talk to. `text` is the docker command's own. */
export type Unavailability =
  | { readonly kind: 'no-command' }
  | { readonly kind: 'no-buildx'; readonly text?: string | undefined }
  | { readonly kind: 'no-daemon'; readonly text: string }
  | { readonly kind: 'no-permission'; readonly text: string }
  | { readonly kind: 'other'; readonly text: string }

const INSTALL = 'https://docs.docker.com/engine/install/'

/** Reads the docker command's complaint; undefined when it is not about the engine being away. */
export function parseUnavailability(stderr: string): Unavailability | undefined {
  const text = printableText(stderr.trim())
  if (/permission denied while trying to connect to the docker/i.test(text)) return { kind: 'no-permission', text }
  if (/cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(text))
    return { kind: 'no-daemon', text }
  if (/unable to resolve docker endpoint|context not found/i.test(text)) return { kind: 'other', text }
  if (/'buildx' is not a docker command|unknown command: docker buildx|unknown flag: --progress/i.test(text))
    return { kind: 'no-buildx', text }
  return undefined
}

/** The error `engine-unavailable`, in words that say whose move it is. */
export function engineUnavailable(why: Unavailability, cause?: unknown): ModuleImagesError {
  return new ModuleImagesError({ code: 'engine-unavailable', kind: 'environment', ...words(why), cause })
}

function words(why: Unavailability): { message: string; fix: string } {
  switch (why.kind) {
    case 'no-command':
      return {
        message: 'There is no container engine: the docker command is not installed or not on the PATH.',
        fix: `Install Docker Engine with buildx: ${INSTALL}`,
      }
    case 'no-buildx':
      return {
        message: `The docker command has no buildx plugin, which builds the images${why.text === undefined ? '' : ` (${lastLine(why.text)})`}.`,
        fix: `Install the package docker-buildx-plugin (Docker's own packages) or docker-buildx (Debian, Ubuntu): ${INSTALL}`,
      }
    case 'no-daemon':
      return {
        message: `The Docker daemon does not answer: ${lastLine(why.text)}`,
        fix: "Start it: 'sudo systemctl start docker' on Linux, or open Docker Desktop. If it runs elsewhere, set DOCKER_HOST or 'docker context use'.",
      }
    case 'no-permission':
      return {
        message: `This user may not talk to the Docker daemon: ${lastLine(why.text)}`,
        fix: 'Add the user to the group docker (\'sudo usermod -aG docker "$USER"\', then sign in again), or use a rootless engine.',
      }
    case 'other':
      return { message: `The docker command does not work: ${lastLine(why.text)}`, fix: "See what 'docker info' says." }
  }
}

function lastLine(text: string): string {
  return text.split('\n').at(-1) ?? text
}
