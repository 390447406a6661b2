import type { ModuleRule } from '../check-rule.js'
import type { ProgramCall } from '../shell/program.js'
import { placeOfWord } from '../word-place.js'

const FETCHERS = new Set(['curl', 'wget'])
const INTERPRETERS = new Set(['sh', 'bash', 'dash', 'zsh', 'ash', 'ksh', 'python', 'python3', 'perl', 'Rscript'])
/** Builtins that run a text or a file they are given. */
const RUNNERS = new Set([...INTERPRETERS, 'eval', 'source', '.'])
/** Programs that hand on what they read, changed or not. */
const FILTERS = new Set(['tee', 'cat', 'sed', 'gunzip', 'gzip', 'zcat', 'tr', 'head', 'tail', 'grep', 'base64'])

export const pipeToShell: ModuleRule = {
  id: 'pipe-to-shell',
  scope: 'module',
  title: 'Nothing is run straight from the network',
  severity: 'warning',
  why: 'What such an address serves may change, and half a script runs when the connection breaks. Without pipefail the step even succeeds.',
  fix: 'Download a version to a file, compare its checksum, then run it.',
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
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -fsSL https://example.org/setup | tee /log | sudo -E bash -\n' },
        lines: ['Dockerfile:2'],
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN bash -c "curl https://example.org/setup | sh"\n' }, lines: ['Dockerfile:2'] },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN eval "$(curl https://example.org/setup)"\n' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    const { calls } = build
    return calls.flatMap(({ step, command, program, args }, index) => {
      const piped = FETCHERS.has(program) && command.after === '|' && endsInShell(calls, index)
      if (!piped && runsDownload({ program, args }).length === 0) return []
      return [{ message: 'What is downloaded here runs unseen.', place: placeOfWord(build, step, command.words[0]) }]
    })
  },
}

/** The downloads whose text an interpreter is given in place: `bash <(curl …)`, `sh -c "$(curl …)"`. */
export function runsDownload({ program, args }: Pick<ProgramCall, 'program' | 'args'>): string[] {
  return RUNNERS.has(program) ? args.flatMap(({ text }) => (/^(?:<\(|\$\()\s*(?:curl|wget)\s/.test(text) ? [text] : [])) : []
}

/** Whether the pipe that a call begins leads to an interpreter, through filters or at once. */
export function endsInShell(calls: readonly ProgramCall[], from: number): boolean {
  for (let index = from + 1; index < calls.length; index++) {
    const call = calls[index]
    if (call?.step !== calls[from]?.step || call?.command.before !== '|') return false
    if (readsInput(call)) return true
    if (!FILTERS.has(call.program) || call.command.after !== '|') return false
  }
  return false
}

/** A script that is named, as in `python3 -c …` or `sh file`, only reads the download as data. */
function readsInput({ program, args }: { program: string; args: readonly { text: string }[] }): boolean {
  if (!INTERPRETERS.has(program)) return false
  const [first] = args.filter(({ text }) => !/^-[a-z]*[eux]+$/.test(text))
  return first === undefined || first.text === '-' || first.text === '-s' || first.text === '--'
}
