// @ts-check
import { changedFileEmptyEngine } from './changed-file-empty-engine.mjs'
import { firstBuild } from './first-build.mjs'
import { oneLockfile } from './one-lockfile.mjs'
import { oneRequestASecond } from './one-request-a-second.mjs'
import { planOffline } from './plan-offline.mjs'
import { releaseNoEngine } from './release-no-engine.mjs'
import { release } from './release.mjs'
import { secondPush } from './second-push.mjs'
import { showProjects } from './show-projects.mjs'
import { unchangedEmptyEngine } from './unchanged-empty-engine.mjs'
import { unchanged } from './unchanged.mjs'

/** In the order they are measured, so that one leaves to the next what it needs. @type {readonly import('./case.mjs').Case[]} */
export const CASES = [
  firstBuild,
  unchanged,
  unchangedEmptyEngine,
  oneLockfile,
  changedFileEmptyEngine,
  secondPush,
  release,
  releaseNoEngine,
  planOffline,
  showProjects,
  ...oneRequestASecond,
]
