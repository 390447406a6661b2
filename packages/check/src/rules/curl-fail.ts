import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import type { ProgramCall } from '../shell/program.js'
import { baseName, type RunStep, SHELLS } from '../shell/run-step.js'
import { placeOfWord } from '../word-place.js'
import { endsInShell, runsDownload } from './pipe-to-shell.js'

const FAILS = /^-[a-zA-Z]*f|^--fail(?:-with-body)?$/

export const curlFail: ModuleRule = {
  id: 'curl-fail',
  scope: 'module',
  title: 'curl fails where the server does, before a shell runs what it fetched',
  severity: 'warning',
  why: 'Without --fail, curl takes a page that says "not found" for the file and succeeds; the shell then runs that page.',
  fix: 'Call it with -f: curl -fsSL …',
  examples: {
    passing: [
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -fsSL https://example.org/v1/install.sh -o install.sh && sh install.sh\n' },
      },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -sSL https://example.org/v1/data.csv -o data.csv\n' } },
    ],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -sSL https://example.org/v1/install.sh | sh\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM debian:trixie-slim\nRUN curl -sSLO https://example.org/v1/install.sh \\\n && bash install.sh -b\n' },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const runFiles = findRunFiles(build)
    return build.calls.flatMap((call, index) => {
      const { step, command, program, args } = call
      const runs = program === 'curl' ? !args.some(({ text }) => FAILS.test(text)) && isRun(build, index, runFiles) : runsCareless(call)
      if (!runs) return []
      return [{ message: 'curl hands on an error page as if it were the script.', place: placeOfWord(build, step, command.words[0]) }]
    })
  },
}

/** By step, the files that its shells run, each with the index of the last call that does. */
type RunFiles = ReadonlyMap<RunStep, ReadonlyMap<string, number>>

function findRunFiles({ calls }: BuildCheckFacts): RunFiles {
  const found = new Map<RunStep, Map<string, number>>()
  for (const [index, { step, program, args }] of calls.entries()) {
    if (!SHELLS.has(program)) continue
    const files = found.get(step) ?? new Map<string, number>()
    found.set(step, files)
    for (const { text } of args) files.set(baseName(text), index)
  }
  return found
}

function isRun({ calls }: BuildCheckFacts, index: number, runFiles: RunFiles): boolean {
  const call = calls[index]
  if (call === undefined) return false
  if (call.command.after === '|') return endsInShell(calls, index)
  const file = savedAs(call)
  return file !== undefined && (runFiles.get(call.step)?.get(file) ?? -1) > index
}

/** The name of the file that a call writes, as far as its words say. */
function savedAs({ args }: ProgramCall): string | undefined {
  const option = args.findIndex(({ text }) => /^(?:-[a-zA-Z]*o|--output)$/.test(text))
  const named = option < 0 ? undefined : args[option + 1]
  if (named !== undefined) return named.dynamic ? undefined : baseName(named.text)
  if (!args.some(({ text }) => /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$/.test(text))) return undefined
  return baseName(args.find(({ text, dynamic }) => !dynamic && /^https?:/.test(text))?.text ?? '') || undefined
}

/** `bash <(curl …)` and its like. */
function runsCareless(call: ProgramCall): boolean {
  return runsDownload(call).some((inner) => /^\S*\(\s*curl\s/.test(inner) && !/\s(?:-[a-zA-Z]*f|--fail)/.test(inner))
}
