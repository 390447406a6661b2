import { ModuleImagesError, parseImageReference, SYNTAX_ARGUMENT } from '@module-images/core'
import type { BuildCheckFacts, ModuleCheckFacts } from '../check-facts.js'
import type { FindingPlace, ModuleRule } from '../check-rule.js'
import { lineOfText } from './json-fields.js'

/** Docker's own: https://docs.docker.com/build/buildkit/frontend/ */
const OWN = new Set(['docker/dockerfile', 'docker/dockerfile-upstream'])

export const syntaxFrontend: ModuleRule = {
  id: 'syntax-frontend',
  scope: 'module',
  title: "The frontend that reads the Dockerfile is Docker's own",
  severity: 'warning',
  why: 'Another frontend may read a Dockerfile in its own way: what the build reads, and so the key, is worked out by the rules of Docker.',
  fix: 'Name docker/dockerfile:1, or leave the frontend out.',
  examples: {
    passing: [
      { files: { Dockerfile: '# syntax=docker/dockerfile:1.7-labs\nFROM scratch\n' } },
      { files: { Dockerfile: '#syntax = docker.io/docker/dockerfile-upstream:master\nFROM scratch\n' } },
      { files: { Dockerfile: 'FROM scratch\n' } },
    ],
    failing: [
      { files: { Dockerfile: '# escape=`\n# syntax=example.org/own/dockerfile:1\nFROM scratch\n' }, lines: ['Dockerfile:2'] },
      {
        files: {
          Dockerfile: '# syntax=docker/dockerfile:1\nFROM scratch\n',
          'project.json':
            '{\n  "targets": { "docker-build": { "options": { "buildArgs": { "BUILDKIT_SYNTAX": "own/dockerfile" } } } }\n}\n',
        },
        lines: ['project.json:2'],
      },
    ],
  },
  check(facts) {
    const { build } = facts
    const frontend = build?.reads.places.find(({ via }) => via === 'syntax')
    if (build === undefined || frontend === undefined || isOwn(frontend.reference)) return []
    const message = `${frontend.reference.slice(0, 120)} is not a frontend of Docker's.`
    return [{ message, place: placeOf(facts, build, frontend.line) }]
  },
}

/** In project.json where the build argument names it, which wins over the Dockerfile's own line. */
function placeOf({ module, texts }: ModuleCheckFacts, { file, options }: BuildCheckFacts, line: number): FindingPlace {
  if (!Object.hasOwn(options.buildArgs, SYNTAX_ARGUMENT)) return { file, line }
  const projectJson = `${module.root}/project.json`
  return { file: projectJson, line: lineOfText(texts.get(projectJson) ?? '', SYNTAX_ARGUMENT) }
}

function isOwn(reference: string): boolean {
  try {
    const { host, repository } = parseImageReference(reference)
    return host === 'docker.io' && OWN.has(repository)
  } catch (error) {
    // Docker refuses to build with it, and says so itself.
    if (error instanceof ModuleImagesError) return false
    throw error
  }
}
