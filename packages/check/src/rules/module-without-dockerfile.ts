import { BASE_LOCK_FILE, LOCKFILE_NAMES } from '@module-images/core'
import { isNearDockerfile } from '../near-dockerfile.js'
import type { WorkspaceRule } from '../check-rule.js'

/** Files that only a module with an image has. */
const SIGNS: readonly string[] = [...LOCKFILE_NAMES, BASE_LOCK_FILE, '.dockerignore', 'project.json']

export const moduleWithoutDockerfile: WorkspaceRule = {
  id: 'module-without-dockerfile',
  scope: 'workspace',
  title: 'Every active module has a Dockerfile',
  severity: 'warning',
  why: 'A folder without a Dockerfile is no module: it gets no image and no targets, and no release ever names it.',
  fix: 'Add a Dockerfile, or tag the project docker:inactive in its project.json.',
  examples: {
    passing: [
      {
        files: { 'nx.json': '{}\n', 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/renv.lock': '{}', 'modules/notes/README.md': '' },
      },
      { files: { 'nx.json': '{}\n', 'modules/a/renv.lock': '{}', 'modules/a/dockerfile': '' }, note: 'that is for dockerfile-name' },
      { files: { 'nx.json': '{}\n', 'modules/a/renv.lock': '{}', 'modules/a/project.json': '{ "tags": ["docker:inactive"] }\n' } },
    ],
    failing: [{ files: { 'nx.json': '{}\n', 'modules/a/renv.lock': '{}' }, lines: ['modules/a/renv.lock:1'] }],
  },
  check({ withoutDockerfile }) {
    return withoutDockerfile.flatMap(({ root, names, active }) => {
      const sign = SIGNS.find((name) => names.includes(name))
      if (sign === undefined || !active || names.some(isNearDockerfile)) return []
      return [{ message: `${root} has a ${sign}, but no Dockerfile.`, place: { file: `${root}/${sign}`, line: 1 } }]
    })
  },
}
