import { findPublishedRef, findPullRequestSign, ModuleImagesError, type PublishedRef } from '@module-images/core'

/** What the process environment says about publishing, read once at the edge. */
export interface PushEnvironment {
  /** `MODULE_IMAGES_ALLOW_PUSH` */
  readonly allowPush: boolean
  /** `MODULE_IMAGES_MOVE_TAGS` */
  readonly moveTags: boolean
  /** The variable that says that this run is a pull request's. */
  readonly pullRequest: string | undefined
  /** `MODULE_IMAGES_TIP_BRANCH`, else what the CI service says. */
  readonly publishes: PublishedRef | undefined
}

/** @throws ModuleImagesError `bad-environment` for a switch that is neither on nor off */
export function readPushEnvironment(env: NodeJS.ProcessEnv): PushEnvironment {
  const branch = env['MODULE_IMAGES_TIP_BRANCH']?.trim()
  return {
    allowPush: readSwitch(env, 'MODULE_IMAGES_ALLOW_PUSH'),
    moveTags: readSwitch(env, 'MODULE_IMAGES_MOVE_TAGS'),
    pullRequest: findPullRequestSign(env),
    publishes: branch ? { kind: 'branch', name: branch } : findPublishedRef(env),
  }
}

/** A switch that is misspelt must not be taken for one that is off, nor for one that is on. */
function readSwitch(env: NodeJS.ProcessEnv, name: string): boolean {
  const value = env[name]?.trim() ?? ''
  if (value === 'true' || value === '1') return true
  if (value === '' || value === 'false' || value === '0') return false
  throw new ModuleImagesError({
    code: 'bad-environment',
    kind: 'input',
    message: `${name} is '${value}'.`,
    fix: `Set it to true or false, or leave it out.`,
  })
}
