import { BadInstructionError } from './bad-instruction.js'
import { isGitSource, isRemoteSource } from './git-source.js'
import { UNKNOWN, type Value } from './shell-word.js'

/** Digests that BuildKit knows: https://github.com/opencontainers/go-digest/blob/master/algorithm.go */
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/
/** Newer frontends take the commit of a git repository: https://docs.docker.com/reference/dockerfile/#add---checksum */
const COMMIT = /^[0-9a-f]{7,64}$/

/**
 * Holds an ADD --checksum to what BuildKit takes; an empty one, and what cannot be known beforehand, passes.
 *
 * @throws BadInstructionError
 */
export function refuseBadChecksum(checksum: Value, source: Value): void {
  if (checksum === UNKNOWN || checksum === '' || source === UNKNOWN) return
  if (!isRemoteSource(source)) throw new BadInstructionError(`takes --checksum for what it fetches alone, not for '${source}'`)
  if (DIGEST.test(checksum) || (isGitSource(source) && COMMIT.test(checksum))) return
  throw new BadInstructionError(`takes a digest for --checksum, sha256: and 64 hex digits, not '${checksum}'`)
}
