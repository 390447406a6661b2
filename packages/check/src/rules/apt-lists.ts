import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'
import type { ProgramCall } from '../shell/program.js'
import type { RunStep } from '../shell/run-step.js'
import { placeOfWord } from '../word-place.js'
import { type AptCall, readAptCall } from './apt-calls.js'
import { findLastReader, planListRemoval } from './apt-lists-edit.js'

const LISTS = /^\/var\/lib\/apt(?:\/lists)?(?:\/\*?)?$|^\/var\/lib\/apt\/lists\/?\*$/

export const aptLists: ModuleRule = {
  id: 'apt-lists',
  scope: 'module',
  title: 'Package lists are deleted in the step that fetched them',
  severity: 'hint',
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
      {
        files: {
          Dockerfile: 'FROM scratch\nRUN apt-get update && apt-get install -y --no-install-recommends curl && apt-get dist-clean\n',
        },
        note: 'apt-get clean leaves the lists, apt-get dist-clean of newer releases deletes them',
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
      {
        files: {
          Dockerfile:
            'FROM scratch\nRUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y --no-install-recommends curl\n',
        },
        lines: ['Dockerfile:2'],
        note: 'deleted before they are fetched',
      },
    ],
  },
  check(facts) {
    const { build } = facts
    if (!build) return []
    const lastReader = findLastReader(build)
    return [...lastingUpdates(build)].flatMap(([step, { subcommand }]) =>
      mountsLists(step)
        ? []
        : [
            {
              message: 'The package lists that are fetched here stay in the image.',
              place: placeOfWord(build, step, subcommand),
              edits: facts.isBase || lastReader > step.instruction.line ? undefined : planListRemoval(build, step),
            },
          ],
    )
  },
}

/** By step of the image, the last update whose lists nothing after it deletes. */
function lastingUpdates({ calls, shipped }: BuildCheckFacts): Map<RunStep, AptCall> {
  const updates = new Map<RunStep, AptCall>()
  for (const call of calls) {
    if (!shipped.has(call.step.instruction.stage)) continue
    const apt = readAptCall(call)
    if (apt?.subcommand.text === 'update') updates.set(call.step, apt)
    else if (deletesLists(call, apt)) updates.delete(call.step)
  }
  return updates
}

/** What lies behind a variable cannot be known. */
function deletesLists({ program, args }: ProgramCall, apt: AptCall | undefined): boolean {
  if (apt !== undefined) return /^dist-?clean$/.test(apt.subcommand.text)
  return (program === 'rm' || program === 'find') && args.some(({ text, dynamic }) => dynamic || LISTS.test(text))
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
