import { isKnownPlatform } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'

export const platformName: ModuleRule = {
  id: 'platform-name',
  scope: 'module',
  title: 'FROM --platform names a system and an architecture that there are',
  severity: 'error',
  why: 'BuildKit takes any two words for a platform, and fails later: no image is there for one that does not exist.',
  fix: 'Write it as os/architecture: linux/amd64 or linux/arm64.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: 'FROM --platform=$BUILDPLATFORM debian:trixie-slim AS build\nFROM --platform=linux/arm64/v8 debian:trixie-slim\n',
        },
      },
    ],
    failing: [{ files: { Dockerfile: 'FROM --platform=linux/amd46 debian:trixie-slim\n' }, lines: ['Dockerfile:1'] }],
  },
  check({ build }) {
    if (!build) return []
    const outside = new Set(build.reads.places.flatMap(({ via, line }) => (via === 'from' ? [line] : [])))
    return build.dockerfile.stages.flatMap(({ platform = '', line }) => {
      if (!outside.has(line) || !/^[\w./-]+$/.test(platform) || isKnownPlatform(platform)) return []
      return [{ message: `There is no platform ${platform}.`, place: { file: build.file, line } }]
    })
  },
}
