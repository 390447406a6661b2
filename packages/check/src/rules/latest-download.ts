import type { BuildCheckFacts } from '../check-facts.js'
import type { FindingPlace, ModuleRule } from '../check-rule.js'
import { placeOfWord } from '../word-place.js'

const MOVING = /^https?:\/\/\S*\/(?:releases\/latest|latest\/download|releases\/download\/latest)(?:\/|$)/

export const latestDownload: ModuleRule = {
  id: 'latest-download',
  scope: 'module',
  title: 'Downloads name a version',
  severity: 'warning',
  why: 'An address that always leads to the newest release gives another image on another day, and nothing shows that it changed.',
  fix: 'Put the version into the address, and compare the checksum of what was fetched.',
  examples: {
    passing: [{ files: { Dockerfile: 'FROM scratch\nADD https://example.org/tool/releases/download/v1.2.0/tool /tool\n' } }],
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

function commandAddresses(build: BuildCheckFacts): { address: string; place: FindingPlace }[] {
  return build.calls.flatMap(({ step, args }) =>
    args.filter(({ text }) => MOVING.test(text)).map((word) => ({ address: word.text, place: placeOfWord(build, step, word) })),
  )
}

function addAddresses({ dockerfile, file }: BuildCheckFacts): { address: string; place: FindingPlace }[] {
  const adds = dockerfile.stages.flatMap(({ instructions }) => instructions.flatMap((one) => (one.kind === 'add' ? [one] : [])))
  return adds.flatMap(({ sources, line }) =>
    sources.filter((source) => MOVING.test(source)).map((address) => ({ address, place: { file, line } })),
  )
}
