import type { ModuleRule } from '../check-rule.js'
import { firstLineOfTarget } from './target-line.js'

const LICENSE = 'org.opencontainers.image.licenses'

export const imageLabels: ModuleRule = {
  id: 'image-labels',
  scope: 'module',
  title: 'The image says under which licence it is',
  severity: 'hint',
  why: 'Galleries and package pages show this label, and scanners read it; title, source, commit and date are added when the image is built.',
  fix: `Name it in CITATION.cff, for the module or for the workspace: license: BSD-3-Clause. Or add LABEL ${LICENSE}="…" to the Dockerfile.`,
  together: {
    message: (count) => `${count} images do not say under which licence they are.`,
    fix: 'Name it once for all of them: npx nx g @module-images/nx:init --license=BSD-3-Clause, or whichever it is.',
  },
  examples: {
    passing: [{ files: { Dockerfile: `FROM debian:trixie-slim\nLABEL ${LICENSE}=MIT\n` } }],
    failing: [{ files: { Dockerfile: 'FROM debian:trixie-slim AS build\nFROM debian:trixie-slim\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build, licence }) {
    if (!build || licence !== undefined) return []
    if (build.reads.labelNames.includes(LICENSE) || Object.hasOwn(build.options.labels, LICENSE)) return []
    return [{ message: `The image has no label ${LICENSE}.`, place: { file: build.file, line: firstLineOfTarget(build) } }]
  },
}
