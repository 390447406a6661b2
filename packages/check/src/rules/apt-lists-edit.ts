import type { BuildCheckFacts, ModuleCheckFacts } from '../check-facts.js'
import { callsOf, type ProgramCall } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import type { TextEdit } from '../text-edit.js'
import { readAptCall } from './apt-calls.js'

/** Programs that install no package of the distribution. A script, make, R (pak) or npm may. */
const WITHOUT_APT = new Set(
  `: [ awk cat cd chgrp chmod chown conda cp curl echo export false find git grep groupadd gunzip gzip ldconfig ln locale-gen ls mamba
  micromamba mkdir mv pip pip3 printf rm rmdir sed set tar test touch true unzip update-locale useradd usermod wget`.split(/\s+/),
)

/**
 * Deletes the lists at the end of a step: only where it is one list of commands, run as the user that fetched them, and where neither the
 * rest of the Dockerfile nor another module installs from what is then gone.
 */
export function planListRemoval({ isBase }: ModuleCheckFacts, build: BuildCheckFacts, step: RunStep): TextEdit[] | undefined {
  const { script, isList } = step
  if (!isList || script.text === '' || isBase || usesSudo(step) || mayReadLater(build, step)) return undefined
  const last = script.placeOf(script.text.length - 1)
  return [
    { file: build.file, line: last.line, column: last.column + 1, insert: ` ${build.dockerfile.escape}\n && rm -rf /var/lib/apt/lists/*` },
  ]
}

/** `rm` would run without it, and fail. */
function usesSudo({ commands }: RunStep): boolean {
  return commands.some(({ words }) => words.some(({ text }) => text === 'sudo'))
}

function mayReadLater({ instructions, runs }: BuildCheckFacts, { instruction: { line } }: RunStep): boolean {
  return instructions.some((later) => {
    if (later.line <= line) return false
    if (later.keyword === 'ONBUILD') return true
    if (later.keyword === 'CMD' || later.keyword === 'ENTRYPOINT') return /\bapt/.test(later.rest.text)
    const steps = runs.filter(({ instruction }) => instruction === later)
    return later.keyword === 'RUN' && (steps.length === 0 || steps.some(mayReadLists))
  })
}

/** Whether a step uses lists that it has not fetched itself. */
function mayReadLists(step: RunStep): boolean {
  if (step.instruction.heredocs.length > 0) return true
  for (const command of step.commands) {
    const calls = callsOf({ ...step, commands: [command] })
    if (calls.some((call) => readAptCall(call)?.subcommand.text === 'update')) return false
    if (calls.length === 0 || !calls.every(isHarmless)) return true
  }
  return false
}

function isHarmless(call: ProgramCall): boolean {
  const subcommand = readAptCall(call)?.subcommand.text
  return subcommand === undefined
    ? WITHOUT_APT.has(call.program)
    : /^(?:auto-?clean|clean|dist-?clean|purge|remove|autoremove)$/.test(subcommand)
}
