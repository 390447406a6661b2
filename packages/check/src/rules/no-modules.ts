import type { WorkspaceRule } from '../check-rule.js'
import { findingsOfEmptyGlobs } from './glob-findings.js'

export const noModules: WorkspaceRule = {
  id: 'no-modules',
  scope: 'workspace',
  title: 'The workspace has a module',
  severity: 'error',
  why: 'Without a module every run ends well and builds nothing, also where only the glob is mistyped.',
  fix: 'Add a module, or correct the `modules` globs in nx.json: a module is a folder that they match and that holds a Dockerfile.',
  examples: {
    passing: [{ files: { 'nx.json': '{ "plugins": ["@module-images/nx"] }\n', 'modules/a/Dockerfile': 'FROM scratch\n' } }],
    failing: [
      {
        files: {
          'nx.json': '{\n  "plugins": [{ "plugin": "@module-images/nx", "options": {\n    "modules": "modulez/*"\n  } }]\n}\n',
          'modules/a/Dockerfile': 'FROM scratch\n',
        },
        lines: ['nx.json:3'],
      },
      { files: { 'nx.json': '{\n  "plugins": ["@module-images/nx"]\n}\n' }, lines: ['nx.json:2'] },
    ],
  },
  check(facts) {
    return facts.modules.length === 0 ? findingsOfEmptyGlobs(facts) : []
  },
}
