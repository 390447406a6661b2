import { ModuleImagesError } from '@module-images/core'
import { printableText } from '@module-images/process'

const INSTALL = 'https://podman.io/docs/installation'

/** Podman's words when a machine or a service that it talks to is not there, or its own set-up does not work. */
const AWAY =
  /cannot connect to podman|unable to connect to podman|podman machine|connection refused.*podman|cannot re-exec process|newuidmap|runroot must be set/i

/** The error `engine-unavailable`, where podman's complaint is about podman itself. */
export function parsePodmanUnavailable(stderr: string): ModuleImagesError | undefined {
  return AWAY.test(stderr) ? podmanUnavailable(stderr) : undefined
}

export function podmanUnavailable(stderr: string): ModuleImagesError {
  const text = podmanReason(stderr)
  return unavailable(
    `Podman does not work: ${text}`,
    "See what 'podman info' says. On macOS and Windows, 'podman machine start' starts it.",
  )
}

export function noPodmanCommand(cause: unknown): ModuleImagesError {
  return unavailable('There is no podman command: it is not installed or not on the PATH.', `Install Podman: ${INSTALL}`, cause)
}

function unavailable(message: string, fix: string, cause?: unknown): ModuleImagesError {
  return new ModuleImagesError({ code: 'engine-unavailable', kind: 'environment', message, fix, cause })
}

/** The last line of what podman complained, without its own `Error:`. Warnings are told as `time="…" level=warning …`. */
export function podmanReason(stderr: string): string {
  const lines = printableText(stderr.trim()).split('\n')
  const own = lines.filter((line) => !/^time="[^"]*" level=(?:warning|info)/.test(line) && line.trim() !== '')
  return (own.at(-1) ?? '').replace(/^Error: /, '') || 'podman gave no reason'
}
