// @ts-check
import { ModuleImagesError, parseIgnoreRules } from '@module-images/core'

/**
 * Whether an engine stays up when it is asked about a case. An engine that checks Dockerfiles looks each source of COPY and ADD up in the ignore
 * file's rules. One that Go's regexp refuses is an error the first time and a panic the second, which ends the whole engine: seen with BuildKit
 * 0.25, and all from 0.15 on have that code.
 * https://github.com/moby/buildkit/blob/v0.25.2/frontend/dockerfile/dockerfile2llb/convert.go#L2014
 *
 * @param {import('./case.mjs').Case} given
 * @param {Partial<import('./engine-features.mjs').EngineFeatures>} [features] of the engine
 */
export function isAskable({ ignore }, features = {}) {
  return !features.checks || ignore === undefined || !hasFaultyRule(ignore)
}

/** @param {string} ignore */
function hasFaultyRule(ignore) {
  try {
    return parseIgnoreRules(ignore, '.dockerignore').rules.some(({ fault }) => fault !== undefined)
  } catch (error) {
    // BuildKit refuses these before it looks anything up.
    if (error instanceof ModuleImagesError && error.code === 'bad-ignore-file') return false
    throw error
  }
}
