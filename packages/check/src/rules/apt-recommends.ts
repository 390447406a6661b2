import type { ModuleRule } from '../check-rule.js'
import { placeOfWord } from '../word-place.js'
import { aptCalls, type AptCall } from './apt-calls.js'

const OPTION = '--no-install-recommends'

export const aptRecommends: ModuleRule = {
  id: 'apt-recommends',
  scope: 'module',
  title: 'apt-get installs what is asked for and no more',
  severity: 'hint',
  why: 'Recommended packages bring compilers, fonts and documentation that nothing asked for: often half of an image. Some are needed all the same, such as ca-certificates for wget and https.',
  fix: 'Add --no-install-recommends, and name the recommended packages that are needed.',
  examples: {
    passing: [
      {
        files: {
          Dockerfile:
            'FROM scratch\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n',
        },
      },
      {
        files: { Dockerfile: 'FROM scratch\nRUN apt-get install -y -f && rm -rf /var/lib/apt/lists/*\n' },
        note: 'nothing is asked for, so nothing is recommended',
      },
      {
        files: {
          Dockerfile: 'FROM debian:trixie-slim AS build\nRUN apt-get install -y gcc\nFROM debian:trixie-slim\nCOPY --from=build /a /a\n',
        },
        note: 'what a stage installs that is not in the image costs nobody a download',
      },
    ],
    failing: [
      { files: { Dockerfile: 'FROM scratch\nRUN echo start \\\n && apt-get install -y \\\n    curl\n' }, lines: ['Dockerfile:3'] },
      { files: { Dockerfile: 'FROM scratch\nRUN <<EOF\nset -e\napt-get install curl\nEOF\n' }, lines: ['Dockerfile:4'] },
      { files: { Dockerfile: 'FROM scratch\nRUN ["/bin/bash", "-c", "apt-get install -y curl"]\n' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build, texts }) {
    // Somebody configures apt itself.
    if (!build || texts.get(build.file)?.includes('APT::Install-Recommends')) return []
    return aptCalls(build)
      .filter((call) => call.subcommand.text === 'install' && call.operands.length > 0 && mayInstallMore(call))
      .map((call) => ({
        message: `${call.program} install takes recommended packages as well.`,
        place: placeOfWord(build, call.step, call.subcommand),
      }))
  },
}

function mayInstallMore({ args, options }: AptCall): boolean {
  const unsure = args.some(({ text, dynamic }) => dynamic && (text.startsWith('$') || text.startsWith('-')))
  return !unsure && !options.some((option) => option.startsWith(OPTION) || option.startsWith('APT::Install-Recommends'))
}
