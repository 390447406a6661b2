import type { WorkspaceRule } from '../check-rule.js'

const OLDEST = 24

export const nxVersion: WorkspaceRule = {
  id: 'nx-version',
  scope: 'workspace',
  title: 'Nx is of version 24 or newer',
  severity: 'error',
  why: 'Before version 24, nx affected selects by project: any file of a module builds its image.',
  fix: 'Run: npx nx migrate latest',
  examples: {
    passing: [{ files: { 'nx.json': '{}\n', 'package.json': '{ "devDependencies": { "nx": "^24.0.6" } }\n' } }],
    failing: [
      {
        files: { 'nx.json': '{}\n', 'package.json': '{\n  "devDependencies": {\n    "nx": "23.3.1"\n  }\n}\n' },
        lines: ['package.json:3'],
      },
      { files: { 'nx.json': '{}\n', 'package.json': '{ "devDependencies": { "nx": "^22" } }\n' }, lines: ['package.json:1'] },
    ],
  },
  check({ nx: { version, place } }) {
    // A range without an end, or a tag, says nothing.
    const major = /^[\^~=v]?(\d+)(?:\.|$)/.exec(version ?? '')?.[1]
    if (version === undefined || major === undefined || Number(major) >= OLDEST) return []
    return [{ message: `Nx is ${version}.`, place }]
  },
}
