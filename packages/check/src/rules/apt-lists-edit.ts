import type { BuildCheckFacts } from '../check-facts.js'
import { callsOf, type ProgramCall } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import type { TextEdit } from '../text-edit.js'
import { readAptCall } from './apt-calls.js'

/** Programs that install no package of the distribution. A script, make, R (pak) or npm may. */
const WITHOUT_APT = new Set(
  `: [ awk cat cd chgrp chmod chown conda cp curl echo export false find git grep groupadd gunzip gzip ldconfig ln locale-gen ls mamba
  micromamba mkdir mv pip pip3 printf rm rmdir sed set tar test touch true unzip update-locale useradd usermod wget`.split(/\s+/),
)

/** Deletes the lists at the end of a step: only where it is one list of commands, run as the user that fetched them. */
export function planListRemoval({ file, dockerfile }: BuildCheckFacts, step: RunStep): TextEdit[] | undefined {
  const { script, isList } = step
  if (!isList || script.text === '' || usesSudo(step)) return undefined
  const last = script.placeOf(script.text.length - 1)
  return [{ file, line: last.line, column: last.column + 1, insert: ` ${dockerfile.escape}\n && rm -rf /var/lib/apt/lists/*` }]
}

/** `rm` would run without it, and fail. */
function usesSudo({ commands }: RunStep): boolean {
  return commands.some(({ words }) => words.some(({ text }) => text === 'sudo'))
}

/** Line of the last instruction that may install from lists it has not fetched itself; 0 where none does. */
export function findLastReader({ instructions, runs }: BuildCheckFacts): number {
  const readable = new Set(runs.map(({ instruction }) => instruction))
  const readers = runs.filter(mayReadLists).map(({ instruction }) => instruction.line)
  const others = instructions.filter((instruction) => {
    const { keyword, rest } = instruction
    if (keyword === 'CMD' || keyword === 'ENTRYPOINT') return /\bapt/.test(rest.text)
    return keyword === 'ONBUILD' || (keyword === 'RUN' && !readable.has(instruction))
  })
  return Math.max(0, readers.at(-1) ?? 0, others.at(-1)?.line ?? 0)
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
