import { findPlatformGaps } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'
import { LOCK_EXAMPLE, lockExample } from './lock-example.js'

export const baseLockPlatform: ModuleRule = {
  id: 'base-lock-platform',
  scope: 'module',
  title: 'Locked bases are there for every platform asked for',
  severity: 'error',
  why: 'A digest that lacks a platform fails the build for it, or runs it slowly by emulation.',
  fix: "Take the platform off the module's platforms, or choose another base; refresh the lock if a newer one has it.",
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': LOCK_EXAMPLE } }],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': lockExample('2026-05-01T00:00:00.000Z', 'linux/arm64') },
        lines: ['Dockerfile:1'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const used = new Map(build.bases.map(({ reference, line }) => [reference, line]))
    return findPlatformGaps(build.lock, build.basePlatforms).flatMap(({ reference, platform, offered }) => {
      const line = used.get(reference)
      if (line === undefined) return []
      return [
        {
          message: `${reference} is wanted for ${platform}, but is locked for ${offered.join(', ')} only.`,
          place: { file: build.file, line },
        },
      ]
    })
  },
}
