import { findTemplateMarker, TEMPLATE_MARKER } from '../template-marker.js'
import { findPlaceholders } from '../placeholder.js'
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
    failing: [
      { files: { Dockerfile: `FROM debian:trixie-slim\n${TEMPLATE_MARKER}\n` }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nWORKDIR /opt/{{ cookiecutter.name }}\n' },
        lines: ['Dockerfile:2'],
        note: 'of a program that puts something in its place',
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY %%NAME%%.txt /opt/\n', '%%NAME%%.txt': '' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build, texts, module }) {
    const file = `${module.root}/Dockerfile`
    const text = texts.get(file) ?? ''
    const line = build && module.active ? findTemplateMarker(text) : undefined
    const own =
      line === undefined
        ? []
        : [{ message: `The Dockerfile of ${module.name} is still the template it was made from.`, place: { file, line } }]
    const others = findPlaceholders(text).map(({ placeholder, ...place }) => ({
      message: `Nothing was put in place of ${placeholder}.`,
      place: { file, ...place },
      fix: 'Let the program of the template write the Dockerfile, and commit what it writes.',
    }))
    return [...own, ...others]
  },
}
