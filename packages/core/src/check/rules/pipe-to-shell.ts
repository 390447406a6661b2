import type { ModuleRule } from '../check-rule.js'
import { callsOf, placeOfWord } from '../shell/program.js'

const FETCHERS = new Set(['curl', 'wget'])
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ash', 'python', 'python3', 'perl'])

export const pipeToShell: ModuleRule = {
  id: 'pipe-to-shell',
  scope: 'module',
  title: 'Nothing is run straight from the network',
  severity: 'warning',
  why: 'What such an address serves may change, and half a script runs when the connection breaks. Without pipefail the step even succeeds.',
  mend: 'Download a version to a file, compare its checksum, then run it.',
  examples: {
    passing: [
      { files: { Dockerfile: "FROM debian:trixie-slim\nRUN curl -fsSL https://example.org/list | sort > /list && echo 'curl | sh'\n" } },
    ],
    failing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN make \\\n && curl -fsSL https://example.org/install.sh | sudo bash -s -- -y\n' },
        lines: ['Dockerfile:3'],
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN bash <(wget -qO- https://example.org/install.sh)\n' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    const calls = callsOf(build.runs)
    return calls.flatMap(({ step, command, program, args }, index) => {
      const next = calls[index + 1]
      const piped = FETCHERS.has(program) && command.after === '|' && next?.step === step && next.command.before === '|' && readsInput(next)
      const direct = SHELLS.has(program) && args.some(({ text }) => /^(?:<\(|\$\()\s*(?:curl|wget)\s/.test(text))
      if (!piped && !direct) return []
      return [{ message: 'What is downloaded here runs unseen.', place: placeOfWord(build, step, command.words[0]) }]
    })
  },
}

/** A script that is named, as in `python3 -c …` or `sh file`, only reads the download as data. */
function readsInput({ program, args }: { program: string; args: readonly { text: string }[] }): boolean {
  if (!SHELLS.has(program)) return false
  const [first] = args.filter(({ text }) => !/^-[a-z]*[eux]+$/.test(text))
  return first === undefined || first.text === '-' || first.text === '-s' || first.text === '--'
}
