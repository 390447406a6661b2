import type { ModuleRule } from '../check-rule.js'

const lock = (record: string) => `{\n  "R": { "Version": "4.4.0" },\n  "Packages": {\n    "dplyr": ${record}\n  }\n}\n`
const DOCKERFILE = 'FROM scratch\nCOPY renv.lock .\n'

export const renvRecord: ModuleRule = {
  id: 'renv-record',
  scope: 'module',
  title: 'renv.lock records version and source of every package',
  severity: 'error',
  why: 'renv::restore() cannot know what to install for a record without version or source, and fails or guesses.',
  fix: 'Record the package again: renv::record("name@version"), or renv::snapshot() where it is installed from a repository.',
  examples: {
    passing: [
      { files: { Dockerfile: DOCKERFILE, 'renv.lock': lock('{ "Package": "dplyr", "Version": "1.1.4", "Source": "Repository" }') } },
    ],
    failing: [
      { files: { Dockerfile: DOCKERFILE, 'renv.lock': lock('{ "Package": "dplyr", "Source": "Repository" }') }, lines: ['renv.lock:4'] },
      {
        files: { Dockerfile: DOCKERFILE, 'renv.lock': lock('{ "Package": "dplyr", "Version": "1.1.4", "Source": "unknown" }') },
        lines: ['renv.lock:4'],
      },
    ],
  },
  check({ lockfiles }) {
    const lockfile = lockfiles.find(({ kind }) => kind === 'renv')
    return (lockfile?.packages ?? []).flatMap(({ name, version, source, line }) => {
      const missing = [version === undefined ? 'version' : '', source === undefined || source === 'unknown' ? 'source' : ''].filter(
        (part) => part !== '',
      )
      if (missing.length === 0) return []
      return [{ message: `${name} is recorded without ${missing.join(' and ')}.`, place: { file: lockfile?.file ?? '', line } }]
    })
  },
}
