import { isRuleId } from '@module-images/core'
import type { CheckRule } from './check-rule.js'
import { addChecksum } from './rules/add-checksum.js'
import { affectedLegacy } from './rules/affected-legacy.js'
import { aptLists } from './rules/apt-lists.js'
import { aptRecommends } from './rules/apt-recommends.js'
import { baseLockAge } from './rules/base-lock-age.js'
import { baseLockPlatform } from './rules/base-lock-platform.js'
import { baseLocked } from './rules/base-locked.js'
import { bashrcActivate } from './rules/bashrc-activate.js'
import { baseVersion } from './rules/base-version.js'
import { condaPlatform } from './rules/conda-platform.js'
import { condaStale } from './rules/conda-stale.js'
import { condaUnpinned } from './rules/conda-unpinned.js'
import { crlfScript } from './rules/crlf-script.js'
import { curlFail } from './rules/curl-fail.js'
import { dockerfileName } from './rules/dockerfile-name.js'
import { dockerfilePlace } from './rules/dockerfile-place.js'
import { duplicateTarget } from './rules/duplicate-target.js'
import { emptyGlob } from './rules/empty-glob.js'
import { environmentLocked } from './rules/environment-locked.js'
import { environmentPinned } from './rules/environment-pinned.js'
import { createIgnoreComment } from './rules/ignore-comment.js'
import { imageLabels } from './rules/image-labels.js'
import { imageName } from './rules/image-name.js'
import { largeFile } from './rules/large-file.js'
import { lastUser } from './rules/last-user.js'
import { latestDownload } from './rules/latest-download.js'
import { layerLimit } from './rules/layer-limit.js'
import { lockfileUnused } from './rules/lockfile-unused.js'
import { lockfileValid } from './rules/lockfile-valid.js'
import { missingSource } from './rules/missing-source.js'
import { moduleLink } from './rules/module-link.js'
import { moduleWithoutDockerfile } from './rules/module-without-dockerfile.js'
import { noModules } from './rules/no-modules.js'
import { nxVersion } from './rules/nx-version.js'
import { outsideContext } from './rules/outside-context.js'
import { packagePlatform } from './rules/package-platform.js'
import { packageRelease } from './rules/package-release.js'
import { pipeToShell } from './rules/pipe-to-shell.js'
import { pipUnpinned } from './rules/pip-unpinned.js'
import { platformName } from './rules/platform-name.js'
import { rRepository } from './rules/r-repository.js'
import { rUnpinned } from './rules/r-unpinned.js'
import { renvBioconductor } from './rules/renv-bioconductor.js'
import { renvCommit } from './rules/renv-commit.js'
import { renvRVersion } from './rules/renv-r-version.js'
import { renvRecord } from './rules/renv-record.js'
import { requirementsPinned } from './rules/requirements-pinned.js'
import { secretFile } from './rules/secret-file.js'
import { setLine } from './rules/set-line.js'
import { syntaxFrontend } from './rules/syntax-frontend.js'
import { templateDockerfile } from './rules/template-dockerfile.js'
import { unreadable } from './rules/unreadable.js'
import { workflowSync } from './rules/workflow-sync.js'

/** Every rule, in the order of the documentation: what is read, bases, installing, lockfiles, the image, the workspace. */
export const CHECK_RULES: readonly CheckRule[] = [
  unreadable,
  missingSource,
  outsideContext,
  lockfileUnused,
  secretFile,
  largeFile,
  crlfScript,
  layerLimit,
  baseVersion,
  baseLocked,
  baseLockAge,
  baseLockPlatform,
  platformName,
  syntaxFrontend,
  addChecksum,
  latestDownload,
  pipeToShell,
  curlFail,
  setLine,
  aptRecommends,
  aptLists,
  packageRelease,
  rUnpinned,
  rRepository,
  condaUnpinned,
  environmentPinned,
  environmentLocked,
  bashrcActivate,
  pipUnpinned,
  lockfileValid,
  renvRVersion,
  renvBioconductor,
  renvRecord,
  renvCommit,
  condaPlatform,
  packagePlatform,
  condaStale,
  requirementsPinned,
  templateDockerfile,
  imageName,
  imageLabels,
  lastUser,
  createIgnoreComment(isRuleId),
  affectedLegacy,
  nxVersion,
  duplicateTarget,
  noModules,
  emptyGlob,
  moduleWithoutDockerfile,
  dockerfileName,
  dockerfilePlace,
  moduleLink,
  workflowSync,
]
