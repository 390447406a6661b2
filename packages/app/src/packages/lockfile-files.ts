import { basename } from 'node:path/posix'
import { isUnreadLockfile, lockfileKind } from '@module-images/core'
import type { WantedFiles } from '../history/commit-files.js'
import { includedPaths } from './read-lockfiles.js'

/** The lockfiles of a commit, and what they include. */
export const LOCKFILES: WantedFiles = {
  isWanted: (path) => lockfileKind(basename(path)) !== undefined || isUnreadLockfile(basename(path)),
  namedIn: includedPaths,
}
