import type { ModuleRule } from '../check-rule.js'

export const lockfileValid: ModuleRule = {
  id: 'lockfile-valid',
  scope: 'module',
  title: 'Every lockfile can be read',
  severity: 'error',
  why: 'A lockfile with a fault, such as a merge conflict, fails the build after the steps before it, or is read in part.',
  fix: 'Lock again with the tool that made the file.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM scratch\nCOPY renv.lock .\n', 'renv.lock': '{ "R": { "Version": "4.5.0" }, "Packages": {} }\n' } },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM scratch\nCOPY renv.lock .\n', 'renv.lock': '{\n  "R": { "Version": "4.5.0" },\n  "Packages": {,}\n}\n' },
        lines: ['renv.lock:3'],
      },
      { files: { Dockerfile: 'FROM scratch\nCOPY apt.txt .\n', 'apt.txt': 'curl\n<<<<<<< HEAD\n' }, lines: ['apt.txt:2'] },
    ],
  },
  check({ lockfiles }) {
    return lockfiles.flatMap(({ problems }) => problems.map(({ message, place }) => ({ message, place })))
  },
}
