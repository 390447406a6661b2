import type { ModuleRule } from '../check-rule.js'

const lock = (sha: string) => `{
  "R": { "Version": "4.4.0" },
  "Packages": {
    "tool": {
      "Package": "tool",
      "Version": "0.1.0",
      "Source": "GitHub",
      "RemoteUsername": "owner",
      "RemoteRepo": "tool",
      "RemoteRef": "main"${sha}
    }
  }
}
`
const DOCKERFILE = 'FROM scratch\nCOPY renv.lock .\n'

export const renvCommit: ModuleRule = {
  id: 'renv-commit',
  scope: 'module',
  title: 'R packages from GitHub and its like are recorded with their commit',
  severity: 'warning',
  why: 'A branch moves: without a commit, each build takes what the branch holds on that day.',
  fix: 'Install the package by renv::install("owner/name@commit") and record it: renv::snapshot().',
  examples: {
    passing: [{ files: { Dockerfile: DOCKERFILE, 'renv.lock': lock(',\n      "RemoteSha": "3cd5a0a4c23c4ba9e36bfc1e4a2d7a4d1a1a7a0b"') } }],
    failing: [{ files: { Dockerfile: DOCKERFILE, 'renv.lock': lock('') }, lines: ['renv.lock:4'] }],
  },
  check({ lockfiles }) {
    const lockfile = lockfiles.find(({ kind }) => kind === 'renv')
    const loose = (lockfile?.packages ?? []).filter(
      ({ source, commit }) => /^(?:GitHub|GitLab|Bitbucket|Git)\b/.test(source ?? '') && !/^[0-9a-f]{40}$/.test(commit ?? ''),
    )
    return loose.map(({ name, source, line }) => ({
      message: `${name} comes from ${source ?? ''} without a commit.`,
      place: { file: lockfile?.file ?? '', line },
    }))
  },
}
