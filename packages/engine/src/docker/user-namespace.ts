import { readAs } from '@module-images/core'
import * as v from 'valibot'
import type { UserNamespace } from '../user-namespace.js'
import { requireDocker, type DockerOptions } from './docker-command.js'
import { engineUnavailable } from './engine-unavailable.js'

const securityOptions = v.nullable(v.array(v.string()))

/** Asks the daemon alone: a run needs no buildx. */
export async function readUserNamespace(options: DockerOptions): Promise<UserNamespace> {
  const result = await requireDocker(options, ['info', '--format', '{{json .SecurityOptions}}'], (stderr) =>
    engineUnavailable({ kind: 'other', text: stderr }),
  )
  return parseUserNamespace(result.stdout)
}

/**
 * `["name=seccomp,profile=builtin","name=rootless"]`. What cannot be read is taken for the usual.
 * Rootless: https://docs.docker.com/engine/security/rootless/; remapped: https://docs.docker.com/engine/security/userns-remap/
 */
export function parseUserNamespace(text: string): UserNamespace {
  const names = parseOptions(text).flatMap((option) => option.split(','))
  if (names.includes('name=rootless')) return 'rootless'
  return names.includes('name=userns') ? 'remapped' : 'host'
}

function parseOptions(text: string): readonly string[] {
  try {
    return readAs(securityOptions, JSON.parse(text)) ?? []
  } catch {
    return []
  }
}
