import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule, RuleFinding } from '../check-rule.js'
import { isRelease, releaseOfStage } from './distribution-release.js'

/** Where a release stands in the address of binary R packages, in a line of apt's sources, and in CRAN's own repositories. */
const RELEASES = [
  /\/__linux__\/([a-z]+)\//g,
  /\bdeb(?:-src)?\s+(?:\[[^\]\n]{0,300}\]\s+)?https?:\/\/[^\s"']+\s+([a-z]+)(?:-(?:updates|security|backports))?\s+[a-z]/g,
  /\/linux\/(?:ubuntu|debian)\/?\s+([a-z]+)-cran\d+\//g,
]

export const packageRelease: ModuleRule = {
  id: 'package-release',
  scope: 'module',
  title: 'Package repositories are of the release that the base has',
  severity: 'warning',
  why: 'Packages built for another release of the distribution are linked to other libraries: they do not install, or fail when they are loaded.',
  fix: "Name the release of the base in the repository's address.",
  examples: {
    passing: [
      {
        files: {
          Dockerfile: `FROM ubuntu:22.04\nRUN R -e 'options(repos = "https://packagemanager.posit.co/cran/__linux__/jammy/2024-10-31")'\n`,
        },
      },
      {
        files: { Dockerfile: `FROM example.org/own/base:1\nENV CRAN=https://packagemanager.posit.co/cran/__linux__/jammy/2024-10-31\n` },
        note: 'the name of the base does not say its release',
      },
    ],
    failing: [
      {
        files: { Dockerfile: `FROM debian:bookworm-slim\nENV CRAN=https://packagemanager.posit.co/cran/__linux__/jammy/2024-10-31\n` },
        lines: ['Dockerfile:2'],
      },
      {
        files: {
          Dockerfile:
            'FROM ubuntu:24.04\nRUN apt-get update \\\n && echo "deb https://apt.example.org focal main" > /etc/apt/sources.list.d/example.list\n',
        },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build }) {
    return build?.instructions.flatMap((instruction) => findOthers(build, instruction)) ?? []
  },
}

function findOthers(build: BuildCheckFacts, { keyword, rest, heredocs, stage }: BuildCheckFacts['instructions'][number]): RuleFinding[] {
  const base = ['RUN', 'ENV', 'ARG'].includes(keyword) ? releaseOfStage(build, stage) : undefined
  if (base === undefined) return []
  return [rest, ...heredocs].flatMap((source) =>
    RELEASES.flatMap((pattern) => [...source.text.matchAll(pattern)]).flatMap(({ index, 0: whole, 1: release = '' }) => {
      if (!isRelease(release) || release === base.release) return []
      const place = { file: build.file, ...source.placeOf(index + whole.lastIndexOf(release)) }
      return [{ message: `These are packages for ${release}, and ${base.reference} is ${base.release}.`, place }]
    }),
  )
}
