import type { ModuleRule } from '../check-rule.js'
import { firstLineOfTarget } from './target-line.js'

const WANTED = ['org.opencontainers.image.description', 'org.opencontainers.image.licenses']

export const imageLabels: ModuleRule = {
  id: 'image-labels',
  scope: 'module',
  title: 'The image says what it is and under which licence',
  severity: 'hint',
  why: 'Galleries and package pages show these labels; title, source, commit and date are added when the image is built.',
  fix: 'Add LABEL org.opencontainers.image.description="…" and org.opencontainers.image.licenses="…" to the Dockerfile.',
  together: {
    message: (count) => `${count} images do not say what they are, or under which licence.`,
    fix: 'Name the licence for all of them in nx.json, targetDefaults.docker-build.options.labels: {"org.opencontainers.image.licenses": "…"}',
  },
  examples: {
    passing: [{ files: { Dockerfile: `FROM debian:trixie-slim\nLABEL ${WANTED.map((name) => `${name}="text"`).join(' ')}\n` } }],
    failing: [{ files: { Dockerfile: 'FROM debian:trixie-slim AS build\nFROM debian:trixie-slim\n' }, lines: ['Dockerfile:2'] }],
  },
  check({ build }) {
    if (!build) return []
    const missing = WANTED.filter((name) => !build.reads.labelNames.includes(name) && !Object.hasOwn(build.options.labels, name))
    if (missing.length === 0) return []
    return [{ message: `The image has no label ${missing.join(' nor ')}.`, place: { file: build.file, line: firstLineOfTarget(build) } }]
  },
}
