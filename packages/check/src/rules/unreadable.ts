import type { ModuleRule } from '../check-rule.js'
import { IMAGE_NAME_CODES } from './image-name.js'

export const unreadable: ModuleRule = {
  id: 'unreadable',
  scope: 'module',
  title: 'What defines the module can be read',
  severity: 'error',
  why: 'A Dockerfile, ignore file, project.json or base lock with a fault stops the build before it begins, or gives another image.',
  fix: 'Correct the line that is named.',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM debian:trixie-slim\n' } }],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\n<<<<<<< HEAD\nRUN make\n' }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY renv.lock\n' }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\n', '.dockerignore': 'data\n![\n' }, lines: ['.dockerignore:2'] },
    ],
  },
  check({ module, error }) {
    if (!error || IMAGE_NAME_CODES.has(error.code)) return []
    const { file = `${module.root}/Dockerfile`, line = 1, column } = error.place ?? {}
    return [{ message: error.message, place: { file, line, column }, fix: error.fix }]
  },
}
