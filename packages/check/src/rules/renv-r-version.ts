import type { ModuleRule } from '../check-rule.js'
import { baseVersions, minorVersion } from './r-versions.js'

const lock = (version: string) => `{\n  "R": { "Version": "${version}" },\n  "Packages": {}\n}\n`

export const renvRVersion: ModuleRule = {
  id: 'renv-r-version',
  scope: 'module',
  title: "renv.lock is of the base's R",
  severity: 'warning',
  why: 'Packages recorded with another minor version of R may not install, or may install and compute something else.',
  fix: 'Start from a base with the R of renv.lock, or record the packages anew in the image.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM bioconductor/r-ver:3.19\nCOPY renv.lock .\n', 'renv.lock': lock('4.4.0') } },
      { files: { Dockerfile: 'FROM rocker/r-ver:4.4.2\nCOPY renv.lock .\n', 'renv.lock': lock('4.4.0') } },
    ],
    failing: [
      { files: { Dockerfile: 'FROM rocker/r-ver:4.3.3\nCOPY renv.lock .\n', 'renv.lock': lock('4.4.0') }, lines: ['Dockerfile:1'] },
    ],
  },
  check({ build, lockfiles }) {
    const base = build && baseVersions(build)
    const locked = lockfiles.find(({ kind }) => kind === 'renv')?.facts.rVersion
    if (!build || base?.r === undefined || locked === undefined || minorVersion(locked) === base.r) return []
    return [
      { message: `${base.reference} has R ${base.r}, and renv.lock is of R ${locked}.`, place: { file: build.file, line: base.line } },
    ]
  },
}
