import { findTemplateMarker, TEMPLATE_MARKER } from '../template-marker.js'
import type { ModuleRule } from '../check-rule.js'

export const templateDockerfile: ModuleRule = {
  id: 'template-dockerfile',
  scope: 'module',
  title: 'The Dockerfile is no template any more',
  severity: 'warning',
  why: 'A module that was made and never given its packages builds an image that nobody can use. CI does not build one that is inactive.',
  fix: 'Install what the module needs, then delete the line.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\n' } },
      {
        files: { Dockerfile: `FROM debian:trixie-slim\n${TEMPLATE_MARKER}\n`, 'project.json': '{"tags":["docker:inactive"]}\n' },
        note: 'a new module that is not activated yet, as the generator makes it',
      },
    ],
    failing: [{ files: { Dockerfile: `FROM debian:trixie-slim\n${TEMPLATE_MARKER}\n` }, lines: ['Dockerfile:2'] }],
  },
  check({ build, texts, module }) {
    const line = build && findTemplateMarker(texts.get(build.file) ?? '')
    if (!build || line === undefined || !module.active) return []
    return [{ message: `The Dockerfile of ${module.name} is still the template it was made from.`, place: { file: build.file, line } }]
  },
}
