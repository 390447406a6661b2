import type { WorkspaceRule } from '../check-rule.js'
import { findingsOfEmptyGlobs } from './glob-findings.js'

const nxJson = (globs: string) => `{\n  "plugins": [{ "plugin": "@module-images/nx", "options": {\n    "modules": [${globs}]\n  } }]\n}\n`

export const emptyGlob: WorkspaceRule = {
  id: 'empty-glob',
  scope: 'workspace',
  title: 'Every modules glob finds a module',
  severity: 'warning',
  why: 'What a mistyped glob should find is no module: it gets no image and no targets, and no release ever names it.',
  fix: 'Correct the glob in nx.json, or remove it.',
  examples: {
    passing: [
      {
        files: {
          'nx.json': nxJson('"modules/*", "tools/*"'),
          'modules/a/Dockerfile': 'FROM scratch\n',
          'tools/b/Dockerfile': 'FROM scratch\n',
        },
      },
    ],
    failing: [
      {
        files: {
          'nx.json': nxJson('"modules/*", "tolls/*"'),
          'modules/a/Dockerfile': 'FROM scratch\n',
          'tools/b/Dockerfile': 'FROM scratch\n',
        },
        lines: ['nx.json:3'],
      },
    ],
  },
  check(facts) {
    return facts.modules.length === 0 ? [] : findingsOfEmptyGlobs(facts)
  },
}
