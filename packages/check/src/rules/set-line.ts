import type { ModuleRule } from '../check-rule.js'
import type { ProgramCall } from '../shell/program.js'
import { placeOfWord } from '../word-place.js'

export const setLine: ModuleRule = {
  id: 'set-line',
  scope: 'module',
  title: 'What follows `set -e` is a command of its own',
  severity: 'error',
  why: 'A backslash joins the next line to `set`, which takes its words for arguments: the command does not run, and the step succeeds.',
  fix: 'Write && or ; between `set` and the backslash: RUN set -e && \\',
  examples: {
    passing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN set -eux; \\\n    make\n' } },
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN <<EOF\nset -e\nmake\nEOF\n' } },
    ],
    failing: [
      { files: { Dockerfile: 'FROM debian:trixie-slim\nRUN set -e \\\n    make \\\n && make install\n' }, lines: ['Dockerfile:2'] },
    ],
  },
  check({ build }) {
    if (!build) return []
    return build.calls.flatMap((call) => {
      const lost = lostWord(call)
      if (lost === undefined) return []
      return [
        {
          message: `\`${lost} …\` on the next line is an argument of \`set\`, and never runs.`,
          place: placeOfWord(build, call.step, call.command.words[0]),
        },
      ]
    })
  },
}

/** The first word after the options of `set`, where it stands on another line. */
function lostWord({ program, args, command, step }: ProgramCall): string | undefined {
  const [first] = args
  if (program !== 'set' || first === undefined || !/^[-+][a-zA-Z]+$/.test(first.text)) return undefined
  const index = args.findIndex(({ text }, at) => !/^[-+]/.test(text) && !/^[-+]\w*o$/.test(args[at - 1]?.text ?? ''))
  const word = args[index]
  if (word === undefined || args.slice(0, index).some(({ text }) => text === '--')) return undefined
  const lineOf = (offset: number) => step.script.placeOf(offset).line
  return lineOf(word.start) > lineOf(command.words[0]?.start ?? 0) ? word.text : undefined
}
