import { isNearDockerfile } from '../near-dockerfile.js'
import type { WorkspaceRule } from '../check-rule.js'

export const dockerfileName: WorkspaceRule = {
  id: 'dockerfile-name',
  scope: 'workspace',
  title: 'The Dockerfile of a module is called Dockerfile',
  severity: 'warning',
  why: 'Under any other name it makes no module, whatever else Docker would take it for: no image, no targets, and no release ever names it.',
  fix: 'Call it Dockerfile. Where the folder shall be no module, leave it out with a negated glob, or tag its project docker:inactive.',
  examples: {
    passing: [
      { files: { 'nx.json': '{}\n', 'modules/a/Dockerfile': 'FROM scratch\n', 'modules/a/Dockerfile.dev': 'FROM scratch\n' } },
      { files: { 'nx.json': '{}\n', 'modules/a/dockerfile': '', 'modules/a/project.json': '{ "tags": ["docker:inactive"] }\n' } },
    ],
    failing: [
      { files: { 'nx.json': '{}\n', 'modules/a/dockerfile': 'FROM scratch\n' }, lines: ['modules/a/dockerfile:1'] },
      {
        files: { 'nx.json': '{}\n', 'modules/a/Containerfile': 'FROM scratch\n', 'modules/b/Dockerfile.dev': 'FROM scratch\n' },
        lines: ['modules/a/Containerfile:1', 'modules/b/Dockerfile.dev:1'],
      },
    ],
  },
  check({ withoutDockerfile }) {
    return withoutDockerfile.flatMap(({ root, names, active }) => {
      const near = names.find(isNearDockerfile)
      if (near === undefined || !active) return []
      return [{ message: `${root} has a ${near}, but no Dockerfile.`, place: { file: `${root}/${near}`, line: 1 } }]
    })
  },
}
