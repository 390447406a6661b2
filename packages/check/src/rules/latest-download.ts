import type { BuildCheckFacts } from '../check-facts.js'
import type { FindingPlace, ModuleRule } from '../check-rule.js'
import { placeOfWord } from '../word-place.js'

/** Names that people give the branch that moves. */
const BRANCH = '(?:refs/heads/)?(?:master|main|HEAD|develop|trunk)'

const MOVING = [
  /^https?:\/\/\S*\/(?:releases\/latest|latest\/download|releases\/download\/latest)(?:\/|$)/,
  // Miniconda3-latest-Linux-x86_64.sh, tool-latest.tar.gz
  /^https?:\/\/[^?#\s]*[/_.-]latest[_.-][^/?#\s]{0,200}$/,
  new RegExp(`^https?://raw\\.githubusercontent\\.com/[^/\\s]+/[^/\\s]+/${BRANCH}/`),
  new RegExp(`^https?://[^/\\s]+/\\S*/(?:raw|archive|zipball|tarball|zip|tar\\.gz|blob|get)/${BRANCH}(?:[/?]|\\.(?:zip|tar\\.\\w+|tgz)|$)`),
]

export const latestDownload: ModuleRule = {
  id: 'latest-download',
  scope: 'module',
  title: 'Downloads name a version',
  severity: 'warning',
  why: 'An address that always leads to the newest release, or to a branch, gives another image on another day, and nothing shows that it changed.',
  fix: 'Put the version into the address, and compare the checksum of what was fetched.',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM scratch\nADD https://example.org/tool/releases/download/v1.2.0/tool /tool\n' } },
      {
        files: {
          Dockerfile: `FROM debian:trixie-slim\nRUN curl -O https://raw.githubusercontent.com/owner/name/${'0'.repeat(40)}/main/x.py\n`,
        },
        note: 'a commit, and a folder called main',
      },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM scratch\nADD https://example.org/tool/releases/latest/download/tool /tool\n' },
        lines: ['Dockerfile:2'],
      },
      {
        files: {
          Dockerfile:
            'FROM debian:trixie-slim\nRUN cd /opt \\\n && curl -LO "https://example.org/tool/releases/latest/download/tool-$(uname -m)"\n',
        },
        lines: ['Dockerfile:3'],
      },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN wget https://example.org/Miniconda3-latest-Linux-x86_64.sh\n' },
        lines: ['Dockerfile:2'],
      },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -O https://raw.githubusercontent.com/owner/name/main/x.py\n' },
        lines: ['Dockerfile:2'],
      },
      {
        files: { Dockerfile: 'FROM scratch\nADD https://github.com/owner/name/archive/refs/heads/main.tar.gz /x\n' },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    return [...commandAddresses(build), ...addAddresses(build)].map(({ address, place }) => ({
      message: `${address.slice(0, 120)} is whatever is newest on the day of the build.`,
      place,
    }))
  },
}

function isMoving(address: string): boolean {
  return MOVING.some((pattern) => pattern.test(address))
}

function commandAddresses(build: BuildCheckFacts): { address: string; place: FindingPlace }[] {
  return build.calls.flatMap(({ step, args }) =>
    args.filter(({ text }) => isMoving(text)).map((word) => ({ address: word.text, place: placeOfWord(build, step, word) })),
  )
}

function addAddresses({ dockerfile, file }: BuildCheckFacts): { address: string; place: FindingPlace }[] {
  const adds = dockerfile.stages.flatMap(({ instructions }) => instructions.flatMap((one) => (one.kind === 'add' ? [one] : [])))
  return adds.flatMap(({ sources, line }) => sources.filter(isMoving).map((address) => ({ address, place: { file, line } })))
}
