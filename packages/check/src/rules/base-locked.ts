import type { ModuleRule } from '../check-rule.js'
import { findTemplateMarker, TEMPLATE_MARKER } from '../template-marker.js'
import { LOCK_EXAMPLE } from './lock-example.js'

export const baseLocked: ModuleRule = {
  id: 'base-locked',
  scope: 'module',
  title: 'Every base from outside is locked',
  severity: 'warning',
  why: 'A tag moves. Only a digest says which base a build takes, gives the same image tomorrow, and shows a new base as a change.',
  fix: 'Run: npx --no module-images lock',
  together: {
    message: (count) =>
      `${count} bases are not locked: a build takes what their tags name at that moment, with ONBUILD steps that nobody knows.`,
    // Without names, `lock` takes active modules alone.
    fix: 'Lock them: npx --no module-images lock, and by name those that are inactive',
  },
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\n', 'image-lock.json': LOCK_EXAMPLE } },
      { files: { Dockerfile: 'FROM scratch\n' } },
      {
        files: { Dockerfile: `FROM debian:trixie-slim\n${TEMPLATE_MARKER}\n`, 'project.json': '{"tags":["docker:inactive"]}\n' },
        note: 'a new module that is still the template',
      },
    ],
    failing: [{ files: { Dockerfile: '# a comment\nFROM debian:trixie-slim\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build, module, texts }) {
    if (!build) return []
    // The generator has just written it: `nx g @module-images/nx:activate` is when this counts.
    if (!module.active && findTemplateMarker(texts.get(build.file) ?? '') !== undefined) return []
    return build.bases.flatMap((base) =>
      base.kind === 'module' || base.digest !== undefined
        ? []
        : [
            {
              message: `${base.reference} is not locked: a build takes what its tag names at that moment, with ONBUILD steps that nobody knows.`,
              place: { file: build.file, line: base.line },
              fix: `Run: npx --no module-images lock ${module.name}`,
            },
          ],
    )
  },
}
