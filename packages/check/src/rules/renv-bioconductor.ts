import type { ModuleRule } from '../check-rule.js'
import { baseVersions, minorVersion, rOfBioconductor } from './r-versions.js'

const lock = (r: string, release: string) =>
  `{\n  "R": { "Version": "${r}" },\n  "Bioconductor": { "Version": "${release}" },\n  "Packages": {}\n}\n`

export const renvBioconductor: ModuleRule = {
  id: 'renv-bioconductor',
  scope: 'module',
  title: "renv.lock's Bioconductor fits its R and the base",
  severity: 'warning',
  why: 'A Bioconductor release belongs to one version of R; packages of another release fail to install or to load.',
  fix: 'Start from the base of that release, or record the packages anew in the image.',
  examples: {
    passing: [
      {
        files: { Dockerfile: 'FROM bioconductor/bioconductor_docker:RELEASE_3_19\nCOPY renv.lock .\n', 'renv.lock': lock('4.4.0', '3.19') },
      },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM bioconductor/r-ver:3.20\nCOPY renv.lock .\n', 'renv.lock': lock('4.4.0', '3.19') },
        lines: ['Dockerfile:1'],
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nCOPY renv.lock .\n', 'renv.lock': lock('4.5.0', '3.19') }, lines: ['renv.lock:1'] },
    ],
  },
  check({ build, lockfiles }) {
    const lockfile = lockfiles.find(({ kind }) => kind === 'renv')
    const { bioconductor, rVersion } = lockfile?.facts ?? {}
    if (lockfile === undefined || bioconductor === undefined) return []
    const base = build && baseVersions(build)
    if (build && base?.bioconductor !== undefined && base.bioconductor !== bioconductor) {
      const message = `${base.reference} has Bioconductor ${base.bioconductor}, and renv.lock is of ${bioconductor}.`
      return [{ message, place: { file: build.file, line: base.line } }]
    }
    const wanted = rOfBioconductor(bioconductor)
    if (rVersion === undefined || wanted === undefined || minorVersion(rVersion) === wanted) return []
    return [
      {
        message: `Bioconductor ${bioconductor} is for R ${wanted}, and this file is of R ${rVersion}.`,
        place: { file: lockfile.file, line: 1 },
      },
    ]
  },
}
