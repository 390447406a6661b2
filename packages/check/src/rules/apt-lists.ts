import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import { callsOf } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import { placeOfWord } from '../word-place.js'
import type { TextEdit } from '../text-edit.js'
import { aptCalls } from './apt-calls.js'

const LISTS = /^\/var\/lib\/apt(?:\/lists)?(?:\/\*?)?$|^\/var\/lib\/apt\/lists\/?\*$/

export const aptLists: ModuleRule = {
  id: 'apt-lists',
  scope: 'module',
  title: 'Package lists are deleted in the step that fetched them',
  severity: 'warning',
  why: 'What a layer holds stays in the image, even where a later step deletes it: package lists are some 20 MB that nobody reads again.',
  fix: 'End the same RUN with: rm -rf /var/lib/apt/lists/*',
  examples: {
    passing: [
      {
        files: {
          Dockerfile:
            'FROM scratch\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends curl \\\n && rm -rf /var/lib/apt/lists/*\n',
        },
      },
      { files: { Dockerfile: 'FROM scratch\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n' } },
    ],
    failing: [
      {
        files: {
          Dockerfile:
            'FROM scratch\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nRUN rm -rf /var/lib/apt/lists/*\n',
        },
        lines: ['Dockerfile:2'],
      },
    ],
  },
  check({ build }) {
    if (!build) return []
    const updates = aptCalls(build).filter(({ subcommand }) => subcommand.text === 'update')
    const steps = new Map(updates.map((call) => [call.step, call]))
    return [...steps.values()].flatMap(({ step, subcommand }) =>
      deletesLists(step) || mountsLists(step)
        ? []
        : [
            {
              message: 'The package lists that are fetched here stay in the image.',
              place: placeOfWord(build, step, subcommand),
              edits: deleteAtEnd(build, step),
            },
          ],
    )
  },
}

/** Whatever a script the step calls does cannot be known, nor a path behind a variable. */
function deletesLists(step: RunStep): boolean {
  return callsOf(step).some(
    ({ program, args }) => (program === 'rm' || program === 'find') && args.some(({ text, dynamic }) => dynamic || LISTS.test(text)),
  )
}

/** A cache or tmpfs mount keeps the lists out of the layer. */
function mountsLists({ instruction }: RunStep): boolean {
  return instruction.flags.some((flag) => {
    const fields = flag.replace(/^--mount=/, '').split(',')
    const target = fields.find((field) => /^(?:target|dst|destination)=/.test(field))?.replace(/^[a-z]+=/, '')
    return (
      (fields.includes('type=cache') || fields.includes('type=tmpfs')) && /^\/var(?:\/lib(?:\/apt(?:\/lists)?)?)?\/?$/.test(target ?? '')
    )
  })
}

/** Certain where the step is one list of commands, of which this becomes the last. */
function deleteAtEnd({ file, dockerfile }: BuildCheckFacts, { isList, script }: RunStep): TextEdit[] | undefined {
  if (!isList || script.text === '') return undefined
  const last = script.placeOf(script.text.length - 1)
  return [{ file, line: last.line, column: last.column + 1, insert: ` ${dockerfile.escape}\n && rm -rf /var/lib/apt/lists/*` }]
}
