import type { ModuleRule } from '../check-rule.js'
import { LOCK_EXAMPLE } from './lock-example.js'

export const baseLocked: ModuleRule = {
  id: 'base-locked',
  scope: 'module',
  title: 'Every base from outside is locked',
  severity: 'warning',
  why: 'A tag moves. Only a digest says which base a build takes, gives the same image tomorrow, and shows a new base as a change.',
  fix: 'Run: npx module-images lock',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': LOCK_EXAMPLE } },
      { files: { Dockerfile: 'FROM scratch\n' } },
    ],
    failing: [{ files: { Dockerfile: '# a comment\nFROM debian:trixie-slim\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build, module }) {
    if (!build) return []
    return build.bases.flatMap((base) =>
      base.kind === 'module' || base.digest !== undefined
        ? []
        : [
            {
              message: `${base.reference} is not locked: a build takes what its tag names at that moment.`,
              place: { file: build.file, line: base.line },
              fix: `Run: npx module-images lock ${module.name}`,
            },
          ],
    )
  },
}
