import type { ModuleRule } from '../check-rule.js'
import { LOCK_EXAMPLE, lockExample } from './lock-example.js'

const DAY = 86_400_000

export const baseLockAge: ModuleRule = {
  id: 'base-lock-age',
  scope: 'module',
  title: 'No locked base is older than the workspace allows',
  severity: 'warning',
  why: 'A locked base gets no security updates until it is locked anew. The limit is the plugin option lockAgeDays, 180 days by default.',
  fix: 'Run: npx --no module-images refresh',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': LOCK_EXAMPLE } }],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': lockExample('2025-05-01T00:00:00.000Z') },
        lines: ['Dockerfile:1'],
        note: 'in June of 2026',
      },
    ],
  },
  check({ build, module, limits, now }) {
    if (!build) return []
    return build.bases.flatMap((base) => {
      const locked = base.kind === 'external' ? build.lock.bases.get(base.reference) : undefined
      const days = locked ? Math.floor((Date.parse(now) - Date.parse(locked.resolved)) / DAY) : 0
      if (days <= limits.lockAgeDays) return []
      const message = `${base.reference} was locked ${days} days ago, more than the ${limits.lockAgeDays} allowed.`
      return [{ message, place: { file: build.file, line: base.line }, fix: `Run: npx --no module-images refresh ${module.name}` }]
    })
  },
}
