import { isRepository } from '@module-images/core'
import type { ModuleRule } from '../check-rule.js'
import { firstLineOfTarget } from './target-line.js'

/** Errors that say what this rule says. */
export const IMAGE_NAME_CODES: ReadonlySet<string> = new Set(['bad-image-name', 'image-name-collision'])

export const imageName: ModuleRule = {
  id: 'image-name',
  scope: 'module',
  title: "The image's name is one a registry takes, and no other module's",
  severity: 'error',
  why: 'Registries refuse names with other characters, and of two modules with one name each push would overwrite the other.',
  fix: 'Set targets.docker-build.options.image in the project.json of the module, or rename its folder.',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\n' }, note: 'in the folder modules/example' }],
    failing: [
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\n',
          'project.json': '{ "targets": { "docker-build": { "options": { "image": "My image" } } } }',
        },
        lines: ['Dockerfile:1'],
      },
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim\n',
          '../other/Dockerfile': 'FROM debian:trixie-slim\n',
          '../other/project.json': '{ "name": "example" }',
        },
        lines: ['Dockerfile:1'],
      },
    ],
  },
  check({ module, modules, build }) {
    const place = { file: `${module.root}/Dockerfile`, line: build ? firstLineOfTarget(build) : 1 }
    if (!isRepository(module.image)) return [{ message: `No registry takes '${module.image}' as the name of an image.`, place }]
    const other = modules.find(({ image, root }) => root !== module.root && image.toLowerCase() === module.image.toLowerCase())
    return other ? [{ message: `The image would be named '${module.image}', and so would that of ${other.root}.`, place }] : []
  },
}
